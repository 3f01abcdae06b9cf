"""The public graph object."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import networkx as nx
import pytest
from tracker.graph.edges import build_edges
from tracker.graph.networks import digraph
from tracker.tables.copies import Copies
from tracker.tables.media import Media
from tracker.tables.posts import Posts

START = datetime(2024, 5, 12, 14, 0, tzinfo=UTC)


def post(
    key: str, *parents: tuple[str, str], moment: datetime | None = START, account: str | None = "a_example"
) -> dict[str, Any]:
    references = [
        {"target": target, "kind": kind, "scope": "root", "attribution": "platform"}
        for target, kind in parents
    ]
    return {
        "post": key,
        "platform": "x",
        "native_id": key[2:],
        "posted_at": moment,
        "account": account,
        "hard": True,
        "time_source": "server",
        "disputed": False,
        "time_flags": [],
        "flags": [],
        "kind": "post",
        "references": references,
        "embedded": False,
        "protected": False,
        "source": "s1",
        "sources": ["s1"],
        "record": "line 1",
        "record_offset": 0,
        "record_length": 0,
        "record_sha256": bytes(32),
    }


ROWS = [
    post("x:1"),
    post("x:2", ("x:1", "repost"), ("x:8", "reply"), account=None),
    post("x:3", ("x:9", "quote"), moment=None),
]


def graph(**options: Any) -> nx.DiGraph:
    posts = Posts.from_rows(ROWS)
    return digraph(posts, build_edges(posts, Media.empty(), Copies.empty()), **options)


def test_digraph__runs_from_parent_to_child_and_holds_absent_posts() -> None:
    whole = graph()
    assert sorted(whole.edges) == [("x:1", "x:2"), ("x:8", "x:2"), ("x:9", "x:3")]
    assert {key for key, absent in whole.nodes(data="absent") if absent} == {"x:8", "x:9"}
    assert whole.nodes["x:1"] == {
        "platform": "x",
        "absent": False,
        "account": "a_example",
        "posted_at": "2024-05-12T14:00:00Z",
    }
    assert whole.edges["x:1", "x:2"] == {
        "kind": "repost",
        "attribution": "platform",
        "confidence": 1.0,
        "kept": True,
        "delay_s": 0.0,
    }


def test_digraph__leaves_out_what_is_unknown() -> None:
    whole = graph()
    assert whole.nodes["x:2"].keys() == {"platform", "absent", "posted_at"}
    assert whole.nodes["x:9"].keys() == {"platform", "absent"}
    assert "delay_s" not in whole.edges["x:9", "x:3"]


def test_digraph__of_the_kept_parents_is_a_forest() -> None:
    forest = graph(kept_only=True)
    assert nx.is_forest(forest)
    assert sorted(forest) == ["x:1", "x:2", "x:3", "x:9"]


@pytest.mark.parametrize(("root", "inside"), [("x:1", ["x:1", "x:2"]), ("x:9", ["x:3", "x:9"])])
def test_digraph__of_one_cascade(root: str, inside: list[str]) -> None:
    assert sorted(graph(root=root)) == inside
