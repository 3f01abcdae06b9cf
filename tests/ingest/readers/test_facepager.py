"""Facepager's nodes: posts are those with data, a comment names the node above it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from tracker.ingest.reader import PostRow
from tracker.ingest.readers import facepager
from tracker.ingest.source import memory_source

NODES = Path(__file__).parents[3] / "fixtures/facepager/nodes.csv"


def test_facepager__nodes_without_data_are_no_posts_and_a_comment_is_under_its_post() -> None:
    source: Any = memory_source({"a": NODES.read_bytes()}, "a")
    rows = list(facepager.READER.read(source))
    assert Counter(type(row).__name__ for row in rows) == {"Service": 2, "PostRow": 2, "Reject": 1}
    post, comment = (row for row in rows if isinstance(row, PostRow))
    assert (post.native_id, post.platform, post.kind) == ("858090351333568", "facebook", "post")
    assert [found.target for found in comment.references] == ["facebook:858090351333568"]
