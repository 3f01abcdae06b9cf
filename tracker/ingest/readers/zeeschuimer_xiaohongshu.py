"""Xiaohongshu (RedNote) posts as Zeeschuimer saw them, in the forms of the site's pages.

Overview pages (`note_card`), user pages (the card itself), a post's own page (`note`, other spelling), and what the
extension took from a page's HTML. Only a post's own page is sure to have its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.ingest.fields import at, count_at, first, id_at, list_at, text_at
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader
from tracker.ingest.webobject import address, moment, picture
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim, item_id
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Row, Source

_STILLS: Final = (
    ("url_default",),
    ("urlDefault",),
    ("info_list", -1, "url"),
    ("infoList", -1, "url"),
    ("url",),
)


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one post."""
    item = capture.item
    card = first(item, ("note_card",), ("note",)) or item
    author, counts = at(card, "user"), first(card, ("interact_info",), ("interactInfo",))
    parts = (first(card, ("title",), ("display_title",), ("displayTitle",)), at(card, "desc"))
    yield PostRow(
        platform="xiaohongshu", native_id=native_id, record=capture.record, captured_us=capture.captured_us,
        stated=moment(card, "time", unit_s=1e-3),
        account=id_at(author, "user_id") or id_at(author, "userId"), name=_name(author) or text_at(item, "author_name"),
        text="\n\n".join(part for part in parts if isinstance(part, str) and part) or None,
        url=f"https://www.xiaohongshu.com/explore/{native_id}", media=tuple(_media(card)),
        likes=count_at(first(counts, ("liked_count",), ("likedCount",))),
        reposts=count_at(first(counts, ("share_count",), ("shareCount",))),
        replies=count_at(first(counts, ("comment_count",), ("commentCount",))),
    )  # fmt: skip


def _name(author: Any) -> str | None:
    found = (text_at(author, key) for key in ("nickname", "nick_name", "nickName"))
    return next((name for name in found if name), None)


def _media(card: JsonObject) -> Iterator[MediaRow]:
    """Yield the pictures, or the cover; of a video the first is its poster frame."""
    listed = list_at(card, "image_list") or list_at(card, "imageList")
    shown = listed or [at(card, "cover") or {"url": at(card, "thumbnail_url")}]
    kind = "video" if at(card, "type") == "video" else "image"
    for one in shown:
        yield from picture(_still(one), kind, one)


def _still(one: Any) -> str | None:
    return next((found for place in _STILLS if (found := address(one, *place))), None)


def _native_id(capture: Capture) -> str | None:
    return item_id(capture, "id", "note_id") or id_at(capture.item, "note", "noteId")


MODULE: Final = Module(("xiaohongshu.com", "xiaohongshu", "rednote"), "xiaohongshu", _native_id, parse)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for Xiaohongshu."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every post."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_xiaohongshu",
    platform="xiaohongshu",
    sniff=sniff,
    read=read,
    title="Xiaohongshu (RedNote) posts seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="the time and words of posts on overview pages, pictures themselves, who shared a post",
    verified=False,
)
