"""Edges -> trees with roots, and what each tree measures. Definitions and examples: docs/cascades.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.clock import HOUR_US
from tracker.graph.edges import UNKNOWN, Nodes, nodes_of
from tracker.graph.growth import growth_doubling_s, quantile_time_s
from tracker.graph.trees import ROOT, roots_and_depths, structural_virality, subtree_sizes
from tracker.tables.cascades import Cascades

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tracker.tables.edges import Edges
    from tracker.tables.posts import Posts

QUANTILES: Final = {"time_to_10_s": 0.1, "time_to_50_s": 0.5, "time_to_90_s": 0.9, "time_to_100_s": 1.0}


class Forest(NamedTuple):
    """The trees along the kept edges; one entry per node, captured posts first."""

    nodes: Nodes
    parent: NDArray[np.int64]
    root: NDArray[np.int64]
    depth: NDArray[np.int64]
    reply: NDArray[np.bool_]
    """True where the edge to its parent is a reply."""


def build_cascades(posts: Posts, edges: Edges) -> Cascades:
    """Measure the tree under every root; a single post is one too.

    A cascade runs along kept edges of every kind. An absent root is a node of its tree (depth, virality) but
    is not counted among posts, accounts and reshares.
    """
    forest = plant(posts, edges)
    roots = np.unique(forest.root)
    place = np.zeros(len(forest.root), np.int64)
    place[roots] = np.arange(len(roots))
    place = place[forest.root]
    columns = {**_shapes(posts, forest, roots, place), **_times(forest, roots, place)}
    columns["root"] = forest.nodes.keys.take(pa.array(roots))
    columns["root_absent"] = pa.array(roots >= forest.nodes.captured)
    table = Cascades.from_columns(columns).arrow
    return Cascades(table.sort_by([("posts", "descending"), ("root", "ascending")]).combine_chunks())


def roots_of(posts: Posts, edges: Edges) -> pa.Array:
    """Return the key of the root of each post's cascade, in the order of `posts`."""
    forest = plant(posts, edges)
    return forest.nodes.keys.take(pa.array(forest.root[: len(posts)]))


def plant(posts: Posts, edges: Edges) -> Forest:
    """Return the forest that the kept edges make."""
    rows = edges.arrow.filter(edges.kept)
    parents = rows["parent"].combine_chunks()
    nodes = nodes_of(posts, parents)
    child = nodes.find(rows["child"].combine_chunks())
    parent = np.full(len(nodes.keys), ROOT, np.int64)
    parent[child] = nodes.find(parents)
    reply = np.zeros(len(parent), np.bool_)
    reply[child] = pc.equal(rows["kind"], "reply").to_numpy()
    root, depth = roots_and_depths(parent)
    return Forest(nodes, parent, root, depth, reply)


def _shapes(
    posts: Posts, forest: Forest, roots: NDArray[np.int64], place: NDArray[np.int64]
) -> dict[str, Any]:
    captured = place[: forest.nodes.captured]
    spreading = ~forest.reply & (forest.parent != ROOT)
    depth = np.zeros(len(roots), np.int64)
    np.maximum.at(depth, place, forest.depth)
    sizes = subtree_sizes(forest.parent, forest.depth)
    virality = structural_virality(forest.root, sizes)[roots]
    return {
        "size": _sizes(posts, captured, len(roots)),
        "posts": np.bincount(captured, minlength=len(roots)),
        "reshares": np.bincount(place[spreading], minlength=len(roots)),
        "depth": depth,
        "max_breadth": _breadths(forest, place, len(roots)),
        "structural_virality": pa.array(virality, mask=np.isnan(virality)),
    }


def _sizes(posts: Posts, place: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Count the distinct accounts of each cascade; a post of unknown account counts as its own."""
    named = pc.is_valid(posts.account).to_numpy()
    platform = posts.platform.combine_chunks().dictionary_encode().indices.to_numpy()
    account = pc.fill_null(posts.account.combine_chunks().dictionary_encode().indices, 0).to_numpy()
    pair = platform.astype(np.int64) * (len(account) + 1) + account
    known, _, _ = _tally(place[named], pair[named])
    sizes = np.bincount(known, minlength=count) + np.bincount(place[~named], minlength=count)
    return np.asarray(sizes, np.int64)


def _breadths(forest: Forest, place: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the most posts at one depth; an absent root alone at depth 0 never outnumbers its children."""
    cascades, _, posts = _tally(place, forest.depth)
    widest = np.zeros(count, np.int64)
    np.maximum.at(widest, cascades, posts)
    return widest


def _tally(
    place: NDArray[np.int64], values: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Count how often each value stands in each cascade: cascade, value, count, sorted."""
    distinct, codes = np.unique(values, return_inverse=True)
    pairs, counts = np.unique(place * len(distinct) + codes, return_counts=True)
    width = max(len(distinct), 1)
    return pairs // width, distinct[pairs % width], counts


def _times(forest: Forest, roots: NDArray[np.int64], place: NDArray[np.int64]) -> dict[str, Any]:
    """Measure the speed of each cascade on its sorted times."""
    us = forest.nodes.us[: forest.nodes.captured]
    timed = np.flatnonzero(us != UNKNOWN)
    order = timed[np.lexsort((us[timed], place[timed]))]
    starts = np.searchsorted(place[order], np.arange(len(roots) + 1))
    columns: dict[str, list[Any]] = {name: [] for name in (*QUANTILES, "doubling_s")}
    for number, root in enumerate(roots.tolist()):
        nodes = order[starts[number] : starts[number + 1]]
        _time_one(columns, us[nodes].tolist(), us[nodes[nodes != root]].tolist(), int(forest.nodes.us[root]))
    return {**columns, "peak_hour": _peak_hours(place[order], us[order], len(roots))}


def _time_one(columns: dict[str, list[Any]], times: list[int], others: list[int], origin_us: int) -> None:
    for name, share in QUANTILES.items():
        columns[name].append(None if origin_us == UNKNOWN else quantile_time_s(others, share, origin_us))
    columns["doubling_s"].append(growth_doubling_s(times).doubling_s)


def _peak_hours(place: NDArray[np.int64], us: NDArray[np.int64], count: int) -> pa.Array:
    """Return the start of each cascade's UTC hour with most posts, the earlier on a tie."""
    cascades, hours, posts = _tally(place, us - us % HOUR_US)
    order = np.lexsort((hours, -posts, cascades))
    cascades, first = np.unique(cascades[order], return_index=True)
    peaks, unknown = np.zeros(count, np.int64), np.ones(count, np.bool_)
    peaks[cascades], unknown[cascades] = hours[order[first]], False
    return pa.array(peaks, Cascades.schema.field("peak_hour").type, mask=unknown)
