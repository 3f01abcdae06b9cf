from __future__ import annotations

import json
from typing import Any

from tracker.ingest.reader import PostRow, Row
from tracker.ingest.readers.zeeschuimer_truthsocial import READER
from tracker.ingest.source import memory_source


def rows_of(item: dict[str, Any], item_id: Any = "116158522982400040") -> list[Row]:
    value = {"nav_index": "1", "item_id": item_id, "source_platform": "truthsocial.com", "data": item}
    return list(READER.read(memory_source({"f": json.dumps(value).encode()}, "f")))


def post_of(**item: Any) -> PostRow:
    row = rows_of(item)[0]
    assert isinstance(row, PostRow)
    return row


ID = "116158522982400040"
COMMON = {"id": ID, "created_at": "2026-03-02T08:00:00.000Z", "account": {"id": "5", "username": "a_example"}}


def test_words__of_the_outer_post_are_text_and_those_inside_are_html() -> None:
    inner = {**COMMON, "id": "116158522982400001", "content": "<p>1 &lt; 2</p>"}
    outer, original = rows_of({**COMMON, "content": "1 <2> &amp;", "in_reply_to": inner, "in_reply_to_id": inner["id"]})
    assert isinstance(outer, PostRow)
    assert isinstance(original, PostRow)
    assert (outer.text, original.text, original.embedded) == ("1 <2> &amp;", "1 < 2", True)
    assert outer.references[0].target == "truthsocial:116158522982400001"


def test_post__is_named_by_the_id_of_the_one_server_there_is() -> None:
    post = post_of(**COMMON, content="w", uri=f"https://truthsocial.com/@a_example/{ID}")
    assert (post.platform, post.native_id, post.account, post.handle) == ("truthsocial", ID, "5", "a_example")
    assert (post.home, post.server_timed) == (True, True)


def test_television__is_shown_by_its_larger_still() -> None:
    still = {"type": "tv", "url": "https://cdn.example/tv.jpg", "preview_url": "https://cdn.example/small.jpg"}
    (row,) = post_of(**COMMON, content="w", media_attachments=[still]).media
    assert (row.file, row.type) == ("https://cdn.example/tv.jpg", "video")
