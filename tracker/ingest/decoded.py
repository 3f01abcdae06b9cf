"""JSON records decoded by the dozen, for readers: fast where nothing is unusual, exact everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.errors import UnreadableError
from tracker.base.jsontext import JsonTextError, decode, decode_all
from tracker.base.limits import KIB
from tracker.ingest.peek import json_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Record, Source

_AT_ONCE: Final = 64
"""Records that are decoded together: their values stay in the processor's cache."""
_BYTES_AT_ONCE: Final = 256 * KIB
_FEW: Final = 2
_TRIES: Final = 4
"""Groups in a row that may fail to be of the kind asked for before this is tried only now and then."""
_PAUSE: Final = 64


def decoded_groups(source: Source, kind: type) -> Iterator[tuple[list[Record], list[Any]]]:
    """Yield the records of a JSON file by the dozen, with what each holds.

    That is a value made of `kind` (:func:`decode_all`) where the whole group is as `kind` says, else the plain
    value of each record, or the ``JsonTextError`` that refuses it: for the reader to convert or to reject.
    """
    failed = 0
    for number, records in enumerate(_groups(json_records(source))):
        if failed < _TRIES or number % _PAUSE == 0:
            try:
                values = decode_all([record.raw for record in records], kind=kind)
            except JsonTextError:
                failed += 1
            else:
                failed = 0
                yield records, values
                continue
        yield records, _values(records)


def _groups(records: Iterator[Record]) -> Iterator[list[Record]]:
    """Yield records by the dozen, large ones alone; those before a cut in the file are yielded, then it raises."""
    group: list[Record] = []
    size = 0
    try:
        for record in records:
            group.append(record)
            size += len(record.raw)
            if len(group) == _AT_ONCE or size > _BYTES_AT_ONCE:
                yield group
                group, size = [], 0
    except UnreadableError:
        yield group
        raise
    yield group


def _values(records: list[Record]) -> list[Any]:
    """Return what each record holds, or why it is refused; an unusual record is found by halving."""
    try:
        return decode_all([record.raw for record in records])
    except JsonTextError:
        if len(records) <= _FEW:
            return [_value(record) for record in records]
        half = len(records) // 2
        return _values(records[:half]) + _values(records[half:])


def _value(record: Record) -> Any:
    try:
        return decode(record.raw)
    except JsonTextError as refusal:
        return refusal
