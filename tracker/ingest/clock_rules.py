"""What one post's own evidence says about its time: the id, the stated time, who else saw it.

The rules, their sources and test values: docs/clocks.md.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.base.clock import (
    DAY_US,
    FIRST_US,
    HOUR_US,
    MINUTE_US,
    SECOND_US,
    ZONE_EARLIEST_US,
    ZONE_LATEST_US,
    parse_iso,
)
from tracker.base.idtime import (
    NO_TIME,
    PLATFORMS_WITH_ID_TIME,
    TID_SLACK_US,
    X_DIGITS,
    X_TOLERANCE_S,
    count_time,
    id_time,
    x_times,
)
from tracker.base.spans import format_span
from tracker.ingest.clock_draft import (
    CLAIM,
    FAR,
    ID,
    INDEXED,
    MISSING,
    NEVER,
    NONE,
    SERVER,
    Claims,
    Draft,
    Ids,
    Times,
    present,
    seconds,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

SERVER_SLACK_US: Final = 2 * SECOND_US
"""Two clocks of one platform's servers agree within this."""
CLAIM_SLACK_US: Final = 5 * MINUTE_US
"""A program's clock may be this far off before its claim is disputed."""
AGREEMENT_US: Final = 60 * SECOND_US
"""A claim that a third server saw arrive within this is corroborated."""
HONEST_LAG_US: Final = 20 * MINUTE_US
"""How far an id may honestly lie before the stated time: delayed delivery on X before 2015 (13 of 1,142
posts, 2 to 1,194 s), and platforms that make the id when the upload starts."""
OWN_CLOCK_SLACK_US: Final = 10 * SECOND_US
"""A program's claim and the id that it makes lie nearer together than this (131 of 144 within 2 s): what is left of
a difference after whole hours must, too."""
ZONE_WORDS: Final = ": whole hours, as where a time is written in one time zone and read in another"
PROMPT_SINCE_US: Final = parse_iso("2015-01-01").us or 0
UPLOAD_IDS: Final = frozenset({"instagram", "threads", "tiktok", "douyin"})
"""Platforms that make the id when the upload starts: a lower bound where the server states the time too."""


def read_claims(times: Times, now_us: int) -> Claims:
    """Sort the stated times into possible, impossibly early and impossibly late ones."""
    stated = present(times.claimed_us)
    past = stated & (times.claimed_us < FIRST_US)
    future = stated & (times.claimed_us > now_us + DAY_US)
    known = stated & ~past & ~future
    us = np.where(known, times.claimed_us, NEVER)
    precision_us = np.round(np.nan_to_num(times.precision_s, nan=1.0) * SECOND_US).astype(np.int64)
    late = np.where(times.zone_known, 0, ZONE_LATEST_US) + precision_us
    low = np.where(known, us - np.where(times.zone_known, 0, ZONE_EARLIEST_US), NEVER)
    high = np.where(known, us + late, FAR)
    return Claims(us, known, future, past, low, high, precision_us, known & times.zone_known)


def read_ids(times: Times, claims: Claims, now_us: int) -> Ids:
    """Read the clock inside each id, where its platform has one."""
    us = np.full(len(times), NEVER, np.int64)
    tolerance = np.zeros(len(times), np.int64)
    server = np.zeros(len(times), np.bool_)
    implausible = np.zeros(len(times), np.bool_)
    stated = claims.us.tolist()
    plain = _plain_x(times, now_us)
    us[plain != 0] = plain[plain != 0]
    tolerance[plain != 0] = round(X_TOLERANCE_S * SECOND_US)
    server[plain != 0] = True
    for post in np.flatnonzero(plain == 0).tolist():
        platform = times.platform[post]
        if platform not in PLATFORMS_WITH_ID_TIME:
            continue
        claim = stated[post] if stated[post] != NEVER else None
        found = id_time(platform, times.native_id[post], now_us=now_us, stated_us=claim)
        if found == NO_TIME and times.claimed_us[post] == MISSING:
            found = count_time(platform, times.native_id[post])
        if found.us is not None:
            us[post] = found.us
            tolerance[post] = round(found.tolerance_s * SECOND_US)
            server[post] = found.server
        elif found.implausible:
            implausible[post] = True
    return Ids(us, tolerance, server & times.home, implausible)


def _plain_x(times: Times, now_us: int) -> NDArray[np.int64]:
    """Return the times inside the usual ids of X, all at once; 0 for every other post."""
    numbers = [
        min(int(native), 2**63 - 1) if platform == "x" and len(native) <= X_DIGITS and native.isdecimal() else 0
        for platform, native in zip(times.platform, times.native_id, strict=True)
    ]
    return x_times(np.array(numbers, np.int64), now_us)


def on_platform(times: Times, names: frozenset[str]) -> NDArray[np.bool_]:
    """Tell which posts are on one of these platforms."""
    return np.fromiter((platform in names for platform in times.platform), np.bool_, len(times))


def by_server_id(draft: Draft, times: Times, claims: Claims, ids: Ids, whole: NDArray[np.bool_]) -> None:
    """Date posts by the clock in an id that their own server made, and check what they state against it."""
    dated = ids.server
    draft.decide(dated, ids.us - ids.tolerance_us, ids.us + ids.tolerance_us, ID, hard=True)
    slack = np.maximum(ids.tolerance_us, SERVER_SLACK_US)
    checked = dated & claims.known
    early = _gap(checked, claims.low, ids.us)
    late = _gap(checked, ids.us, claims.high - np.minimum(claims.precision_us, SECOND_US))
    upload = on_platform(times, UPLOAD_IDS)
    lagging = (early > slack) & (early <= HONEST_LAG_US) & claims.exact
    lagging &= upload | (on_platform(times, frozenset({"x"})) & (ids.us < PROMPT_SINCE_US))
    agreeing = dated & claims.exact & (early <= slack) & (late <= slack)
    draft.decide(lagging, ids.us, claims.high, ID, hard=True)
    trusted = times.server_timed & ~times.conflict
    draft.decide((agreeing | lagging) & upload & trusted, claims.low, claims.high, SERVER, hard=True)
    _narrow(draft, agreeing & ~upload & trusted, claims.low, claims.high + SERVER_SLACK_US)
    _dispute_id(draft, checked & ~lagging & (early > slack), early, "later", whole)
    _dispute_id(draft, checked & (late > slack), late, "earlier", whole)
    future = dated & claims.future
    _dispute_id(draft, future, _gap(future, times.claimed_us, ids.us), "later", whole)


def whole_hours(times: Times, claims: Claims, ids: Ids) -> NDArray[np.bool_]:
    """Tell which posts state a time that is whole hours from the clock in their id, as in another time zone.

    An id that is made when the upload starts lies before the time of its post, never behind it.
    """
    told = claims.exact & (ids.us != NEVER) & (np.maximum(claims.precision_us, ids.tolerance_us) <= MINUTE_US)
    gap = _gap(told, claims.us, ids.us)
    hours = (gap + HOUR_US // 2) // HOUR_US
    rest = gap - hours * HOUR_US
    slack = np.where(ids.server, np.maximum(ids.tolerance_us, SERVER_SLACK_US), OWN_CLOCK_SLACK_US)
    behind = np.where(on_platform(times, UPLOAD_IDS), np.minimum(slack, SERVER_SLACK_US), slack)
    near = (rest <= slack) & (rest >= -behind - claims.precision_us)
    return np.asarray(told & near & (hours != 0) & (np.abs(hours) * HOUR_US <= ZONE_EARLIEST_US))


def _gap(where: NDArray[np.bool_], later: NDArray[np.int64], earlier: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return later - earlier where asked, else 0: a missing time must not enter arithmetic."""
    return np.where(where, later, 0) - np.where(where, earlier, 0)


def _narrow(draft: Draft, where: NDArray[np.bool_], low: NDArray[np.int64], high: NDArray[np.int64]) -> None:
    """Intersect intervals, except where nothing would be left."""
    meets = where & (np.maximum(draft.low, low) <= np.minimum(draft.high, high))
    draft.low[meets] = np.maximum(draft.low, low)[meets]
    draft.high[meets] = np.minimum(draft.high, high)[meets]


def _dispute_id(
    draft: Draft, where: NDArray[np.bool_], gap: NDArray[np.int64], direction: str, whole: NDArray[np.bool_]
) -> None:
    posts = np.flatnonzero(where)
    words = spans("states a time", gap[posts], f"{direction} than its own id")
    draft.dispute(posts.tolist(), _explained(words, whole[posts]))


def _explained(sentences: Iterable[str], whole: NDArray[np.bool_]) -> Iterator[str]:
    """Add to the sentences of whole hours how such a difference comes about."""
    pairs = zip(sentences, whole.tolist(), strict=True)
    return (f"{sentence}{ZONE_WORDS}" if is_whole else sentence for sentence, is_whole in pairs)


def spans(before: str, gaps_us: NDArray[np.int64], after: str) -> Iterator[str]:
    """Yield a sentence for each length of time."""
    return (f"{before} {format_span(gap)} {after}" for gap in seconds(gaps_us))


def by_server_time(draft: Draft, times: Times, claims: Claims) -> None:
    """Date what the id does not date by the time that the platform's server states."""
    stated = claims.known & times.server_timed & ~times.conflict & (draft.source == NONE)
    draft.decide(stated, claims.low, claims.high, SERVER, hard=True)


def by_claim(draft: Draft, times: Times, claims: Claims, ids: Ids, whole: NDArray[np.bool_]) -> None:
    """Date the rest by the author's program, its id, and the third server that saw the post (Bluesky)."""
    rest = draft.source == NONE
    seen = rest & (times.indexed_us >= FIRST_US)
    own = rest & (ids.us != NEVER) & ~ids.server & on_platform(times, frozenset({"bluesky"}))
    high = np.where(times.zone_known, FAR, claims.high)
    draft.decide(rest & claims.known, claims.low, high, CLAIM, hard=False)
    counted = rest & ~ids.server & on_platform(times, frozenset({"x"}))
    draft.decide(counted & (ids.us != NEVER), ids.us - ids.tolerance_us, ids.us + ids.tolerance_us, ID, hard=False)
    _by_own_id(draft, times, claims, ids, own & ~seen)
    _dispute_own_id(draft, times, ids, own & ~seen & (claims.exact | claims.future), whole)
    _by_sighting(draft, times, claims, seen)
    _by_both(draft, times, ids, seen & own)
    _dispute_sighting(draft, times, seen & (claims.exact | claims.future), whole & own)


def _by_own_id(draft: Draft, times: Times, claims: Claims, ids: Ids, own: NDArray[np.bool_]) -> None:
    """Weigh a claim against the id that the author's program made; alone, such an id is no hard evidence."""
    told = own & (claims.exact | claims.future)
    gap = _gap(told, times.claimed_us, ids.us)
    draft.decide(own, ids.us - TID_SLACK_US, ids.us + TID_SLACK_US, ID, hard=False)
    draft.hard[told] = True
    between = told & (np.abs(gap) > AGREEMENT_US) & (np.abs(gap) <= CLAIM_SLACK_US)
    draft.decide(between, np.minimum(claims.us, ids.us), np.maximum(claims.us, ids.us), CLAIM, hard=False)


def _dispute_own_id(
    draft: Draft, times: Times, ids: Ids, told: NDArray[np.bool_], whole: NDArray[np.bool_]
) -> None:
    gap = _gap(told, times.claimed_us, ids.us)
    _dispute_id(draft, gap > CLAIM_SLACK_US, gap, "later", whole)
    _dispute_id(draft, gap < -CLAIM_SLACK_US, -gap, "earlier", whole)


def _by_sighting(draft: Draft, times: Times, claims: Claims, seen: NDArray[np.bool_]) -> None:
    """Bound posts by another server's sighting; a claim that it saw arrive at once is corroborated."""
    draft.decide(seen & ~claims.known, np.full_like(draft.low, NEVER), times.indexed_us, INDEXED, hard=False)
    draft.high[seen] = np.minimum(draft.high, times.indexed_us)[seen]
    draft.low[seen & (draft.low > draft.high)] = NEVER
    delay = _gap(seen & claims.exact, times.indexed_us, claims.us)
    prompt = seen & claims.exact & ~times.conflict & (delay >= 0) & (delay < AGREEMENT_US)
    draft.decide(prompt, times.indexed_us - AGREEMENT_US, times.indexed_us, INDEXED, hard=True)


def _by_both(draft: Draft, times: Times, ids: Ids, both: NDArray[np.bool_]) -> None:
    """Date posts whose claim is not corroborated by the id and the sighting, where these two agree."""
    twin = both & ~draft.hard & (np.abs(_gap(both, times.indexed_us, ids.us)) <= TID_SLACK_US)
    low = np.maximum(times.indexed_us, ids.us) - TID_SLACK_US
    draft.decide(twin, low, times.indexed_us, INDEXED, hard=True)


def _dispute_sighting(
    draft: Draft, times: Times, told: NDArray[np.bool_], whole: NDArray[np.bool_]
) -> None:
    gap = _gap(told, times.indexed_us, times.claimed_us)
    early, late = np.flatnonzero(gap > CLAIM_SLACK_US), np.flatnonzero(gap < -CLAIM_SLACK_US)
    before = spans("states a time", gap[early], "before another server first saw it")
    after = spans("states a time", -gap[late], "after another server first saw it")
    draft.dispute(early.tolist(), _explained(before, whole[early]))
    draft.dispute(late.tolist(), _explained(after, whole[late]))


def by_records(draft: Draft, times: Times) -> None:
    """Dispute posts of which two records state different times; which of them is right nothing tells."""
    posts = np.flatnonzero(times.contested).tolist()
    draft.dispute(posts, repeat("two exports state different times for it", len(posts)))


def by_capture(draft: Draft, times: Times) -> None:
    """Bound posts by the moment of their capture; what they state cannot be later."""
    held = times.captured_us >= FIRST_US
    fits = held & (draft.low <= times.captured_us)
    draft.high[fits] = np.minimum(draft.high, times.captured_us)[fits]
    gap = _gap(held & present(times.claimed_us) & times.zone_known, times.claimed_us, times.captured_us)
    wrong = (gap > CLAIM_SLACK_US) & ~np.isin(draft.source, (ID, INDEXED))
    draft.dispute(np.flatnonzero(wrong).tolist(), spans("states a time", gap[wrong], "after it was captured"))
    soft = held & ~fits & (wrong | (draft.source == CLAIM))
    draft.decide(soft, np.full_like(draft.low, NEVER), times.captured_us, CLAIM, hard=False)
