from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, ReadSettings, Reject, Row, Service, readers
from tracker.ingest.readers.web_exporter import READER
from tracker.ingest.source import memory_source
from tracker.testing.samples import claims

FIXTURES = Path(__file__).parents[3] / "fixtures" / "web_exporter"
POST = {
    "id": "2028379804029419520", "created_at": "2026-03-02 09:00:05 +01:00", "full_text": "words", "media": [],
    "screen_name": "a_example", "in_reply_to": None, "retweeted_status": None, "quoted_status": None,
}  # fmt: skip


def rows_of(value: Any, zone: str | None = None, names: tuple[str, ...] = ()) -> list[Row]:
    files = {"posts.json": json.dumps([value], indent=2).encode()} | dict.fromkeys(names, b"\xff\xd8")
    return list(READER.read(memory_source(files, "posts.json", ReadSettings(zone=zone))))


def post_of(zone: str | None = None, names: tuple[str, ...] = (), **fields: Any) -> PostRow:
    row = rows_of(POST | fields, zone, names)[0]
    assert isinstance(row, PostRow)
    return row


def test_fixture__posts_are_read_and_one_without_an_id_is_said() -> None:
    rows = list(READER.read(memory_source({"f": (FIXTURES / "posts.json").read_bytes()}, "f")))
    kinds = [row.kind if isinstance(row, PostRow) else type(row).__name__ for row in rows]
    assert kinds == ["post", "reply", "quote", "repost", "post", "Reject"]


@pytest.mark.parametrize(
    ("written", "zone", "moment"),
    [
        ("2026-03-02 09:00:05 +01:00", None, "2026-03-02T08:00:05Z"),
        ("2026-03-02 09:00:05 +01:00", "Asia/Tokyo", "2026-03-02T08:00:05Z"),
        ("2026-07-02 10:00:00", "Europe/Paris", "2026-07-02T08:00:00Z"),
        ("2026-07-02T08:00:00Z", None, "2026-07-02T08:00:00Z"),
    ],
)
def test_time__an_offset_wins_over_the_zone_that_the_user_names(written: str, zone: str | None, moment: str) -> None:
    stated = post_of(zone, created_at=written).stated
    assert (format_us(stated.us or 0), stated.zone_known) == (moment, True)


def test_time__without_an_offset_has_no_known_zone() -> None:
    assert not post_of(created_at="2026-07-02 10:00:00").stated.zone_known


def test_time__in_a_layout_of_the_user_s_own_that_can_be_read_two_ways_is_none() -> None:
    stated = post_of(created_at="03/04/2026 10:00").stated
    assert (stated.us, stated.flags) == (None, ("order_ambiguous",))


def test_metadata__says_more_and_is_read_instead() -> None:
    rows = list(READER.read(memory_source({"f": (FIXTURES / "with_metadata.json").read_bytes()}, "f")))
    assert [(row.kind, row.embedded) for row in rows if isinstance(row, PostRow)] == [("quote", False), ("post", True)]


def test_media__that_were_saved_lie_under_names_with_id_kind_and_number() -> None:
    photo = {"type": "photo", "original": "https://pbs.twimg.com/media/A?format=png&name=orig"}
    film = {"type": "video", "thumbnail": "https://pbs.twimg.com/a.jpg?name=thumb", "original": "https://v.example/1.mp4"}
    names = ("media/a_example_2028379804029419520_photo_1_20260302.png", "2028379804029419520_video_2.mp4", "o_1.png")
    found = post_of(names=names, media=[photo, film]).media
    assert [(row.file, row.type, row.members) for row in found] == [
        ("https://pbs.twimg.com/media/A.png", "image", names[:1]),
        ("https://pbs.twimg.com/a.jpg", "video", names[1:2]),
    ]


def test_repost__points_to_the_root_and_has_no_counts_of_its_own() -> None:
    found = post_of(full_text="RT @b_example: wor…", retweeted_status="7", in_reply_to="8", favorite_count=3)
    assert [(one.kind, one.target, one.scope, one.account) for one in found.references] == [
        ("repost", "x:7", "root", "b_example")
    ]
    assert (found.likes, found.text_cut) == (None, True)


@pytest.mark.parametrize("number", [None, 2.02837980402942e18, "seven"])
def test_id__that_is_none_is_a_reject(number: Any) -> None:
    assert [type(row) for row in rows_of(POST | {"id": number})] == [Reject]


def test_messages__and_accounts_are_named_as_what_they_are() -> None:
    keys = ("id", "time", "text", "sender", "recipient", "conversation_id", "conversation_type")
    data = json.dumps([dict.fromkeys(keys, "x")]).encode()
    source: Any = memory_source({"f": data}, "f")
    assert set(claims(source, readers())) == {"web_exporter"}
    assert [type(row) for row in READER.read(source)] == [Service]
