"""Chances by seeded draws: which of several uncertain times is the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tracker.base.clock import MINUTE_US
from tracker.findings.dated import TIE_US

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

_CELLS: Final = 2_000_000
"""Draws times intervals held in memory at once (16 MB)."""

DELAY_US: Final = 25 * MINUTE_US
"""Median time from a post to its first captured reshare. In 210 real trees of X (Chile 2017-21, Twitter15 and 16) with
none to 90 % of the posts missing it is 15 to 47 min; 0.53 to 0.70 come within an hour, 0.89 to 0.92 within 12 h."""
DELAY_SPREAD: Final = 2.3
"""Standard deviation of its logarithm: 0.65 within an hour, 0.93 within 12 h, 0.99 within 3 days."""
LONGEST_DELAY_US: Final = 374 * DELAY_US
"""All but 0.5 % of such times are shorter."""


class Interval(msgspec.Struct, frozen=True):
    """Where a post's time may lie, microseconds: uniform in [low, high] unless `reshared`."""

    low: int
    high: int
    platform: str
    chance: float = 1.0
    """Probability that it takes part at all: below 1 for a bare claim."""
    behind: tuple[int, ...] = ()
    """Indexes of intervals that come before this one whenever they take part."""
    reshared: bool = False
    """True where `high` is the first reshare of a post that nothing else dates: it lies a log-normal delay before."""


def first_shares(intervals: Sequence[Interval], *, seed: int, draws: int) -> list[float]:
    """Return for each interval the probability that it is the first; they sum to 1 (to 0 for no interval).

    Each draw takes one time per interval. The earliest wins; one equal to it, or of another platform and
    within 5 s of it, shares the win. Intervals that cannot win take no random numbers, so that a later post
    never changes the answer.
    """
    shares = [0.0] * len(intervals)
    able = _able(intervals)
    if len(able) == 1:
        shares[able[0]] = 1.0
    elif able:
        for index, share in zip(able, _drawn(_renumbered(intervals, able), seed, draws), strict=True):
            shares[index] = share
    return shares


def _able(intervals: Sequence[Interval]) -> list[int]:
    """Return the indexes of those that can win: not surely after one that surely takes part."""
    bound = min((each.high for each in intervals if each.chance >= 1), default=None)
    return [index for index, each in enumerate(intervals) if bound is None or each.low <= bound + TIE_US]


def _renumbered(intervals: Sequence[Interval], able: list[int]) -> list[Interval]:
    place = {old: new for new, old in enumerate(able)}
    return [
        msgspec.structs.replace(
            intervals[old], behind=tuple(place[i] for i in intervals[old].behind if i in place)
        )
        for old in able
    ]


def _drawn(intervals: Sequence[Interval], seed: int, draws: int) -> list[float]:
    import numpy as np

    source = np.random.default_rng(seed)
    won = np.zeros(len(intervals))
    block = max(1, _CELLS // len(intervals))
    for start in range(0, draws, block):
        won += _wins(_times(intervals, source, min(block, draws - start)), intervals)
    total = won.sum()
    return [float(share) for share in (won / total if total else won)]


def _times(intervals: Sequence[Interval], source: np.random.Generator, rows: int) -> NDArray[np.float64]:
    """Draw one time per interval and row, relative to the earliest low; infinite where it takes no part."""
    import numpy as np

    base = min(each.low for each in intervals)
    low = np.array([each.low - base for each in intervals], dtype=np.float64)
    width = np.array([each.high - each.low for each in intervals], dtype=np.float64)
    share = source.random((rows, len(intervals)))
    times = low + share * width
    for index, each in enumerate(intervals):
        if each.reshared:
            times[:, index] = low[index] + width[index] - _delays(share[:, index], each.high - each.low)
    chance = np.array([each.chance for each in intervals])
    taking = source.random((rows, len(intervals))) < chance
    times[~taking] = np.inf
    for index, each in enumerate(intervals):
        for earlier in each.behind:
            times[taking[:, earlier], index] = np.inf
    return times


def _delays(share: NDArray[np.float64], longest: int) -> NDArray[np.float64]:
    """Return the delays, at most `longest`, below which these shares of all such delays lie."""
    import numpy as np
    from scipy.special import ndtr, ndtri

    most = ndtr(np.log(max(longest, 1) / DELAY_US) / DELAY_SPREAD)
    delays: NDArray[np.float64] = DELAY_US * np.exp(DELAY_SPREAD * ndtri((1 - share) * most))
    return delays


def _wins(times: NDArray[np.float64], intervals: Sequence[Interval]) -> NDArray[np.float64]:
    import numpy as np

    names = sorted({each.platform for each in intervals})
    platform = np.array([names.index(each.platform) for each in intervals])
    best = times.min(axis=1, keepdims=True)
    leader = platform[times.argmin(axis=1)][:, None]
    tied = (times == best) | ((platform[None, :] != leader) & (times <= best + TIE_US))
    tied &= np.isfinite(times)
    shared = np.maximum(tied.sum(axis=1, keepdims=True), 1)
    counted: NDArray[np.float64] = (tied / shared).sum(axis=0)
    return counted
