"""Time the shape estimators, and beside them cosasi where it still runs.

    python benchmarks/centres.py 10000 1000000
    pip install cosasi ndlib six; python benchmarks/centres.py --cosasi 100 150

Random recursive trees (each node below a random earlier one), networkx graphs in, scores out; CPU time, the best of
three runs up to 10,000 nodes. cosasi 0.0.4 names none of its dependencies.
"""

from __future__ import annotations

import argparse
import time
from random import Random
from typing import TYPE_CHECKING, Any

import networkx as nx
from tracker.graph.sources import distance_centrality, jordan_centre, rumor_centrality, time_correlation

if TYPE_CHECKING:
    from collections.abc import Callable


def grown(size: int, seed: int) -> nx.Graph:
    """Return a random recursive tree."""
    dice = Random(seed)
    tree = nx.Graph()
    tree.add_node(0)
    tree.add_edges_from((dice.randrange(node), node) for node in range(1, size))
    return tree


def least(ask: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """Return the least CPU time of some runs, seconds, and the answer."""
    best, answer = float("inf"), None
    for _ in range(runs):
        start = time.process_time()
        answer = ask()
        best = min(best, time.process_time() - start)
    return best, answer


def ours(size: int) -> None:
    tree = grown(size, 1)
    times = {node: float(node) for node in tree if node % 2}
    runs = 3 if size <= 10_000 else 1
    asked: dict[str, Callable[[], Any]] = {
        "rumor centrality": lambda: rumor_centrality(tree), "distance centrality": lambda: distance_centrality(tree),
        "Jordan centre": lambda: jordan_centre(tree), "time correlation": lambda: time_correlation(tree, times),
    }  # fmt: skip
    for name, ask in asked.items():
        print(f"{size:,} nodes, {name}: {1000 * least(ask, runs)[0]:,.1f} ms")


def beside_cosasi(size: int) -> None:
    """Compare one answer and its time."""
    from cosasi.source_inference.single_source.rumor_centrality import rumor_centrality as theirs

    tree = grown(size, 1)
    mine_s, mine = least(lambda: rumor_centrality(tree), 3)
    try:
        their_s, found = least(lambda: theirs(tree, tree), 1)
    except OverflowError as reason:
        print(f"{size:,} nodes: ours {1000 * mine_s:.2f} ms; cosasi: OverflowError, {reason}")
        return
    agree = max(mine, key=lambda node: mine[node]) == found.topn(1)[0]
    times = f"ours {1000 * mine_s:.2f} ms, cosasi {their_s:.2f} s, {their_s / mine_s:,.0f} x"
    print(f"{size:,} nodes: {times}; same top node: {agree}")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("sizes", type=int, nargs="+")
    words.add_argument("--cosasi", action="store_true", help="compare with cosasi, which must be installed")
    asked = words.parse_args()
    for size in asked.sizes:
        (beside_cosasi if asked.cosasi else ours)(size)


if __name__ == "__main__":
    main()
