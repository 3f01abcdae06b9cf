"""All rules -> edges: which post points at which, and the one parent that each post keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.clock import SECOND_US
from tracker.graph.references import KINDS, absent_times, moments
from tracker.graph.rule import Edge, Evidence, rules
from tracker.graph.trees import ROOT, loops
from tracker.tables.edges import Edges

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from tracker.tables.copies import Copies
    from tracker.tables.media import Media
    from tracker.tables.posts import Posts

UNKNOWN: Final = 2**62
"""The time of a post that nothing dates: after all others."""
ATTRIBUTIONS: Final = ("platform", "explicit", "inferred")
SCOPES: Final = ("immediate", "root", "unknown")
"""Both from the strongest statement to the weakest."""


class Nodes(NamedTuple):
    """Captured posts in the order of their table, then absent ones in the order of their keys."""

    keys: pa.Array
    captured: int
    """How many of them are captured."""
    us: NDArray[np.int64]
    """When each was made; UNKNOWN where nothing tells."""

    def find(self, keys: pa.Array) -> NDArray[np.int64]:
        """Return the position of each key."""
        return pc.index_in(keys, self.keys).to_numpy().astype(np.int64)  # type: ignore[no-any-return]


def build_edges(posts: Posts, media: Media, copies: Copies) -> Edges:
    """Run every rule and choose, for each post, the one parent that its cascade keeps.

    Of several parents of one child the kept one is of the foremost kind (repost, crosspost, forward, quote,
    reply), then the earliest, then the one with the smaller key. A repost that names both the post it passes
    on and the repost it was seen through keeps the latter where it was captured, else the former: so it stays
    in the cascade of that post. Inferred parents and the post itself are never kept. A loop of kept parents is
    cut at its earliest post, which becomes a root.
    """
    evidence = Evidence(posts, media, copies)
    found = ((edge, name) for name, rule in rules().items() for edge in rule.find(evidence))
    listed = _listed(_distinct(found))
    nodes = nodes_of(posts, listed["parent"])
    child, parent = nodes.find(listed["child"]), nodes.find(listed["parent"])
    kept = _kept(nodes, child, parent, listed)
    return Edges.from_columns(
        {
            **listed,
            "parent_absent": pa.array(parent >= nodes.captured),
            "kept": pa.array(kept),
            "delay_s": _delays(nodes, child, parent),
        }
    )


def nodes_of(posts: Posts, parents: pa.Array) -> Nodes:
    """Return the captured posts and those of `parents` that were not captured."""
    captured = posts.post.combine_chunks()
    absent = pc.unique(parents.filter(pc.invert(pc.is_in(parents, captured))))
    absent = absent.take(pc.array_sort_indices(absent))
    dated = absent_times(posts, absent.to_pylist())
    guessed = [dated.get(key, UNKNOWN) for key in absent.to_pylist()]
    us = np.concatenate((moments(posts.posted_at, UNKNOWN), np.array(guessed, np.int64)))
    return Nodes(pa.concat_arrays([captured, absent]), len(captured), us)


def _distinct(found: Iterable[tuple[Edge, str]]) -> list[tuple[Edge, str]]:
    """Keep, of edges with the same ends and kind, the one stated most strongly; sorted by ends and kind."""
    best: dict[tuple[str, str, str], tuple[Edge, str]] = {}
    for edge, rule in found:
        key = (edge.child, edge.parent, edge.kind)
        if key not in best or _weakness(edge) < _weakness(best[key][0]):
            best[key] = edge, rule
    return [best[key] for key in sorted(best)]


def _weakness(edge: Edge) -> tuple[int, float, int]:
    return ATTRIBUTIONS.index(edge.attribution), -edge.confidence, SCOPES.index(edge.scope)


def _listed(found: list[tuple[Edge, str]]) -> dict[str, pa.Array]:
    edges = [edge for edge, _ in found]
    return {
        "child": pa.array([edge.child for edge in edges], pa.string()),
        "parent": pa.array([edge.parent for edge in edges], pa.string()),
        "kind": pa.array([edge.kind for edge in edges], pa.string()),
        "attribution": pa.array([edge.attribution for edge in edges], pa.string()),
        "confidence": pa.array([edge.confidence for edge in edges], pa.float64()),
        "scope": pa.array([edge.scope for edge in edges], pa.string()),
        "rule": pa.array([rule for _, rule in found], pa.string()),
    }


def _kept(
    nodes: Nodes, child: NDArray[np.int64], parent: NDArray[np.int64], listed: dict[str, pa.Array]
) -> NDArray[np.bool_]:
    """Choose one edge per child, then cut the loops; edges are sorted by the text of child and parent."""
    stated = pc.not_equal(listed["attribution"], "inferred").to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(stated & (child != parent))
    rank = _ranks(listed["kind"])
    seen = _seen_through(nodes, child, parent, listed)
    order = rows[np.lexsort((rows, nodes.us[parent[rows]], seen[rows], rank[rows], child[rows]))]
    _, foremost = np.unique(child[order], return_index=True)
    chosen = order[foremost]
    kept = np.zeros(len(child), np.bool_)
    kept[chosen] = True
    kept[_cuts(nodes, child, parent, chosen)] = False
    return kept


def _ranks(kinds: pa.Array) -> NDArray[np.int64]:
    ranks = pc.fill_null(pc.index_in(kinds, pa.array(KINDS)), len(KINDS))
    return ranks.to_numpy(zero_copy_only=False).astype(np.int64)  # type: ignore[no-any-return]


def _seen_through(
    nodes: Nodes, child: NDArray[np.int64], parent: NDArray[np.int64], listed: dict[str, pa.Array]
) -> NDArray[np.int64]:
    """Return 0 for a captured repost that another was seen through, 2 for one not captured, 1 for the rest.

    Only where the other names the post at its root as well is there a choice.
    """
    is_repost = pc.equal(listed["kind"], "repost").to_numpy(zero_copy_only=False)
    at_root = is_repost & pc.equal(listed["scope"], "root").to_numpy(zero_copy_only=False)
    immediate = is_repost & pc.equal(listed["scope"], "immediate").to_numpy(zero_copy_only=False)
    through = immediate & np.isin(child, child[at_root])
    return np.where(through, np.where(parent < nodes.captured, 0, 2), 1)


def _cuts(
    nodes: Nodes, child: NDArray[np.int64], parent: NDArray[np.int64], chosen: NDArray[np.int64]
) -> list[int]:
    """Return the chosen edge of the earliest post of each loop."""
    above = np.full(len(nodes.keys), ROOT, np.int64)
    above[child[chosen]] = parent[chosen]
    edge_of = dict(zip(child[chosen].tolist(), chosen.tolist(), strict=True))

    def age(node: int) -> tuple[int, str]:
        return int(nodes.us[node]), str(nodes.keys[node])

    return [edge_of[min(loop, key=age)] for loop in loops(above)]


def _delays(nodes: Nodes, child: NDArray[np.int64], parent: NDArray[np.int64]) -> pa.Array:
    unknown = (nodes.us[child] == UNKNOWN) | (nodes.us[parent] == UNKNOWN)
    return pa.array((nodes.us[child] - nodes.us[parent]) / SECOND_US, pa.float64(), mask=unknown)
