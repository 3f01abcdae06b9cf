from __future__ import annotations

import itertools
import math
import statistics
from random import Random
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.graph.sources import distance_centrality, jordan_centre, rumor_centrality, time_correlation

if TYPE_CHECKING:
    from collections.abc import Hashable

sizes = st.lists(st.floats(0, 1), max_size=30)
"""Of each node but the first, where among the nodes before it its parent stands."""


def grown(places: list[float]) -> nx.Graph:
    tree = nx.Graph()
    tree.add_node(0)
    tree.add_edges_from((int(place * node), node + 1) for node, place in enumerate(places))
    return tree


def orders_from(tree: nx.Graph, start: Hashable) -> int:
    """Count in how many orders the tree can have grown, by growing it."""
    def count(held: frozenset[Hashable]) -> int:
        edge = {other for node in held for other in tree.adj[node]} - held
        return sum(count(held | {node}) for node in edge) if edge else 1

    return count(frozenset({start}))


def regular(degree: int, size: int, dice: Random) -> nx.Graph:
    """Spread on an infinite regular tree from node 0: each open end is as likely the next."""
    tree = nx.Graph()
    tree.add_node(0)
    ends = [0] * degree
    for node in range(1, size):
        place = dice.randrange(len(ends))
        tree.add_edge(ends[place], node)
        ends[place] = node
        ends += [node] * (degree - 2)
    return tree


def test_rumor_centrality__path_of_three_and_star_of_five_as_published() -> None:
    path, star = rumor_centrality(nx.path_graph(3)), rumor_centrality(nx.star_graph(4))
    assert [math.exp(score) for score in path.values()] == pytest.approx([1, 2, 1])
    assert [math.exp(score) for score in star.values()] == pytest.approx([24, 6, 6, 6, 6])


@pytest.mark.parametrize("seed", range(40))
def test_rumor_centrality__equals_counting_all_orders(seed: int) -> None:
    dice = Random(seed)
    tree = grown([dice.random() for _ in range(dice.randint(0, 7))])
    found = rumor_centrality(tree)
    assert [math.exp(found[node]) for node in tree] == pytest.approx([orders_from(tree, node) for node in tree])


@given(sizes)
def test_the_distance_centre_is_the_rumor_centre(places: list[float]) -> None:
    tree = grown(places)
    scores, totals = rumor_centrality(tree), distance_centrality(tree)
    best, least = max(scores.values()), min(totals.values())
    assert {node for node in tree if math.isclose(scores[node], best, abs_tol=1e-9)} == {
        node for node in tree if totals[node] == least
    }


@given(sizes)
def test_distances_and_jordan_centre__equal_networkx(places: list[float]) -> None:
    tree = grown(places)
    lengths = dict(nx.all_pairs_shortest_path_length(tree))
    assert distance_centrality(tree) == {node: sum(lengths[node].values()) for node in tree}
    assert jordan_centre(tree) == sorted(nx.center(tree))


@given(sizes, st.integers(0, 2**32 - 1))
def test_time_correlation__equals_the_statistic_of_each_node(places: list[float], seed: int) -> None:
    tree, dice = grown(places), Random(seed)
    times = {node: dice.uniform(0, 1e5) for node in tree if dice.random() < 0.7}
    lengths = dict(nx.all_pairs_shortest_path_length(tree))
    for node, found in time_correlation(tree, times).items():
        far = [float(lengths[node][other]) for other in times]
        if len(set(far)) < 2:
            assert math.isnan(found)
        else:
            assert found == pytest.approx(statistics.correlation(far, list(times.values())), abs=1e-9)


def test_time_correlation__finds_the_source_of_an_even_spread_without_its_own_time() -> None:
    tree = grown([Random(7).random() for _ in range(60)])
    true = 17
    lengths = nx.single_source_shortest_path_length(tree, true)
    times = {node: 100.0 + 60.0 * lengths[node] for node in tree if node != true}
    found = time_correlation(tree, times)
    assert max(found, key=lambda node: found[node]) == true


@pytest.mark.parametrize(("degree", "limit"), [(2, 0.053), (3, 0.25), (10, 0.297)])
def test_the_rumor_centre_hits_as_seldom_as_published(degree: int, limit: float) -> None:
    dice, hits, runs = Random(degree), 0.0, 400
    for _ in range(runs):
        scores = rumor_centrality(regular(degree, 200, dice))
        best = max(scores.values())
        ties = [node for node, score in scores.items() if math.isclose(score, best, abs_tol=1e-9)]
        hits += (0 in ties) / len(ties)
    assert hits / runs == pytest.approx(limit, abs=0.06)  # 400 runs: 95 % within 0.045


def test_a_path_of_a_hundred_thousand__neither_overflows_nor_recurses() -> None:
    tree = nx.path_graph(100_001)
    scores = rumor_centrality(tree)
    assert max(scores, key=lambda node: scores[node]) == 50_000
    assert all(map(math.isfinite, scores.values()))
    assert jordan_centre(tree) == [50_000]


def test_directions_of_edges_say_nothing() -> None:
    there, back = rumor_centrality(nx.DiGraph([(0, 1), (1, 2)])), rumor_centrality(nx.DiGraph([(1, 0), (2, 1)]))
    assert there == pytest.approx(back)


@pytest.mark.parametrize(
    "graph", [nx.Graph(), nx.cycle_graph(3), nx.Graph([(0, 1), (2, 3)]), nx.Graph([(0, 1), (1, 2), (2, 0), (3, 4)])]
)
def test_what_is_no_tree_is_refused(graph: nx.Graph) -> None:
    for answer in (rumor_centrality, distance_centrality, jordan_centre):
        with pytest.raises(ValueError, match="not a tree"):
            answer(graph)


def test_the_order_of_nodes_and_edges_changes_no_score() -> None:
    dice = Random(3)
    tree = grown([dice.random() for _ in range(40)])
    edges = list(tree.edges)
    for shuffled in itertools.islice(iter(lambda: dice.sample(edges, len(edges)), None), 5):
        again = rumor_centrality(nx.Graph(shuffled))
        assert np.allclose([again[node] for node in tree], list(rumor_centrality(tree).values()))
