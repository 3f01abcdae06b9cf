from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import Absent, PostRow, Reject, Row, Service
from tracker.ingest.readers.bluesky_jetstream import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "bluesky_jetstream"
DID = "did:plc:aexample"
ROOT = "at://did:plc:bexample/app.bsky.feed.post/3kaheyt6vpc22"
THROUGH = "at://did:plc:cexample/app.bsky.feed.repost/3kaheyt7vpc22"


def rows_of(data: bytes) -> list[Row]:
    return list(READER.read(memory_source({"events": data}, "events")))


def event(record: Any, collection: str = "app.bsky.feed.post", **commit: Any) -> dict[str, Any]:
    whole = {"operation": "create", "collection": collection, "rkey": "3kaheyt6vpc22", "record": record}
    return {"did": DID, "time_us": 1772442000523000, "kind": "commit", "commit": whole | commit}


def one(value: Any) -> Row:
    (row,) = rows_of(json.dumps(value).encode())
    return row


def test_fixture__posts_reposts_deletions_and_what_is_no_post() -> None:
    rows = rows_of((FIXTURE / "events.ndjson").read_bytes())
    kinds = [row.kind if isinstance(row, PostRow) else type(row).__name__ for row in rows]
    assert kinds == [
        "post", "Service", "repost", "repost", "reply", "quote", "reply", "Absent", "Service", "Service", "Service",
        "post", "Reject",
    ]  # fmt: skip


def test_time__the_service_saw_a_post_that_its_author_dates() -> None:
    row = one(event({"createdAt": "2014-05-28T12:00:12Z", "text": "old?"}))
    assert isinstance(row, PostRow)
    assert (row.server_timed, format_us(row.stated.us or 0)) == (False, "2014-05-28T12:00:12Z")
    assert (row.indexed_us, row.captured_us) == (1772442000523000, None)


def test_repost__names_its_post_and_the_repost_it_was_seen_through() -> None:
    record = {"createdAt": "2026-03-02T09:00:00Z", "subject": {"uri": ROOT}, "via": {"uri": THROUGH}}
    row = one(event(record, "app.bsky.feed.repost"))
    assert isinstance(row, PostRow)
    found = [(reference.target, reference.scope, reference.account) for reference in row.references]
    assert found == [
        (f"bluesky:{ROOT}", "root", "did:plc:bexample"),
        (f"bluesky:{THROUGH}", "immediate", "did:plc:cexample"),
    ]


def test_update__is_the_same_post_edited() -> None:
    row = one(event({"createdAt": "2026-03-02T09:00:00Z", "text": "new words"}, operation="update"))
    assert isinstance(row, PostRow)
    assert row.edited_us == 1772442000523000


@pytest.mark.parametrize("operation", ["delete", "d"])
def test_deletion__of_a_post_makes_it_absent_of_a_like_nothing(operation: str) -> None:
    gone = one(event(None, operation=operation))
    assert isinstance(gone, Absent)
    assert gone.target == f"bluesky:at://{DID}/app.bsky.feed.post/3kaheyt6vpc22"
    assert isinstance(one(event(None, "app.bsky.feed.like", operation=operation)), Service)


def test_names_of_the_first_months_are_read_too() -> None:
    now = event({"createdAt": "2026-03-02T09:00:00Z", "text": "words"})
    then = {"did": DID, "time_us": now["time_us"], "type": "com", "commit": {**now["commit"], "type": "c"}}
    del then["commit"]["operation"]
    first, second = one(now), one(then)
    assert isinstance(first, PostRow)
    assert isinstance(second, PostRow)
    assert (first.native_id, first.stated, first.text) == (second.native_id, second.stated, second.text)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"rkey": None}, "commit.rkey"),
        ({"collection": 7}, "commit.collection"),
        ({"operation": "merge"}, "commit.operation"),
        ({"record": []}, "record"),
    ],
)
def test_a_commit_without_an_address_or_a_record_is_a_reject_that_names_the_path(change: Any, path: str) -> None:
    value = event({"text": "words"})
    value["commit"] |= change
    row = one(value)
    assert isinstance(row, Reject)
    assert row.reason.startswith(f"`$.{path}`: got ")


def test_notes__say_how_often_the_names_of_the_first_months_stood_there() -> None:
    source = memory_source({"events": (FIXTURE / "first_months.json").read_bytes()}, "events")
    list(READER.read(source))
    assert source.notes == [
        "the kind of an event stood in another place than today's: `type` 3 x, of 3",
        "the operation stood in another place than today's: `commit.type` 3 x, of 3",
    ]
