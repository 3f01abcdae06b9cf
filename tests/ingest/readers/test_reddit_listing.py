from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.ingest.reader import PostRow, Reject, Row, Service
from tracker.ingest.readers.reddit_listing import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "reddit_listing"


def rows_of(data: bytes) -> list[Row]:
    return list(READER.read(memory_source({"page.json": data}, "page.json")))


def listing(*children: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": list(children)}}


def comment(number: str, replies: Any = "") -> dict[str, Any]:
    value = {
        "id": number,
        "subreddit": "s",
        "created_utc": 1600000000.0,
        "body": number,
        "link_id": "t3_a",
        "parent_id": "t3_a",
        "replies": replies,
    }
    return {"kind": "t1", "data": value}


def test_fixture__pages_with_nested_replies() -> None:
    rows = rows_of((FIXTURE / "comments_page.json").read_bytes())
    names = [row.native_id if isinstance(row, PostRow) else type(row).__name__ for row in rows]
    assert names == ["t3_1rabc11", "t1_odef011", "t1_odef012", "Service", "Reject"]


def test_fixture__pages_saved_one_per_line() -> None:
    rows = rows_of((FIXTURE / "pages.jsonl").read_bytes())
    assert [row.native_id for row in rows if isinstance(row, PostRow)] == ["t3_1rabc12", "t3_1rabc13"]


@pytest.mark.parametrize("indent", [None, 2])
def test_layout__one_line_or_many_reads_the_same(indent: int | None) -> None:
    data = json.dumps(listing(comment("a", listing(comment("b"))), comment("c")), indent=indent).encode()
    assert [row.native_id for row in rows_of(data) if isinstance(row, PostRow)] == ["t1_a", "t1_b", "t1_c"]


def test_one_line_longer_than_the_head_is_still_one_page() -> None:
    page = listing(*(comment(f"c{number}") for number in range(700)))
    data = json.dumps(page).encode()
    assert len(data) > 65536
    assert len(rows_of(data)) == 700
    assert len(rows_of(data + b"\n" + data)) == 1400


def test_replies__deep_threads_are_read_and_a_broken_one_keeps_its_answers() -> None:
    thread = comment("z")
    for number in range(60):
        thread = comment(f"r{number}", listing(thread))
    del thread["data"]["replies"]["data"]["children"][0]["data"]["created_utc"]
    rows = rows_of(json.dumps(listing(thread)).encode())
    assert sum(isinstance(row, PostRow) for row in rows) == 60
    assert [row.reason for row in rows if isinstance(row, Reject)] == [
        "`$.created_utc`: got null, expected seconds since 1970"
    ]


def test_more__is_no_record() -> None:
    rows = rows_of(json.dumps(listing({"kind": "more", "data": {"count": 3, "children": ["x"]}})).encode())
    assert [type(row) for row in rows] == [Service]


@pytest.mark.parametrize("child", [{"kind": "t5", "data": {}}, {"kind": "t3"}, {}, {"data": {"id": "a"}}])
def test_other_things__are_rejects(child: dict[str, Any]) -> None:
    assert [type(row) for row in rows_of(json.dumps(listing(child)).encode())] == [Reject]


@pytest.mark.parametrize("head", [b"", b"[]", b'{"kind": "Listing"}', b'{"data": {"children": []}}'])
def test_sniff__leaves_what_is_no_listing(head: bytes) -> None:
    assert READER.sniff(memory_source({"f": head}, "f")) is None
