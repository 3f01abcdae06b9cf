"""Where a tree may have begun, judged by its shape alone: supporting evidence, never more.

Published limits: with nothing but the shape, the true source of a spread on a regular tree is hit with a chance of 1/4
at degree 3 and at most 1 - ln 2 = 0.307 at any degree (Shah and Zaman 2011, doi:10.1109/TIT.2011.2158885). Real
reshare trees are star-like, so that the post of most reshares does as well (docs/origin.md).

Everything is linear in the posts and free of recursion; products are kept as logarithms. Every function takes any
networkx tree, directed or not, raises ``ValueError`` for a graph that is none, and returns nodes in the graph's order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import networkx as nx
    from numpy.typing import NDArray

_ROOT: Final = -1


class _Rooted(NamedTuple):
    """A tree hung from its first node; nodes are numbered parents first."""

    names: list[Hashable]
    parent: NDArray[np.int64]
    depth: NDArray[np.int64]


def rumor_centrality(tree: nx.Graph) -> dict[Hashable, float]:
    """Return the natural logarithm of in how many orders the tree can have grown from each node.

    R(v) = n! / product over all u of T_u, the size of the subtree of u seen from v. The largest is the likeliest source
    on regular trees. Method: Shah and Zaman 2011, doi:10.1109/TIT.2011.2158885; moved along an edge by
    R(child) = R(parent) T_child / (n - T_child).

    >>> import networkx as nx
    >>> [round(float(np.exp(score))) for score in rumor_centrality(nx.path_graph(3)).values()]
    [1, 2, 1]
    """
    rooted = _rooted(tree)
    size = _summed(rooted, np.ones(len(rooted.names)))
    steps = np.zeros(len(size))
    steps[1:] = np.log(size[1:]) - np.log(len(size) - size[1:])
    steps[0] = float(gammaln(len(size) + 1)) - float(np.log(size).sum())
    return _named(tree, rooted, _carried(rooted, steps))


def distance_centrality(tree: nx.Graph) -> dict[Hashable, int]:
    """Return the sum of each node's distances to all others, in hops; the centre has the smallest.

    On a tree the node of the smallest sum has the largest rumor centrality (Shah and Zaman 2011, proposition 1).

    >>> import networkx as nx
    >>> list(distance_centrality(nx.star_graph(3)).values())
    [3, 5, 5, 5]
    """
    rooted = _rooted(tree)
    size = _summed(rooted, np.ones(len(rooted.names)))
    steps = len(size) - 2 * size
    steps[0] = rooted.depth.sum()
    return {node: round(total) for node, total in _named(tree, rooted, _carried(rooted, steps)).items()}


def jordan_centre(tree: nx.Graph) -> list[Hashable]:
    """Return the node, or the two neighbours, whose farthest node is nearest: the middle of the longest path.

    Method: Zhu and Ying 2016, doi:10.1109/TNET.2014.2364972; the longest path by two sweeps (Handler 1973,
    doi:10.1287/trsc.7.3.287).

    >>> import networkx as nx
    >>> jordan_centre(nx.path_graph(5)), jordan_centre(nx.path_graph(4))
    ([2], [1, 2])
    """
    first = _rooted(tree)
    hung = _rooted(tree, first.names[int(first.depth.argmax())])
    end = int(hung.depth.argmax())
    length, above = int(hung.depth[end]), hung.parent.tolist()
    path = [end]
    while above[path[-1]] != _ROOT:
        path.append(above[path[-1]])
    middle = {hung.names[path[place]] for place in {length // 2, (length + 1) // 2}}
    return [node for node in tree if node in middle]


def time_correlation(tree: nx.Graph, times: Mapping[Hashable, float]) -> dict[Hashable, float]:
    """Return how well distance from each node explains when the others were there: Pearson's r, -1 to 1.

    `times` may be of some nodes only, in any unit and from any start. NaN where all known nodes are equally far or
    equally late. The node of the largest r is the least-squares source where every hop takes about as long: Pinto,
    Thiran and Vetterli 2012 (doi:10.1103/PhysRevLett.109.068702) with independent delays.

    >>> import networkx as nx
    >>> found = time_correlation(nx.path_graph(4), {0: 50.0, 1: 60.0, 3: 80.0})
    >>> max(found, key=found.get)
    0
    """
    rooted = _rooted(tree)
    known = np.array([float(name in times) for name in rooted.names])
    at = np.array([float(times.get(name, 0.0)) for name in rooted.names])
    at = np.where(known > 0, at - (at.sum() / max(known.sum(), 1.0)), 0.0)
    return _named(tree, rooted, _correlations(rooted, known, at))


def _correlations(rooted: _Rooted, known: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return r from sums of d, d squared and t d over the known nodes; `at` has a mean of 0 over them.

    Along an edge to a child the known nodes under it come one hop nearer and the others one hop farther.
    """
    count, below = known.sum(), _summed(rooted, known)
    near = _summed(rooted, known * rooted.depth) - below * rooted.depth + below  # of those below, seen from the parent
    sums = _carried(rooted, _first(count - 2 * below, (known * rooted.depth).sum()))
    products = _carried(rooted, _first(-2 * _summed(rooted, at), (at * rooted.depth).sum()))
    above = np.maximum(rooted.parent, 0)
    squares = _carried(
        rooted, _first(2 * sums[above] - 4 * near + count, (known * rooted.depth * rooted.depth).sum())
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = (squares - sums * sums / count) * (at * at).sum()
        return np.where(spread > 1e-9, products / np.sqrt(spread), np.nan)  # noqa: PLR2004 - what rounding leaves of 0


def _first(steps: NDArray[np.float64], start: float) -> NDArray[np.float64]:
    steps = steps.astype(np.float64)
    steps[0] = start
    return steps


def _rooted(tree: nx.Graph, start: Hashable = None) -> _Rooted:
    """Hang the tree: nodes breadth first from `start`, else from the first one of the graph."""
    if tree.number_of_nodes() == 0 or tree.number_of_edges() != tree.number_of_nodes() - 1:
        message = f"not a tree: {tree.number_of_nodes():,} nodes, {tree.number_of_edges():,} edges"
        raise ValueError(message)
    near = dict((tree.to_undirected() if tree.is_directed() else tree).adjacency())
    names: list[Hashable] = [next(iter(tree)) if start is None else start]
    parent, depth, seen = [_ROOT], [0], set(names)
    for place, name in enumerate(names):
        fresh = [other for other in near[name] if other not in seen]
        seen.update(fresh)
        names += fresh
        parent += [place] * len(fresh)
        depth += [depth[place] + 1] * len(fresh)
    if len(names) != len(near):
        message = f"not a tree: {len(names):,} of {len(near):,} nodes hang together"
        raise ValueError(message)
    return _Rooted(names, np.array(parent, np.int64), np.array(depth, np.int64))


def _summed(rooted: _Rooted, own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum of `own` over each node and all below it."""
    sums, above = own.tolist(), rooted.parent.tolist()
    for node in range(len(sums) - 1, 0, -1):
        sums[above[node]] += sums[node]
    return np.array(sums)


def _carried(rooted: _Rooted, steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each node's sum of steps from the root down to it."""
    sums, above = steps.tolist(), rooted.parent.tolist()
    for node in range(1, len(sums)):
        sums[node] += sums[above[node]]
    return np.array(sums)


def _named(tree: nx.Graph, rooted: _Rooted, values: NDArray[np.float64]) -> dict[Hashable, float]:
    found = dict(zip(rooted.names, values.tolist(), strict=True))
    return {node: found[node] for node in tree}
