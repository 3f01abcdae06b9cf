"""How fast a sorted series of times grows: quantiles and the growth fit."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.base.clock import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST_TIMES: Final = 3
"""Distinct times that a growth fit needs: two points fit any line."""


class Growth(NamedTuple):
    """A fit of exponential growth."""

    doubling_s: float | None
    """Seconds in which the count doubles; null where nothing can be fitted."""
    r2: float | None
    """Share of the variation that the fit explains, 0 to 1."""
    k_from: int
    k_to: int
    """The fit is over the k-th posts, k_from to k_to, counted from 1."""


def growth_doubling_s(times_us: Sequence[int]) -> Growth:
    """How long the count takes to double while it grows from a tenth to half of its end.

    ln 2 over the slope of the least-squares line of ln k on the time of the k-th post, k = ceil(n/10) to
    ceil(n/2). Null below three distinct times among them. `times_us` is sorted. Sums are exact
    (`math.fsum`), so that the result does not depend on the machine.

    >>> round(growth_doubling_s([round(60e6 * math.log2(k)) for k in range(1, 101)]).doubling_s, 6)
    60.0
    """
    n = len(times_us)
    k_from, k_to = -(-n // 10), -(-n // 2)
    window = times_us[max(k_from - 1, 0) : k_to]
    if len(set(window)) < FEWEST_TIMES:
        return Growth(None, None, k_from, k_to)
    x = [(us - window[0]) / SECOND_US for us in window]
    y = [math.log(k) for k in range(k_from, k_to + 1)]
    mean_x, mean_y = math.fsum(x) / len(x), math.fsum(y) / len(y)
    xy = math.fsum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    xx = math.fsum((a - mean_x) ** 2 for a in x)
    yy = math.fsum((b - mean_y) ** 2 for b in y)
    return Growth(math.log(2) * xx / xy, xy * xy / (xx * yy), k_from, k_to)


def quantile_time_s(times_us: Sequence[int], q: float, origin_us: int) -> float | None:
    """How long after `origin_us` the ceil(q * n)-th of the n sorted times came, in seconds.

    Null without any time. The ceiling is exact: 10 % of 10 times is the first, whatever 0.1 is in binary.

    >>> quantile_time_s([1_000_000 * second for second in range(1, 11)], 0.1, 0)
    1.0
    """
    if not times_us:
        return None
    above, below = _ratio(q)
    nth = max(-(-above * len(times_us) // below), 1)
    return (times_us[nth - 1] - origin_us) / SECOND_US


@lru_cache(maxsize=64)
def _ratio(q: float) -> tuple[int, int]:
    return Fraction(q).limit_denominator(1000).as_integer_ratio()
