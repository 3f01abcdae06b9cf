"""Which of a chat's numbers is the day: settled by everything a file holds, or not at all.

A text export writes `03/04/26` as its phone was set, and one file may hold several ways of writing. Readings that
no calendar allows go first; then what dated file names say; then that a chat does not run backwards.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import pairwise, product
from math import prod
from typing import Final, NamedTuple

from tracker.base.clock import DAY_US, parse_iso

ORDERS: Final[dict[str, tuple[int, int, int]]] = {
    "day/month/year": (2, 1, 0), "month/day/year": (2, 0, 1), "year/month/day": (0, 1, 2),
}  # fmt: skip
"""Name of an order, and where in it year, month and day stand."""
_LAYOUTS: Final = {"dmy": "day/month/year", "mdy": "month/day/year", "ymd": "year/month/day"}
_CENTURY: Final = 2000
_SHORT, _LONG = 2, 4
"""Digits of a day or month at most, and of a year."""
_MOST_DAYS: Final = 100_000
"""Changes of date that are kept to see whether a reading runs backwards: more than 270 years of a daily chat."""
_MOST_TRIED: Final = 81
"""Combinations of readings that are tried: four ways of writing with two or three readings each."""


def order_of(layout: str) -> str | None:
    """Return the order that a layout like `DD/MM/YYYY` names; None where it names none.

    >>> order_of("DD/MM/YYYY"), order_of("m.d.yy"), order_of("Datum")
    ('day/month/year', 'month/day/year', None)
    """
    letters = [letter for letter in layout.lower() if letter.isalpha()]
    return _LAYOUTS.get("".join(dict.fromkeys(letters))) if set(letters) == set("dmy") else None


class Written(NamedTuple):
    """A date as its three numbers stand in the text."""

    style: str
    """The way of writing: dates of one style have one order."""
    fields: tuple[str, str, str]
    may_begin_with_short_year: bool = True
    """False where no language writes `26.3.25` for a day of 2026."""

    def iso(self, order: str) -> str | None:
        """Return the date as ISO 8601 in one order; None where the digits of the year stand elsewhere."""
        return _iso(self.fields, order, may_begin_with_short_year=self.may_begin_with_short_year)


@lru_cache(maxsize=4096)
def _iso(fields: tuple[str, str, str], order: str, *, may_begin_with_short_year: bool) -> str | None:
    year, month, day = (fields[place] for place in ORDERS[order])
    if max(len(month), len(day)) > _SHORT or len(year) not in {_SHORT, _LONG}:
        return None
    if len(year) == _SHORT and order == "year/month/day" and not may_begin_with_short_year:
        return None
    number = int(year) + (_CENTURY if len(year) == _SHORT else 0)
    return f"{number:04d}-{int(month):02d}-{int(day):02d}"


class ChatDates:
    """Learns from every date of a file, then reads each.

    Parameters
    ----------
    first_us, last_us
        Outside of them no date can lie: before there was such a chat, after the day of the load.

    """

    def __init__(self, first_us: int, last_us: int) -> None:
        self._first_us, self._last_us = first_us, last_us
        self._open: dict[str, set[str]] = {}
        self._told: dict[str, set[str]] = defaultdict(set)
        self._days: list[Written] = []
        self._settled: dict[str, str] = {}

    def see(self, written: Written, told: str | None = None) -> None:
        """Learn from a date; `told` is the ISO date in the name of a file that was sent with it."""
        if told is None and self._days and self._days[-1] == written:
            return
        possible = set(self._possible(written))
        self._open[written.style] = self._open.get(written.style, set(ORDERS)) & possible
        agreeing = [order for order in possible if written.iso(order) == told]
        if len(agreeing) == 1:
            self._told[written.style].update(agreeing)
        if len(self._days) < _MOST_DAYS and (not self._days or self._days[-1] != written):
            self._days.append(written)

    def settle(self, asked: str | None = None) -> None:
        """Decide the order of each style by the file, else as `asked` where that is possible."""
        candidates = {style: self._candidates(style) for style in sorted(self._open)}
        steady = self._steady(candidates)
        for style, orders in candidates.items():
            left = {found[style] for found in steady if style in found} or orders
            chosen = next(iter(left)) if len(left) == 1 else asked if asked in left else None
            if chosen is not None:
                self._settled[style] = chosen

    def read(self, written: Written) -> str | None:
        """Return the ISO date; None where the file leaves more than one reading, or none is possible."""
        order = self._settled.get(written.style)
        if order is not None:
            return written.iso(order)
        readings = self.readings(written)
        return readings[0] if len(readings) == 1 else None

    def open_example(self) -> Written | None:
        """Return the first date that the file leaves more than one reading, if any."""
        undecided = (day for day in self._days if self.read(day) is None and self.readings(day))
        return next(undecided, None)

    def readings(self, written: Written) -> list[str]:
        """Return the possible readings of one date, earliest first."""
        found = (written.iso(order) for order in self._possible(written))
        return sorted({iso for iso in found if iso is not None})

    def _possible(self, written: Written) -> list[str]:
        return [order for order in ORDERS if self._is_possible(written.iso(order))]

    def _is_possible(self, iso: str | None) -> bool:
        us = parse_iso(iso).us if iso is not None else None
        return us is not None and self._first_us <= us <= self._last_us

    def _candidates(self, style: str) -> set[str]:
        """Return the orders that all dates of a style allow, narrowed by the names of files where they agree."""
        possible, told = self._open[style], self._told[style]
        return told if len(told) == 1 and told <= possible else possible

    def _steady(self, candidates: dict[str, set[str]]) -> list[dict[str, str]]:
        """Return the combinations of orders in which no date lies more than a day before the one above it."""
        styles = [style for style, orders in candidates.items() if orders]
        choices = [sorted(candidates[style]) for style in styles]
        if not 1 < prod(map(len, choices)) <= _MOST_TRIED:
            return []
        combinations = (dict(zip(styles, chosen, strict=True)) for chosen in product(*choices))
        return [chosen for chosen in combinations if not self._runs_backwards(chosen)]

    def _runs_backwards(self, chosen: dict[str, str]) -> bool:
        read = (day.iso(chosen[day.style]) for day in self._days if day.style in chosen)
        moments = [parse_iso(iso).us or 0 for iso in read if iso is not None]
        return any(later < earlier - DAY_US for earlier, later in pairwise(moments))
