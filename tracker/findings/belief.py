"""May a bare claim to be the first be believed? What speaks for it, weighed by one frozen model.

A post whose time rests on its author's word alone is weighed by what stands around it: how long nothing followed,
how dense the copies are that came next, whether it was passed on soon after, how many claims stand before it, and
how many stated times of the same rumor fail where they can be checked. The weights were fitted once, on drawn rumors
(benchmarks/origin/fit.py); docs/origin.md says on which, and how honest the chances are.
"""

from __future__ import annotations

import math
import statistics
from typing import Final

import msgspec

from tracker.base.clock import DAY_US, MINUTE_US
from tracker.findings.weights import WEIGHTS

FOLLOWERS: Final = 12
"""Copies after a claim that are looked at: what comes later says little of who was first."""
LONGEST_US: Final = 4 * DAY_US
"""Longer spans count as this: the model was fitted on none."""
LEAST: Final = 0.01
"""Chance that a claim keeps at least, and doubt that it keeps at least: no model is surer than its data."""


class Claim(msgspec.Struct, frozen=True):
    """A post that claims a time, and what stands around it; times in microseconds."""

    at: int
    bound: int | None
    """By this moment a copy with a confirmed time was there; null where no post of the rumor has one."""
    later: tuple[int, ...]
    """When the next copies were there that nothing shows to be reshares, in order."""
    reshares: tuple[int, ...]
    """When posts that point at it were there, in order."""
    before: int
    """Claims before it that stand as well."""
    checked: int
    """Posts that point at no other whose stated time other evidence can check."""
    refuted: int
    """Those of them whose stated time it contradicts."""


def belief(claim: Claim) -> float:
    """Return the chance, 0 to 1, that the first post of all is this one, if none of the claims before it is.

    Method: a chain of logistic models, one step a claim (continuation ratios: Fienberg and Mason 1979,
    doi:10.2307/270764; discrete hazards: Cox 1972).
    """
    column = "claim" if claim.bound is None else "clock"
    score = sum(WEIGHTS[column][name] * value for name, value in signs_of(claim).items())
    return min(max(1 / (1 + math.exp(-score)), LEAST), 1 - LEAST)


def signs_of(claim: Claim) -> dict[str, float]:
    """Return what speaks for and against a claim, as numbers: spans as logarithms of minutes, shares as log odds."""
    gaps = [_long(later - earlier) for earlier, later in zip((claim.at, *claim.later), claim.later, strict=False)]
    gap = gaps[0] if gaps else _long(LONGEST_US)
    usual = statistics.median(gaps[1:]) if len(gaps) > 1 else gap
    jump = max(gaps[1:5], default=gap)
    few = 1 / (1 + len(claim.later))
    signs = {
        "one": 1.0, "gap": gap, "usual": usual, "jump": jump, "gap gap": gap * gap, "usual usual": usual * usual,
        "jump jump": jump * jump, "gap usual": gap * usual, "gap jump": gap * jump, "jump usual": jump * usual,
        "before": math.log1p(claim.before), "before gap": math.log1p(claim.before) * gap,
        "few": few, "few gap": few * gap,
    }  # fmt: skip
    return signs | _reshare_signs(claim, gap, usual) | _clock_signs(claim, gap)


def _reshare_signs(claim: Claim, gap: float, usual: float) -> dict[str, float]:
    delays = [max(at - claim.at, 0) for at in claim.reshares]
    passed = float(bool(delays))
    first = _long(delays[0]) if delays else 0.0
    burst = _long(round(statistics.median(delays)) - delays[0]) if delays else 0.0
    soon = float(bool(delays and claim.later) and claim.at + delays[0] < claim.later[0])
    return {
        "passed": passed, "first reshare": first, "first reshare squared": first * first, "burst": burst,
        "reshare before next": soon, "reshares": math.log1p(len(delays)), "passed gap": passed * gap,
        "passed usual": passed * usual, "first reshare usual": first * usual, "first reshare gap": first * gap,
    }  # fmt: skip


def _clock_signs(claim: Claim, gap: float) -> dict[str, float]:
    """Return how far the claim lies before the first confirmed time, and how often such claims fail a check here."""
    if claim.bound is None:
        return {}
    ahead = _long(claim.bound - claim.at)
    failing = math.log((claim.refuted + 0.5) / (claim.checked - claim.refuted + 0.5))
    return {
        "ahead": ahead, "ahead squared": ahead * ahead, "ahead gap": ahead * gap, "failing": failing,
        "refuted": math.log1p(claim.refuted), "failing ahead": failing * ahead, "failing gap": failing * gap,
    }  # fmt: skip


def _long(span_us: int) -> float:
    return math.log1p(min(max(span_us, 0), LONGEST_US) / MINUTE_US)
