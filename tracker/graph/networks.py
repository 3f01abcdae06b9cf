"""Tables -> networkx, for those who want it. Whole-archive measures stay on arrays (graph.trees)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from tracker.base.clock import format_us
from tracker.base.keys import split_key
from tracker.graph.cascades import roots_of
from tracker.graph.edges import UNKNOWN, nodes_of

if TYPE_CHECKING:
    import networkx as nx

    from tracker.graph.edges import Nodes
    from tracker.tables.edges import Edges
    from tracker.tables.posts import Posts


def digraph(posts: Posts, edges: Edges, root: str | None = None, *, kept_only: bool = False) -> nx.DiGraph:
    """Return the reshare graph: posts are nodes, edges run from parent to child, absent posts included.

    Nodes have `platform`, `absent` and, where known, `account` and `posted_at` (ISO 8601, UTC); an unknown
    one is left out. Edges have `kind`, `attribution`, `confidence`, `kept` and, where known, `delay_s`. Of
    several edges between two posts the kept one is shown, else the foremost in the table.

    With `root` only the cascade of that post; with `kept_only` only the parent that each post keeps: a
    forest.
    """
    import networkx as nx

    graph = nx.DiGraph()
    inside = None if root is None else _cascade(posts, edges, root)
    nodes = nodes_of(posts, edges.parent.combine_chunks())
    graph.add_nodes_from(
        (key, attributes) for key, attributes in _described(posts, nodes) if inside is None or key in inside
    )
    for row in _rows(edges, kept_only=kept_only):
        parent, child = row.pop("parent"), row.pop("child")
        if child in graph and parent in graph and (row["kept"] or not graph.has_edge(parent, child)):
            graph.add_edge(parent, child, **row)
    if kept_only:
        absent = [key for key, is_absent in graph.nodes(data="absent") if is_absent]
        graph.remove_nodes_from([key for key in absent if not graph.degree(key)])
    return graph


def _cascade(posts: Posts, edges: Edges, root: str) -> set[str]:
    under = pc.equal(roots_of(posts, edges), root)
    return {root, *posts.post.filter(under).to_pylist()}


def _described(posts: Posts, nodes: Nodes) -> list[tuple[str, dict[str, Any]]]:
    accounts = posts.account.to_pylist()
    described = []
    for place, (key, us) in enumerate(zip(nodes.keys.to_pylist(), nodes.us.tolist(), strict=True)):
        absent = place >= nodes.captured
        attributes: dict[str, Any] = {"platform": split_key(key)[0], "absent": absent}
        if not absent and accounts[place] is not None:
            attributes["account"] = accounts[place]
        if us != UNKNOWN:
            attributes["posted_at"] = format_us(us)
        described.append((key, attributes))
    return described


def _rows(edges: Edges, *, kept_only: bool) -> list[dict[str, Any]]:
    names = ["child", "parent", "kind", "attribution", "confidence", "kept", "delay_s"]
    table = edges.arrow.filter(edges.kept) if kept_only else edges.arrow
    rows: list[dict[str, Any]] = table.select(names).to_pylist()
    for row in rows:
        if row["delay_s"] is None:
            del row["delay_s"]
    return rows
