"""Posts collected by snscrape, of any of its platforms: each line names its type.

Before 0.4 (2021) lines named no type, and held posts of X only: address, time, words and handle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.ingest.fields import decoded_object
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import Match, Reader, Service, each
from tracker.ingest.snscrape import POSTS
from tracker.ingest.x_scrape import rows_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_TYPES: Final = "snscrape.modules."
_OF_X: Final = frozenset({"twitter.Tweet", "twitter.Tombstone"})
_UNTYPED: Final = frozenset({"url", "date", "content", "tcooutlinks", "outlinks"})
"""Keys that every post of an export of before 0.4 has."""


def sniff(source: Source) -> Match | None:
    """Claim objects by the type that the first names, unless its id stands as text too: twscrape writes those."""
    typed = ((kind, value) for value in peek_objects(source.head) if (kind := _kind(value)) is not None)
    kind, first = next(typed, (None, {}))
    if kind is None or (kind.startswith("twitter.") and "id_str" in first):
        return None
    return Match(f"objects of type {kind}")


def _kind(value: JsonObject) -> str | None:
    name = value.get("_type")
    if isinstance(name, str) and name.startswith(_TYPES):
        return name.removeprefix(_TYPES)
    return "twitter.Tweet" if "_type" not in value and value.keys() >= _UNTYPED else None


def read(source: Source) -> Iterator[Row]:
    """Yield every post and every original inside one."""
    return each(json_records(source), _parse)


def _parse(record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    kind = _kind(value)
    if kind is None or kind in _OF_X:
        yield from rows_in(record, value)
    elif kind in POSTS:
        yield from POSTS[kind](record, value)
    else:
        yield Service(record, f"an object of type {kind}: no post")


READER: Final = Reader(
    "snscrape",
    platform="x",
    sniff=sniff,
    read=read,
    title="Posts collected by snscrape",
    how_to_get="snscrape --jsonl twitter-search, telegram-channel and its other modules, while they worked.",
    lacks="parents other than X's, VKontakte's and Weibo's; when it was collected; most pictures",
    verified=False,
)
