"""How good is a clustering? Pairwise and B-cubed scores over files that may stand in several clusters."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

Z95: Final = 1.959964
Labels = Mapping[str, Iterable[Hashable]]
"""File -> its clusters (or its true groups); none for a file that stands alone."""


@dataclass(frozen=True)
class Share:
    """A share of counted things, with its 95 % interval."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; not a number where nothing was counted."""
        return self.right / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """The score interval (Wilson 1927, doi:10.2307/2276774)."""
        if not self.of:
            return 0.0, 1.0
        spread = Z95**2 / self.of
        middle = (self.value + spread / 2) / (1 + spread)
        half = Z95 / (1 + spread) * math.sqrt(self.value * (1 - self.value) / self.of + spread / (4 * self.of))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        if not self.of:
            return "-"
        low, high = self.interval
        return f"{self.value:.3f} [{low:.3f}, {high:.3f}] {self.right}/{self.of}"


@dataclass(frozen=True)
class Score:
    """Precision, recall and their harmonic mean, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.4f}  R {self.recall:.4f}  F1 {self.f1:.4f}"


def pairs(labels: Labels) -> set[tuple[str, str]]:
    """Return the unordered pairs of files that share a label."""
    members: defaultdict[Hashable, list[str]] = defaultdict(list)
    for name in sorted(labels):
        for label in set(labels[name]):
            members[label].append(name)
    return {(a, b) for group in members.values() for at, a in enumerate(group) for b in group[at + 1 :]}


def pairwise(found: Labels, true: Labels) -> Score:
    """Return pairwise precision and recall: of pairs that share a cluster, and of pairs that share a true group.

    With no pair to judge the share is 1: nothing was claimed wrongly, or nothing could be missed.
    """
    claimed, real = pairs(found), pairs(true)
    both = len(claimed & real)
    return Score(both / len(claimed) if claimed else 1.0, both / len(real) if real else 1.0)


def b_cubed(found: Labels, true: Labels) -> Score:
    """Return B-cubed precision and recall for overlapping groups.

    Method: extended B-cubed, Amigo et al. 2009, doi:10.1007/s10791-008-9066-8. A file without a label counts as
    a group of its own, in both.
    """
    held = {name: _own(found.get(name, ()), name) for name in true}
    meant = {name: _own(true[name], name) for name in true}
    return Score(_multiplicity(held, meant), _multiplicity(meant, held))


def _own(labels: Iterable[Hashable], name: str) -> frozenset[Hashable]:
    return frozenset(labels) or frozenset({("alone", name)})


def _multiplicity(by: Mapping[str, frozenset[Hashable]], against: Mapping[str, frozenset[Hashable]]) -> float:
    """Return the mean over files of min(shared `by`, shared `against`) / shared `by`."""
    members: defaultdict[Hashable, list[str]] = defaultdict(list)
    for name, labels in by.items():
        for label in labels:
            members[label].append(name)
    total = 0.0
    for name, labels in by.items():
        near = Counter(other for label in labels for other in members[label])
        total += sum(min(n, len(against[name] & against[other])) / n for other, n in near.items()) / len(near)
    return total / len(by) if by else 1.0


@dataclass(frozen=True)
class Lineage:
    """How much of a derivation tree was found, each as (right, of)."""

    root: Share
    """Trees whose one root is the true one."""
    edges: Share
    """Edges (parent, child) with the right direction."""
    edges_either_way: Share
    ancestry: float
    """Jaccard index of the sets of (ancestor, descendant), 0 to 1."""
    leaves: float
    """Jaccard index of the sets of leaves, 0 to 1."""


def lineage(found: Mapping[str, str], true: Mapping[str, str], names: Iterable[str]) -> Lineage:
    """Compare two trees given as child -> parent over the same names.

    Measures: root, edges, ancestry, leaves (Dias, Rocha and Goldenstein 2012, doi:10.1109/TIFS.2011.2169959).
    """
    names = sorted(names)
    roots = [{name for name in names if not tree.get(name)} for tree in (found, true)]
    edges = [{(tree[name], name) for name in names if tree.get(name)} for tree in (found, true)]
    loose = [{frozenset(edge) for edge in both} for both in edges]
    above = [{(old, name) for name in names for old in ancestors(name, tree)} for tree in (found, true)]
    leaves = [set(names) - {parent for parent, _ in both} for both in edges]
    return Lineage(
        Share(int(roots[0] == roots[1]), 1), Share(len(edges[0] & edges[1]), len(edges[1])),
        Share(len(loose[0] & loose[1]), len(loose[1])), _jaccard(*above), _jaccard(*leaves),
    )  # fmt: skip


def ancestors(name: str, tree: Mapping[str, str]) -> list[str]:
    """Return all above a node, nearest first; a loop is walked once."""
    found: list[str] = []
    while (name := tree.get(name, "")) and name not in found:
        found.append(name)
    return found


def _jaccard(first: set[Hashable], second: set[Hashable]) -> float:
    return len(first & second) / len(first | second) if first | second else 1.0
