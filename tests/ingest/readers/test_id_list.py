"""Lists of ids: numbers that X's clock can have made, one a line; half an id is no id."""

from __future__ import annotations

from typing import Any

import pytest
from tracker.base.clock import parse_iso
from tracker.ingest.reader import PostRow, ReadSettings, Reject, Service
from tracker.ingest.readers import id_list
from tracker.ingest.source import memory_source

NOW = parse_iso("2026-11-01").us or 0
IDS = ["2028712021985329157", "2028717055150129157", "893567890123456789"]


def _source(text: str) -> Any:
    return memory_source({"a": text.encode()}, "a", ReadSettings(now_us=NOW))


def _rows(text: str) -> list[Any]:
    return list(id_list.READER.read(_source(text)))


LISTS = ["\n".join(IDS) + "\n", "id\n" + "\n".join(IDS), "tweet_id\r\n" + "\r\n".join(IDS), IDS[0]]


@pytest.mark.parametrize("text", LISTS)
def test_id_list__is_told_by_the_clock_in_its_numbers(text: str) -> None:
    assert id_list.READER.sniff(_source(text)) is not None


@pytest.mark.parametrize("text", ["", "1\n2\n3\n", "9" * 19 + "\n", IDS[0] + "\nwords\n", "id,name\n7,a\n", "id\n"])
def test_id_list__other_numbers_are_not_claimed(text: str) -> None:
    assert id_list.READER.sniff(_source(text)) is None


def test_id_list__the_last_id_of_a_cut_file_is_not_read() -> None:
    assert [type(row) for row in _rows("id\n" + "\n".join(IDS[:2]))] == [Service, PostRow, PostRow]
    assert [type(row) for row in _rows(f"{IDS[0]}\n{IDS[1][:9]}")] == [PostRow, Reject]
    assert [type(row) for row in _rows(f"{IDS[0]}\n{IDS[1][:9]}\n")] == [PostRow, PostRow]


def test_id_list__a_rounded_id_is_refused_with_the_reason() -> None:
    *_, row = _rows(f"{IDS[0]}\n{IDS[0]}\n2.02871E+18\n")
    assert "rounded" in row.reason


def test_id_list__a_list_that_a_spreadsheet_rounded_gives_no_post() -> None:
    rounded = [f"20287120215868{number}0000" for number in range(10, 15)]
    rows = _rows("\n".join([*rounded, IDS[0], "20"]) + "\n")
    assert [type(row) for row in rows] == [Reject] * 6 + [PostRow]
