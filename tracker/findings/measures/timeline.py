"""When it spread, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tracker.base.clock import SECOND_US, format_us, hour_of
from tracker.findings.dated import TIE_US, Dated
from tracker.findings.measure import Finding, measure
from tracker.findings.spread import Spread
from tracker.findings.wording import HERE, moment, resting_on, times_of


@measure(asks="How many posts of the rumor were there, hour by hour and platform by platform?")
def timeline(spread: Spread) -> Iterator[Finding]:
    """Count the rumor's posts per UTC hour and platform; posts without a time are counted apart."""
    timed = spread.counted
    evidence = resting_on((post.post for post in timed), spread.sources)
    yield Finding(
        name="timeline",
        value=len(timed),
        unit="posts",
        detail={"freq": "h", "rows": _rows(timed), "untimed": len(spread.posts) - len(spread.timed), **_twice(spread)},
        method="Posts per UTC hour of `posted_at` and platform; `cumulative` is per platform.",
        evidence=evidence,
        caveat=f"{HERE} Hours that no export covers look empty.",
    )
    yield _peak(timed, evidence)
    yield _first_per_platform(spread, timed)


def _twice(spread: Spread) -> dict[str, int]:
    """Return how many posts are left out as later versions of another one; nothing where none is."""
    number = len(spread.timed) - len(spread.counted)
    return {"versions": number} if number else {}


def _rows(timed: list[Dated]) -> list[dict[str, Any]]:
    hours = Counter((hour_of(post.posted_at or 0), post.platform) for post in timed)
    reached: Counter[str] = Counter()
    rows = []
    for (start, platform), posts in sorted(hours.items()):
        reached[platform] += posts
        rows.append(
            {"start": format_us(start), "platform": platform, "posts": posts, "cumulative": reached[platform]}
        )
    return rows


def _peak(timed: list[Dated], evidence: tuple[str, ...]) -> Finding:
    hours = Counter(hour_of(post.posted_at or 0) for post in timed)
    start = min(hours, key=lambda hour: (-hours[hour], hour), default=None)
    return Finding(
        name="peak_hour",
        value=None if start is None else hours[start],
        unit="posts",
        detail={"start": moment(start)},
        method="The UTC hour with most posts of the rumor, the earlier on a tie.",
        evidence=evidence,
        caveat=HERE,
    )


def _first_per_platform(spread: Spread, timed: list[Dated]) -> Finding:
    firsts = _firsts(spread, timed)
    return Finding(
        name="first_per_platform",
        value=len(firsts),
        unit="platforms",
        detail=[_first_row(post, firsts, spread) for post in firsts],
        method="On each platform the earliest captured post whose time rests on more than a claim, else the "
        "earliest claim; `delay_s` counts from the earliest captured post of the rumor.",
        evidence=resting_on((post.post for post in firsts), spread.sources),
        caveat="Order shows timing, not cause; times that overlap, or lie within 5 s, have no known order.",
    )


def _firsts(spread: Spread, timed: list[Dated]) -> list[Dated]:
    """Return one post per platform, earliest first."""
    best: dict[str, Dated] = {}
    ahead = {each.post: rank for rank, each in enumerate(spread.earliest.members)}

    def order(post: Dated) -> tuple[bool, bool, int, int, str]:
        return post.disputed, not post.hard, ahead.get(post.post, len(ahead)), post.posted_at or 0, post.post

    for post in timed:
        if post.platform not in best or order(post) < order(best[post.platform]):
            best[post.platform] = post
    return sorted(best.values(), key=lambda post: (post.posted_at or 0, post.platform))


def _first_row(post: Dated, firsts: list[Dated], spread: Spread) -> dict[str, Any]:
    start = spread.start_us
    delay = None if start is None else ((post.posted_at or 0) - start) / SECOND_US
    known = (
        post.hard
        and not post.disputed
        and not any(_overlap(post, other) for other in firsts if other != post)
    )
    return {
        "platform": post.platform, "post": post.post, "account": post.label, **times_of(post), "delay_s": delay,
        "delay_range_s": _delay_range(post, spread), "order_known": known, "hard": post.hard, "url": post.url,
    }  # fmt: skip


def _delay_range(post: Dated, spread: Spread) -> list[float] | None:
    """Return the least and the most seconds that a post may stand after the earliest; null for that one itself."""
    first = next(iter(spread.earliest.members), None)
    if first is None or post.span is None or post.post == first.post:
        return None
    low, high = post.span
    return [(low - first.high) / SECOND_US, (high - first.low) / SECOND_US]


def _overlap(one: Dated, other: Dated) -> bool:
    """Tell whether the order of two platforms' posts is unknown."""
    (low, high), (other_low, other_high) = one.span or (0, 0), other.span or (0, 0)
    return low <= other_high + TIE_US and other_low <= high + TIE_US


MEASURE = timeline
