"""The generic post file as JSON: one post per line, or an array of posts (contract section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.jsontext import decode
from tracker.ingest.columns import Guess, guess
from tracker.ingest.generic import Rows
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import BadRecordError, Match, Reader, Record, Row, Source, each

if TYPE_CHECKING:
    from collections.abc import Iterator


def sniff(source: Source) -> Match | None:
    """Claim objects that have an id or an address, and a time, under their names or names said or known."""
    found = _guess(source)
    return Match(f"posts under {', '.join(found.columns.values())}") if found.is_usable else None


def _guess(source: Source) -> Guess:
    rows = peek_objects(source.head)
    names = list(dict.fromkeys(name for row in rows for name in row))
    return guess(names, rows, source.settings.columns)


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each object."""
    found = _guess(source)
    if not found.is_plain:
        source.note(str(found))
    rows = Rows(found, source.settings.zone, lambda: _objects(source), is_text_table=False)
    return each(json_records(source), lambda record: iter((rows.post(_decoded(record), record),)))


def _objects(source: Source) -> Iterator[dict[str, Any]]:
    """Yield every object that can be read, for what only the whole file tells."""
    for record in json_records(source):
        try:
            yield _decoded(record)
        except BadRecordError:
            continue


def _decoded(record: Record) -> dict[str, Any]:
    try:
        value = decode(record.raw)
    except ValueError as failure:
        raise BadRecordError(str(failure)) from failure
    if not isinstance(value, dict):
        raise BadRecordError("`$`: expected a post as an object")
    return value


READER: Final = Reader(
    name="generic",
    platform="other",
    sniff=sniff,
    read=read,
    title="Generic post file: JSON lines or a JSON array",
    how_to_get="Write one object per post: `id` or `url`, and `created_at`; the rest where you have it.",
    lacks="Whatever its maker left out. A time that no server set is a claim.",
    generic=True,
)
