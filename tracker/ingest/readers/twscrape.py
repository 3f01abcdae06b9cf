"""Posts of X as twscrape writes them: one object per line, ids both as numbers and as text.

Times have a space where ISO 8601 has a T. The collector calls its objects by the names of snscrape; what tells
them apart is the id as text, and media in lists by type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.ingest.fields import decoded_object
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import Match, Reader, Service, each
from tracker.ingest.x_scrape import X_TYPES, rows_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source


def sniff(source: Source) -> Match | None:
    """Claim posts, and accounts to say what they are, by the first one's type and its id as text beside the number."""
    typed = ((kind, value) for value in peek_objects(source.head) if (kind := _kind(value)) is not None)
    kind, first = next(typed, (None, {}))
    return Match(f"objects of type {kind} with `id_str`") if "id_str" in first else None


def _kind(value: JsonObject) -> str | None:
    """Return what an object of the collector is, by the type that it names."""
    name = value.get("_type")
    return name.removeprefix(X_TYPES) if isinstance(name, str) and name.startswith(X_TYPES) else None


def read(source: Source) -> Iterator[Row]:
    """Yield every post and every original inside one."""
    return each(json_records(source), _parse)


def _parse(record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    kind = _kind(value)
    if kind in {"Tweet", None}:
        yield from rows_in(record, value)
    else:
        yield Service(record, f"an object of type {kind}: no post")


READER: Final = Reader(
    "twscrape",
    platform="x",
    sniff=sniff,
    read=read,
    title="X posts collected by twscrape",
    how_to_get="twscrape search, user_tweets, tweet_replies and their kin, as JSON lines.",
    lacks="the parent of a repost: X names its root only; when it was collected; pictures themselves",
)
