from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tracker.base.clock import DAY_US, MINUTE_US
from tracker.findings.belief import LEAST, LONGEST_US, Claim, belief, signs_of
from tracker.findings.weights import WEIGHTS

DENSE = tuple(10 * MINUTE_US * (n + 1) for n in range(12))
CLAIM = Claim(at=0, bound=DENSE[0], later=DENSE, reshares=(), before=0, checked=16, refuted=1)

moments = st.lists(st.integers(0, 40 * DAY_US), max_size=12).map(sorted).map(tuple)
claims = st.builds(
    lambda bound, later, reshares, before, checked, refuted: Claim(
        0, bound, later, reshares, before, checked, min(checked, refuted)
    ),
    st.none() | st.integers(0, 40 * DAY_US), moments, moments, st.integers(0, 30), st.integers(0, 500),
    st.integers(0, 500),
)  # fmt: skip


def alone(claim: Claim) -> Claim:
    return replace(claim, bound=None)


def test_every_sign_has_a_frozen_weight_and_every_weight_a_sign() -> None:
    assert list(signs_of(CLAIM)) == list(WEIGHTS["clock"])
    assert list(signs_of(alone(CLAIM))) == list(WEIGHTS["claim"])


@given(claims)
def test_a_chance_is_never_quite_nothing_and_never_certain(claim: Claim) -> None:
    assert LEAST <= belief(claim) <= 1 - LEAST


@given(claims, st.integers(-(10**15), 10**15))
def test_only_distances_count_not_the_date(claim: Claim, shift: int) -> None:
    moved = replace(
        claim, at=shift, bound=None if claim.bound is None else claim.bound + shift,
        later=tuple(at + shift for at in claim.later), reshares=tuple(at + shift for at in claim.reshares),
    )  # fmt: skip
    assert signs_of(moved) == signs_of(claim)


def test_a_claim_days_before_a_dense_run_of_copies__is_believed_less_than_one_just_before_it() -> None:
    for claim in (CLAIM, alone(CLAIM)):
        far = replace(claim, at=-2 * DAY_US)
        assert belief(far) < 0.2 < belief(claim)


def test_a_claim_that_was_passed_on_before_the_next_copy__is_believed_more() -> None:
    for claim in (CLAIM, alone(CLAIM)):
        early = replace(claim, at=-6 * 60 * MINUTE_US)
        passed_on = replace(early, reshares=(early.at + MINUTE_US, early.at + 9 * MINUTE_US))
        late = replace(early, reshares=(12 * MINUTE_US,))
        assert belief(passed_on) > belief(early) > belief(late)


def test_where_many_stated_times_fail_a_check__a_claim_is_believed_less() -> None:
    early = replace(CLAIM, at=-6 * 60 * MINUTE_US, refuted=0)
    assert belief(replace(early, refuted=4)) < belief(early)


def test_what_lies_beyond_the_longest_span_fitted__counts_as_that_span() -> None:
    far = replace(CLAIM, at=-LONGEST_US - DAY_US)
    assert belief(far) == belief(replace(far, at=-400 * DAY_US))
