"""Douyin videos and galleries as Zeeschuimer saw them, in the two forms of the site.

What is loaded has `aweme_id` and `create_time`; what stands in the page itself has `awemeId` and `createTime`, and
`$undefined` for nothing. Live streams are no posts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED
from tracker.ingest.fields import at, count_at, first, id_at, text_at
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader, Service
from tracker.ingest.webobject import address, moment, picture
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim, item_id
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.base.clock import Stated
    from tracker.ingest.reader import JsonObject, Row, Source

_STREAMS: Final = (("rawdata",), ("cell_room", "rawdata"), ("cellRoom", "rawdata"))
_COVERS: Final = (
    ("cover", "url_list", 0),
    ("cover", "urlList", 0),
    ("cover",),
    ("originCover",),
    ("origin_cover", "url_list", 0),
)
_PICTURES: Final = (("url_list", 0), ("urlList", 0))


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one video or gallery."""
    item = capture.item
    if first(item, *_STREAMS) is not None:
        yield Service(capture.record, "a live stream: no post")
        return
    author, counts = first(item, ("author",), ("authorInfo",)), first(item, ("statistics",), ("stats",))
    pictures = tuple(_pictures(item))
    yield PostRow(
        platform="douyin", native_id=native_id, record=capture.record, captured_us=capture.captured_us,
        stated=_stated(item), account=_account(item, author),
        handle=text_at(author, "unique_id") or text_at(author, "uniqueId") or None,
        name=text_at(author, "nickname"), text=text_at(item, "desc") or None,
        url=f"https://www.douyin.com/{'note' if pictures else 'video'}/{native_id}",
        media=pictures or tuple(_video(item)),
        likes=_count(counts, "digg"), reposts=_count(counts, "share"), replies=_count(counts, "comment"),
        views=_count(counts, "play"),
    )  # fmt: skip


def _account(item: JsonObject, author: Any) -> str | None:
    return id_at(author, "uid") or id_at(item, "author_user_id") or id_at(item, "authorUserId")


def _stated(item: JsonObject) -> Stated:
    found = (moment(item, key) for key in ("create_time", "createTime"))
    return next((stated for stated in found if stated.us is not None), UNSTATED)


def _count(counts: Any, what: str) -> int | None:
    return count_at(first(counts, (f"{what}_count",), (f"{what}Count",)))


def _pictures(item: JsonObject) -> Iterator[MediaRow]:
    found = at(item, "images")
    for one in found if isinstance(found, list) else []:
        yield from picture(_address(one, _PICTURES), size=one)


def _video(item: JsonObject) -> Iterator[MediaRow]:
    return picture(_address(at(item, "video"), _COVERS), "video", at(item, "video"))


def _address(value: Any, places: tuple[tuple[str | int, ...], ...]) -> str | None:
    return next((found for place in places if (found := address(value, *place))), None)


MODULE: Final = Module(
    ("douyin.com", "douyin"), "douyin", lambda capture: item_id(capture, "aweme_id", "awemeId", "id"), parse
)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for Douyin."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every video and gallery."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_douyin",
    platform="douyin",
    sniff=sniff,
    read=read,
    title="Douyin posts seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="the videos themselves, comments, who shared a post",
    verified=False,
)
