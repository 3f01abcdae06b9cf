from __future__ import annotations

from typing import Any

import pytest
from tracker.ingest.reader import Record
from tracker.ingest.tiktok import post_row

RECORD = Record(b"{}", 0, 1)


@pytest.mark.parametrize(
    ("video", "shown"),
    [
        ({"cover": "https://cdn.example/c.jpeg", "originCover": "https://cdn.example/o.jpeg"}, ["c.jpeg"]),
        ({"cover": "", "shareCover": ["", "https://cdn.example/s.jpeg"]}, ["s.jpeg"]),
        ({"cover": "", "playAddr": "https://cdn.example/v.mp4"}, ["v.mp4"]),
        ({"id": "awesome"}, []),
        ({}, []),
    ],
)
def test_cover__is_the_first_still_that_has_an_address(video: dict[str, Any], shown: list[str]) -> None:
    row = post_row(RECORD, {"video": video}, "7612564940699731121")
    assert [media.file.rpartition("/")[2] for media in row.media] == shown


@pytest.mark.parametrize("key", ["stats", "statsV2"])
def test_counts__are_numbers_or_text(key: str) -> None:
    row = post_row(RECORD, {key: {"diggCount": "1200", "shareCount": 3, "playCount": None}}, "1")
    assert (row.likes, row.reposts, row.views) == (1200, 3, None)


def test_post__without_an_author_has_no_address() -> None:
    row = post_row(RECORD, {"author": {}, "privateItem": True, "textLanguage": "un"}, "1")
    assert (row.url, row.handle, row.protected, row.lang) == (None, None, True, None)
