from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # scripts, not a package

import likeliest


def trees_of(size: int) -> list[tuple[int, ...]]:
    """Every tree over some pictures, each with one root."""
    found = []
    for parents in product(range(-1, size), repeat=size):
        tops = [_top(parents, child) for child in range(size)]
        if parents.count(-1) == 1 and all(top is not None for top in tops):
            found.append(parents)
    return found


def _top(parents: tuple[int, ...], at: int) -> int | None:
    for _ in parents:
        if parents[at] < 0:
            return at
        at = parents[at]
    return None


def made(size: int, seed: int) -> likeliest.Choices:
    signs = np.random.default_rng(seed).normal(size=(size, size, 3))
    return likeliest.Choices(signs, ~np.eye(size, dtype=bool), (-1, *range(size - 1)))


def test_the_chance_of_a_tree_is_its_share_of_all_trees_counted_one_by_one() -> None:
    weights, tree = np.array([0.4, -1.1, 0.7]), made(4, 3)
    odds = {
        parents: np.exp(-sum(float(tree.signs[p, c] @ weights) for c, p in enumerate(parents) if p >= 0))
        for parents in trees_of(4)
    }
    assert len(odds) == 4**3  # Cayley: n^(n - 1) rooted trees
    loss, _ = likeliest._among_trees(weights, tree)
    assert loss == pytest.approx(-np.log(odds[tree.parents] / sum(odds.values())))


@pytest.mark.parametrize("part", ["_among_trees", "_among_earlier", "_loss"])
def test_a_slope_is_what_a_small_step_changes(part: str) -> None:
    weights, tree = np.array([0.4, -1.1, 0.7]), made(5, 9)
    measure = getattr(likeliest, part)
    given = [tree] if part == "_loss" else tree
    _, slope = measure(weights, given)
    for n in range(3):
        step = np.eye(3)[n] * 1e-6
        change = measure(weights + step, given)[0] - measure(weights - step, given)[0]
        assert slope[n] == pytest.approx(change / 2e-6, rel=1e-4, abs=1e-6)


def test_the_weights_find_the_sign_that_parents_were_made_by() -> None:
    trees = []
    for seed in range(12):
        tree = made(6, seed)
        tree.signs[..., 1] = 1.0
        for child in range(1, 6):
            tree.signs[child - 1, child, 1] = 0.0
        trees.append(tree)
    found = likeliest.weights(trees)
    assert found[1] > 2 > 5 * max(abs(found[0]), abs(found[2]))
