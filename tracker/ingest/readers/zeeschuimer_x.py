"""Posts of X as Zeeschuimer saw them: the objects of X's web pages, one per line.

Since 2021 the extension has noted two forms: the nodes of today's pages, and those of the older ones (`adaptive`),
which stand under `legacy` with their author under `user`. Replies are noted with what wraps them, marks of
posts that are gone among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.ingest import x
from tracker.ingest.drift import LAYOUT_UNKNOWN
from tracker.ingest.fields import at, refuse
from tracker.ingest.reader import Match, PostRow, Reader, Service
from tracker.ingest.x_web import Answer, rows_in
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Row, Source

_IDS: Final = (("rest_id",), ("legacy", "id_str"), ("tweet", "rest_id"), ("tweet", "legacy", "id_str"))


def native_id(capture: Capture) -> str | None:
    """Return the id of an item; `id` is a number that the browser has rounded and is never read."""
    found = (at(capture.item, *path) for path in _IDS)
    return next((text for text in found if isinstance(text, str) and x.is_id(text)), capture.item_id)


def parse(capture: Capture, item_id: str) -> Iterator[Row]:
    """Yield the post of an item and the originals inside it."""
    rows = list(rows_in(Answer(capture.record, capture.captured_us), capture.item))
    is_moved = not rows or (isinstance(rows[0], PostRow) and LAYOUT_UNKNOWN in rows[0].flags)
    if is_moved and x.is_id(item_id):
        raise refuse("data", capture.item, "a post of X in a known layout")
    yield from rows or [Service(capture.record, "an item of X without a post")]


MODULE: Final = Module(("twitter.com", "x.com", "twitter"), "x", native_id, parse)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for X."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every post and every original inside one."""
    return read_items(source, MODULE)


READER: Final = Reader(
    "zeeschuimer_x",
    platform="x",
    sniff=sniff,
    read=read,
    title="Posts of X seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="the parent of a repost: X names its root only; pictures themselves; posts that were loaded are in it, "
    "seen or not",
)
