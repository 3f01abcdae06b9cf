from __future__ import annotations

import math
from itertools import product
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tracker.base.clock import HOUR_US as HOUR
from tracker.base.clock import SECOND_US
from tracker.findings.sampling import DELAY_SPREAD, DELAY_US, Interval, first_shares

S = SECOND_US
DRAWS = 40_000

spans = st.tuples(st.integers(0, 40), st.integers(0, 20), st.sampled_from("xy"))


def by_grid(intervals: list[Interval], steps: int = 60) -> list[float]:
    """Return the exact shares for times on a grid of midpoints, by visiting every combination."""
    axes = [
        [each.low + (each.high - each.low) * (step + 0.5) / steps for step in range(steps)]
        if each.high > each.low else [float(each.low)]
        for each in intervals
    ]  # fmt: skip
    shares = [0.0] * len(intervals)
    count = 0
    for times in product(*axes):
        count += 1
        best = min(times)
        leader = intervals[times.index(best)].platform
        winners = [
            index for index, at in enumerate(times)
            if at == best or (intervals[index].platform != leader and at <= best + 5 * S)
        ]  # fmt: skip
        for index in winners:
            shares[index] += 1 / len(winners)
    return [share / count for share in shares]


def test_two_equal_intervals__half_each() -> None:
    shares = first_shares([Interval(0, 10 * S, "x"), Interval(0, 10 * S, "x")], seed=1, draws=DRAWS)
    assert shares == pytest.approx([0.5, 0.5], abs=0.01)


def test_overlap_of_a_quarter__the_textbook_integral() -> None:
    # A in [0, 4], B in [3, 7]: B first only if both fall in [3, 4] (1/16) and then half of the time
    shares = first_shares([Interval(0, 4 * S, "x"), Interval(3 * S, 7 * S, "x")], seed=1, draws=DRAWS)
    assert shares == pytest.approx([31 / 32, 1 / 32], abs=0.01)


def test_equal_instants__ties_are_shared_not_broken() -> None:
    assert first_shares([Interval(7, 7, "x")] * 3, seed=1, draws=100) == pytest.approx([1 / 3] * 3)


def test_two_platforms_within_five_seconds__a_tie_whatever_the_order() -> None:
    near = [Interval(0, 0, "x"), Interval(4 * S, 4 * S, "reddit")]
    far = [Interval(0, 0, "x"), Interval(6 * S, 6 * S, "reddit")]
    assert first_shares(near, seed=1, draws=100) == pytest.approx([0.5, 0.5])
    assert first_shares(far, seed=1, draws=100) == [1.0, 0.0]


def test_a_claim_takes_part_as_often_as_it_is_believed() -> None:
    shares = first_shares([Interval(0, 0, "x", 0.2), Interval(60 * S, 60 * S, "x")], seed=1, draws=DRAWS)
    assert shares == pytest.approx([0.2, 0.8], abs=0.01)


def test_a_post_behind_its_parent__never_first_when_the_parent_takes_part() -> None:
    parent, child = Interval(0, 100 * S, "x", 0.6), Interval(0, 1 * S, "x", 1.0, (0,))
    assert first_shares([parent, child], seed=1, draws=DRAWS) == pytest.approx([0.6, 0.4], abs=0.01)


def test_no_interval__no_share() -> None:
    assert first_shares([], seed=1, draws=100) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(spans, min_size=1, max_size=3))
def test_shares_agree_with_a_visit_of_every_combination(given_spans: list[tuple[int, int, str]]) -> None:
    intervals = [Interval(low * S, (low + width) * S, platform) for low, width, platform in given_spans]
    shares = first_shares(intervals, seed=3, draws=20_000)
    assert sum(shares) == pytest.approx(1)
    assert shares == pytest.approx(by_grid(intervals), abs=0.03)


@settings(max_examples=100, deadline=None)
@given(st.lists(spans, min_size=1, max_size=6), st.integers(0, 1000))
def test_a_later_interval_changes_no_share(given_spans: list[tuple[int, int, str]], after: int) -> None:
    intervals = [Interval(low * S, (low + width) * S, platform) for low, width, platform in given_spans]
    start = (max(each.high for each in intervals)) + 6 * S + after
    later = Interval(start, start + S, "x")
    before = first_shares(intervals, seed=3, draws=500)
    assert first_shares([*intervals, later], seed=3, draws=500) == [*before, 0.0]


def test_a_post_that_only_its_reshares_date__lies_a_measured_delay_before_the_first() -> None:
    undated = Interval(-1000 * HOUR, 0, "reddit", reshared=True)
    for hours in (0.1, 1.0, 12.0):
        rival = Interval(round(-hours * HOUR), round(-hours * HOUR), "reddit")
        longer = 1 - NormalDist(0, DELAY_SPREAD).cdf(math.log(hours * HOUR / DELAY_US))
        assert first_shares([undated, rival], seed=1, draws=DRAWS)[0] == pytest.approx(longer, abs=0.02)


def test_a_post_that_only_its_reshares_date__never_lies_outside_its_bounds() -> None:
    undated, before = Interval(-HOUR, 0, "reddit", reshared=True), Interval(-HOUR - S, -HOUR - S, "reddit")
    assert first_shares([undated, before], seed=1, draws=DRAWS) == [0.0, 1.0]
