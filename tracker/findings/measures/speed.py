"""How fast it spread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tracker.base.canonical import rounded
from tracker.base.clock import SECOND_US
from tracker.findings.measure import Finding, measure
from tracker.findings.settings import FindingSettings
from tracker.findings.spread import Spread
from tracker.findings.wording import HERE, resting_on
from tracker.graph.growth import growth_doubling_s, quantile_time_s

if TYPE_CHECKING:
    from tracker.findings.dated import Dated

PERCENTS: Final = (10, 50, 90)
RANGE: Final = (0.05, 0.95)
"""Ends of the printed range: 90 % of the resamples lie inside."""
RESAMPLES: Final = 2000
FITS: Final = 100
FIT_SIZE: Final = 2000
"""Posts in one resample of the growth fit; of a larger rumor the range is that of such samples: too wide
rather than too narrow."""

FEWEST: Final = 10
"""Posts after the earliest below which no range is given: of fewer the first tenth is less than one post."""

Range = tuple[float | None, float | None]


@measure(asks="How long until a tenth, half and nine tenths were there, and how fast did the number double?")
def speed(spread: Spread, settings: FindingSettings) -> Iterator[Finding]:
    """Measure the rumor's speed from its earliest captured post, in seconds.

    Definitions, resampling and what missing posts do to each number: docs/speed.md.
    """
    start = spread.start_us
    times = _times(spread)
    for percent in PERCENTS:
        yield _time_to(percent, times, spread, settings.seed)
    yield _doubling(times if start is None else sorted([start, *times]), spread, settings.seed)


def _evidence(spread: Spread) -> tuple[str, ...]:
    return resting_on((post.post for post in spread.counted), spread.sources)


def _times(spread: Spread) -> list[int]:
    """Return the times of all posts but the earliest, sorted.

    Unsupported claims to be earlier are left out; a post that ties with the earliest counts from its time.
    """
    start = spread.start_us
    if start is None:
        return []
    return sorted(max(post.posted_at or 0, start) for post in _others(spread))


def _others(spread: Spread) -> list[Dated]:
    left_out = {spread.earliest.members[0].post, *spread.earliest.unsupported}
    return [post for post in spread.counted if post.post not in left_out]


def _zoneless(spread: Spread) -> dict[str, int]:
    """Return how many posts state a time without its zone; nothing where none does."""
    number = sum(not post.zone_known for post in spread.counted)
    return {"zone_unknown": number} if number else {}


def _time_to(percent: int, times: list[int], spread: Spread, seed: int) -> Finding:
    share, start = percent / 100, spread.start_us
    value = None if start is None else quantile_time_s(times, share, start)
    is_few = len(times) < FEWEST
    low, high = (None, None) if is_few else _quantile_range(spread, share, seed)
    chance = "The range shows chance, not a capture that favours some posts."
    return Finding(
        name=f"time_to_{percent}",
        value=value,
        low=low,
        high=high,
        unit="s",
        detail={"n": len(times), **_zoneless(spread)},
        method=f"From the earliest captured post to the ceil({share:g} n)-th of the n other timed posts; "
        "90 % range by seeded resampling of posts.",
        evidence=_evidence(spread),
        caveat=f"{HERE} {'Too few posts for a range.' if is_few else chance}",
    )


def _quantile_range(spread: Spread, share: float, seed: int) -> Range:
    """Return the 90 % range of a quantile under resampling with replacement, whatever zone times without one have.

    The k-th of n resampled posts is the post at floor(n U) with U distributed as Beta(k, n - k + 1), the
    k-th of n uniform draws: the bootstrap without drawing n posts each time.
    """
    import numpy as np

    soonest, latest = _bounds(spread)
    n = len(latest)
    k = _rank(latest, share)
    places = np.floor(np.random.default_rng(seed).beta(k, n - k + 1, RESAMPLES) * n).astype(int)
    ends = np.quantile(np.minimum(places, n - 1), RANGE, method="nearest")
    low, high = (times[int(place)] / SECOND_US for times, place in zip((soonest, latest), ends, strict=True))
    return low, high


def _bounds(spread: Spread) -> tuple[list[int], list[int]]:
    """Return, sorted, how soon and how late after the earliest post each of the others can have come."""
    first = spread.posts[spread.earliest.members[0].post]
    others = [post.ends for post in _others(spread)]
    soonest = sorted(max(low - first.ends[1], 0) for low, _ in others)
    return soonest, sorted(max(high - first.ends[0], 0) for _, high in others)


def _rank(times: list[int], share: float) -> int:
    """Return which of the sorted times the quantile is, counted from 1."""
    reached = quantile_time_s(range(1, len(times) + 1), share, 0)
    return round((reached or 0) * SECOND_US)


def _doubling(times: list[int], spread: Spread, seed: int) -> Finding:
    fit, zoneless = growth_doubling_s(times), _zoneless(spread)
    untold = fit.doubling_s is None or zoneless or len(times) <= FEWEST
    low, high = (None, None) if untold else _doubling_range(times, seed)
    few = "Too few distinct times to fit a growth. " if fit.doubling_s is None else ""
    return Finding(
        name="doubling",
        value=rounded(fit.doubling_s),
        low=low,
        high=high,
        unit="s",
        detail={"r2": rounded(fit.r2), "k_from": fit.k_from, "k_to": fit.k_to, **zoneless},
        method="ln 2 over the slope of the least-squares line of ln k on the time of the k-th post, from a "
        "tenth to half of the posts; 90 % range by seeded resampling of posts.",
        evidence=_evidence(spread),
        caveat=f"{few}Read from a fitted line, not counted: single doublings took more or less. "
        f"Describes the time in which the first half came, not what followed. {HERE}",
    )


def _doubling_range(times: list[int], seed: int) -> Range:
    import numpy as np

    source = np.random.default_rng(seed)
    given = np.array(times)
    fits = [
        growth_doubling_s(np.sort(source.choice(given, min(len(given), FIT_SIZE))).tolist()).doubling_s
        for _ in range(FITS)
    ]
    found = [fit for fit in fits if fit is not None]
    if not found:
        return None, None
    low, high = np.quantile(found, RANGE)
    return rounded(float(low)), rounded(float(high))


MEASURE = speed
