"""The weights under which the true trees of pictures are likeliest.

Without times: among all trees there are, counted by the matrix-tree theorem (Koo, Globerson, Carreras and Collins
2007, aclanthology.org/D07-1015; Tutte 1948). With times: each picture's parent among the earlier ones (a conditional
logit; McFadden 1974). Both count the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

PENALTY = 0.003  # on squared weights, chosen by four-fold cross-validation on the tuning halves


@dataclass(frozen=True)
class Choices:
    """One tree: pictures in the order in which they were made."""

    signs: np.ndarray
    """Parent x child x sign."""
    able: np.ndarray
    """Parent x child: whether the step is possible."""
    parents: tuple[int, ...]
    """-1 for the first."""


def weights(trees: list[Choices]) -> np.ndarray:
    """Return one weight per sign; the cost of a step is their weighted sum, in nats."""
    start = np.zeros(trees[0].signs.shape[2])
    return np.asarray(minimize(_loss, start, args=(trees,), jac=True, method="L-BFGS-B").x)


def _loss(found: np.ndarray, trees: list[Choices]) -> tuple[float, np.ndarray]:
    loss, slope = 0.0, np.zeros_like(found)
    for tree in trees:
        for part in (_among_trees, _among_earlier):
            more, steeper = part(found, tree)
            loss, slope = loss + more / 2, slope + steeper / 2
    count = sum(len(tree.parents) - 1 for tree in trees)
    return loss / count + PENALTY * float(found @ found), slope / count + 2 * PENALTY * found


def _steps(tree: Choices) -> list[tuple[int, int]]:
    return [(parent, child) for child, parent in enumerate(tree.parents) if parent >= 0]


def _among_trees(found: np.ndarray, tree: Choices) -> tuple[float, np.ndarray]:
    """Return minus the logarithm of the true tree's chance, and its slope; nothing where it is not possible."""
    true = _steps(tree)
    if not all(tree.able[step] for step in true):
        return 0.0, np.zeros_like(found)
    odds = np.where(tree.able, -tree.signs @ found, -np.inf)
    top = np.maximum(odds.max(axis=0), 0)  # 0: the odds of being the root
    chance, others = np.exp(odds - top), np.arange(len(odds)) > 0
    laplacian = np.diag(chance.sum(axis=0)) - chance
    laplacian[0] = np.exp(-top)
    inverse, size = np.linalg.inv(laplacian), np.linalg.slogdet(laplacian)[1]
    marginal = chance * (np.where(others, inverse.diagonal(), 0)[None] - np.where(others[:, None], inverse.T, 0))
    loss = float(size + top.sum()) - sum(float(odds[step]) for step in true)
    slope = sum(tree.signs[step] for step in true) - np.einsum("pc,pcs->s", marginal, tree.signs)
    return loss, slope


def _among_earlier(found: np.ndarray, tree: Choices) -> tuple[float, np.ndarray]:
    loss, slope = 0.0, np.zeros_like(found)
    for parent, child in _steps(tree):
        earlier = np.flatnonzero(tree.able[:child, child])
        if parent in earlier:
            signs = tree.signs[earlier, child]
            odds = -signs @ found
            chance = np.exp(odds - odds.max())
            chance /= chance.sum()
            loss -= float(np.log(chance[list(earlier).index(parent)]))
            slope += tree.signs[parent, child] - chance @ signs
    return loss, slope
