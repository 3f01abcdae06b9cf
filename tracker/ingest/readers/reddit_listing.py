"""Reddit API listings: pages of submissions, and comment pages with their nested replies.

Seen: a listing by ids of the official API, recorded in 2021.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.ingest.fields import at, decoded_object, list_at, object_at, refuse, text_at
from tracker.ingest.pages import is_one_value
from tracker.ingest.peek import peek
from tracker.ingest.reader import Match, Reader, Service, each, guarded
from tracker.ingest.reddit import parse_thing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_POSTS = frozenset({"t1", "t3"})


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
        yield from _walk(record, child)


def _parse_child(record: Record) -> Iterator[Row]:
    return _walk(record, decoded_object(record.raw))


def _walk(record: Record, child: Any) -> Iterator[Row]:
    """Yield a post and the replies below it; a broken reply is a reject of its own."""
    waiting = [child]
    while waiting:
        thing = waiting.pop()
        yield from guarded(record, _thing(record, thing))
        waiting.extend(reversed(_replies(thing)))


def _thing(record: Record, child: Any) -> Iterator[Row]:
    kind, value = text_at(child, "kind"), object_at(child, "data")
    if kind == "more":
        yield Service(record, f"replies that the page did not load: {at(value, 'count')}")
    elif kind in _POSTS and value is not None:
        yield from parse_thing(record, value)
    else:
        raise refuse("kind", kind, "`t1`, `t3` or `more`, with `data`")


def _replies(child: Any) -> list[JsonObject]:
    """Return the replies below a comment: a listing, or empty text where there are none."""
    found = at(child, "data", "replies", "data", "children")
    return found if isinstance(found, list) else []


READER = Reader(
    "reddit_listing",
    platform="reddit",
    sniff=sniff,
    read=read,
    title="Reddit API listing",
    how_to_get="Save the answer of the Reddit API, or of a page's address with .json at its end.",
    lacks="pictures themselves; replies behind `load more`",
)
