"""Hoaxy's edges: the author of the post is where the link went for a repost, and where it came from for a mention."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.ingest.readers import hoaxy
from tracker.ingest.source import memory_source

EDGE = {
    "from_user_id": "1", "from_user_screen_name": "from_example", "to_user_id": "2",
    "to_user_screen_name": "to_example",
    "tweet_id": "2028712021985329157", "tweet_created_at": "2026-03-03T06:00:12Z",
    "is_mention": False, "tweet_type": "origin",
}  # fmt: skip


def _read(document: Any) -> list[Any]:
    source: Any = memory_source({"a": json.dumps(document).encode()}, "a")
    assert hoaxy.READER.sniff(source) is not None
    return list(hoaxy.READER.read(source))


@pytest.mark.parametrize(
    ("word", "is_mention", "author", "kind", "other"),
    [
        ("retweet", False, "to_example", "repost", "from_example"),
        ("quote", False, "to_example", "quote", "from_example"),
        ("quote", True, "from_example", "quote", None),
        ("reply", False, "from_example", "reply", "to_example"),
        ("reply", True, "from_example", "reply", None),
        ("origin", True, "from_example", "post", None),
    ],
)
def test_hoaxy__who_wrote_the_post(word: str, is_mention: bool, author: str, kind: str, other: str | None) -> None:
    (row,) = _read({"edges": [{**EDGE, "tweet_type": word, "is_mention": is_mention}]})
    assert (row.handle, row.kind, row.url) == (author, kind, f"https://x.com/{author}/status/2028712021985329157")
    assert [reference.account for reference in row.references] == ([] if kind == "post" else [other])
    assert all(reference.target is None for reference in row.references)


def test_hoaxy__an_array_of_edges_is_read_like_an_answer() -> None:
    assert _read([EDGE])[0].native_id == _read({"status": "OK", "edges": [EDGE]})[0].native_id
