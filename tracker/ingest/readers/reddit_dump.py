"""Reddit dumps: one submission or comment per line (Pushshift, Arctic Shift), or as an array.

Seen: Pushshift API objects of August 2021 as collected in 2022, plain and as `.zst` with a window of 2 GiB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.ingest.fields import decoded_object
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import Match, Reader, each
from tracker.ingest.reddit import is_thing, parse_thing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Record, Row, Source


def sniff(source: Source) -> Match | None:
    """Claim lines of submissions or comments."""
    if any(is_thing(value) for value in peek_objects(source.head)):
        return Match("objects with `created_utc` beside `subreddit`")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield the posts, line by line."""
    return each(json_records(source), _parse)


def _parse(record: Record) -> Iterator[Row]:
    return parse_thing(record, decoded_object(record.raw))


READER = Reader(
    "reddit_dump",
    platform="reddit",
    sniff=sniff,
    read=read,
    title="Reddit dump (Pushshift, Arctic Shift)",
    how_to_get="Arctic Shift or the monthly torrents: RS_*.zst (submissions) and RC_*.zst (comments).",
    lacks="pictures themselves; what was removed before the collector came; votes after the collection",
)
