"""Zones found by ids: against the tz database itself, row by row."""

from __future__ import annotations

import random
from importlib.resources import files
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tracker.base.clock import DAY_US, HOUR_US, MINUTE_US, SECOND_US, parse_iso, to_datetime
from tracker.ingest.clock_zones import Shown, offset_words, solve

FIRST = parse_iso("2024-01-01").us or 0


def ahead(zone: str, us: int) -> int:
    offset = to_datetime(us).astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return round(offset.total_seconds()) * SECOND_US


def shown(zone: str, moments: list[int]) -> Shown:
    """Return posts that state the second on a zone's clock, and whose ids hold the moment within it."""
    size = len(moments)
    dice = random.Random(size)
    ids = np.array([us + dice.randrange(SECOND_US) for us in moments], np.int64)
    wall = np.array([us + ahead(zone, us) for us in moments], np.int64)
    return Shown(wall, ids, np.full(size, SECOND_US), np.full(size, SECOND_US))


def spread_over_a_year(count: int, seed: int = 1) -> list[int]:
    dice = random.Random(seed)
    return [FIRST + dice.randrange(365 * DAY_US // SECOND_US) * SECOND_US for _ in range(count)]


def test_solve__two_thousand_rows_of_amsterdam_leave_all_zones_of_central_european_rules() -> None:
    moments = spread_over_a_year(2000)
    found = solve(shown("Europe/Amsterdam", moments), FIRST, FIRST + 365 * DAY_US)
    assert found is not None
    (zone,) = found.zones
    assert zone.offsets.tolist() == [HOUR_US, 2 * HOUR_US, HOUR_US]
    package = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    agree = {name for name in package if "/" in name or name in {"CET", "MET", "Poland"}}
    few = sorted(moments)[::40]
    agree = {name for name in agree if all(ahead(name, us) == ahead("Europe/Amsterdam", us) for us in few)}
    assert agree == set(zone.names)
    assert len(zone.names) >= 37
    assert (found.shown, found.explained) == (2000, 2000)
    assert found.words.startswith("UTC+1 and UTC+2 (as in Europe/Amsterdam and ")


@pytest.mark.parametrize(("rows", "solved"), [(4, False), (5, True)])
def test_solve__needs_five_posts(rows: int, solved: bool) -> None:
    found = solve(shown("Asia/Tokyo", spread_over_a_year(rows)), FIRST, FIRST)
    assert (found is not None) is solved


@pytest.mark.parametrize(("wrong", "solved"), [(4, True), (5, False)])
def test_solve__needs_four_posts_of_five(wrong: int, solved: bool) -> None:
    posts = shown("Asia/Tokyo", spread_over_a_year(20))
    posts.wall_us[:wrong] += np.arange(1, wrong + 1) * 1000 * SECOND_US
    assert (solve(posts, FIRST, FIRST) is not None) is solved


def test_solve__times_by_the_hour_show_nothing() -> None:
    posts = shown("Asia/Tokyo", spread_over_a_year(20))
    assert solve(posts._replace(precision_us=np.full(20, HOUR_US)), FIRST, FIRST) is None


def test_solve__a_residual_of_over_two_seconds_is_no_agreement() -> None:
    posts = shown("Asia/Tokyo", spread_over_a_year(20))
    assert solve(posts._replace(wall_us=posts.wall_us + 4 * SECOND_US), FIRST, FIRST) is None
    loose = posts._replace(wall_us=posts.wall_us + 40 * SECOND_US, tolerance_us=np.full(20, MINUTE_US))
    assert solve(loose, FIRST, FIRST) is not None


@given(st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Sydney"]), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_solve__the_true_offset_is_always_among_those_that_remain(zone: str, seed: int) -> None:
    moments = spread_over_a_year(20, seed)
    found = solve(shown(zone, moments), FIRST, FIRST + 365 * DAY_US)
    assert found is not None
    others = spread_over_a_year(30, seed + 1)
    least, most = found.ahead(np.array([us + ahead(zone, us) for us in others]))
    assert all(low <= ahead(zone, us) <= high for us, low, high in zip(others, least, most, strict=True))


@pytest.mark.parametrize(
    ("us", "words"),
    [(0, "UTC"), (HOUR_US, "UTC+1"), (-HOUR_US * 7 // 2, "UTC-3:30"), (HOUR_US * 23 // 4, "UTC+5:45")],
)
def test_offset__is_written_as_people_do(us: int, words: str) -> None:
    assert offset_words(us) == words
