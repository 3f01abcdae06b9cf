"""Times without a zone, read in the zone that the ids of their file's posts show.

Done on the spool, before records are merged: a file's rows share one clock, a merged post has many files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from tracker.base.clock import DAY_US, FIRST_US, MINUTE_US, SECOND_US
from tracker.base.idtime import id_time
from tracker.base.keys import split_key
from tracker.ingest.clock_draft import MISSING
from tracker.ingest.clock_zones import FEWEST, Shown, Solution, solve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from tracker.ingest.intake import Intake

LOOSEST_US: Final = MINUTE_US
"""An id that may be off by more than this shows no offset."""
_COLUMNS: Final = ("post", "source", "claimed_us", "precision_s", "zone_known")
_UNKNOWN, _SOLVED = "zone_unknown", "zone_solved"


class LocalTimes:
    """What is known of the zones of files that state none.

    Attributes
    ----------
    solutions
        By the number of the source.
    notes
        What to say of each such source, one sentence.

    """

    def __init__(self, solutions: Mapping[int, Solution], notes: Mapping[int, str], now_us: int) -> None:
        self.solutions = dict(solutions)
        self.notes = dict(notes)
        self._now_us = now_us

    def applied(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return rows of the spool with their times in UTC where the zone of their source is solved.

        Where zones differ, or a clock showed a time twice, the earliest moment and a precision that spans all.
        """
        chosen = self._chosen(batch) if self.solutions else np.zeros(0, np.bool_)
        if not chosen.any():
            return batch
        wall, precision_s = _moments(batch, "claimed_us"), batch.column("precision_s").to_numpy().copy()
        sources, claimed = batch.column("source").to_numpy(), wall.copy()
        for source in np.unique(sources[chosen]).tolist():
            where = chosen & (sources == source)
            least, most = self.solutions[source].ahead(wall[where])
            claimed[where] -= most
            precision_s[where] += (most - least) / SECOND_US
        known = batch.column("zone_known").to_numpy(zero_copy_only=False) | chosen
        made = {"claimed_us": pa.array(claimed, pa.int64(), mask=wall == MISSING), "precision_s": precision_s,
                "zone_known": known}  # fmt: skip
        if "time_flags" in batch.schema.names:
            made["time_flags"] = _marked(batch.column("time_flags"), chosen)
        return _with(batch, made)

    def _chosen(self, batch: pa.RecordBatch) -> NDArray[np.bool_]:
        sources = batch.column("source").to_numpy()
        return _open(batch, self._now_us) & np.isin(sources, list(self.solutions))


def solve_zones(intake: Intake, now_us: int) -> LocalTimes:
    """Find out in which zones the sources state the times that they state without one."""
    solutions: dict[int, Solution] = {}
    notes: dict[int, str] = {}
    for source, posts, wall, precision_us in _by_source(intake, now_us):
        shown = _shown(intake, posts, wall, precision_us, now_us)
        found = solve(shown, int(wall.min()), int(wall.max()))
        if found is not None:
            solutions[source] = found
            notes[source] = _note(found, len(wall) - len(shown.wall_us))
        elif len(shown.wall_us) >= FEWEST:
            notes[source] = (
                f"its times have no zone, and the clocks in {len(shown.wall_us):,} ids do not agree on one: "
                "each can mean any zone (--tz settles it)"
            )
    return LocalTimes(solutions, notes, now_us)


def _note(found: Solution, others: int) -> str:
    wrong = found.shown - found.explained
    read = f"; the times of the {others:,} others were read so" if others else ""
    against = f"; {wrong:,} say{'s' if wrong == 1 else ''} otherwise" if wrong else ""
    return (
        f"its times have no zone: the clocks in {found.explained:,} of {found.shown:,} ids show "
        f"{found.words}{read}{against}"
    )


def _by_source(
    intake: Intake, now_us: int
) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """Yield for each source with times without a zone its posts, their stated times and how coarse these are."""
    parts: list[tuple[NDArray[Any], ...]] = []
    for batch in intake.spool.read(_COLUMNS):
        rows = np.flatnonzero(_open(batch, now_us))
        if len(rows):
            precision_us = np.round(batch.column("precision_s").to_numpy() * SECOND_US).astype(np.int64)
            columns = (batch.column("source").to_numpy(), batch.column("post").to_numpy(),
                       _moments(batch, "claimed_us"), precision_us)  # fmt: skip
            parts.append(tuple(column[rows] for column in columns))
    if not parts:
        return
    sources, posts, wall, precision_us = (np.concatenate(column) for column in zip(*parts, strict=True))
    for source in np.unique(sources).tolist():
        rows = np.flatnonzero(sources == source)
        rows = rows[np.unique(posts[rows], return_index=True)[1]]
        yield source, posts[rows], wall[rows], precision_us[rows]


def _shown(
    intake: Intake,
    posts: NDArray[np.int64],
    wall: NDArray[np.int64],
    precision_us: NDArray[np.int64],
    now_us: int,
) -> Shown:
    """Return the posts whose ids hold a clock."""
    keys, node = intake.nodes.keys, intake.node
    inside = [id_time(*split_key(keys[node[post]]), now_us=now_us) for post in posts.tolist()]
    moments = np.array([MISSING if one.us is None else one.us for one in inside], np.int64)
    tolerance = np.round(np.array([one.tolerance_s for one in inside]) * SECOND_US).astype(np.int64)
    rows = np.flatnonzero((moments != MISSING) & (tolerance <= LOOSEST_US))
    return Shown(wall[rows], moments[rows], tolerance[rows], precision_us[rows])


def _open(batch: pa.RecordBatch, now_us: int) -> NDArray[np.bool_]:
    """Tell which rows state a time without a zone that can be a post's."""
    known = batch.column("zone_known").to_numpy(zero_copy_only=False)
    wall = _moments(batch, "claimed_us")
    return np.asarray(~known & (wall >= FIRST_US - DAY_US) & (wall <= now_us + 2 * DAY_US))


def _moments(batch: pa.RecordBatch, name: str) -> NDArray[np.int64]:
    found: NDArray[np.int64] = batch.column(name).fill_null(MISSING).to_numpy()
    return found


def _marked(flags: pa.Array, chosen: NDArray[np.bool_]) -> pa.Array:
    rows = [
        sorted({*marks, _SOLVED} - {_UNKNOWN}) if solved else marks
        for marks, solved in zip(flags.to_pylist(), chosen.tolist(), strict=True)
    ]
    return pa.array(rows, flags.type)


def _with(batch: pa.RecordBatch, made: Mapping[str, Any]) -> pa.RecordBatch:
    names = batch.schema.names
    columns = [
        pa.array(made[name], batch.schema.field(name).type) if name in made else batch.column(name) for name in names
    ]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)
