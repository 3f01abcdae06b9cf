"""When each post was made, and the order in which the posts are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.base.clock import SECOND_US
from tracker.base.idtime import NO_TIME, id_time
from tracker.base.keys import split_key
from tracker.ingest.clock_draft import present
from tracker.ingest.clocks import MISSING, Intervals, Links, Times, decide
from tracker.ingest.links import KIND_NUMBER, as_array, kept_parents

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tracker.ingest.intake import Intake
    from tracker.ingest.merge import Merged

_COLUMNS: Final = (
    "post", "source", "claimed_us", "precision_s", "zone_known", "server_timed", "home", "indexed_us", "edited_us",
)  # fmt: skip
_UNNAMED: Final = "sha256:"
"""How the native id of a record without one begins: no clock is inside it."""


@dataclass(frozen=True)
class Ordered:
    """What the final pass needs to know of every post, by its number."""

    intervals: Intervals
    rank: NDArray[np.int64]
    """Place among all posts: by time, platform, key; without a time last."""
    parent: NDArray[np.int64]
    """Node of the kept parent, -1 without any."""


def put_in_order(intake: Intake, merged: Merged, now_us: int) -> Ordered:
    """Decide the time of every post from what its records and its references say, and sort."""
    times = _times(intake, merged)
    intervals = decide(times, _links(intake, times, now_us), now_us)
    return Ordered(
        intervals, _ranks(intake, intervals.posted),
        kept_parents(intake.links, intake.nodes, intervals.posted, now_us),
    )  # fmt: skip


def _times(intake: Intake, merged: Merged) -> Times:
    size = len(intake)
    us = {name: np.full(size, MISSING, np.int64) for name in ("claimed_us", "indexed_us", "edited_us")}
    marks = {name: np.ones(size, np.bool_) for name in ("zone_known", "server_timed", "home")}
    precision_s, source = np.ones(size, np.float64), np.zeros(size, np.int64)
    for batch in merged.batches(intake, _COLUMNS):
        posts = batch.column("post").to_numpy()
        precision_s[posts] = batch.column("precision_s").to_numpy()
        source[posts] = batch.column("source").to_numpy()
        for name, instants in us.items():
            instants[posts] = batch.column(name).fill_null(MISSING).to_numpy()
        for name, flags in marks.items():
            flags[posts] = batch.column(name).to_numpy(zero_copy_only=False)
    conflict, contested = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    conflict[list(merged.conflicts)] = True
    contested[list(merged.contested)] = True
    names = [split_key(intake.nodes.keys[node]) for node in intake.node]
    return Times(
        platform=["other" if native.startswith(_UNNAMED) else platform for platform, native in names],
        native_id=[native for _, native in names],
        claimed_us=us["claimed_us"],
        indexed_us=us["indexed_us"],
        captured_us=as_array(intake.counters.captured_us).copy(),
        edited_us=us["edited_us"],
        precision_s=precision_s,
        zone_known=marks["zone_known"],
        server_timed=marks["server_timed"],
        home=marks["home"],
        conflict=conflict,
        contested=contested,
        source=source,
    )


def _links(intake: Intake, times: Times, now_us: int) -> Links:
    book = intake.links
    target, child, kind = as_array(book.target), as_array(book.child), as_array(book.kind)
    parent = np.where(target >= 0, as_array(intake.nodes.post)[np.maximum(target, 0)], -1) if len(target) else target
    ranked = kind < len(KIND_NUMBER)
    here = np.flatnonzero((parent >= 0) & ranked)
    made_us = _made(intake, np.flatnonzero((parent < 0) & ranked & _open(times)[child]), now_us)
    gone = np.array(sorted(made_us), np.int64)
    return Links(
        child[here].astype(np.int32), parent[here].astype(np.int32), kind[here].astype(np.uint8),
        child[gone].astype(np.int32), np.array([made_us[link] for link in gone.tolist()], np.int64),
        kind[gone].astype(np.uint8),
    )  # fmt: skip


def _open(times: Times) -> NDArray[np.bool_]:
    """Tell which posts something that they point at may date: all that no server dates to the second."""
    return ~(times.server_timed & times.zone_known & present(times.claimed_us))


def _made(intake: Intake, links: NDArray[np.int64], now_us: int) -> dict[int, int]:
    """Return before when the absent target of a link did not exist, by the clock in its id or as stated."""
    keys, book = intake.nodes.keys, intake.links
    found = {}
    for link in links.tolist():
        node, stated = book.target[link], book.stated[link]
        inside = id_time(*split_key(keys[node]), now_us=now_us) if node >= 0 else NO_TIME
        if inside.us is not None and inside.server:
            found[link] = inside.us - round(inside.tolerance_s * SECOND_US)
        elif node < 0 and stated != MISSING:
            found[link] = stated
    return found


def _ranks(intake: Intake, posted: NDArray[np.int64]) -> NDArray[np.int64]:
    order = np.argsort(np.where(posted == MISSING, np.iinfo(np.int64).max, posted), kind="stable")
    sorted_times = posted[order]
    changes = np.flatnonzero(np.diff(sorted_times)) + 1 if len(order) else np.empty(0, np.int64)
    starts = np.concatenate(([0], changes)).astype(np.int64)
    stops = np.concatenate((changes, [len(order)])).astype(np.int64)
    keys, node = intake.nodes.keys, intake.node
    for run in np.flatnonzero(stops - starts > 1).tolist():
        tied = order[starts[run] : stops[run]].tolist()
        tied.sort(key=lambda post: (split_key(keys[node[post]])[0], keys[node[post]]))
        order[starts[run] : stops[run]] = tied
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank
