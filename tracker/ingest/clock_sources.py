"""Files whose stated zone is contradicted by the ids of their own posts.

A table of local times that are marked as UTC is off by whole hours, in every row. Where an id holds a clock it
decides; the posts without one are then dated by either reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from tracker.ingest.clock_zones import FEWEST, GRAIN_US, Shown, Solution, solve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tracker.ingest.clock_draft import Claims, Draft, Ids, Times

_LEAST_SHARE: Final = 0.5
"""Of a source's posts with a clock in their id, those that must be off before its zone is asked for."""


def by_source_zone(draft: Draft, times: Times, claims: Claims, ids: Ids) -> tuple[Claims, dict[int, str]]:
    """Widen the claims of sources whose stated zone their ids contradict; return them, and what to note."""
    low, high, exact = claims.low.copy(), claims.high.copy(), claims.exact.copy()
    notes: dict[int, str] = {}
    for source, dated in _doubtful(times, claims, ids):
        found = _solved(claims, ids, dated)
        if found is None:
            continue
        others = np.flatnonzero((times.source == source) & claims.exact & ~ids.server)
        least, most = found.ahead(claims.us[others])
        low[others] -= np.maximum(most, 0)
        high[others] -= np.minimum(least, 0)
        exact[others] = False
        notes[source] = _note(found, len(others))
        for flag in ("zone_contradicted", "zone_unknown"):
            draft.mark(_mask(others, len(times)), flag)
    return msgspec.structs.replace(claims, low=low, high=high, exact=exact), notes


def _doubtful(times: Times, claims: Claims, ids: Ids) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield the sources of which most dated posts are far off, with those posts."""
    dated = claims.exact & ids.server
    gap = np.where(dated, claims.us, 0) - np.where(dated, ids.us, 0)
    off = dated & (np.abs(gap) > GRAIN_US // 2)
    if not off.any():
        return
    counts, wrong = np.bincount(times.source[dated]), np.bincount(times.source[off])
    for source, number in enumerate(wrong.tolist()):
        if number >= max(FEWEST, _LEAST_SHARE * counts[source]):
            yield source, np.flatnonzero(dated & (times.source == source))


def _solved(claims: Claims, ids: Ids, dated: NDArray[np.int64]) -> Solution | None:
    shown = Shown(claims.us[dated], ids.us[dated], ids.tolerance_us[dated], claims.precision_us[dated])
    return solve(shown, int(shown.wall_us.min()), int(shown.wall_us.max()))


def _note(found: Solution, others: int) -> str:
    open_ = f"; the times of the {others:,} others are taken as either" if others else ""
    return (
        f"read in the zone that is stated, or given with --tz, its times run as {found.words} does by the clocks in "
        f"{found.explained:,} of {found.shown:,} ids, as where local times are marked as UTC{open_}"
    )


def _mask(places: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    mask = np.zeros(size, np.bool_)
    mask[places] = True
    return mask
