"""Ids that went through a spreadsheet or a float, and lost their last digits (docs/clocks.md)."""

from __future__ import annotations

import re
from typing import Any, Final

from tracker.base.clock import SECOND_US, UNSTATED, Stated, format_us
from tracker.base.idtime import rounded_span
from tracker.ingest.reader import Reference

ROUNDED: Final = "an id that a spreadsheet or a float has rounded"
_ROUNDED: Final = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+|\d{16,}[.,]0+", re.ASCII)
_LONG_ID: Final = re.compile(r"\d{16,}", re.ASCII)
_ROUNDED_SHARE: Final = 0.02
"""A column of long ids was rounded where more of them than this end in 000; by chance it is one in 1,000."""
_ROUNDED_LEAST: Final = 3


def is_rounded(text: str) -> bool:
    """Tell whether an id is written as a rounded number is.

    >>> is_rounded("1.82303E+18"), is_rounded("1823034723867713700.0"), is_rounded("1823034723867713700")
    (True, True, False)
    """
    return _ROUNDED.fullmatch(text) is not None


def is_long_id(text: str) -> bool:
    """Tell whether an id has more digits than a spreadsheet keeps: whether it is exact only its column tells."""
    return _LONG_ID.fullmatch(text) is not None


class LongIds:
    """Counts the long ids of a column and how they end."""

    def __init__(self) -> None:
        self._seen = self._ending = 0

    def add(self, text: str) -> None:
        """Count one cell."""
        if is_long_id(text):
            self._seen += 1
            self._ending += text.endswith("000")

    @property
    def are_rounded(self) -> bool:
        """True where the long ids of the column were rounded, so that none of them can be trusted."""
        return self._ending >= _ROUNDED_LEAST and self._ending > _ROUNDED_SHARE * self._seen


def time_left(platform: str, native_id: str) -> str:
    """Return between which moments a rounded id was made, as the end of a sentence; empty where it holds no clock.

    >>> time_left("x", "1.25018E+18")
    '; its time: 2020-04-14T21:32:00.785Z to 2020-04-14T22:11:46.971Z'
    """
    span = rounded_span(platform, native_id)
    return f"; its time: {format_us(span[0])} to {format_us(span[1])}" if span else ""


def rounded_reference(kind: str, platform: str, native_id: str, **more: Any) -> Reference:
    """Return a reference to nothing: a rounded id names no post, but it tells about when that post was made."""
    span = rounded_span(platform, native_id)
    if span is not None and more.get("stated", UNSTATED) == UNSTATED:
        more["stated"] = Stated(span[0], (span[1] - span[0]) / SECOND_US)
    return Reference(kind, **more)
