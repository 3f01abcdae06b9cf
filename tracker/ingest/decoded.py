"""JSON records decoded by the dozen, for readers: fast where nothing is unusual, exact everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.errors import UnreadableError
from tracker.base.jsontext import JsonTextError, decode, decode_all
from tracker.base.limits import KIB
from tracker.ingest.peek import json_records
from tracker.ingest.reader import BadRecordError, Reject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracker.ingest.reader import Record, Row, Source

_AT_ONCE: Final = 32
"""Records that are decoded together: their values stay in the processor's cache."""
_BYTES_AT_ONCE: Final = 256 * KIB
_FEW: Final = 2


def each_decoded(source: Source, parse: Callable[[Record, Any], Iterator[Row]]) -> Iterator[Row]:
    """Decode and parse record by record; else like :func:`reader.each`.

    A record that is refused, by the decoder or by `parse`, becomes one ``Reject``.
    """
    for records in _groups(json_records(source)):
        for record, value in zip(records, _values(records), strict=True):
            if isinstance(value, JsonTextError):
                yield Reject(record, str(value))
                continue
            try:
                rows = list(parse(record, value))
            except BadRecordError as refusal:
                rows = [Reject(record, str(refusal))]
            yield from rows


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
