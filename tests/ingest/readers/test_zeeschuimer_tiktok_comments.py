from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.ingest.reader import PostRow, Reference, Reject, Row
from tracker.ingest.readers.zeeschuimer_tiktok_comments import READER
from tracker.ingest.source import memory_source


def rows_of(item: dict[str, Any], item_id: Any = "30") -> list[Row]:
    value = {"nav_index": "1", "item_id": item_id, "source_platform": "tiktok-comments", "data": item}
    return list(READER.read(memory_source({"f": json.dumps(value).encode()}, "f")))


def post_of(**item: Any) -> PostRow:
    row = rows_of(item)[0]
    assert isinstance(row, PostRow)
    return row


@pytest.mark.parametrize(
    ("item", "target"),
    [
        ({"aweme_id": "10", "reply_id": "0", "reply_to_reply_id": "0"}, "tiktok:10"),
        ({"aweme_id": "10", "reply_id": "20", "reply_to_reply_id": "0"}, "tiktok:20"),
        ({"aweme_id": "10", "reply_id": "20", "reply_to_reply_id": "25"}, "tiktok:25"),
        ({}, None),
    ],
)
def test_comment__answers_the_nearest_of_answer_comment_and_video(item: dict[str, Any], target: str | None) -> None:
    post = post_of(cid="30", **item)
    assert (post.kind, post.references) == ("reply", (Reference("reply", target),))


def test_answers__that_came_with_a_comment_are_posts_and_a_broken_one_is_a_reject() -> None:
    answers = [{"cid": "31", "reply_id": "30", "text": "No."}, {"text": "no id"}]
    comment, answer, broken = rows_of({"cid": "30", "aweme_id": "10", "reply_comment": answers})
    assert isinstance(comment, PostRow)
    assert isinstance(answer, PostRow)
    assert isinstance(broken, Reject)
    assert (comment.embedded, answer.embedded, answer.references[0].target) == (False, True, "tiktok:30")
