from __future__ import annotations

import json
from typing import Any

from tracker.ingest.reader import PostRow, Row
from tracker.ingest.readers.zeeschuimer_imgur import READER
from tracker.ingest.source import memory_source


def rows_of(item: dict[str, Any], item_id: Any = "Exmpl01") -> list[Row]:
    value = {"nav_index": "1", "item_id": item_id, "source_platform": "imgur.com", "data": item}
    return list(READER.read(memory_source({"f": json.dumps(value).encode()}, "f")))


def post_of(**item: Any) -> PostRow:
    row = rows_of(item)[0]
    assert isinstance(row, PostRow)
    return row


def test_account__of_everybody_who_did_not_log_in_is_unknown() -> None:
    assert (post_of(account_id=0).account, post_of(account_id=7001).account) == (None, "7001")


def test_media__the_cover_stands_for_an_album_whose_pictures_are_not_listed() -> None:
    cover = {"type": "image", "url": "https://i.imgur.example/1.png"}
    film = {"type": "video", "url": "https://i.imgur.example/2.mp4"}
    assert [row.type for row in post_of(cover=cover).media] == ["image"]
    assert [row.type for row in post_of(cover=cover, media=[cover, film]).media] == ["image", "video"]
    assert post_of().media == ()


def test_time__is_utc() -> None:
    assert post_of(created_at="2026-03-02T08:00:00Z").stated.us == 1_772_438_400_000_000
