from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from tracker.images.lineage import CLAIM_WEIGHT, Costs, Seen, Step, descend, oldest_of

if TYPE_CHECKING:
    import random

NAMES = "abcde"


@st.composite
def cost_tables(draw: st.DrawFn) -> tuple[list[str], Costs]:
    """Between two and five pictures; some pairs have no step; few different costs, so that ties are common."""
    names = list(NAMES[: draw(st.integers(2, 5))])
    pairs = [(p, c) for p in names for c in names if p != c]
    given_costs = draw(st.lists(st.one_of(st.none(), st.integers(-9, 9)), min_size=len(pairs), max_size=len(pairs)))
    return names, {pair: cost * 100 for pair, cost in zip(pairs, given_costs, strict=True) if cost is not None}


def forests(names: list[str], costs: Costs) -> list[tuple[int, int, dict[str, str]]]:
    """Every forest there is: (number of roots, cost, parents), best first."""
    found = []
    for parents in product(*[["", *(p for p in names if (p, c) in costs)] for c in names]):
        tree = dict(zip(names, parents, strict=True))
        if all(leads_to_a_root(tree, name) for name in names):
            spent = sum(costs[parent, child] for child, parent in tree.items() if parent)
            found.append((sum(not parent for parent in parents), spent, tree))
    return sorted(found, key=lambda forest: forest[:2])


def leads_to_a_root(tree: dict[str, str], name: str) -> bool:
    for _ in tree:
        name = tree[name]
        if not name:
            return True
    return False


def as_tree(steps: list[Step]) -> dict[str, str]:
    return {step.child: step.parent for step in steps}


@given(cost_tables())
@settings(max_examples=60, deadline=None)
def test_the_tree_is_as_cheap_as_the_best_of_all_trees(table: tuple[list[str], Costs]) -> None:
    names, costs = table
    found = as_tree(descend(names, costs, {}))
    roots, spent, _ = forests(names, costs)[0]
    assert sum(not parent for parent in found.values()) == roots
    assert sum(costs[parent, child] for child, parent in found.items() if parent) == spent


@given(cost_tables())
@settings(max_examples=40, deadline=None)
def test_a_margin_is_the_difference_to_the_best_tree_without_that_step(table: tuple[list[str], Costs]) -> None:
    names, costs = table
    every = forests(names, costs)
    roots, spent, _ = every[0]
    for step in descend(names, costs, {}):
        others = [f for f in every if f[2][step.child] != step.parent and f[0] == roots]
        assert step.margin == (min(f[1] for f in others) - spent if others else None)


@given(cost_tables(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_pictures_come_changes_nothing(
    table: tuple[list[str], Costs], dice: random.Random
) -> None:
    names, costs = table
    shuffled, pairs = names.copy(), list(costs.items())
    dice.shuffle(shuffled)
    dice.shuffle(pairs)
    assert descend(names, costs, {}) == descend(shuffled, dict(pairs), {})


def test_two_pictures_that_could_each_be_the_parent_have_no_margin() -> None:
    steps = descend("ab", {("a", "b"): 500, ("b", "a"): 500}, {})
    assert {step.margin for step in steps} == {0}


def test_a_picture_seen_later_beyond_doubt_is_no_parent() -> None:
    seen = {"a": Seen(low=20_000_000, high=21_000_000), "b": Seen(low=1_000_000, high=2_000_000)}
    steps = descend("ab", {("a", "b"): 0, ("b", "a"): 9000}, seen)
    assert as_tree(steps) == {"a": "b", "b": ""}
    assert [step.margin for step in steps] == [None, None]


def test_moments_that_overlap_or_are_a_few_seconds_apart_decide_nothing() -> None:
    for low in (1_500_000, 4_000_000):
        seen = {"a": Seen(low=low, high=30_000_000), "b": Seen(low=0, high=2_000_000)}
        assert as_tree(descend("ab", {("a", "b"): 0, ("b", "a"): 9000}, seen)) == {"a": "", "b": "a"}


def test_a_claimed_order_can_be_outweighed_and_a_sure_one_cannot() -> None:
    claimed = {"a": Seen(claimed_low=90_000_000, claimed_high=90_000_000), "b": Seen(claimed_low=0, claimed_high=0)}
    near = {("a", "b"): 0, ("b", "a"): CLAIM_WEIGHT - 1}
    far = {("a", "b"): 0, ("b", "a"): CLAIM_WEIGHT + 1}
    assert as_tree(descend("ab", near, claimed)) == {"a": "b", "b": ""}
    assert as_tree(descend("ab", far, claimed)) == {"a": "", "b": "a"}


def test_a_picture_that_nothing_leads_to_is_not_the_oldest_form() -> None:
    steps = descend("abc", {("a", "b"): 0, ("b", "a"): 5000}, {})
    assert as_tree(steps) == {"a": "", "b": "a", "c": ""}
    assert oldest_of(steps) == "a"
    assert oldest_of(descend("ab", {}, {})) == ""
