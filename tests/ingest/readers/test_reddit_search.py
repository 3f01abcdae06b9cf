from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.ingest.reader import PostRow, Reject, Row
from tracker.ingest.readers.reddit_search import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "reddit_search"


def rows_of(data: bytes) -> list[Row]:
    return list(READER.read(memory_source({"answer": data}, "answer")))


def names(rows: list[Row]) -> list[str]:
    return [row.native_id if isinstance(row, PostRow) else type(row).__name__ for row in rows]


def submission(number: str) -> dict[str, Any]:
    return {"id": number, "subreddit": "s", "created_utc": 1772443000, "title": number}


def test_fixture__a_page_of_submissions() -> None:
    rows = rows_of((FIXTURE / "page.json").read_bytes())
    assert names(rows) == ["t3_1rabc21", "t3_1rabc22", "Reject"]


def test_fixture__answers_one_per_line_with_a_tree_of_comments() -> None:
    rows = rows_of((FIXTURE / "answers.jsonl").read_bytes())
    assert names(rows) == ["t1_odef21", "t1_odef22", "Service", "Service", "t1_odef23", "t1_odef24"]
    targets = [row.references[0].target for row in rows if isinstance(row, PostRow)]
    assert targets == ["reddit:t3_1rabc21", "reddit:t1_odef21", "reddit:t3_1rabc21", "reddit:t1_odef21"]


@pytest.mark.parametrize("indent", [None, 1])
def test_layout__one_answer_an_array_of_answers_or_one_per_line(indent: int | None) -> None:
    first, second = ({"data": [submission(number)]} for number in "ab")
    assert names(rows_of(json.dumps([first, second], indent=indent).encode())) == ["t3_a", "t3_b"]
    assert names(rows_of(json.dumps(first, indent=indent).encode())) == ["t3_a"]
    assert names(rows_of(b"\n".join(json.dumps(page).encode() for page in (first, second)))) == ["t3_a", "t3_b"]


def test_a_broken_post_in_a_page_does_not_take_the_others_with_it() -> None:
    page = {"data": [submission("a"), 7, submission("b")]}
    for data in (json.dumps(page), json.dumps(page) + "\n" + json.dumps(page)):
        rows = rows_of(data.encode())
        assert sum(isinstance(row, Reject) for row in rows) * 2 == sum(isinstance(row, PostRow) for row in rows)


@pytest.mark.parametrize("value", [{"data": []}, {"data": [{"id": "1"}]}, {"data": {"kind": "t3"}}, [submission("a")]])
def test_sniff__other_answers_are_not_claimed(value: Any) -> None:
    assert READER.sniff(memory_source({"answer": json.dumps(value).encode()}, "answer")) is None
