"""The order of posts without a zone that one clock has dated: it is known where the zone is not (docs/clocks.md)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from tracker.base.clock import HOUR_US, SECOND_US

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.findings.dated import Dated

TURNED_BACK_US: Final = 3 * HOUR_US
"""No clock has been turned back by more at once since there are such exports (2009): Casey, Antarctica, did by 3 h."""

_MARK: Final = "one_clock"
"""Readers give it to times that one device wrote for a whole file."""

Clock = frozenset[str]
"""The files by whose one clock a post is dated, any of them; none where its zone is known or its time is in doubt."""


def clock_of(post: Dated) -> Clock:
    """Return the files by whose one clock alone a post is dated."""
    told = _MARK in post.time_flags and not post.zone_known and post.claimed_at is not None
    sure = post.hard and not post.disputed and post.edited_at is None
    return frozenset(post.sources) if told and sure else frozenset()


def passed_at(post: Dated) -> int:
    """Return from which reading of its clock on, microseconds, another post of this clock surely came later."""
    coarse_us = round((post.precision_s or 0.0) * SECOND_US)
    return (post.claimed_at or 0) + coarse_us + TURNED_BACK_US


def is_after(post: Dated, other: Dated) -> bool:
    """Tell whether a post surely came after another one by the clock of both, whatever its zone."""
    return not clock_of(post).isdisjoint(clock_of(other)) and passed_at(other) < (post.claimed_at or 0)


def leaders_of(posts: Iterable[Dated]) -> dict[str, str]:
    """Return for each post that surely came after another one of its clock the first of those others."""
    clocks: dict[Clock, list[Dated]] = defaultdict(list)
    for post in posts:
        clocks[clock_of(post)].append(post)
    clocks.pop(frozenset(), None)
    firsts = sorted((min(held, key=_order) for held in clocks.values()), key=_order)
    found: dict[str, str] = {}
    for post in (post for held in clocks.values() for post in held):
        first = next((first for first in firsts if is_after(post, first)), None)
        if first is not None:
            found[post.post] = first.post
    return found


def _order(post: Dated) -> tuple[int, str]:
    return passed_at(post), post.post
