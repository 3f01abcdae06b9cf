"""Pinterest pins as Zeeschuimer saw them: the site's objects, or what the extension took from a page's HTML.

Most pins have no time. A pin that was taken over from somebody else names that person (`originPinner`,
`viaPinner`), not the pin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED, parse_mail
from tracker.ingest.fields import at, count_at, first, id_at, text_at
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader, Reference, kind_of
from tracker.ingest.webobject import address, picture
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim, item_id
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.base.clock import Stated
    from tracker.ingest.reader import JsonObject, Row, Source

_SOURCES: Final = {"viaPinner": "immediate", "via_pinner": "immediate", "originPinner": "root", "origin_pinner": "root"}
"""Whom a pin was taken from, and whether that is the last or the first one."""
_PICTURES: Final = (
    ("imageSpec_orig", "url"),
    ("images", "orig", "url"),
    ("images", "736x", "url"),
    ("images", "url"),
    ("image",),
)


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one pin."""
    item, pinner = capture.item, at(capture.item, "pinner")
    references = tuple(_references(item, _account(pinner)))
    parts = (text_at(item, key) for key in ("title", "description", "body"))
    words = [part.strip() for part in parts if part and part.strip()]
    yield PostRow(
        platform="pinterest", native_id=native_id, record=capture.record, captured_us=capture.captured_us,
        stated=_stated(item), account=_account(pinner), handle=text_at(pinner, "username"),
        name=text_at(pinner, "fullName") or text_at(pinner, "full_name"), kind=kind_of(references),
        text="\n\n".join(dict.fromkeys(words)) or None, url=f"https://www.pinterest.com/pin/{native_id}",
        references=references, media=tuple(_media(item)),
        reposts=count_at(first(item, ("repin_count",), ("repinCount",))),
        replies=count_at(first(item, ("comment_count",), ("commentCount",))),
        flags=("promoted",) if at(item, "is_promoted") is True or at(item, "isPromoted") is True else (),
    )  # fmt: skip


def _stated(item: JsonObject) -> Stated:
    found = text_at(item, "created_at") or text_at(item, "createdAt")
    return parse_mail(found) if found else UNSTATED


def _account(pinner: Any) -> str | None:
    return id_at(pinner, "entityId") or id_at(pinner, "id")


def _references(item: JsonObject, own: str | None) -> Iterator[Reference]:
    for key, scope in _SOURCES.items():
        taken_from = _account(at(item, key))
        if taken_from and taken_from != own:
            yield Reference("repost", None, scope, account=taken_from)


def _media(item: JsonObject) -> Iterator[MediaRow]:
    place = next((place for place in _PICTURES if address(item, *place)), None)
    if place is not None:
        is_video = bool(first(item, ("isVideo",), ("is_video",), ("videos",)))
        alt = first(item, ("alt_text",), ("altText",))
        size = at(item, *place[:-1]) if len(place) > 1 else None
        kind = "video" if is_video else "image"
        yield from picture(address(item, *place), kind, size, alt if isinstance(alt, str) else None)


MODULE: Final = Module(
    ("pinterest.com", "pinterest"), "pinterest", lambda capture: item_id(capture, "entityId", "id"), parse
)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for Pinterest."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every pin."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_pinterest",
    platform="pinterest",
    sniff=sniff,
    read=read,
    title="Pinterest pins seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="the time of most pins, which pin one was taken from, pictures themselves",
    verified=False,
)
