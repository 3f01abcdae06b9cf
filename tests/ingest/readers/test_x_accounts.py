from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.ingest.reader import PostRow, Reject, Service, readers
from tracker.ingest.readers.x_accounts import READER
from tracker.ingest.source import memory_source
from tracker.testing.samples import claims

FIXTURE = Path(__file__).parents[3] / "fixtures" / "x_accounts" / "users.jsonl"
USER = {"id_str": "7", "screen_name": "a_example", "followers_count": 1, "friends_count": 2, "created_at": "2014-03-03"}
LIST = {"id_str": "5", "slug": "orbit", "member_count": 3, "subscriber_count": 1, "uri": "/a"}
TRENDS = {"trends": [{"name": "orbit", "url": "https://a.example"}], "as_of": "2021-02-01", "locations": []}


def test_fixture__the_latest_post_of_an_account_has_that_account_as_its_author() -> None:
    rows = list(READER.read(memory_source({"f": FIXTURE.read_bytes()}, "f")))
    assert [type(row) for row in rows] == [Service, PostRow, Service, Reject]
    post = rows[1]
    assert isinstance(post, PostRow)
    assert (post.handle, post.account) == ("quiet_kite_example", "1100000000000000001")
    assert post.text == "Lumenwerk & Perigee move their servers to orbit"


@pytest.mark.parametrize("value", [USER, LIST, TRENDS])
@pytest.mark.parametrize("in_array", [False, True])
def test_files_without_posts__are_claimed_before_anything_takes_them_for_posts(value: Any, in_array: bool) -> None:
    source: Any = memory_source({"f": json.dumps([value] if in_array else value).encode()}, "f")
    assert set(claims(source, readers())) == {"x_accounts"}
    assert [type(row) for row in READER.read(source)] == [Service]


def test_status__that_is_none_rejects_its_record() -> None:
    source = memory_source({"f": json.dumps(USER | {"status": {"text": "words"}}).encode()}, "f")
    assert [type(row) for row in READER.read(source)] == [Reject]


def test_sniff__posts_of_the_same_interface_are_not_claimed() -> None:
    status = {"id_str": "5", "text": "words", "created_at": "Mon Feb 01 08:00:05 +0000 2021", "user": USER}
    assert READER.sniff(memory_source({"f": json.dumps(status).encode()}, "f")) is None
