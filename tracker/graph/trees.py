"""Forests as parent arrays: entry i is the parent of node i, ROOT for a root.

Everything is a few passes over arrays, without recursion: trees of any depth are safe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT: Final = -1


def loops(parent: NDArray[np.int64]) -> list[list[int]]:
    """Return the nodes of each loop; a node that points at itself is one.

    >>> loops(np.array([1, 0, 1, -1]))
    [[0, 1]]
    """
    state = bytearray(len(parent))  # 0 not seen, 1 on the walk under way, 2 done
    pointer = parent.tolist()
    found: list[list[int]] = []
    for start in range(len(pointer)):
        walk: list[int] = []
        node = start
        while node != ROOT and not state[node]:
            state[node] = 1
            walk.append(node)
            node = pointer[node]
        if node != ROOT and state[node] == 1:
            found.append(walk[walk.index(node):])
        for passed in walk:
            state[passed] = 2
    return found


def roots_and_depths(parent: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the root of each node and its hops from there, by pointer doubling; `parent` has no loops.

    >>> roots_and_depths(np.array([-1, 0, 1, -1]))
    (array([0, 0, 0, 3]), array([0, 1, 2, 0]))
    """
    nodes = np.arange(len(parent), dtype=np.int64)
    above = np.where(parent == ROOT, nodes, parent)
    depth = np.where(parent == ROOT, 0, 1)
    while True:
        beyond = above[above]
        if np.array_equal(beyond, above):
            return above, depth
        depth = depth + depth[above]
        above = beyond


def subtree_sizes(parent: NDArray[np.int64], depth: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many nodes hang at and below each node.

    >>> subtree_sizes(np.array([-1, 0, 1, -1]), np.array([0, 1, 2, 0]))
    array([3, 2, 1, 1])
    """
    sizes = [1] * len(parent)
    pointer = parent.tolist()
    for node in np.argsort(-depth, kind="stable").tolist():
        if pointer[node] != ROOT:
            sizes[pointer[node]] += sizes[node]
    return np.array(sizes, np.int64)


def structural_virality(root: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return, at each root, the mean distance over all ordered pairs of its tree; NaN for a single node.

    Linear: each edge above a subtree of T of n nodes lies on T * (n - T) paths.
    Method: Goel, Anderson, Hofman, Watts, "The structural virality of online diffusion", Management
    Science 62:180 (2016), doi:10.1287/mnsc.2015.2158.

    >>> structural_virality(np.array([0, 0, 0, 3]), np.array([3, 2, 1, 1]))
    array([1.33333333,        nan,        nan,        nan])
    """
    total = sizes[root]
    paths = np.zeros(len(root), np.int64)
    np.add.at(paths, root, sizes * (total - sizes))
    pairs = sizes * (sizes - 1)
    single = (root != np.arange(len(root))) | (pairs == 0)
    return np.where(single, np.nan, 2 * paths / np.where(single, 1, pairs))
