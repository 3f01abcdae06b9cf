"""When each post was made, as an interval [low, high] with its evidence: the clock audit.

Four kinds of evidence are weighed per post (docs/clocks.md): the platform's server and the ids it makes, a
third server that saw the post, the claim of the author's program, and the capture; then ids that only order
posts, and links (a post is not earlier than what it points at).
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from tracker.ingest.clock_draft import (
    FAR,
    FLAGS,
    MISSING,
    NEVER,
    SOURCES,
    Claims,
    Draft,
    Ids,
    Links,
    Times,
    present,
)
from tracker.ingest.clock_links import by_links
from tracker.ingest.clock_order import by_order
from tracker.ingest.clock_rules import (
    by_capture,
    by_claim,
    by_records,
    by_server_id,
    by_server_time,
    read_claims,
    read_ids,
    whole_hours,
)
from tracker.ingest.clock_sources import by_source_zone

__all__ = ["MISSING", "Intervals", "Links", "Times", "decide"]


class Intervals(msgspec.Struct, frozen=True, eq=False):
    """What is known about the time of each post; one entry per post in every field."""

    low: NDArray[np.int64]
    """It did not exist before; MISSING where nothing tells (in the next three as well)."""
    high: NDArray[np.int64]
    """It existed by then."""
    posted: NDArray[np.int64]
    """The one time that measures use."""
    id_us: NDArray[np.int64]
    """The time inside its id."""
    hard: NDArray[np.bool_]
    """True where both ends rest on more than the author's own claim."""
    disputed: NDArray[np.bool_]
    """True where a rule was broken."""
    source: list[str]
    """What decided the interval: `id`, `server`, `indexed`, `claim` or `none`."""
    rule: list[str | None]
    """The rule that was broken, in words."""
    flags: list[tuple[str, ...]]
    """Sorted marks: those of `clock_draft.FLAGS`."""
    notes: dict[int, str]
    """What was found out about whole sources, by their number, one sentence each."""


def decide(times: Times, links: Links, now_us: int) -> Intervals:
    """Weigh the evidence of all posts.

    The order of the posts changes nothing. A stated time that contradicts other evidence is disputed, never
    corrected: `times` keeps it as it is.

    Parameters
    ----------
    times
        What each post's records say.
    links
        What the posts point at, as far as both ends are here.
    now_us
        The UTC day of the case's first load: no post is later than one day after it.

    """
    claims = read_claims(times, now_us)
    ids = read_ids(times, claims, now_us)
    draft = Draft(len(times))
    draft.mark(claims.past, "impossible")
    draft.mark(claims.future, "future")
    draft.mark(ids.implausible, "id_implausible")
    draft.mark(claims.known & ~times.zone_known, "zone_unknown")
    whole = whole_hours(times, claims, ids)
    draft.mark(whole, "whole_hours_off")
    claims, notes = by_source_zone(draft, times, claims, ids)
    by_server_id(draft, times, claims, ids, whole)
    by_server_time(draft, times, claims)
    by_claim(draft, times, claims, ids, whole)
    by_records(draft, times)
    by_capture(draft, times)
    by_order(draft, times, claims)
    by_links(draft, times, claims, links)
    return _finish(draft, times, claims, ids, notes)


def _finish(draft: Draft, times: Times, claims: Claims, ids: Ids, notes: dict[int, str]) -> Intervals:
    marks = [
        tuple(name for bit, name in enumerate(FLAGS) if code >> bit & 1) for code in range(1 << len(FLAGS))
    ]
    return Intervals(
        low=np.where(draft.low == NEVER, MISSING, draft.low),
        high=np.where(draft.high == FAR, MISSING, draft.high),
        posted=_posted(draft, times, claims, ids),
        id_us=np.where(ids.us == NEVER, MISSING, ids.us),
        hard=draft.hard,
        disputed=draft.disputed,
        source=_named(SOURCES, draft.source),
        rule=draft.rule.tolist(),
        flags=_named(marks, draft.flags),
        notes=notes,
    )


def _posted(draft: Draft, times: Times, claims: Claims, ids: Ids) -> NDArray[np.int64]:
    """Return the claim where it lies in the interval, else the nearer end.

    Without a claim: the id's time, else when another server saw it, else the lower end. A capture or a later
    answer alone dates nothing, and neither does a stated time that no post can have.
    """
    us = np.where(ids.us != NEVER, ids.us, times.indexed_us)
    us = np.where(present(times.claimed_us), times.claimed_us, us)
    bounded = np.minimum(np.maximum(us, draft.low), draft.high)
    dated = claims.known | (draft.low != NEVER) | present(times.indexed_us)
    return np.where(dated, bounded, MISSING)


def _named(names: Any, codes: NDArray[np.uint8]) -> list[Any]:
    """Return the name of each code; equal names are one object."""
    return [names[code] for code in codes.tolist()]
