"""Quantiles and the growth fit against their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.graph.growth import growth_doubling_s, quantile_time_s


@pytest.mark.parametrize("n", range(1, 60))
@pytest.mark.parametrize("percent", [10, 50, 90, 100])
def test_quantile__is_the_exact_ceiling(n: int, percent: int) -> None:
    times = [second * 1_000_000 for second in range(1, n + 1)]
    assert quantile_time_s(times, percent / 100, 0) == -(-percent * n // 100)


def test_quantile__of_nothing_is_unknown() -> None:
    assert quantile_time_s([], 0.5, 0) is None


@pytest.mark.parametrize("times", [[], [1], [1, 2], [5] * 100, [1] * 50 + [9] * 50])
def test_growth__needs_three_distinct_times(times: list[int]) -> None:
    assert growth_doubling_s(times).doubling_s is None


def test_growth__tells_which_posts_it_is_fitted_on() -> None:
    fit = growth_doubling_s([second * 1_000_000 for second in range(95)])
    assert (fit.k_from, fit.k_to) == (10, 48)


@given(st.lists(st.integers(0, 10**13), min_size=10, max_size=200, unique=True).map(sorted))
def test_growth__equals_a_least_squares_fit(times: list[int]) -> None:
    n = len(times)
    k = np.arange(math.ceil(n / 10), math.ceil(n / 2) + 1)
    x = (np.array(times, float)[k - 1] - times[k[0] - 1]) / 1e6
    fit = growth_doubling_s(times)
    if len(k) < 3:
        assert fit.doubling_s is None
        return
    slope = np.polyfit(x / x[-1], np.log(k), 1)[0] / x[-1]
    assert fit.doubling_s == pytest.approx(math.log(2) / slope, rel=1e-6)
    assert fit.r2 == pytest.approx(np.corrcoef(x, np.log(k))[0, 1] ** 2, rel=1e-6)
