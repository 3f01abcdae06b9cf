from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, ReadSettings, Reject, Row, Service
from tracker.ingest.readers.twint import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "twint" / "posts.json"
POST = {
    "id": 1356150313341419520, "conversation_id": "1356150313341419520", "created_at": "2021-02-01 09:00:05 CET",
    "timezone": "+0100", "username": "a_example", "tweet": "words", "retweets_count": 2, "link": "",
}  # fmt: skip


def rows_of(value: dict[str, Any], zone: str | None = None) -> list[Row]:
    settings = ReadSettings(zone=zone)
    return list(READER.read(memory_source({"f": json.dumps(value).encode()}, "f", settings)))


def post_of(zone: str | None = None, **fields: Any) -> PostRow:
    row = rows_of(POST | fields, zone)[-1]
    assert isinstance(row, PostRow)
    return row


def test_fixture__each_record_is_what_it_says() -> None:
    rows = list(READER.read(memory_source({"f": FIXTURE.read_bytes()}, "f")))
    kinds = [row.kind if isinstance(row, PostRow) else type(row).__name__ for row in rows]
    assert kinds == ["post", "reply", "quote", "repost", "repost", "post", "post", "Reject", "Service"]


@pytest.mark.parametrize(
    ("written", "zone", "moment"),
    [
        ("2021-02-01 08:00:05 UTC", None, "2021-02-01T08:00:05Z"),
        ("2021-02-01 08:00:05 GMT", "Europe/Paris", "2021-02-01T08:00:05Z"),
        ("2021-07-01 10:00:05 CEST", "Europe/Paris", "2021-07-01T08:00:05Z"),
        (1612166405000, None, "2021-02-01T08:00:05Z"),
    ],
)
def test_time__that_is_a_moment(written: Any, zone: str | None, moment: str) -> None:
    stated = post_of(zone, created_at=written).stated
    assert (format_us(stated.us or 0), stated.zone_known) == (moment, True)


@pytest.mark.parametrize("name", ["CET", "BST", "Romance Standard Time", "V\u00e4steuropa, normaltid", "IST"])
def test_time__whose_zone_is_only_a_name_has_no_known_zone_whatever_the_offset_beside_it(name: str) -> None:
    stated = post_of(created_at=f"2021-02-01 09:00:05 {name}", timezone="+0100").stated
    assert (stated.zone_known, stated.raw) == (False, f"2021-02-01 09:00:05 {name}")


def test_repost__in_newer_files_is_the_record_itself() -> None:
    (row,) = rows_of(POST | {"retweet_id": "7", "tweet": "RT @b_example: wor…", "user_rt": "words", "likes_count": 3})
    assert isinstance(row, PostRow)
    assert (row.kind, row.native_id, row.text_cut, row.likes) == ("repost", "1356150313341419520", True, None)
    assert (row.references[0].target, row.references[0].account) == ("x:7", "b_example")


def test_repost__in_older_files_is_named_beside_its_original() -> None:
    older = {"retweet_id": "1356150313341419999", "user_rt": "b_example", "user_rt_id": "8"}
    repost, original = rows_of(POST | older | {"created_at": 1612166405000})
    assert isinstance(repost, PostRow)
    assert isinstance(original, PostRow)
    assert (repost.native_id, repost.handle, repost.account) == ("1356150313341419999", "b_example", "8")
    assert repost.stated.us is None
    assert repost.references[0].target == "x:1356150313341419520"
    assert (original.handle, original.kind, original.embedded) == ("a_example", "post", True)


def test_reply__only_the_beginning_of_the_conversation_is_known() -> None:
    (reference,) = post_of(conversation_id="7").references
    assert (reference.kind, reference.target, reference.scope) == ("reply", "x:7", "root")


def test_media__a_photo_is_no_film_though_the_mark_says_so() -> None:
    shown = post_of(photos=["https://a.example/1.jpg"], video=1, thumbnail="https://a.example/1.jpg").media
    film = post_of(photos=[], video=1, thumbnail="https://a.example/2.jpg").media
    assert [(row.file, row.type) for row in (*shown, *film)] == [
        ("https://a.example/1.jpg", "image"),
        ("https://a.example/2.jpg", "video"),
    ]


def test_id__that_was_rounded_is_read_from_the_address() -> None:
    link = "https://twitter.com/a_example/status/1356150313341419520"
    assert post_of(id=1356150313341419500, link=link).native_id == "1356150313341419520"
    assert [type(row) for row in rows_of(POST | {"id": 1.35e18})] == [Reject]


def test_accounts__are_no_posts() -> None:
    account = dict.fromkeys(("id", "username", "bio", "join_date", "tweets", "followers"), 1)
    assert [type(row) for row in rows_of(account)] == [Service]
