"""Rows and blocks of columns say the same, in the order of their records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tracker.base.clock import UNSTATED, Stated
from tracker.base.errors import UnreadableError
from tracker.ingest.postcolumns import BLOCK_ROWS, PostColumns, blocks_of, joined, rows_of
from tracker.ingest.reader import PostRow, Record, Reject, Row

if TYPE_CHECKING:
    from collections.abc import Iterator


def post(number: int) -> PostRow:
    return PostRow("x", str(number), Record(json.dumps(number).encode(), number * 10, number), text=f"post {number}")


ROWS: list[Row] = [post(n) if n % 7 else Reject(Record(b"?", n * 10), "bad") for n in range(2 * BLOCK_ROWS + 5)]


def test_blocks_of__rows_come_back_as_they_were() -> None:
    blocks = list(blocks_of(iter(ROWS), []))
    assert len(blocks) == 3
    assert list(rows_of(blocks)) == ROWS
    assert list(rows_of(joined(block for row in ROWS for block in blocks_of(iter([row]), [])))) == ROWS


def test_blocks_of__what_was_read_before_a_cut_is_kept() -> None:
    def rows() -> Iterator[Row]:
        yield ROWS[1]
        raise UnreadableError("cut off", where="a", fix="again")

    found = blocks_of(rows(), [])
    assert list(rows_of([next(found)])) == [ROWS[1]]
    with pytest.raises(UnreadableError):
        next(found)


def test_blocks_of__a_block_ends_where_a_record_was_skipped() -> None:
    assert [len(block.records()) for block in blocks_of(iter(ROWS[:3]), ["skipped"])] == [1, 1, 1, 0]


def test_columns__moments_stand_for_stated_times() -> None:
    records = [Record(b"a", 0), Record(b"b", 2)]
    columns = PostColumns({"platform": ["x", "x"], "native_id": ["1", "2"], "record": records, "stated_us": [5, None]})
    assert [row.stated for row in columns.rows()] == [Stated(5), UNSTATED]
    assert columns.common("text") == (None,)
