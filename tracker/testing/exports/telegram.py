"""Telegram Desktop: one folder per chat, `result.json` with `photos/` beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import HOUR_US, SECOND_US
from tracker.testing.exports.printing import iso_seconds, json_bytes
from tracker.testing.story import CAPTURED, PlantedPost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

CHAT_NAMES: Final = {
    "1100000001": "Night Sky Watch example",
    "1100000002": "Launch Talk example",
    "1100000003": "Server Gossip example",
    "1100000004": "Orbit Leaks example",
}
"""Invented chats: id -> name. The last one is a channel, in which only its owner posts."""
CHANNEL: Final = "1100000004"


def write(posts: Sequence[PlantedPost], dice: Random) -> dict[str, bytes]:
    """Return a folder for each chat; `date` is the wall clock of the computer that exported."""
    offset_h = dice.choice((0, 1, 2, 5))
    captured = [post for post in posts if post.fate == CAPTURED]
    files: dict[str, bytes] = {}
    for chat in sorted({post.place for post in captured}):
        here = [post for post in captured if post.place == chat]
        files[f"chat_{chat}/result.json"] = _chat(chat, here, offset_h)
        files |= {
            f"chat_{chat}/photos/{post.picture.name}": post.picture.content for post in here if post.picture
        }
    return files


def _chat(chat: str, posts: Sequence[PlantedPost], offset_h: int) -> bytes:
    kind = "public_channel" if chat == CHANNEL else "public_supergroup"
    first = posts[0].us - HOUR_US
    opening = {
        "id": 1, "type": "service", "date": _local(first, offset_h), "date_unixtime": str(first // SECOND_US),
        "actor": CHAT_NAMES[chat], "actor_id": f"channel{chat}", "action": "create_channel",
        "title": CHAT_NAMES[chat], "text": "", "text_entities": [],
    }  # fmt: skip
    messages = [opening, *(_message(post, offset_h) for post in posts)]
    return json_bytes({"name": CHAT_NAMES[chat], "type": kind, "id": int(chat), "messages": messages}, 1)


def _local(us: int, offset_h: int) -> str:
    return iso_seconds(us + offset_h * HOUR_US, "")


def _message(post: PlantedPost, offset_h: int) -> dict[str, Any]:
    message: dict[str, Any] = {
        "id": int(post.short_id), "type": "message", "date": _local(post.stated_us, offset_h),
        "date_unixtime": str(post.stated_us // SECOND_US), "from": post.account.name,
        "from_id": post.account.account_id,
    }  # fmt: skip
    if post.kind == "forward" and post.parent is not None:
        message["forwarded_from"] = post.parent.account.name
    if post.kind == "reply" and post.parent is not None:
        message["reply_to_message_id"] = int(post.parent.short_id)
    if post.picture is not None:
        message |= {"photo": f"photos/{post.picture.name}", "photo_file_size": len(post.picture.content)}
    entities = [{"type": "plain", "text": post.text}] if post.text else []
    return message | {"text": post.text, "text_entities": entities}
