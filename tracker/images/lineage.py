"""Which picture of a family was made from which: the tree of least cost, and how much hangs on each step.

Nothing here looks at a picture. Given what each step from one picture to another would cost, and when each picture
was first seen, the tree is a minimum-cost arborescence (Chu and Liu 1965; Edmonds 1967,
doi:10.6028/jres.071B.032) as `networkx` finds it. A step that another tree could do without at little more cost is
told as "order unknown"; the picture that all others lead back to is the oldest form seen, never "the original".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx as nx

CLAIM_WEIGHT: Final = 2000
"""What it costs to set aside a claimed order, in thousandths: about e^2 to 1, for claims are sometimes wrong."""
CLOCKS_APART_US: Final = 5_000_000
"""Moments this close have no order: the clocks of two platforms are not compared (docs/origin.md)."""
_ANOTHER_ROOT: Final = 10**9  # thousandths: never cheaper than a step, however poor
_SOIL: Final = ""  # where every root stands


class Seen(msgspec.Struct, frozen=True):
    """When a picture was first posted, as far as the archives tell; microseconds since 1970, None if unknown."""

    low: int | None = None
    """No post here carried it before; None if one of its posts has no sure lower bound."""
    high: int | None = None
    """A post here carried it by then."""
    claimed_low: int | None = None
    """The same with every post's interval taken as it is, claims included."""
    claimed_high: int | None = None


class Step(msgspec.Struct, frozen=True):
    """How one picture came about."""

    child: str
    parent: str
    """Empty for a picture that none held here leads to: the oldest form seen."""
    cost: int
    """In thousandths; 0 for a root."""
    margin: int | None
    """How much dearer the best tree without this step is, in thousandths; None if there is none."""
    instead: str
    """What that tree has in place of the parent; empty for a root, or where there is no such tree."""


Costs = dict[tuple[str, str], int]
"""(Parent, child) -> cost of the step in thousandths of a nat; a pair that is left out cannot be a step."""


def descend(names: Iterable[str], costs: Mapping[tuple[str, str], int], seen: Mapping[str, Seen]) -> list[Step]:
    """Return for every picture which other it was most likely made from, sorted by child.

    As few roots as the pairs allow, then the least cost. The same pictures and costs give the same steps in
    whatever order they come.
    """
    ordered = sorted(set(names))
    held = set(ordered)
    weighed = {
        pair: cost + _against_claims(seen.get(pair[0], Seen()), seen.get(pair[1], Seen()))
        for pair, cost in sorted(costs.items())
        if held.issuperset(pair) and not is_after(seen.get(pair[0], Seen()), seen.get(pair[1], Seen()))
    }
    graph = _graph(ordered, weighed)
    best = _parents(graph)
    return [_step(child, best, graph) for child in ordered]


def oldest_of(steps: Iterable[Step]) -> str:
    """Return the picture to which most others lead back; empty where two lead as many, or none does."""
    parents = {step.child: step.parent for step in steps}
    led: dict[str, int] = dict.fromkeys(parents, 0)
    for name in parents:
        at = name
        while parents[at]:
            at = parents[at]
        led[at] += 1
    most = max(led.values(), default=0)
    found = [name for name, count in led.items() if count == most]
    return found[0] if len(found) == 1 and most > 1 else ""


def is_after(parent: Seen, child: Seen) -> bool:
    """Tell whether a picture was first seen only after another, beyond doubt: then that was not made from it."""
    return _is_later(parent.low, child.high)


def _is_later(low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low > high + CLOCKS_APART_US


def _against_claims(parent: Seen, child: Seen) -> int:
    return CLAIM_WEIGHT if _is_later(parent.claimed_low, child.claimed_high) else 0


def _graph(names: list[str], weighed: Mapping[tuple[str, str], int]) -> nx.DiGraph:
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_node(_SOIL)
    for name in names:
        graph.add_edge(_SOIL, name, weight=_ANOTHER_ROOT)
    for (parent, child), cost in weighed.items():
        graph.add_edge(parent, child, weight=cost)
    return graph


def _parents(graph: nx.DiGraph) -> dict[str, str]:
    import networkx as nx

    tree = nx.minimum_spanning_arborescence(graph, attr="weight")
    return {child: parent for parent, child in tree.edges}


def _total(graph: nx.DiGraph, parents: Mapping[str, str]) -> int:
    return sum(graph[parent][child]["weight"] for child, parent in parents.items())


def _step(child: str, best: Mapping[str, str], graph: nx.DiGraph) -> Step:
    parent = best[child]
    cost = graph[parent][child]["weight"] if parent else 0
    if graph.in_degree(child) == 1:
        return Step(child, parent, cost, None, "")
    spared = graph[parent][child]["weight"]
    graph.remove_edge(parent, child)
    other = _parents(graph)
    margin = _total(graph, other) - (_total(graph, {c: p for c, p in best.items() if c != child}) + spared)
    graph.add_edge(parent, child, weight=spared)
    if margin >= _ANOTHER_ROOT // 2:
        return Step(child, parent, cost, None, "")
    return Step(child, parent, cost, margin, other[child])
