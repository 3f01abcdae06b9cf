"""How far the clocks of the world's zones are ahead of UTC, for times whose zone must be found out.

Read from the `tzdata` package and never from the machine, so that every machine gives the same answer.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from tracker.base.clock import DAY_US, MINUTE_US, SECOND_US, to_datetime

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STEP_US: Final = 10 * DAY_US
"""No zone changed its clocks and changed them back within this, since 2004."""
_LEFT_OUT: Final = frozenset({"Factory", "localtime", "posixrules"})
_FOREMOST: Final = ("UTC", "Europe/", "America/", "Asia/", "Australia/", "Africa/")
"""Of zones with the same clock the one to be named: where most people live who will read the name."""


class Zone(NamedTuple):
    """Zones whose clocks showed the same throughout a span."""

    names: tuple[str, ...]
    """Names in the tz database, the foremost first."""
    starts: NDArray[np.int64]
    """When each offset began, microseconds since 1970 UTC; the first is the start of the span."""
    offsets: NDArray[np.int64]
    """How far the clock was ahead of UTC from then on, microseconds."""

    def ahead(self, us: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how far the clock was ahead of UTC at each moment, microseconds."""
        return self.offsets[np.maximum(np.searchsorted(self.starts, us, "right") - 1, 0)]

    def ahead_at_wall(self, wall: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the least and the greatest offset with which the clock can have shown each time.

        They differ in the hour that is shown twice, and in the one that is skipped.
        """
        before, after = self.offsets[:-1], self.offsets[1:]
        changes = self.starts[1:]
        begun = np.searchsorted(changes + np.minimum(before, after), wall, "right")
        ended = np.searchsorted(changes + np.maximum(before, after), wall, "right")
        one, other = self.offsets[begun], self.offsets[ended]
        return np.minimum(one, other), np.maximum(one, other)


@lru_cache(maxsize=4)
def zones(first_us: int, last_us: int) -> tuple[Zone, ...]:
    """Return every clock that the zones of the world showed in a span, each once.

    >>> from tracker.base.clock import parse_iso
    >>> summer = parse_iso("2024-06-01").us, parse_iso("2024-07-01").us
    >>> [zone.names[0] for zone in zones(*summer) if "Europe/Paris" in zone.names]
    ['Europe/Amsterdam']
    """
    grid = list(range(first_us, last_us + _STEP_US, _STEP_US))
    found: dict[tuple[tuple[int, int], ...], list[str]] = {}
    for name, zone in _infos():
        found.setdefault(_clock(zone, grid), []).append(name)
    return tuple(
        Zone(
            tuple(sorted(names, key=_foremost)),
            np.array([start for start, _ in clock], np.int64),
            np.array([ahead for _, ahead in clock], np.int64),
        )
        for clock, names in sorted(found.items(), key=lambda item: _foremost(min(item[1], key=_foremost)))
    )


def _foremost(name: str) -> tuple[int, str]:
    places = (place for place, head in enumerate(_FOREMOST) if name.startswith(head))
    return next(places, len(_FOREMOST)), name


@lru_cache(maxsize=1)
def _infos() -> tuple[tuple[str, ZoneInfo], ...]:
    package = files("tzdata")
    names = sorted(set(package.joinpath("zones").read_text(encoding="ascii").split()) - _LEFT_OUT)
    infos = []
    for name in names:
        with package.joinpath("zoneinfo", *name.split("/")).open("rb") as stream:
            infos.append((name, ZoneInfo.from_file(stream, key=name)))
    return tuple(infos)


def _clock(zone: ZoneInfo, grid: list[int]) -> tuple[tuple[int, int], ...]:
    """Return when each offset began, found between the points of a grid to the minute."""
    found = [(grid[0], _ahead(zone, grid[0]))]
    for early, late in pairwise(grid):
        offset = _ahead(zone, late)
        if offset != found[-1][1]:
            found.append((_change(zone, early, late, offset), offset))
    return tuple(found)


def _change(zone: ZoneInfo, early: int, late: int, offset: int) -> int:
    while late - early > MINUTE_US:
        middle = (early + late) // 2 // MINUTE_US * MINUTE_US
        if middle <= early:
            break
        early, late = (early, middle) if _ahead(zone, middle) == offset else (middle, late)
    return late


def _ahead(zone: ZoneInfo, us: int) -> int:
    offset = to_datetime(us).astimezone(zone).utcoffset()
    return 0 if offset is None else round(offset.total_seconds()) * SECOND_US
