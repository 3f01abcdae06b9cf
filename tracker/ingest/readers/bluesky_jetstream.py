"""Bluesky's Jetstream: one event per line, or an array of them.

Seen: a stream of May 2026. The names of the first months (`type` com, `type` c inside the commit) are read
too. `time_us` is when the service saw the event, so no post is younger; a deletion names a post that is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.base.clock import parse_unix
from tracker.ingest.bluesky_records import Entry, removed, written
from tracker.ingest.companions import beside
from tracker.ingest.drift import Places
from tracker.ingest.fields import at, decoded_object, refuse, text_at
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import Match, Reader, Row, Service, each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Source

_KINDS: Final = {"com": "commit", "id": "identity", "acc": "account"}
_OPERATIONS: Final = {"c": "create", "u": "update", "d": "delete"}
_SHOWN: Final = 40
"""Characters of an unknown kind that are shown."""


def sniff(source: Source) -> Match | None:
    """Claim events of accounts that say when the service saw them."""
    if any(_is_event(value) for value in peek_objects(source.head)):
        return Match("events with `did` beside `time_us`")
    return None


def _is_event(value: JsonObject) -> bool:
    did = value.get("did")
    known = isinstance(did, str) and did.startswith("did:") and "time_us" in value
    return known and any(name in value for name in ("kind", "type"))


def read(source: Source) -> Iterator[Row]:
    """Yield the posts and reposts, the deleted ones, and what is no post."""
    parser = _Parser(beside(source, ""))
    yield from each(json_records(source), parser)
    for place in (parser.kinds, parser.operations):
        if sentence := place.sentence():
            source.note(sentence)


class _Parser:
    """Reads one event, by the names of today or of the stream's first months."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.kinds = Places("the kind of an event", ("kind",), ("type",))
        self.operations = Places("the operation", ("commit", "operation"), ("commit", "type"))

    def __call__(self, record: Record) -> Iterator[Row]:
        yield self._event(record, decoded_object(record.raw))

    def _event(self, record: Record, value: JsonObject) -> Row:
        kind = _word(value, self.kinds, _KINDS)
        if kind != "commit":
            return Service(record, f"an event of kind {kind[:_SHOWN]}")
        operation = _word(value, self.operations, _OPERATIONS)
        entry = Entry(
            _needed(value, "did"), _needed(value, "commit", "collection"), _needed(value, "commit", "rkey"),
            _seen(value), operation == "update",
        )  # fmt: skip
        if operation == "delete":
            return removed(record, entry)
        if operation not in _OPERATIONS.values():
            raise refuse("commit.operation", operation, "create, update or delete")
        return written(record, entry, at(value, "commit", "record"), self._folder)


def _seen(value: JsonObject) -> int | None:
    found = value.get("time_us")
    return parse_unix(found, unit_s=1e-6).us if isinstance(found, int | str) else None


def _word(value: JsonObject, places: Places, today: dict[str, str]) -> str:
    """Return a word by today's name, wherever it stands."""
    found = places.of(value)
    if not isinstance(found, str):
        raise refuse(".".join(map(str, next(iter(places.used)))), found, "a word that names what happened")
    return today.get(found, found)


def _needed(value: JsonObject, *path: str) -> str:
    found = text_at(value, *path)
    if not found:
        raise refuse(".".join(path), found, "text: a part of the record's address")
    return found


READER = Reader(
    "bluesky_jetstream",
    platform="bluesky",
    sniff=sniff,
    read=read,
    title="Bluesky Jetstream",
    how_to_get="Record the public stream: wss://jetstream2.us-east.bsky.network/subscribe, one event per line.",
    lacks="handles; pictures themselves (their content ids are there); all that happened before the recording",
)
