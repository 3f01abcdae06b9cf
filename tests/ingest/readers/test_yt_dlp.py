from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, Reference, Reject, Row, Service
from tracker.ingest.readers.yt_dlp import READER
from tracker.ingest.source import memory_source

VIDEO = {"id": "abcdEFGH123", "extractor_key": "Youtube", "webpage_url": "https://youtu.be/abcdEFGH123", "ext": "mp4"}


def rows_of(value: Any, name: str = "a/clip.info.json") -> list[Row]:
    return list(READER.read(memory_source({name: json.dumps(value).encode()}, name)))


def post_of(**more: Any) -> PostRow:
    row = rows_of(VIDEO | more)[0]
    assert isinstance(row, PostRow)
    return row


@pytest.mark.parametrize(
    ("extractor", "address", "more", "key"),
    [
        ("Twitter", "https://twitter.com/a_example/status/20", {"id": "99", "display_id": "20"}, "x:20"),
        ("Reddit", "https://www.reddit.com/r/a/comments/abc12/x/", {"id": "v1"}, "reddit:t3_abc12"),
        ("Instagram", "https://www.instagram.com/reel/BqvsDleB3lV/", {"id": "child"}, "instagram:BqvsDleB3lV"),
        ("FacebookReel", "https://www.facebook.com/reel/7", {"id": "7"}, "facebook:7"),
        ("Generic", "https://news.example/clip", {"id": "clip"}, "other:clip"),
        ("NewSite", "https://new.example/v/5", {"id": "5"}, "newsite:5"),
    ],
)
def test_post__is_named_by_its_address_where_the_id_is_the_videos(
    extractor: str, address: str, more: dict[str, str], key: str
) -> None:
    post = post_of(extractor_key=extractor, webpage_url=address, **more)
    assert f"{post.platform}:{post.native_id}" == key


def test_bluesky__the_time_is_when_a_server_saw_the_post() -> None:
    address = "https://bsky.app/profile/a.example/post/3mg2abcdefg2k"
    post = post_of(extractor_key="Bluesky", webpage_url=address, channel_id="did:plc:a", timestamp=1772438400)
    assert post.native_id == "at://did:plc:a/app.bsky.feed.post/3mg2abcdefg2k"
    assert (post.stated.us, post.server_timed, format_us(post.indexed_us or 0)) == (None, False, "2026-03-02T08:00:00Z")


def test_time__is_a_day_where_nothing_else_is_known() -> None:
    stated = post_of(upload_date="20260302").stated
    assert (format_us(stated.us or 0), stated.precision_s) == ("2026-03-02T00:00:00Z", 86400.0)
    assert format_us(post_of(upload_date="20260302", timestamp=1772438400).stated.us or 0) == "2026-03-02T08:00:00Z"
    assert post_of(upload_date="soon").stated.us is None


def test_comment__of_youtube_is_dated_by_an_estimate_that_no_server_made() -> None:
    comment = {"id": "c1", "parent": "root", "timestamp": 1772438400, "_time_text": "3 weeks ago (edited)"}
    _, row = rows_of(VIDEO | {"comments": [comment]})
    assert isinstance(row, PostRow)
    assert row.references == (Reference("reply", "youtube:abcdEFGH123"),)
    assert (format_us(row.stated.us or 0), row.stated.precision_s) == ("2026-02-23T08:00:00Z", 1209600.0)
    assert row.server_timed is False


@pytest.mark.parametrize("words", [None, "vor 3 Wochen"])
def test_comment__whose_estimate_cannot_be_judged_has_no_time(words: str | None) -> None:
    _, row = rows_of(VIDEO | {"comments": [{"id": "c1", "timestamp": 1772438400, "_time_text": words}]})
    assert isinstance(row, PostRow)
    assert row.stated.us is None


def test_comment__of_other_sites_has_the_time_of_the_site_and_answers_another() -> None:
    comment = {"id": "8", "parent": "7", "timestamp": 1772438400, "author": "b_example"}
    tiktok = {"extractor_key": "TikTok", "webpage_url": "https://www.tiktok.com/@a_example/video/6"}
    _, row, broken = rows_of(VIDEO | tiktok | {"comments": [comment, {}]})
    assert isinstance(row, PostRow)
    assert isinstance(broken, Reject)
    assert (row.server_timed, row.references[0].target, row.handle) == (True, "tiktok:7", "b_example")


def test_media__is_looked_for_by_its_still_and_then_by_the_video() -> None:
    (media,) = post_of().media
    assert (media.members[0], media.members[-1], media.file) == ("a/clip.jpg", "a/clip.mp4", "clip.mp4")
    printed = rows_of(VIDEO | {"filename": "v/made [1].mp4"}, "out.json")[0]
    assert isinstance(printed, PostRow)
    assert printed.media[0].members[0] == "made [1].jpg"


def test_list__holds_videos_and_one_without_any_is_no_post() -> None:
    made = {"_type": "playlist", "id": "PL", "extractor_key": "YoutubeTab", "webpage_url": "https://youtube.com/x"}
    rows = rows_of(made | {"entries": [VIDEO, None, {"_type": "playlist"}, {"extractor_key": "Youtube"}]})
    assert [type(row) for row in rows] == [PostRow, Service, Reject]
    assert [type(row) for row in rows_of(made)] == [Service]


def test_sniff__a_file_whose_encodings_fill_the_head_is_known_by_them() -> None:
    formats = [{"format_id": str(number), "url": "https://cdn.example/" + "x" * 500} for number in range(300)]
    data = json.dumps({"id": "abcdEFGH123", "title": "t", "formats": formats} | VIDEO).encode()
    assert data.index(b"extractor_key") > 65536
    assert READER.sniff(memory_source({"f": data}, "f")) is not None
    assert [type(row) for row in READER.read(memory_source({"f": data}, "f"))] == [PostRow]


def test_sniff__leaves_other_objects_with_an_id_and_a_title() -> None:
    data = json.dumps({"id": "1", "title": "t", "formats": ["mp4"], "created_at": "2026-03-02T08:00:00Z"}).encode()
    assert READER.sniff(memory_source({"f": data}, "f")) is None
