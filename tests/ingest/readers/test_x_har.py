from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, Reject, Row, Service
from tracker.ingest.readers.x_har import READER
from tracker.ingest.source import MemberSource, memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "x_har" / "recording.har"
POST = {"__typename": "Tweet", "rest_id": "2028379804029419520", "legacy": {"full_text": "words"}}
SEARCH = "https://x.com/i/api/graphql/AbC-1/SearchTimeline?variables=1"


def source_of(*entries: dict[str, Any]) -> MemberSource:
    return memory_source({"f": json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()}, "f")


def entry(url: str = SEARCH, content: Any = None, **more: Any) -> dict[str, Any]:
    found = {"text": json.dumps(POST)} if content is None else content
    return {"request": {"url": url, "headers": []}, "response": {"content": found}, **more}


def rows_of(*entries: dict[str, Any]) -> list[Row]:
    return list(READER.read(source_of(*entries)))


def test_fixture__plain_and_base64_answers_are_read_and_dated_by_the_recording() -> None:
    rows = list(READER.read(memory_source({"f": FIXTURE.read_bytes()}, "f")))
    posts = [row for row in rows if isinstance(row, PostRow)]
    assert [post.text for post in posts] == ["Orbit again", "Encore l'orbite"]
    assert [format_us(post.captured_us or 0) for post in posts] == ["2026-03-04T08:00:01.250Z", "2026-03-04T09:00:03Z"]
    assert (sum(isinstance(row, Service) for row in rows), sum(isinstance(row, Reject) for row in rows)) == (5, 1)


def test_record__of_a_post_is_the_answer_alone_without_cookies() -> None:
    (row,) = rows_of(entry(more={"cookies": ["secret"]}))
    assert json.loads(json.loads(row.record.raw)) == POST


@pytest.mark.parametrize("operation", ["DmAllSearchSlice", "DMConversation"])
def test_direct_messages__are_never_read(operation: str) -> None:
    (row,) = rows_of(entry(f"https://x.com/i/api/graphql/AbC/{operation}"))
    assert isinstance(row, Service)


def test_content__that_was_not_recorded_is_said() -> None:
    source = source_of(entry(content={}), entry(content={"text": ""}))
    assert [type(row) for row in READER.read(source)] == [Service, Service]
    assert source.notes == ["2 answers of X were recorded without their content: save the HAR with content"]


@pytest.mark.parametrize("content", [{"text": "<html>"}, {"text": "!", "encoding": "base64"}, {"text": 7}])
def test_content__that_is_no_answer_is_a_reject(content: dict[str, Any]) -> None:
    assert [type(row) for row in rows_of(entry(content=content))] == [Reject]


def test_time__without_a_zone_is_no_time_of_capture() -> None:
    (row,) = rows_of(entry(startedDateTime="2026-03-04T09:00:00"))
    assert isinstance(row, PostRow)
    assert row.captured_us is None


@pytest.mark.parametrize("filler", [0, (1 << 20) - 40, 1 << 20])
def test_sniff__an_answer_of_x_is_found_far_into_a_recording(filler: int) -> None:
    other = entry("https://forum.example/page", {"text": "x" * filler})
    assert READER.sniff(source_of(other, entry())) is not None
    assert READER.sniff(source_of(other)) is None


def test_sniff__addresses_with_escaped_slashes_are_known() -> None:
    body = json.dumps({"log": {"entries": [entry()]}}).replace("/", "\\/").encode()
    source = memory_source({"f": body}, "f")
    assert READER.sniff(source) is not None
    assert [type(row) for row in READER.read(source)] == [PostRow]
