"""Ids that only order posts: Reddit's numbers and a Telegram chat's message numbers rise with time.

A post whose time breaks the order of its neighbours is disputed, and one without a time is bounded by them.
To be trusted, a time must stand in every longest non-decreasing subsequence (Schensted, Canadian Journal of
Mathematics 13:179, 1961): so one wrong time is blamed alone and not the posts around it. Where two posts
contradict only each other, nothing tells which is wrong, and both are disputed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.ingest.clock_draft import FAR, NEVER, SERVER, Claims, Draft, Times
from tracker.ingest.clock_rules import CLAIM_SLACK_US, spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST: Final = 20
"""Posts with a time that a sequence needs before it can speak against one of them."""
MOST_WRONG: Final = 0.2
"""Share of a sequence that may break the order; above it the ids are not the platform's and prove nothing."""
UNDECIDED: Final = "contradicts a post with a neighbouring id; one of the two states a wrong time"

_REDDIT: Final = re.compile(r"(t[13]_)([0-9a-z]{1,12})")
_TELEGRAM: Final = re.compile(r"(.+)/(\d{1,18})", re.ASCII)


def by_order(draft: Draft, times: Times, claims: Claims) -> None:
    """Check times against the order of the ids, and bound the missing ones."""
    for posts in _sequences(times):
        timed = draft.hard[posts] & (draft.source[posts] == SERVER) & claims.exact[posts]
        if np.count_nonzero(timed) >= FEWEST:
            _check(draft, claims, posts, timed)


def _sequences(times: Times) -> list[NDArray[np.int64]]:
    """Return the posts of each sequence in the order of their ids."""
    found: dict[str, list[tuple[int, int]]] = {}
    for post, platform in enumerate(times.platform):
        if platform == "reddit":
            match = _REDDIT.fullmatch(times.native_id[post])
            if match is not None:
                found.setdefault(match[1], []).append((int(match[2], 36), post))
        elif platform == "telegram":
            match = _TELEGRAM.fullmatch(times.native_id[post])
            if match is not None:
                found.setdefault(match[1], []).append((int(match[2]), post))
    return [np.array([post for _, post in sorted(members)], np.int64) for members in found.values()]


def _check(draft: Draft, claims: Claims, posts: NDArray[np.int64], timed: NDArray[np.bool_]) -> None:
    us = claims.us[posts]
    anchors = timed.copy()
    anchors[timed] = _certain(us[timed])
    low, high = _around(np.where(anchors, draft.low[posts], NEVER), np.where(anchors, draft.high[posts], FAR))
    early = timed & (low - us > CLAIM_SLACK_US)
    late = timed & (us - high > CLAIM_SLACK_US)
    torn = _torn(us, timed & ~early & ~late)
    if np.count_nonzero(early | late | torn) > MOST_WRONG * np.count_nonzero(timed):
        return
    _dispute(draft, posts[early], (low - us)[early], "earlier than posts with lower ids")
    _dispute(draft, posts[late], (us - high)[late], "later than posts with higher ids")
    draft.dispute(posts[torn].tolist(), [UNDECIDED] * np.count_nonzero(torn))
    loose = early | late | torn | (~claims.known[posts] & (draft.low[posts] == NEVER))
    _bound(draft, posts[loose], low[loose], high[loose])


def _certain(us: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which entries stand in every longest non-decreasing subsequence."""
    if np.all(us[1:] >= us[:-1]):
        return np.ones(len(us), np.bool_)
    before, after = _lengths(us), _lengths(-us[::-1])[::-1]
    possible = before + after - 1 == before.max()
    rivals = np.bincount(before[possible], minlength=before.max() + 1)
    return np.asarray(possible & (rivals[before] == 1))


def _lengths(us: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the length of the longest non-decreasing subsequence that ends at each entry."""
    tails: list[int] = []
    lengths = []
    for moment in us.tolist():
        length = bisect_right(tails, moment)
        tails[length : length + 1] = [moment]
        lengths.append(length + 1)
    return np.array(lengths, np.int64)


def _around(
    starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the latest start before each entry, and the earliest end after it."""
    before = np.concatenate(([NEVER], np.maximum.accumulate(starts)[:-1]))
    after = np.concatenate((np.minimum.accumulate(ends[::-1])[::-1][1:], [FAR]))
    return before, after


def _torn(us: NDArray[np.int64], rest: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which posts contradict each other with nothing to say which of them is wrong."""
    before, after = _around(np.where(rest, us, NEVER), np.where(rest, us, FAR))
    return rest & ((before - us > CLAIM_SLACK_US) | (us - after > CLAIM_SLACK_US))


def _bound(draft: Draft, posts: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]) -> None:
    """Put posts between their neighbours; a capture may bound the last one of a sequence."""
    captured = np.where(draft.low[posts] == NEVER, draft.high[posts], FAR)
    draft.low[posts] = low
    draft.high[posts] = np.where(captured >= low, np.minimum(captured, high), high)
    draft.source[posts] = SERVER
    draft.hard[posts] = (low != NEVER) & (draft.high[posts] != FAR)


def _dispute(draft: Draft, posts: NDArray[np.int64], gaps_us: NDArray[np.int64], words: str) -> None:
    draft.dispute(posts.tolist(), spans("states a time", gaps_us, words))
