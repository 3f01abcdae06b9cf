from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tracker.base.errors import UnreadableError
from tracker.base.jsontext import JsonTextError, decode
from tracker.ingest.decoded import decoded_groups
from tracker.ingest.peek import json_records
from tracker.ingest.source import memory_source
from tracker.ingest.x_status import Status

if TYPE_CHECKING:
    from tracker.ingest.reader import Record

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


def converted(value: Any) -> Any:
    """What a reader makes of a value: a status, a refusal's text, or why it is no status."""
    if isinstance(value, JsonTextError):
        return str(value)
    try:
        return value if isinstance(value, Status) else msgspec.convert(value, Status)
    except msgspec.ValidationError as failure:
        return str(failure)


def one_by_one(record: Record) -> Any:
    try:
        return converted(decode(record.raw))
    except JsonTextError as refusal:
        return str(refusal)


def changed(seed: int) -> bytes:
    dice = random.Random(seed)
    lines = FIXTURE.read_bytes().split(b"\n") * 8
    for _ in range(seed):
        place = dice.randrange(len(lines))
        lines[place] = lines[place].replace(*dice.choice(CHANGES), 1)
    return b"\n".join(lines)


@pytest.mark.parametrize("kind", [Status, object])
@pytest.mark.parametrize("seed", range(12))
def test_decoded_groups__give_what_records_give_one_by_one(seed: int, kind: type) -> None:
    source = memory_source({"a.jsonl": changed(seed)}, "a.jsonl")
    found = [
        (record, converted(value))
        for records, values in decoded_groups(source, kind)
        for record, value in zip(records, values, strict=True)
    ]
    assert found == [(record, one_by_one(record)) for record in json_records(source)]


def test_decoded_groups__statuses_as_the_platform_writes_them_take_the_fast_path() -> None:
    lines = [line for line in FIXTURE.read_bytes().split(b"\n") if b'"full_text"' in line] * 40
    source = memory_source({"a.jsonl": b"\n".join(lines)}, "a.jsonl")
    assert {type(value) for _, values in decoded_groups(source, Status) for value in values} == {Status}


def test_decoded_groups__coordinates_are_no_long_number() -> None:
    lines = [b'{"id_str": "1", "place": [%s]}' % b",".join([b"-70.4291408", b"-33.364619"] * 9)] * 40
    source = memory_source({"a": b"\n".join(lines)}, "a")
    assert {type(value) for _, values in decoded_groups(source, Status) for value in values} == {Status}


@pytest.mark.parametrize("field", ["user", "entities", "place", "unheard_of"])
def test_decoded_groups__a_key_that_stands_twice_is_found_wherever_it_stands(field: str) -> None:
    lines = [b'{"id_str": "%d", "created_at": ""}' % number for number in range(100)]
    lines[57] = b'{"id_str": "1", "%s": {"name": {}, "name": {}}}' % field.encode()
    source = memory_source({"a.jsonl": b"\n".join(lines)}, "a.jsonl")
    values = [value for _, group in decoded_groups(source, Status) for value in group]
    assert [number for number, value in enumerate(values) if isinstance(value, JsonTextError)] == [57]


def test_decoded_groups__a_null_and_a_missing_field_are_told_apart() -> None:
    lines = b'{"id_str": "1", "lang": null, "lang": "en"}\n{"id_str": "1", "lang": null}'
    ((_, (refused, sound)),) = decoded_groups(memory_source({"a": lines}, "a"), Status)
    assert isinstance(refused, JsonTextError)
    assert sound == {"id_str": "1", "lang": None}


def test_decoded_groups__elements_before_a_cut_are_kept() -> None:
    found = decoded_groups(memory_source({"a.json": b'[{"a": 1}, {"a": 2}, {"a"'}, "a.json"), dict)
    _, values = next(found)
    assert values == [{"a": 1}, {"a": 2}]
    with pytest.raises(UnreadableError):
        next(found)
