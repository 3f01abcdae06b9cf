"""Day or month first: what a whole column shows, and what it does not."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.clock import SECOND_US, parse_iso, to_datetime
from tracker.ingest.date_order import day_first

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY_FIRST, MONTH_FIRST = "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"
LAYOUTS = ((True, DAY_FIRST), (False, MONTH_FIRST))


def x_key(us: int) -> str:
    return f"x:{us // 1000 - 1288834974657 << 22}"


def small_days(seed: int, count: int) -> list[int]:
    """Return moments on days 1 to 12 of their months, so that no date proves an order."""
    dice = random.Random(seed)
    days = [parse_iso(f"2024-{dice.randint(1, 12):02d}-{dice.randint(1, 12):02d}").us or 0 for _ in range(count)]
    return [day + dice.randrange(86_400) * SECOND_US for day in days]


def column(moments: Sequence[int], layout: str, *, hours: int = 0, ids: bool = True) -> list[tuple[str, str]]:
    return [((to_datetime(us) + timedelta(hours=hours)).strftime(layout), x_key(us) if ids else f"other:{place}")
            for place, us in enumerate(moments)]  # fmt: skip


@pytest.mark.parametrize(("expected", "layout"), LAYOUTS)
def test_order__one_date_that_reads_in_one_way_decides(expected: bool, layout: str) -> None:
    moments = [*small_days(1, 5), parse_iso("2024-05-25").us or 0]
    assert day_first(column(moments, layout, ids=False)) is expected


@pytest.mark.parametrize(("expected", "layout"), LAYOUTS)
@pytest.mark.parametrize("hours", [-12, 0, 14])
def test_order__ids_decide_in_whatever_zone_the_times_are(expected: bool, layout: str, hours: int) -> None:
    moments = [us for us in small_days(2, 40) if 2 < to_datetime(us).day < 11]
    assert day_first(column(moments, layout, hours=hours)) is expected


@pytest.mark.parametrize(("expected", "layout"), LAYOUTS)
@pytest.mark.parametrize("falling", [False, True])
def test_order__rows_that_rise_or_fall_in_one_reading_only_decide(
    expected: bool, layout: str, falling: bool
) -> None:
    moments = sorted(small_days(3, 30), reverse=falling)
    assert day_first(column(moments, layout, ids=False)) is expected


def test_order__nothing_decides_between_two_readings_that_both_rise() -> None:
    moments = [parse_iso(f"2024-02-{day:02d}").us or 0 for day in range(1, 13)]
    assert day_first(column(moments, DAY_FIRST, ids=False)) is None


def test_order__unordered_rows_without_ids_decide_nothing() -> None:
    assert day_first(column(small_days(4, 50), DAY_FIRST, ids=False)) is None
    assert day_first([]) is None


def test_order__proofs_of_both_kinds_need_ids() -> None:
    mixed = [("25/03/2024", "other:1"), ("03/25/2024", "other:2")]
    assert day_first(mixed) is None
    assert day_first(mixed + column(small_days(5, 20), MONTH_FIRST)) is False


def test_order__ids_that_disagree_decide_nothing() -> None:
    moments = sorted(small_days(6, 30))
    rows = column(moments[:15], DAY_FIRST) + column(moments[15:], MONTH_FIRST)
    assert day_first(rows) is None


@given(st.sampled_from(LAYOUTS), st.integers(0, 10**6), st.integers(10, 40))
def test_order__is_never_decided_wrongly_by_ids(layout: tuple[bool, str], seed: int, count: int) -> None:
    assert day_first(column(small_days(seed, count), layout[1])) in {layout[0], None}
