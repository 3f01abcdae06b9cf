from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from score import Share, ancestors, b_cubed, lineage, pairwise

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

TRUE = {"a": {"s"}, "b": {"s"}, "c": {"s"}, "d": {"t"}, "e": {"t"}, "f": {"u"}}
Groups = dict[str, set[int]]
groups = st.dictionaries(st.sampled_from("abcdefgh"), st.sets(st.integers(0, 3), max_size=3), min_size=8, max_size=8)


def brute_pairwise(found: Groups, true: Groups) -> tuple[float, float]:
    both = claimed = real = 0
    for first, second in combinations(sorted(true), 2):
        is_claimed, is_real = bool(found[first] & found[second]), bool(true[first] & true[second])
        both, claimed, real = both + (is_claimed and is_real), claimed + is_claimed, real + is_real
    return both / claimed if claimed else 1.0, both / real if real else 1.0


def brute_b_cubed(found: Groups, true: Groups) -> tuple[float, float]:
    def mean(by: Groups, against: Groups) -> float:
        total = 0.0
        for name in by:
            near = [other for other in by if by[name] & by[other]]
            shares = [min(len(by[name] & by[o]), len(against[name] & against[o])) / len(by[name] & by[o]) for o in near]
            total += sum(shares) / len(shares)
        return total / len(by)

    alone = {name: {100 + place} for place, name in enumerate(sorted(true))}
    held = {name: found[name] or alone[name] for name in true}
    meant = {name: true[name] or alone[name] for name in true}
    return mean(held, meant), mean(meant, held)


def test_a_perfect_clustering_scores_one() -> None:
    for score in (pairwise(TRUE, TRUE), b_cubed(TRUE, TRUE)):
        assert (score.precision, score.recall, score.f1) == (1.0, 1.0, 1.0)


def test_one_big_cluster_finds_all_and_claims_too_much() -> None:
    one = {key: {"all"} for key in TRUE}
    assert pairwise(one, TRUE).recall == 1.0
    assert pairwise(one, TRUE).precision == pytest.approx(4 / 15)
    assert b_cubed(one, TRUE).recall == 1.0
    assert b_cubed(one, TRUE).precision == pytest.approx((3 * 3 + 2 * 2 + 1) / 36)


def test_singletons_find_nothing_and_claim_nothing() -> None:
    for alone in ({name: {name} for name in TRUE}, {key: set() for key in TRUE}):
        assert pairwise(alone, TRUE).recall == 0.0
        assert pairwise(alone, TRUE).f1 == 0.0
        assert b_cubed(alone, TRUE).precision == 1.0
        assert b_cubed(alone, TRUE).recall == pytest.approx((1 + 1 + 1) / 6)


def test_an_empty_truth_and_an_empty_answer_agree() -> None:
    nothing: Groups = {key: set() for key in "abc"}
    assert pairwise(nothing, nothing).f1 == 1.0
    assert b_cubed(nothing, nothing).f1 == 1.0


@pytest.mark.parametrize("spell", [int, str, lambda n: f"c{n}", lambda n: n or "", lambda n: -n])
def test_how_clusters_are_called_changes_nothing(spell: Callable[[int], Hashable]) -> None:
    found = {"a": [0], "b": [0], "c": [1], "d": [1], "e": [2], "f": [0]}
    spelt = {name: [spell(label) for label in labels] for name, labels in found.items()}
    assert pairwise(spelt, TRUE) == pairwise(found, TRUE)
    assert b_cubed(spelt, TRUE) == b_cubed(found, TRUE)
    assert pairwise(found, TRUE).precision == pytest.approx(1 / 4)
    assert pairwise(found, TRUE).recall == pytest.approx(1 / 4)


def test_a_collage_in_both_clusters_is_right_and_in_one_is_half() -> None:
    true = {"a": {"s"}, "b": {"t"}, "both": {"s", "t"}}
    assert pairwise(true, true).f1 == 1.0
    assert b_cubed(true, true).f1 == 1.0
    half = {"a": {1}, "b": {2}, "both": {1}}
    assert (pairwise(half, true).precision, pairwise(half, true).recall) == (1.0, 0.5)
    assert b_cubed(half, true).recall < 1.0


@given(groups, groups)
def test_pairwise_agrees_with_counting_every_pair(found: Groups, true: Groups) -> None:
    score = pairwise(found, true)
    assert (score.precision, score.recall) == pytest.approx(brute_pairwise(found, true))


@given(groups, groups)
def test_b_cubed_agrees_with_its_definition(found: Groups, true: Groups) -> None:
    score = b_cubed(found, true)
    assert (score.precision, score.recall) == pytest.approx(brute_b_cubed(found, true))


@given(groups, groups)
def test_precision_and_recall_change_places_with_truth_and_answer(found: Groups, true: Groups) -> None:
    for measure in (pairwise, b_cubed):
        forth, back = measure(found, true), measure(true, found)
        assert (forth.precision, forth.recall) == pytest.approx((back.recall, back.precision))


def test_intervals_are_wilsons() -> None:
    assert Share(10, 10).interval == pytest.approx((0.7225, 1.0), abs=5e-5)
    assert Share(0, 10).interval == pytest.approx((0.0, 0.2775), abs=5e-5)
    assert Share(81, 263).interval == pytest.approx((0.2553, 0.3662), abs=5e-5)  # Newcombe 1998, table I
    assert Share(3000, 3000).interval[0] == pytest.approx(0.99872, abs=5e-5)
    assert Share(0, 0).interval == (0.0, 1.0)
    assert str(Share(0, 0)) == "-"


def test_a_true_tree_scores_one_and_a_star_does_not() -> None:
    chain = {"b": "a", "c": "b", "d": "c"}
    right = lineage(chain, chain, "abcd")
    assert (right.root.value, right.edges.value, right.ancestry, right.leaves) == (1.0, 1.0, 1.0, 1.0)
    star = lineage({"b": "a", "c": "a", "d": "a"}, chain, "abcd")
    assert (star.root.right, star.edges.right, star.edges.of) == (1, 1, 3)
    assert star.ancestry == pytest.approx(3 / 6)
    assert star.leaves == pytest.approx(1 / 3)


def test_a_turned_edge_counts_only_either_way() -> None:
    turned = lineage({"a": "b", "c": "b"}, {"b": "a", "c": "b"}, "abc")
    assert (turned.root.right, turned.edges.right, turned.edges_either_way.right) == (0, 1, 2)


def test_a_loop_ends() -> None:
    assert ancestors("a", {"a": "b", "b": "a"}) == ["b", "a"]
    assert lineage({"a": "b", "b": "a"}, {"b": "a"}, "ab").root.right == 0
