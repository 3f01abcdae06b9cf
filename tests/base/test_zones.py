"""The clocks of zones: the moments at which they change, and what a wall clock can mean."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.clock import HOUR_US, from_datetime, parse_iso, to_datetime
from tracker.base.zones import Zone, zones

FIRST, LAST = parse_iso("2023-01-01").us or 0, parse_iso("2026-01-01").us or 0
NAMES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca", "UTC")


def zone(name: str) -> Zone:
    return next(one for one in zones(FIRST, LAST) if name in one.names)


@given(st.sampled_from(NAMES), st.integers(FIRST, LAST))
def test_zone__is_as_far_ahead_as_the_tz_database_says(name: str, us: int) -> None:
    offset = to_datetime(us).astimezone(ZoneInfo(name)).utcoffset()
    assert offset is not None
    assert zone(name).ahead(np.array([us])).tolist() == [round(offset.total_seconds() * 1e6)]


@given(st.sampled_from(NAMES), st.integers(FIRST, LAST))
def test_zone__a_wall_clock_gives_back_the_moment_at_which_it_was_read(name: str, us: int) -> None:
    one = zone(name)
    ahead = int(one.ahead(np.array([us]))[0])
    least, most = one.ahead_at_wall(np.array([us + ahead]))
    assert least[0] <= ahead <= most[0]


@pytest.mark.parametrize(
    ("wall", "hours"),
    [
        ("2024-03-31T01:59:59", (1, 1)),
        ("2024-03-31T02:30:00", (1, 2)),
        ("2024-03-31T03:00:00", (2, 2)),
        ("2024-10-27T01:59:59", (2, 2)),
        ("2024-10-27T02:30:00", (1, 2)),
        ("2024-10-27T03:00:00", (1, 1)),
    ],
)
def test_zone__an_hour_shown_twice_or_never_has_two_offsets(wall: str, hours: tuple[int, int]) -> None:
    least, most = zone("Europe/Paris").ahead_at_wall(np.array([parse_iso(wall).us]))
    assert (least[0], most[0]) == (hours[0] * HOUR_US, hours[1] * HOUR_US)


def test_zones__with_the_same_clock_are_one_and_clocks_differ() -> None:
    found = zones(FIRST, LAST)
    assert zone("Europe/Paris") is zone("Europe/Amsterdam")
    assert zone("UTC").names[0] == "UTC"
    clocks = {(one.starts.tobytes(), one.offsets.tobytes()) for one in found}
    assert len(clocks) == len(found) > 50
    assert sum(len(one.names) for one in found) > 500


def test_zones__change_at_the_minute_that_the_database_names() -> None:
    starts = [to_datetime(us) for us in zone("America/New_York").starts.tolist()[1:]]
    assert [f"{start:%Y-%m-%d %H:%M}" for start in starts[:2]] == ["2023-03-12 07:00", "2023-11-05 06:00"]
    assert all(start - start.replace(second=0, microsecond=0) == timedelta(0) for start in starts)
    assert from_datetime(starts[0]) == from_datetime(datetime.fromisoformat("2023-03-12T07:00:00+00:00"))
