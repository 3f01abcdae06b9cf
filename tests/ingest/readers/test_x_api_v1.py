"""What the reader of X API 1.1 makes of single statuses."""

from __future__ import annotations

import json
from typing import Any

from tracker.base.clock import parse_iso
from tracker.ingest.reader import Absent, PostRow, Reject, Service
from tracker.ingest.readers.x_api_v1 import READER
from tracker.ingest.source import memory_source

USER = {"id_str": "9", "screen_name": "ada_example", "name": "Ada", "protected": False}
STATUS: dict[str, Any] = {
    "id_str": "1169246717864136705",
    "id": 1169246717864136700,
    "created_at": "Wed Sep 04 13:51:55 +0000 2019",
    "text": "one",
    "user": USER,
}  # fmt: skip


def _rows(*values: Any) -> list[Any]:
    body = "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values)
    source: Any = memory_source({"a": body.encode()}, "a")
    return list(READER.read(source))


def _claims(value: Any) -> bool:
    source: Any = memory_source({"a": json.dumps(value).encode()}, "a")
    return READER.sniff(source) is not None


def test_read__a_status_gives_its_exact_id_time_and_author() -> None:
    (row,) = _rows(STATUS)
    assert (row.native_id, row.account, row.handle, row.kind) == (
        "1169246717864136705",
        "9",
        "ada_example",
        "post",
    )
    assert row.stated.us == parse_iso("2019-09-04T13:51:55Z").us
    assert row.server_timed
    assert row.url == "https://x.com/ada_example/status/1169246717864136705"


def test_read__the_number_is_read_only_where_the_text_id_is_missing() -> None:
    (row,) = _rows({**STATUS, "id_str": None, "id": 20})
    assert row.native_id == "20"
    (refused,) = _rows({**STATUS, "id_str": None, "id": 2.0e18})
    assert isinstance(refused, Reject)
    assert "$.id" in refused.reason


def test_read__the_fullest_text_counts_and_escapes_are_undone_once() -> None:
    long = {"full_text": "a &amp;lt; b, all of it"}
    (row,) = _rows({**STATUS, "truncated": True, "text": "a &amp;…", "extended_tweet": long})
    assert (row.text, row.text_cut) == ("a &lt; b, all of it", False)
    (row,) = _rows({**STATUS, "truncated": True})
    assert row.text_cut


def test_read__a_repost_points_at_its_root_and_carries_no_counts_of_it() -> None:
    quoted = {**STATUS, "id_str": "11", "text": "the quoted"}
    original = {**STATUS, "id_str": "12", "text": "whole text", "quoted_status": quoted, "retweet_count": 7}
    repost = {"text": "RT @ada_example: who…", "retweeted_status": original, "quoted_status": quoted}
    rows = _rows({**STATUS, **repost, "retweet_count": 7})
    assert [(row.native_id, row.embedded) for row in rows] == [
        (STATUS["id_str"], False), ("12", True), ("11", True), ("11", True),
    ]  # fmt: skip
    first = rows[0]
    assert (first.kind, first.text, first.reposts) == ("repost", "whole text", None)
    assert [(r.kind, r.target, r.scope) for r in first.references] == [("repost", "x:12", "root")]
    assert rows[1].kind == "quote"
    assert rows[1].reposts == 7


def test_read__a_quote_that_answers_is_a_quote_and_points_at_both() -> None:
    (row,) = _rows({**STATUS, "quoted_status_id_str": "11", "in_reply_to_status_id_str": "10"})
    assert row.kind == "quote"
    assert [(r.kind, r.target) for r in row.references] == [("quote", "x:11"), ("reply", "x:10")]


def test_read__a_linked_post_is_an_explicit_reference_and_leaves_the_kind() -> None:
    own = f"https://twitter.com/a/status/{STATUS['id_str']}"
    links = [
        {"expanded_url": "https://bsky.app/profile/did:plc:example/post/3lbdmgs4xgo2x"},
        {"expanded_url": own},
    ]
    (row,) = _rows({**STATUS, "entities": {"urls": links}})
    (reference,) = row.references
    assert (reference.attribution, reference.target) == (
        "explicit", "bluesky:at://did:plc:example/app.bsky.feed.post/3lbdmgs4xgo2x",
    )  # fmt: skip
    assert row.kind == "post"


def test_read__all_pictures_are_taken_not_only_the_first() -> None:
    entries = [{"type": "photo", "media_url_https": f"https://pics.example/{n}.png"} for n in range(4)]
    (row,) = _rows({**STATUS, "entities": {"media": entries[:1]}, "extended_entities": {"media": entries}})
    assert [entry.file for entry in row.media] == [f"https://pics.example/{n}.png" for n in range(4)]


def test_read__a_status_without_a_user_has_an_unknown_author() -> None:
    (row,) = _rows({key: value for key, value in STATUS.items() if key != "user"})
    assert (row.account, row.handle) == (None, None)
    assert row.url == f"https://x.com/i/web/status/{STATUS['id_str']}"


def test_read__line_noise_is_service_a_deletion_an_absent_post_and_nonsense_a_reject() -> None:
    rows = _rows(
        {"limit": {"track": 1}}, {"delete": {"status": {"id_str": "5"}}}, {"what": 1}, "[1]", '{"id_str":'
    )
    assert [type(row) for row in rows] == [Service, Absent, Reject, Reject, Reject]
    assert rows[1].target == "x:5"


def test_read__a_record_is_never_half_loaded() -> None:
    rows = _rows({**STATUS, "retweeted_status": {**STATUS, "id_str": "no id"}})
    assert [type(row) for row in rows] == [Reject]


def test_read__a_key_that_stands_twice_is_refused() -> None:
    (row,) = _rows(json.dumps(STATUS)[:-1] + ', "id_str": "5"}')
    assert isinstance(row, Reject)


def test_sniff__other_formats_with_the_same_words_are_not_claimed() -> None:
    assert _claims(STATUS)
    assert not _claims({**STATUS, "verb": "post", "objectType": "activity"})
    assert not _claims({**STATUS, "rawContent": "x"})
    assert not _claims({**STATUS, "created_at": "a day in May"})
    assert not _claims({"id": "1", "text": "a", "created_at": "2026-01-01"})


def test_sniff__noise_before_the_first_status_does_not_hide_it() -> None:
    lines = [{"limit": {"track": n}} for n in range(5)] + [STATUS]
    source: Any = memory_source({"a": "\n".join(map(json.dumps, lines)).encode()}, "a")
    assert READER.sniff(source) is not None
    assert sum(isinstance(row, PostRow) for row in READER.read(source)) == 1
