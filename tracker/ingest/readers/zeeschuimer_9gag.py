"""9gag posts as Zeeschuimer saw them. `images` holds every size, and the encodings of a video (`hasAudio`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.ingest.fields import at, count_at, id_at, object_at, text_at
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader
from tracker.ingest.webobject import address, moment, picture
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim, item_id
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Row, Source


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one post; where its author stays anonymous the account is unknown."""
    item = capture.item
    parts = (text_at(item, "title"), text_at(item, "description"))
    yield PostRow(
        platform="9gag", native_id=native_id, record=capture.record, captured_us=capture.captured_us,
        stated=moment(item, "creationTs"), account=id_at(item, "creator", "userId"),
        handle=text_at(item, "creator", "username"), name=text_at(item, "creator", "fullName") or None,
        text="\n\n".join(part for part in parts if part) or None,
        url=address(item, "url") or f"https://9gag.com/gag/{native_id}", media=tuple(_media(item)),
        likes=count_at(item, "upVoteCount"), replies=count_at(item, "commentsCount"), flags=tuple(_flags(item)),
    )  # fmt: skip


def _media(item: JsonObject) -> Iterator[MediaRow]:
    """Yield the largest still: of a video it is the poster frame."""
    held = (object_at(item, "images") or {}).values()
    stills = sorted((one for one in held if at(one, "hasAudio") is None), key=_area)
    videos = [one for one in held if at(one, "hasAudio") is not None]
    shown = (stills or videos)[-1:]
    for one in shown:
        yield from picture(address(one, "url"), _kind(item, has_video=bool(videos)), one)


def _kind(item: JsonObject, *, has_video: bool) -> str:
    if not has_video:
        return "image"
    return "gif" if at(item, "type") == "Animated" else "video"


def _area(one: Any) -> int:
    return (count_at(one, "width") or 0) * (count_at(one, "height") or 0)


def _flags(item: JsonObject) -> Iterator[str]:
    if count_at(item, "promoted"):
        yield "promoted"
    if count_at(item, "nsfw"):
        yield "sensitive"


MODULE: Final = Module(("9gag.com", "9gag"), "9gag", lambda capture: item_id(capture, "id"), parse)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for 9gag."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every post."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_9gag",
    platform="9gag",
    sniff=sniff,
    read=read,
    title="9gag posts seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="comments, who shared a post, pictures themselves",
    verified=False,
)
