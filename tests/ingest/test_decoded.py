from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.errors import UnreadableError
from tracker.base.jsontext import JsonTextError, decode
from tracker.ingest.decoded import each_decoded
from tracker.ingest.peek import json_records
from tracker.ingest.reader import BadRecordError, Record, Reject, Row, Service, each
from tracker.ingest.source import memory_source

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURE = Path(__file__).parents[2] / "fixtures" / "x_api_v1" / "stream.jsonl"
CHANGES = (
    (b'"id_str"', b'"id_str": "5", "id_str"'),
    (b'"lang"', b'"\\u006cang": 1, "lang"'),
    (b'"user": {', b'"user": {"name": "twice", '),
    (b": null", b": NaN"),
    (b": false", b": 1e999"),
    (b": 0", b": " + b"9" * 41),
    (b": null", b": " + b"[" * 600 + b"]" * 600),
    (b'text": "', b'text": "\\ud83d '),
    (b'text": "', b'text": "\xff'),
    (b'text": "', b'text": "\\u0022 '),
    (b"}", b""),
    (b"{", b"[{"),
)


def parse(record: Record, value: Any) -> Iterator[Row]:
    if not isinstance(value, dict):
        raise BadRecordError("no object")
    yield Service(record, repr(value))


def one_by_one(record: Record) -> Iterator[Row]:
    try:
        value = decode(record.raw)
    except JsonTextError as refusal:
        raise BadRecordError(str(refusal)) from refusal
    yield from parse(record, value)


def changed(seed: int) -> bytes:
    dice = random.Random(seed)
    lines = FIXTURE.read_bytes().split(b"\n") * 8
    for _ in range(seed):
        place = dice.randrange(len(lines))
        lines[place] = lines[place].replace(*dice.choice(CHANGES), 1)
    return b"\n".join(lines)


@pytest.mark.parametrize("seed", range(12))
def test_each_decoded__gives_the_rows_that_records_give_one_by_one(seed: int) -> None:
    source = memory_source({"a.jsonl": changed(seed)}, "a.jsonl")
    assert list(each_decoded(source, parse)) == list(each(json_records(source), one_by_one))


def test_each_decoded__refuses_the_bad_line_alone() -> None:
    lines = [b'{"a": %d}' % number for number in range(100)]
    lines[57] = b'{"a": 1, "a": 2}'
    rows = list(each_decoded(memory_source({"a.jsonl": b"\n".join(lines)}, "a.jsonl"), parse))
    assert [number for number, row in enumerate(rows) if isinstance(row, Reject)] == [57]


def test_each_decoded__elements_before_a_cut_are_kept() -> None:
    found = each_decoded(memory_source({"a.json": b'[{"a": 1}, {"a": 2}, {"a"'}, "a.json"), parse)
    assert [type(next(found)) for _ in range(2)] == [Service, Service]
    with pytest.raises(UnreadableError):
        next(found)
