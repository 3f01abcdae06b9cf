"""Answers that the web pages of X load (GraphQL), saved from a browser or by a collector: JSON, one or many.

Seen: timelines, searches, conversations, lists and media pages of 2023 to 2026; the older layout, in which the
author's name stands under `legacy`, and the newer one, in which it stands under `core`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.base.jsonspans import object_spans
from tracker.ingest.drift import LAYOUT_UNKNOWN
from tracker.ingest.fields import decoded_object
from tracker.ingest.pages import is_one_value
from tracker.ingest.peek import peek_objects
from tracker.ingest.reader import Match, PostRow, Reader, Service, each
from tracker.ingest.x_web import Answer, is_answer, rows_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Record, Row, Source

_OTHER_FORMS = frozenset({"source_platform", "__import_meta", "full_text", "followers_count"})
"""Keys of the lines and rows of other tools that hold such answers inside."""


def sniff(source: Source) -> Match | None:
    """Claim answers of X's pages by the type names of their nodes, pages of accounts among them."""
    if not is_answer(source.head) or any(_OTHER_FORMS & value.keys() for value in peek_objects(source.head)):
        return None
    return Match("has nodes of the types that X's web pages name (`__typename`)")


def read(source: Source) -> Iterator[Row]:
    """Yield every post of every answer, wherever it stands in the tree."""
    records = source.elements() if is_one_value(source) else source.lines()
    moved = 0
    for row in each(records, _parse):
        moved += isinstance(row, PostRow) and LAYOUT_UNKNOWN in row.flags
        yield row
    if moved:
        source.note(f"of {moved} posts only the id could be read: X has changed the layout of its pages")


def _parse(record: Record) -> Iterator[Row]:
    value: Any = decoded_object(record.raw)
    rows = list(rows_in(Answer(record, spans=object_spans(record.raw)), value))
    yield from rows or [Service(record, "an answer of X without posts")]


READER = Reader(
    "x_graphql",
    platform="x",
    sniff=sniff,
    read=read,
    title="X web pages: raw answers (GraphQL)",
    how_to_get="Browser, developer tools, Network: scroll through the posts, `Save all as HAR with content`; or save "
    "the answers of SearchTimeline, TweetDetail or UserTweets alone.",
    lacks="the parent of a repost: X names its root only; outside a HAR: when it was loaded, and pictures",
)
