"""Imgur posts as Zeeschuimer saw them: an album is shown by its cover, or whole where its media are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED, parse_iso
from tracker.ingest.fields import at, count_at, id_at, list_at, text_at
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader
from tracker.ingest.webobject import address, picture
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim, item_id
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Row, Source


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one post; account `0` is that of everybody who did not log in."""
    item = capture.item
    created, account = text_at(item, "created_at"), id_at(item, "account_id")
    parts = (text_at(item, "title"), text_at(item, "description"))
    likes = count_at(item, "upvote_count")
    yield PostRow(
        platform="imgur", native_id=native_id, record=capture.record, captured_us=capture.captured_us,
        stated=parse_iso(created) if created else UNSTATED, account=None if account == "0" else account,
        handle=text_at(item, "account", "username"), text="\n\n".join(part for part in parts if part) or None,
        url=address(item, "url"), media=tuple(_media(item)),
        likes=likes if likes is not None else count_at(item, "point_count"),
        replies=count_at(item, "comment_count"), views=count_at(item, "view_count"), flags=tuple(_flags(item)),
    )  # fmt: skip


def _media(item: JsonObject) -> Iterator[MediaRow]:
    for one in list_at(item, "media") or [at(item, "cover")]:
        yield from picture(address(one, "url"), _kind(one), one)


def _kind(one: Any) -> str:
    return "video" if at(one, "type") == "video" else "image"


def _flags(item: JsonObject) -> Iterator[str]:
    if at(item, "is_ad") is True:
        yield "promoted"
    if at(item, "is_mature") is True:
        yield "sensitive"


MODULE: Final = Module(("imgur.com", "imgur"), "imgur", lambda capture: item_id(capture, "id"), parse)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for Imgur."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every post."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_imgur",
    platform="imgur",
    sniff=sniff,
    read=read,
    title="Imgur posts seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="comments, pictures of an album but its cover, pictures themselves",
    verified=False,
)
