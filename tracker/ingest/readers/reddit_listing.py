"""Reddit API listings: pages of submissions, and comment pages with their nested replies.

Seen: a listing by ids of the official API, recorded in 2021.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.ingest.fields import at, decoded_object, list_at
from tracker.ingest.pages import is_one_value
from tracker.ingest.peek import peek
from tracker.ingest.reader import Match, Reader, each
from tracker.ingest.reddit_tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Record, Row, Source


def sniff(source: Source) -> Match | None:
    """Claim pages that call themselves a listing and hold submissions or comments."""
    values = peek(source.head)
    if any(at(value, "kind") == "Listing" and "data" in value for value in values):
        return Match("objects with `kind` Listing")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield the posts of every page, replies inside replies too."""
    if not is_one_value(source):
        return each(source.lines(), _parse_page)
    path = ("*", "data", "children") if source.head.lstrip().startswith(b"[") else ("data", "children")
    return each(source.elements(*path), _parse_child)


def _parse_page(record: Record) -> Iterator[Row]:
    page = decoded_object(record.raw)
    for child in list_at(page, "data", "children"):
        yield from walk(record, child)


def _parse_child(record: Record) -> Iterator[Row]:
    return walk(record, decoded_object(record.raw))


READER = Reader(
    "reddit_listing",
    platform="reddit",
    sniff=sniff,
    read=read,
    title="Reddit API listing",
    how_to_get="Save the answer of the Reddit API, or of a page's address with .json at its end.",
    lacks="pictures themselves; replies behind `load more`",
)
