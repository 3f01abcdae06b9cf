"""Lengths of time in words."""

from __future__ import annotations

from typing import Final

_MINUTES_FROM_S: Final = 120
"""A length of time of so many seconds is told in minutes."""
_HOURS_FROM_MIN: Final = 60
_NO_MINUTES_FROM_H: Final = 72
"""A length of time of so many hours is told in days and hours."""
_YEARS_FROM_H: Final = 2 * 365 * 24
"""A length of time of so many hours is told in years and months."""
_MONTH_S: Final = 365.2425 / 12 * 86_400


def format_span(seconds: float) -> str:
    """Print a length of time for people: `45 s`, `1 h 12 min`, `1 day 2 h 49 min`, `3 days 4 h`, `4 years 8 months`.

    >>> format_span(4320), format_span(45), format_span(90000), format_span(96540)
    ('1 h 12 min', '45 s', '1 day 1 h', '1 day 2 h 49 min')
    """
    sign, whole = ("-" if seconds < 0 else ""), round(abs(seconds))
    if whole < _MINUTES_FROM_S:
        return f"{sign}{whole} s"
    minutes = round(whole / 60)
    if minutes < _HOURS_FROM_MIN:
        return f"{sign}{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours >= _NO_MINUTES_FROM_H:
        hours, minutes = round(whole / 3600), 0
    if hours >= _YEARS_FROM_H:
        return f"{sign}{_years_and_months(whole)}"
    days, hours = divmod(hours, 24)
    told = ((days, "day" if days == 1 else "days"), (hours, "h"), (minutes, "min"))
    return sign + " ".join(f"{number} {unit}" for number, unit in told if number)


def _years_and_months(seconds: int) -> str:
    """Print a span of two years or more, in mean months of the Gregorian calendar."""
    years, months = divmod(round(seconds / _MONTH_S), 12)
    return f"{years} years{f' {months} month' if months else ''}{'s' if months > 1 else ''}"
