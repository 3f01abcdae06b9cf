"""Tables of known tools: told by their header, rounded ids never trusted, a last cell that may be cut left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import PostRow, Reject
from tracker.ingest.source import memory_source

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = KnownTable(
    "a tool", needs=("my_id", "when"), lacks=("other",), ids=("my_id",), parents=("up",), texts=("words",)
)


def _parse(row: TableRow) -> Iterator[PostRow]:
    yield PostRow(
        platform="x", native_id=row.id("my_id", url=row.name("url")), record=row.record, stated=row.iso("when"),
        handle=row.name("who"), text=row.text("words"), references=row.reference("reply", "x", "up"), flags=row.flags,
    )  # fmt: skip


def _source(text: str) -> Any:
    return memory_source({"a": text.encode()}, "a")


def _read(text: str) -> list[Any]:
    return list(TABLE.read(_source(text), _parse))


def test_known_csv__a_table_is_told_by_columns_in_any_order_and_by_those_it_lacks() -> None:
    assert TABLE.sniff(_source("when;extra;my_id\n")) is not None
    assert TABLE.sniff(_source("my_id,whenever\n")) is None
    assert TABLE.sniff(_source("my_id,when,other\n")) is None
    assert TABLE.sniff(_source('{"my_id": 1, "when": 2}\n')) is None


def test_known_csv__a_column_of_rounded_ids_is_never_joined_on_and_said_once() -> None:
    ids = "".join(f"20287120215868{n}0000,2026-03-03,20287120215868{n}0000,\n" for n in range(10))
    source = _source("my_id,when,up,url\n" + ids + "2028712021586870272,2026-03-03,,https://x.com/a_example/status/5\n")
    *rows, last = TABLE.read(source, _parse)
    assert [type(row) for row in rows] == [Reject] * 10
    assert isinstance(last, PostRow)
    assert last.native_id == "5"
    assert len(source.notes) == 2


def test_known_csv__a_rounded_parent_is_no_parent_and_flagged() -> None:
    (row,) = _read("my_id,when,up\n7,2026-03-03,1.82303E+18\n")
    assert ([reference.target for reference in row.references], row.flags) == ([None], ("parent_id_damaged",))
    (row,) = _read("my_id,when,up\n7,2026-03-03,5\n")
    assert [reference.target for reference in row.references] == ["x:5"]


def test_known_csv__the_last_cell_of_a_file_without_a_line_end_is_left_out_but_for_texts() -> None:
    (row,) = _read("my_id,when,who\n7,2026-03-03,ada_exam")
    assert row.handle is None
    (row,) = _read("my_id,when,words\n7,2026-03-03,ada exam")
    assert row.text == "ada exam"
    (row,) = _read("when,my_id\n2026-03-03,7")
    assert isinstance(row, Reject)


def test_known_csv__ragged_rows_and_rows_without_an_id_are_rejected_with_the_reason() -> None:
    ragged, nameless, post = _read('my_id,when,who\n7\n,2026-03-03,a\n7,"2026-03-03",a\n')
    assert ragged.reason == "1 cells, expected 3"
    assert nameless.reason == '`$.my_id`: got "", expected an id'
    assert post.record.line == 4
