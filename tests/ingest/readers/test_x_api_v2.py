"""What the reader of X API 2 makes of pages, streams and flattened posts."""

from __future__ import annotations

import json
from typing import Any

from tracker.ingest.reader import Absent, PostRow, Reject, Service
from tracker.ingest.readers.x_api_v2 import READER
from tracker.ingest.source import memory_source

POST: dict[str, Any] = {
    "id": "20", "author_id": "9", "text": "one &amp; two", "created_at": "2026-03-03T06:00:12.000Z",
    "public_metrics": {"retweet_count": 2, "impression_count": 0},
}  # fmt: skip
USERS = [{"id": "9", "username": "ada_example", "name": "Ada"}]


def _rows(*values: Any) -> list[Any]:
    return list(READER.read(_source(*values)))


def _source(*values: Any) -> Any:
    body = "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values)
    return memory_source({"a": body.encode()}, "a")


def test_read__included_posts_are_posts_and_know_their_authors() -> None:
    root = {**POST, "id": "19"}
    rows = _rows({"data": [POST], "includes": {"users": USERS, "tweets": [root]}})
    assert [(row.native_id, row.handle, row.embedded) for row in rows] == [
        ("20", "ada_example", False), ("19", "ada_example", True),
    ]  # fmt: skip
    assert rows[0].stated.precision_s == 1.0
    assert rows[0].views is None


def test_read__each_post_of_a_page_has_its_own_bytes_and_its_own_reject() -> None:
    page = json.dumps({"data": [POST, {**POST, "id": 5}, {**POST, "id": "21"}], "includes": {"users": USERS}})
    rows = _rows("", page)
    assert [type(row) for row in rows] == [PostRow, Reject, PostRow]
    body = "\n" + page
    for row, post in zip(rows, json.loads(page)["data"], strict=True):
        piece = body.encode()[row.record.offset : row.record.offset + len(row.record.raw)]
        assert json.loads(piece) == post


def test_read__a_cut_repost_takes_the_text_of_its_original() -> None:
    root = {**POST, "id": "19", "text": "the whole of it"}
    repost = {
        **POST,
        "text": "RT @ada_example: the wh…",
        "referenced_tweets": [{"type": "retweeted", "id": "19"}],
    }
    row = _rows({"data": [repost], "includes": {"tweets": [root], "users": USERS}})[0]
    assert (row.kind, row.text, row.text_cut, row.reposts) == ("repost", "the whole of it", False, None)
    assert [(r.target, r.scope, r.account) for r in row.references] == [("x:19", "root", "ada_example")]
    alone = _rows({"data": [repost], "includes": {"users": USERS}})[0]
    assert alone.text_cut


def test_read__an_error_that_names_a_post_is_an_absent_post_and_others_are_service() -> None:
    gone = {
        "resource_type": "tweet",
        "resource_id": "5",
        "title": "Not Found Error",
        "type": "p/resource-not-found",
    }
    field = {**gone, "type": "p/not-authorized-for-field"}
    user = {**gone, "resource_type": "user"}
    rows = _rows({"data": [POST], "errors": [gone, field, user]})
    assert [type(row) for row in rows] == [PostRow, Absent, Service, Service]
    assert rows[1].target == "x:5"


def test_read__an_edited_post_names_its_first_version() -> None:
    rows = _rows(
        {
            "data": [
                {**POST, "edit_history_tweet_ids": ["18", "20"]},
                {**POST, "edit_history_tweet_ids": ["20"]},
            ]
        }
    )
    assert [row.first_version for row in rows] == ["18", None]


def test_read__a_long_post_has_its_long_text() -> None:
    (row,) = _rows({"data": [{**POST, "note_tweet": {"text": "all &lt; of it"}}]})
    assert row.text == "all < of it"


def test_read__a_page_whose_keys_stand_twice_is_refused() -> None:
    page = json.dumps({"data": [POST]})[:-1] + ', "data": []}'
    assert [type(row) for row in _rows(page)] == [Reject]


def test_read__null_and_missing_parts_of_a_page_are_empty() -> None:
    rows = _rows(
        {"data": [{**POST, "attachments": {"media_keys": None}}], "includes": None},
        {"data": None, "meta": {}},
    )
    assert [type(row) for row in rows] == [PostRow, Service]


def test_read__the_search_and_its_time_are_kept() -> None:
    tool = {
        "url": "https://api.example/2/tweets/search/all?query=orbit%20lang%3Aen",
        "retrieved_at": "2026-03-04T09:00:00Z",
    }
    source = _source(
        {"data": [POST], "__twarc": tool},
        {"data": [POST], "__twarc": {"retrieved_at": "2026-03-05T09:00:00Z"}},
    )
    rows = list(READER.read(source))
    assert source.query == "orbit lang:en"
    assert source.captured_us == rows[1].captured_us > rows[0].captured_us


def test_sniff__files_without_posts_are_claimed_to_say_what_they_are() -> None:
    for value, what in (
        ({"id": "1", "action": "delete", "created_at": "2026-01-01", "reason": "deleted"}, "compliance"),
        ({"start": "a", "end": "b", "tweet_count": 3}, "counts"),
        ({"data": [{"id": "1", "name": "Ada", "username": "ada_example"}], "meta": {}}, "users"),
    ):
        source = _source(value)
        match = READER.sniff(source)
        assert match is not None
        assert what in match.why
        assert [type(row) for row in READER.read(source)] == [Service]


def test_sniff__a_generic_post_is_not_claimed() -> None:
    assert (
        READER.sniff(_source({"id": "1", "platform": "x", "text": "a", "created_at": "2026-01-01"})) is None
    )
    assert (
        READER.sniff(
            _source({"id": "1", "name": "a", "username": "b", "created_at": "2026", "platform": "x"})
        )
        is None
    )
