"""Linear passes on parent arrays against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tracker.graph.trees import ROOT, loops, roots_and_depths, structural_virality, subtree_sizes

forests = st.integers(1, 40).flatmap(lambda n: st.tuples(*(st.integers(ROOT, i - 1) for i in range(n))))
pointers = st.integers(1, 12).flatmap(lambda n: st.lists(st.integers(ROOT, n - 1), min_size=n, max_size=n))


def graph_of(parent: list[int] | tuple[int, ...]) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(parent)))
    graph.add_edges_from((above, node) for node, above in enumerate(parent) if above != ROOT)
    return graph


@given(forests, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_trees__equal_networkx_in_any_numbering(parent: tuple[int, ...], random: object) -> None:
    names = list(range(len(parent)))
    random.shuffle(names)  # type: ignore[attr-defined]
    array = np.full(len(parent), ROOT, np.int64)
    for node, above in enumerate(parent):
        array[names[node]] = ROOT if above == ROOT else names[above]
    graph = graph_of(array.tolist())
    root, depth = roots_and_depths(array)
    sizes = subtree_sizes(array, depth)
    virality = structural_virality(root, sizes)
    for top in (node for node in graph if graph.in_degree(node) == 0):
        hops = nx.single_source_shortest_path_length(graph, top)
        assert {node: (top, hop) for node, hop in hops.items()} == {n: (root[n], depth[n]) for n in hops}
        assert all(sizes[node] == len(nx.descendants(graph, node)) + 1 for node in hops)
        tree = graph.subgraph(hops).to_undirected()
        if len(hops) > 1:
            assert virality[top] == pytest.approx(nx.average_shortest_path_length(tree), rel=1e-12)
        else:
            assert np.isnan(virality[top])


@given(pointers)
def test_loops__are_the_cycles_that_networkx_finds(parent: list[int]) -> None:
    found = {frozenset(loop) for loop in loops(np.array(parent))}
    assert found == {frozenset(loop) for loop in nx.simple_cycles(graph_of(parent))}


@pytest.mark.parametrize(("n", "star", "path"), [(2, 1.0, 1.0), (5, 1.6, 2.0), (100, 1.98, 101 / 3)])
def test_virality__of_stars_and_paths(n: int, star: float, path: float) -> None:
    for parent, expected in (([ROOT] + [0] * (n - 1), star), (range(-1, n - 1), path)):
        array = np.array(parent)
        root, depth = roots_and_depths(array)
        assert structural_virality(root, subtree_sizes(array, depth))[0] == pytest.approx(expected)
