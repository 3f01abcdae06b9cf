from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from tracker.ingest.reader import PostRow, Row, Service
from tracker.ingest.readers.zeeschuimer_douyin import READER
from tracker.ingest.source import memory_source


def rows_of(item: dict[str, Any], item_id: Any = "7612564940699731320") -> list[Row]:
    value = {"nav_index": "1", "item_id": item_id, "source_platform": "douyin.com", "data": item}
    return list(READER.read(memory_source({"f": json.dumps(value).encode()}, "f")))


def post_of(**item: Any) -> PostRow:
    row = rows_of(item)[0]
    assert isinstance(row, PostRow)
    return row


def test_forms__what_is_loaded_and_what_stands_in_the_page_give_the_same_post() -> None:
    loaded = post_of(
        aweme_id="7", create_time=1772438400, desc="w", author={"uid": "9", "nickname": "A"},
        statistics={"digg_count": 5, "share_count": 1}, video={"cover": {"url_list": ["https://p.example/a.jpeg"]}},
    )  # fmt: skip
    embedded = post_of(
        awemeId="7", createTime=1772438400, desc="w", authorInfo={"uid": "9", "nickname": "A"}, images="$undefined",
        stats={"diggCount": 5, "shareCount": 1}, video={"cover": "//p.example/a.jpeg"}, cellRoom="$undefined",
    )  # fmt: skip
    assert msgspec.structs.replace(loaded, record=embedded.record) == embedded
    assert (loaded.native_id, loaded.likes, loaded.media[0].type) == ("7", 5, "video")


def test_gallery__is_shown_by_its_pictures() -> None:
    post = post_of(aweme_id="7", images=[{"url_list": ["https://p.example/1.jpeg"]}], video={"cover": "//p.example/c"})
    assert [row.file for row in post.media] == ["https://p.example/1.jpeg"]
    assert post.url == "https://www.douyin.com/note/7"


@pytest.mark.parametrize("item", [{"rawdata": "{}"}, {"cell_room": {"rawdata": "{}"}}, {"cellRoom": {"rawdata": {}}}])
def test_stream__is_no_post(item: dict[str, Any]) -> None:
    (row,) = rows_of({"aweme_id": "7", **item})
    assert isinstance(row, Service)
