"""In which zone a file states its times, found out by the clocks inside the ids of its posts.

A stated time less the moment inside the id is how far the file's clock was ahead of UTC just then. The zones of
the tz database that agree with the posts, through summer time and winter time, then read the times of the posts
whose ids hold no clock. Where the agreeing zones differ, all of them are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
import numpy as np

from tracker.base.clock import DAY_US, MINUTE_US, SECOND_US, ZONE_EARLIEST_US, ZONE_LATEST_US
from tracker.base.zones import Zone, zones

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRAIN_US: Final = 15 * MINUTE_US
"""The offset of every zone of our time is a multiple of this."""
SLACK_US: Final = 2 * SECOND_US
"""A clock in an id and the time beside it agree within this, and within the tolerance of the id."""
COARSEST_US: Final = MINUTE_US
"""A time stated more coarsely shows no offset."""
FEWEST: Final = 5
"""Posts that must show an offset: one agrees with a multiple of 15 minutes by chance in 1 of 200 cases."""
LEAST_SHARE: Final = 0.8
"""Share of them that one zone must explain."""
RECURS: Final = 2
RECURRING_SHARE: Final = 0.01
"""Posts with one other offset, and share of all, from which on it counts as a second clock of the file."""


class Shown(NamedTuple):
    """Posts that show how far a file's clock was ahead: equally long arrays."""

    wall_us: NDArray[np.int64]
    """Their stated times, read as if in UTC."""
    id_us: NDArray[np.int64]
    """The moments inside their ids."""
    tolerance_us: NDArray[np.int64]
    """How far the id may be off."""
    precision_us: NDArray[np.int64]
    """How coarse the stated time is."""


class Solution(msgspec.Struct, frozen=True, eq=False):
    """In which zones a file may state its times."""

    zones: tuple[Zone, ...]
    """Those that explain most posts, the foremost first."""
    others_us: tuple[int, ...]
    """Offsets that several posts show and these zones do not explain."""
    shown: int
    """Posts that could show an offset."""
    explained: int
    """Those of them that agree with the best zone."""

    def ahead(self, wall_us: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the least and the greatest offset with which each time can have been written, microseconds."""
        ends = [zone.ahead_at_wall(wall_us) for zone in self.zones]
        least = np.minimum.reduce([low for low, _ in ends])
        most = np.maximum.reduce([high for _, high in ends])
        for other in self.others_us:
            least, most = np.minimum(least, other), np.maximum(most, other)
        return least, most

    @property
    def words(self) -> str:
        """The zones in words: `UTC`, `UTC+5:30`, `UTC+1 and UTC+2 (as in Europe/Amsterdam and 36 other zones)`."""
        offsets = sorted({int(ahead) for zone in self.zones for ahead in zone.offsets} | set(self.others_us))
        names = list(dict.fromkeys(name for zone in self.zones for name in zone.names))
        told = " and ".join(offset_words(ahead) for ahead in offsets)
        if len(offsets) == 1:
            return told
        more = len(names) - 1
        return f"{told} (as in {names[0]}{f' and {more} other zone' if more else ''}{'s' if more > 1 else ''})"


def offset_words(ahead_us: int) -> str:
    """Return an offset as people write it.

    >>> offset_words(0), offset_words(7_200_000_000), offset_words(-12_600_000_000)
    ('UTC', 'UTC+2', 'UTC-3:30')
    """
    if not ahead_us:
        return "UTC"
    hours, minutes = divmod(abs(ahead_us) // MINUTE_US, 60)
    return f"UTC{'-' if ahead_us < 0 else '+'}{hours}{f':{minutes:02d}' if minutes else ''}"


def solve(shown: Shown, first_us: int, last_us: int) -> Solution | None:
    """Return the zones in which times are stated; None where too few posts show it, or they disagree.

    Parameters
    ----------
    shown
        Posts with a stated time and a clock in their id.
    first_us, last_us
        The span of all stated times that are to be read in the zone.

    """
    usable = shown.precision_us <= COARSEST_US
    count = int(np.count_nonzero(usable))
    if count < FEWEST:
        return None
    ahead = _offsets(shown)[usable]
    moments = shown.id_us[usable]
    day = min(first_us, int(moments.min())) // DAY_US - 1
    known = zones(day * DAY_US, (max(last_us, int(moments.max())) // DAY_US + 2) * DAY_US)
    hits = [int(np.count_nonzero(zone.ahead(moments) == ahead)) for zone in known]
    best = max(hits)
    if best < max(FEWEST, LEAST_SHARE * count):
        return None
    wrong = count - best
    kept = [zone for zone, hit in zip(known, hits, strict=True) if count - hit <= 2 * wrong]
    kept.sort(key=lambda zone: -hits[known.index(zone)])
    return Solution(tuple(kept), _others(kept, moments, ahead), count, best)


def _offsets(shown: Shown) -> NDArray[np.int64]:
    """Return the offset that each post shows; one that no zone can have where it shows none."""
    gap = shown.wall_us + shown.precision_us // 2 - shown.id_us
    ahead = (gap + GRAIN_US // 2) // GRAIN_US * GRAIN_US
    slack = np.maximum(shown.tolerance_us, SLACK_US) + shown.precision_us // 2
    clear = (np.abs(gap - ahead) <= slack) & (ahead >= -ZONE_LATEST_US) & (ahead <= ZONE_EARLIEST_US)
    return np.where(clear, ahead, DAY_US)


def _others(kept: list[Zone], moments: NDArray[np.int64], ahead: NDArray[np.int64]) -> tuple[int, ...]:
    explained = np.logical_or.reduce([zone.ahead(moments) == ahead for zone in kept])
    values, counts = np.unique(ahead[~explained & (ahead != DAY_US)], return_counts=True)
    return tuple(values[counts >= max(RECURS, RECURRING_SHARE * len(ahead))].tolist())
