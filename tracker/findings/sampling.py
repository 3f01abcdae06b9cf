"""Chances by seeded draws: which of several uncertain times is the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tracker.findings.dated import TIE_US

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

_CELLS: Final = 2_000_000
"""Draws times intervals held in memory at once (16 MB)."""


class Interval(msgspec.Struct, frozen=True):
    """Where a post's time may lie: uniform in [low, high], microseconds."""

    low: int
    high: int
    platform: str
    chance: float = 1.0
    """Probability that it takes part at all: below 1 for a bare claim."""
    behind: tuple[int, ...] = ()
    """Indexes of intervals that come before this one whenever they take part."""


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
    times = low + source.random((rows, len(intervals))) * width
    chance = np.array([each.chance for each in intervals])
    taking = source.random((rows, len(intervals))) < chance
    times[~taking] = np.inf
    for index, each in enumerate(intervals):
        for earlier in each.behind:
            times[taking[:, earlier], index] = np.inf
    return times


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
