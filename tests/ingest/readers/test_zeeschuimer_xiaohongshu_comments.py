from __future__ import annotations

import json
from typing import Any

from tracker.ingest.reader import PostRow, Reject, Row
from tracker.ingest.readers.zeeschuimer_xiaohongshu_comments import READER
from tracker.ingest.source import memory_source


def rows_of(item: dict[str, Any], item_id: Any = "c1") -> list[Row]:
    value = {"nav_index": "1", "item_id": item_id, "source_platform": "xiaohongshu-comments", "data": item}
    return list(READER.read(memory_source({"f": json.dumps(value).encode()}, "f")))


def post_of(**item: Any) -> PostRow:
    row = rows_of(item)[0]
    assert isinstance(row, PostRow)
    return row


def test_answers__point_to_what_they_answer() -> None:
    answers = [{"id": "c2"}, {"id": "c3", "target_comment": {"id": "c2", "user_info": {"user_id": "u5"}}}, {}]
    rows = rows_of({"id": "c1", "note_id": "n1", "sub_comments": answers})
    posts = [row for row in rows if isinstance(row, PostRow)]
    assert [post.references[0].target for post in posts] == [
        "xiaohongshu:n1",
        "xiaohongshu:c1",
        "xiaohongshu:c2",
    ]
    assert [post.embedded for post in posts] == [False, True, True]
    assert posts[2].references[0].account == "u5"
    assert isinstance(rows[-1], Reject)


def test_time__is_milliseconds() -> None:
    assert post_of(id="c1", create_time=1772438400123).stated.us == 1_772_438_400_123_000
