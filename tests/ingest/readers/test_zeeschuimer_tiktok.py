from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.base.idtime import id_time
from tracker.ingest.reader import PostRow
from tracker.ingest.readers.zeeschuimer_tiktok import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "zeeschuimer_tiktok" / "videos.ndjson"
VIDEO_ID = "7612564940699731121"


def posts_of(data: bytes) -> list[PostRow]:
    return [row for row in READER.read(memory_source({"f": data}, "f")) if isinstance(row, PostRow)]


def post_of(**item: Any) -> PostRow:
    value = {"nav_index": "1", "item_id": VIDEO_ID, "source_platform": "tiktok.com", "data": {"id": VIDEO_ID} | item}
    (post,) = posts_of(json.dumps(value).encode())
    return post


def test_author__is_an_object_or_a_plain_handle() -> None:
    one = post_of(author={"id": "1", "uniqueId": "a_example", "nickname": "A"})
    other = post_of(author="a_example", authorId="1", nickname="A")
    assert (one.account, one.handle, one.name, one.url) == (other.account, other.handle, other.name, other.url)
    assert one.url == f"https://www.tiktok.com/@a_example/video/{VIDEO_ID}"


@pytest.mark.parametrize("value", [1772438400, "1772438400"])
def test_time__is_seconds_as_number_or_text_and_never_before_the_upload_in_the_id(value: Any) -> None:
    stated = post_of(createTime=value).stated.us
    clock = id_time("tiktok", VIDEO_ID, now_us=1_790_000_000_000_000)
    assert stated is not None
    assert clock.us is not None
    assert stated - clock.us == 5_000_000


@pytest.mark.parametrize("value", [0, "0", None])
def test_time__zero_is_no_time(value: Any) -> None:
    assert post_of(createTime=value).stated.us is None


def test_duet__quotes_the_video_beside_it() -> None:
    (reference,) = post_of(duetInfo={"duetFromId": "7600000000000000001"}).references
    assert (reference.kind, reference.target) == ("quote", "tiktok:7600000000000000001")
    assert post_of(duetInfo={"duetFromId": "0"}).kind == "post"


def test_media__photos_come_before_the_cover_and_an_empty_cover_is_passed_over() -> None:
    photos = {"images": [{"imageURL": {"urlList": [f"https://cdn.example/{n}.jpeg"]}} for n in (1, 2)]}
    cover = {"cover": "", "originCover": "https://cdn.example/o.jpeg"}
    assert [row.file[-6:] for row in post_of(imagePost=photos, video=cover).media] == ["1.jpeg", "2.jpeg"]
    assert [(row.file[-6:], row.type) for row in post_of(video=cover).media] == [("o.jpeg", "video")]


def test_fixture__the_last_item_has_a_moved_layout_and_keeps_its_id() -> None:
    posts = posts_of(FIXTURE.read_bytes())
    assert [bool(post.flags) for post in posts] == [False, False, True, False, True]
    assert posts[-1].flags == ("layout_unknown",)
