from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tracker.findings.spread import spread_of

if TYPE_CHECKING:
    import random

    from tracker.findings.first import Earliest

BLUESKY = "bluesky:at://did:plc:a/app.bsky.feed.post/3"


def solve(made: Any, posts: list[Any], pointers: list[Any] | None = None, **given_settings: Any) -> Earliest:
    evidence = made.evidence(made.tables(posts, pointers or ()), **given_settings)
    return spread_of(evidence.tables, evidence.rumor, evidence.settings).earliest


def keys(found: Earliest) -> list[str]:
    return [first.post for first in found.members]


def test_one_clear_first__alone_with_all_probability(made: Any) -> None:
    found = solve(made, [made.post("x:1", 0), made.post("x:2", 60)])
    assert keys(found) == ["x:1"]
    assert found.members[0].probability == 1.0
    assert found.basis == "clock"


def test_overlapping_intervals__a_set_never_a_sort(made: Any) -> None:
    found = solve(made, [made.post("x:1", 0), made.post("x:2", 0.5), made.post("x:3", 1.5)])
    assert keys(found) == ["x:1", "x:2"]
    assert sum(first.probability for first in found.members) == pytest.approx(1)
    # both are uniform over one second, half a second apart: P(x:2 first) = 0.5 * 0.5 * 0.5
    assert found.members[1].probability == pytest.approx(0.125, abs=0.01)


def test_two_platforms_within_five_seconds__a_tie(made: Any) -> None:
    assert set(keys(solve(made, [made.post("x:1", 0), made.post("reddit:t3_a", 5)]))) == {
        "x:1",
        "reddit:t3_a",
    }
    assert keys(solve(made, [made.post("x:1", 0), made.post("x:2", 5)])) == ["x:1"]
    assert keys(solve(made, [made.post("x:1", 0), made.post("reddit:t3_a", 7)])) == ["x:1"]


def test_a_disputed_post_is_never_among_the_first(made: Any) -> None:
    forged = made.post(BLUESKY, -3600, disputed=True)
    found = solve(made, [made.post("x:1", 0), forged])
    assert keys(found) == ["x:1"]
    assert found.unsupported == ()


def test_a_disputed_post_whose_bounds_allow_it_to_be_first__is_listed_apart(made: Any) -> None:
    early, late = made.post(BLUESKY, -3600, disputed=True), made.post("bluesky:at://late", 3600, disputed=True)
    assert solve(made, [made.post("x:1", 0), early, late]).doubtful == (BLUESKY,)


def test_a_claim_alone_stands_beside_the_set_never_in_it(made: Any) -> None:
    claim = made.post(BLUESKY, -3600, low=None, high=None, hard=False, time_source="claim")
    found = solve(made, [made.post("x:1", 0), claim])
    assert keys(found) == ["x:1"]
    assert found.unsupported == (BLUESKY,)


def test_only_claims__the_earliest_claim_and_the_basis_says_so(made: Any) -> None:
    soft = {"low": None, "high": None, "hard": False, "time_source": "claim"}
    found = solve(made, [made.post("other:1", 0, **soft), made.post("other:2", 90, **soft)])
    assert keys(found) == ["other:1"]
    assert found.basis == "claim"


def test_no_times_at_all__nobody_is_first(made: Any) -> None:
    assert keys(solve(made, [made.post("other:1", None)])) == []


def test_a_post_that_passes_on_another_of_the_rumor_cannot_be_its_first(made: Any) -> None:
    posts = [made.post("x:1", 0.5), made.post("x:2", 0, kind="quote"), made.post("x:3", 0.2, kind="reply")]
    assert keys(solve(made, posts, [("x:2", "x:1", "quote"), ("x:3", "x:1", "reply")])) == ["x:1"]


def test_a_pointer_that_the_clocks_contradict_excludes_nobody(made: Any) -> None:
    posts = [made.post("x:1", 600), made.post("x:2", 0, kind="quote")]
    assert keys(solve(made, posts, [("x:2", "x:1", "quote")])) == ["x:2"]


def test_a_loop_of_equal_times_leaves_somebody_first(made: Any) -> None:
    posts = [made.post("x:1", 0, kind="quote"), made.post("x:2", 0, kind="quote")]
    tables = made.tables(posts, [("x:1", "x:2", "quote"), ("x:2", "x:1", "quote")])
    rows = [row | {"kept": row["child"] == "x:2"} for row in tables.edges.rows()]
    looped = type(tables)(**{
        name: getattr(tables, name) if name != "edges" else type(tables.edges).from_rows(rows)
        for name in tables.__struct_fields__
    })  # fmt: skip
    evidence = made.evidence(looped)
    assert keys(spread_of(looped, evidence.rumor, evidence.settings).earliest) == ["x:1"]


times = st.lists(st.floats(0, 30, allow_nan=False).map(lambda at: round(at, 3)), min_size=1, max_size=6)


@settings(max_examples=50, deadline=None)
@given(times, st.integers(1, 10_000), st.sampled_from(["x", "reddit", "telegram"]))
def test_a_later_post_that_points_at_nothing_never_changes_the_answer(
    made: Any, at: list[float], after: int, platform: str
) -> None:
    posts = [made.post(f"x:{index}", second) for index, second in enumerate(at)]
    later = made.post(f"{platform}:late", max(at) + 6 + after)
    assert solve(made, [*posts, later], draws=500) == solve(made, posts, draws=500)


@settings(max_examples=50, deadline=None)
@given(times, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(made: Any, at: list[float], shuffler: random.Random) -> None:
    posts = [made.post(f"x:{index}", second) for index, second in enumerate(at)]
    mixed = list(posts)
    shuffler.shuffle(mixed)
    assert solve(made, mixed, draws=500) == solve(made, posts, draws=500)


@settings(max_examples=50, deadline=None)
@given(times)
def test_the_set_is_what_the_definition_says(made: Any, at: list[float]) -> None:
    found = solve(made, [made.post(f"x:{index}", second) for index, second in enumerate(at)], draws=500)
    bound = min(at) + 1
    assert set(keys(found)) == {f"x:{index}" for index, second in enumerate(at) if second <= bound}
    assert sum(first.probability for first in found.members) == pytest.approx(1, abs=1e-3)
