"""What detection sees of a JSON file from its first bytes."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tracker.ingest.peek import is_document, json_records, peek, peek_objects
from tracker.ingest.source import memory_source

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.dictionaries(st.text(), inner, max_size=3),
)
OBJECTS = st.lists(st.dictionaries(st.text(), VALUES, min_size=1, max_size=4), min_size=1, max_size=5)


@given(OBJECTS)
def test_peek__lines_an_array_and_a_pretty_array_show_the_same_objects(objects: list[dict[str, Any]]) -> None:
    lines = "\n".join(map(json.dumps, objects)).encode()
    assert peek_objects(lines) == objects
    assert peek_objects(json.dumps(objects).encode()) == objects
    assert peek_objects(json.dumps(objects, indent=2).encode()) == objects


@given(OBJECTS, st.sampled_from([None, 2]))
def test_peek__the_layout_is_told_apart(objects: list[dict[str, Any]], indent: int | None) -> None:
    array = json.dumps(objects, indent=indent).encode()
    assert is_document(array)
    lines = b"\n".join(json.dumps(value).encode() for value in objects)
    assert not is_document(lines)
    for body in (array, lines):
        source: Any = memory_source({"a": body}, "a")
        assert [json.loads(record.raw) for record in json_records(source)] == objects


def test_peek__a_document_that_runs_past_the_head_shows_the_keys_before_the_cut() -> None:
    head = json.dumps({"data": [{"id": str(n), "text": "a, b"} for n in range(50)]}, indent=1).encode()[:600]
    (value,) = peek_objects(head)
    assert value["data"][0] == {"id": "0", "text": "a, b"}


@given(st.binary(max_size=200))
def test_peek__any_bytes_are_survived(head: bytes) -> None:
    assert isinstance(peek(head), list)


def test_peek__deep_nesting_is_survived() -> None:
    assert peek(b"[" * 60_000) == []
    assert peek(b'{"a":' * 12_000) == []
