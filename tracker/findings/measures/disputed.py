"""Which stated times other evidence contradicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyarrow.compute as pc

from tracker.base.clock import SECOND_US
from tracker.findings.dated import Dated, dated_posts
from tracker.findings.measure import Finding, measure
from tracker.findings.spread import Spread
from tracker.findings.wording import moment, resting_on
from tracker.tables.posts import Posts

LISTED: Final = 1000
"""Rows listed; `value` counts all."""


@measure(asks="Which posts state a time that other evidence contradicts?")
def disputed(spread: Spread, posts: Posts) -> Iterator[Finding]:
    """List disputed times, those of the rumor first, with what the evidence allows instead."""
    keys = posts.post.filter(posts.disputed).to_pylist()
    rows = sorted(dated_posts(posts, keys).values(), key=lambda post: post.post not in spread.posts)
    yield Finding(
        name="disputed",
        value=int(pc.sum(posts.disputed, min_count=0).as_py()),
        unit="posts",
        detail=[_row(post, post.post in spread.posts) for post in rows[:LISTED]],
        method="A stated time outside the interval that ids, servers and reshares allow (docs/clocks.md).",
        evidence=resting_on((post.post for post in rows), spread.sources),
        caveat="Its stated time and its id disagree, often because of an import; the claim is not used.",
    )


def _row(post: Dated, in_rumor: bool) -> dict[str, Any]:
    return {
        "post": post.post,
        "account": post.label,
        "platform": post.platform,
        "claimed": moment(post.claimed_at),
        "bounded": [moment(post.low), moment(post.high)],
        "difference_s": _difference_s(post),
        "rule": post.dispute_rule or "the stated time contradicts other evidence",
        "in_rumor": in_rumor,
    }


def _difference_s(post: Dated) -> float | None:
    """Return how far the claim lies outside the bounds, seconds; negative where it is too early."""
    if post.claimed_at is None:
        return None
    if post.low is not None and post.claimed_at < post.low:
        return (post.claimed_at - post.low) / SECOND_US
    if post.high is not None and post.claimed_at > post.high:
        return (post.claimed_at - post.high) / SECOND_US
    return 0.0


MEASURE = disputed
