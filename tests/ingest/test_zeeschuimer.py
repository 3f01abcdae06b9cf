from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.fields import text_at
from tracker.ingest.reader import PostRow, Reject, Row
from tracker.ingest.source import memory_source
from tracker.ingest.zeeschuimer import Capture, Module, claim, item_id, read

if TYPE_CHECKING:
    from collections.abc import Iterator


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    yield PostRow(
        platform="toy", native_id=native_id, record=capture.record, captured_us=capture.captured_us,
        text=text_at(capture.item, "words"),
    )  # fmt: skip


TOY = Module(("toy.example", "toy"), "toy", lambda capture: item_id(capture, "id", "code"), parse)


def envelope(**more: Any) -> dict[str, Any]:
    noted = {"nav_index": "1:0", "item_id": "noted", "timestamp_collected": 1772442000123}
    return noted | {"source_platform": "toy.example", "data": {"id": "7", "words": "hello"}} | more


def lines(*values: Any) -> bytes:
    return "\n".join(map(json.dumps, values)).encode()


def rows_of(data: bytes) -> tuple[list[Row], list[str]]:
    source = memory_source({"f": data}, "f")
    return list(read(source, TOY)), list(source.notes)


@pytest.mark.parametrize("name", ["toy.example", "toy"])
def test_claim__takes_the_files_of_its_own_module(name: str) -> None:
    assert claim(memory_source({"f": lines(envelope(source_platform=name))}, "f"), TOY) is not None


@pytest.mark.parametrize(
    "value",
    [
        envelope(source_platform="other.example"),
        {"id": "7", "source_platform": "toy.example", "data": {}},
        envelope(data=[1]),
        envelope(source_platform=None),
        {"id": "7", "created_at": "2026-03-02T09:00:00Z"},
    ],
)
def test_claim__leaves_other_modules_and_other_files(value: Any) -> None:
    assert claim(memory_source({"f": lines(value)}, "f"), TOY) is None


def test_read__gives_the_item_with_the_time_of_its_capture() -> None:
    ((post,), notes) = rows_of(lines(envelope()))
    assert isinstance(post, PostRow)
    assert (post.native_id, post.text, format_us(post.captured_us or 0), notes) == (
        "7",
        "hello",
        "2026-03-02T09:00:00.123Z",
        [],
    )


def test_read__an_array_reads_like_lines() -> None:
    (rows, _) = rows_of(json.dumps([envelope(), envelope(data={"code": 8})], indent=1).encode())
    assert [row.native_id for row in rows if isinstance(row, PostRow)] == ["7", "8"]


def test_read__an_export_of_before_2022_has_no_time_of_capture() -> None:
    old = envelope()
    del old["timestamp_collected"]
    ((post,), _) = rows_of(lines(old))
    assert isinstance(post, PostRow)
    assert post.captured_us is None


def test_read__an_item_whose_layout_moved_still_gives_its_id_and_one_note() -> None:
    moved = envelope(item_id="9", data={"words": {"text": "elsewhere"}})
    rows, notes = rows_of(lines(envelope(), moved, moved))
    assert [(row.native_id, row.flags) for row in rows if isinstance(row, PostRow)] == [
        ("7", ()),
        ("9", ("layout_unknown",)),
        ("9", ("layout_unknown",)),
    ]
    assert len(notes) == 1
    assert notes[0].startswith("2 items")
    assert "$.words" in notes[0]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (envelope(item_id=None, data={}), "`$.item_id`"),
        (envelope(data={"id": 7.5}), "`$.id`"),
        (envelope(source_platform="other.example"), "`$.source_platform`"),
        (envelope(data=None), "`$.data`"),
        (envelope(data="x"), "`$.data`"),
        (envelope(timestamp_collected=[]), "`$.timestamp_collected`"),
        ([], "`$`"),
    ],
)
def test_read__what_has_no_id_or_is_no_item_is_a_reject_with_its_path(value: Any, reason: str) -> None:
    rows, _ = rows_of(lines(envelope(), value))
    assert isinstance(rows[1], Reject)
    assert reason in rows[1].reason
