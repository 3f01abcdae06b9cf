"""Whether a column of dates writes the day first or the month: `03/04/2024` alone tells nothing.

Three witnesses, the surest first: a date that reads in one way only; ids whose clock fits one reading; rows that
stand in the order of time in one reading only. Where none of them speaks, nobody guesses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.base.clock import DAY_US, ZONE_EARLIEST_US, day_comes_first, parse_any
from tracker.base.idtime import ANY_TIME_US, id_time
from tracker.base.keys import split_key

if TYPE_CHECKING:
    from collections.abc import Iterable

FEWEST_IDS: Final = 3
"""Ids that must fit one reading and not the other."""
LEAST_SHARE: Final = 0.9
"""Share of them that must fit the same reading."""
FEWEST_DAYS: Final = 5
"""Changes of date from which on an order is no accident: in one of 60 shuffled columns of five dates."""


def day_first(dates: Iterable[tuple[str, str]]) -> bool | None:
    """Return whether a column writes the day first; None where nothing shows it, or the witnesses disagree.

    Parameters
    ----------
    dates
        Each date as written, with the key of its post, in the order of the file.

    """
    shown: set[bool] = set()
    votes = {True: 0, False: 0}
    sequences = {True: _Sequence(), False: _Sequence()}
    for text, key in dates:
        only = day_comes_first(text)
        if only is not None:
            shown.add(only)
        readings = {first: parse_any(text, day_first=first).us for first in (True, False)}
        for first, us in readings.items():
            sequences[first].add(us)
        if only is None and readings[True] != readings[False]:
            _vote(votes, readings, key)
    if len(shown) == 1:
        return shown.pop()
    cast = sum(votes.values())
    ahead = votes[True] > votes[False]
    if cast >= FEWEST_IDS and votes[ahead] >= LEAST_SHARE * cast:
        return ahead
    ordered = [first for first, sequence in sequences.items() if sequence.is_ordered]
    return ordered[0] if len(ordered) == 1 and not shown and not cast else None


def _vote(votes: dict[bool, int], readings: dict[bool, int | None], key: str) -> None:
    inside = id_time(*split_key(key), now_us=ANY_TIME_US).us
    if inside is None:
        return
    slack = ZONE_EARLIEST_US + DAY_US
    fits = [first for first, us in readings.items() if us is not None and abs(us - inside) <= slack]
    if len(fits) == 1:
        votes[fits[0]] += 1


class _Sequence:
    """Whether moments only rise or only fall."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._rises = self._falls = self._days = 0

    def add(self, us: int | None) -> None:
        if us is not None and self._last is not None:
            self._rises += us > self._last
            self._falls += us < self._last
            self._days += us // DAY_US != self._last // DAY_US
        self._last = self._last if us is None else us

    @property
    def is_ordered(self) -> bool:
        return self._days >= FEWEST_DAYS and not (self._rises and self._falls)
