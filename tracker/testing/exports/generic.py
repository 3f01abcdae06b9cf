"""The generic post file: one JSON object per line, pictures in `media/` beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import HOUR_US, format_us
from tracker.testing.exports.printing import iso_millis, json_lines
from tracker.testing.story import CAPTURED, PlantedPost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_OFFSETS: Final = ("Z", "+00:00", "+02:00", "-05:00", "+05:30")


def write(posts: Sequence[PlantedPost], dice: Random) -> dict[str, bytes]:
    """Return `posts.jsonl`, rows in no order and times in one zone, and the pictures that it names."""
    captured = [post for post in posts if post.fate == CAPTURED]
    offset = dice.choice(_OFFSETS)
    rows = [_row(post, offset) for post in captured]
    dice.shuffle(rows)
    pictures = {f"media/{post.picture.name}": post.picture.content for post in captured if post.picture}
    return {"posts.jsonl": json_lines(rows), **pictures}


def _row(post: PlantedPost, offset: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": post.native_id,
        "platform": post.platform,
        "author": post.account.handle,
        "created_at": _local(post.stated_us, offset),
        "text": post.text,
        "lang": "en",
        "reshare_kind": "original" if post.kind == "post" else post.kind,
    }
    if post.parent is not None:
        row["parent_id"] = post.parent.native_id
    if post.picture is not None:
        row["media"] = [post.picture.name]
    if post.platform == "bluesky":
        row["indexed_at"] = format_us(post.indexed_us)
    return row


def _local(us: int, offset: str) -> str:
    if offset == "Z":
        return iso_millis(us)
    hours, minutes = int(offset[:3]), int(offset[4:])
    shift = hours * HOUR_US + minutes * HOUR_US // 60
    return iso_millis(us + shift).replace("Z", offset)
