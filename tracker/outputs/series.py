"""The counts behind the spread chart: posts per bar and platform, and the colour of each platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tracker.base.clock import DAY_US, HOUR_US
from tracker.outputs import answers, captions, phrases

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts, Row

COLOURS: Final = {
    "x": "#0072b2",
    "reddit": "#c4500b",
    "telegram": "#6a3d9a",
    "bluesky": "#3f9bd8",
    "mastodon": "#b8417f",
    "facebook": "#274690",
    "instagram": "#9c6b1e",
}
"""Told apart in the common kinds of colour blindness (after Okabe and Ito 2008); stripes repeat it."""
OTHER_COLOURS: Final = ("#00795a", "#8a6d00", "#5c5c5c", "#7a3b2e", "#3d5a6c")

STEPS: Final = (
    (HOUR_US, "hour"),
    (3 * HOUR_US, "3 hours"),
    (6 * HOUR_US, "6 hours"),
    (12 * HOUR_US, "12 hours"),
    (DAY_US, "day"),
    (7 * DAY_US, "week"),
    (28 * DAY_US, "4 weeks"),
    (364 * DAY_US, "52 weeks"),
)
MOST_BARS: Final = 180
MOST_OF_IT: Final = 0.97
"""Share of the posts that is always drawn; later ones may be told in words."""


class Series(msgspec.Struct, frozen=True):
    """The counts to draw: one number per bar and platform."""

    start: int
    step: int
    bars: int
    platforms: tuple[str, ...]
    """Most posts first; ties by name."""
    counts: dict[str, list[int]]
    later: dict[str, int]
    """Posts after the last bar, by platform: a long thin tail is told in words."""
    until: int
    """The hour of the last post, drawn or not."""

    @property
    def end(self) -> int:
        """End of the last bar."""
        return self.start + self.step * self.bars

    @property
    def step_words(self) -> str:
        """What one bar spans."""
        return next(word for size, word in STEPS if size == self.step)


def series(facts: Facts) -> Series | None:
    """Return the timeline in at most `MOST_BARS` bars; None where no post has a usable time."""
    rows = [
        (at, row)
        for row in answers.rows(facts, "timeline")
        if (at := answers.moment(row["start"])) is not None
    ]
    if not rows:
        return None
    first, until = min(at for at, _ in rows), max(at for at, _ in rows)
    last = _busy_until(facts, rows)
    step = next((size for size, _ in STEPS if (last - first) // size + 3 <= MOST_BARS), STEPS[-1][0])
    start = (first // step - 1) * step
    bars = (last - start) // step + 2
    totals: dict[str, int] = {}
    for _, row in rows:
        totals[row["platform"]] = totals.get(row["platform"], 0) + row["posts"]
    platforms = tuple(sorted(totals, key=lambda name: (-totals[name], name)))
    counts = {name: [0] * bars for name in platforms}
    later = dict.fromkeys(platforms, 0)
    for at, row in rows:
        bar = (at - start) // step
        if bar < bars:
            counts[row["platform"]][bar] += row["posts"]
        else:
            later[row["platform"]] += row["posts"]
    return Series(start, step, bars, platforms, counts, later, until)


def _busy_until(facts: Facts, rows: list[tuple[int, Row]]) -> int:
    """Return the last moment to draw: where 97 % of the posts and every mark are, if the rest is a long tail."""
    times = sorted(rows, key=lambda one: one[0])
    first, last = times[0][0], times[-1][0]
    total, reached = sum(row["posts"] for _, row in rows), 0
    for at, row in times:
        reached += row["posts"]
        if reached >= MOST_OF_IT * total:
            busy = max([at, *(mark for mark, _ in captions.chart_marks(facts) if mark <= last)])
            return busy if busy - first < (last - first) / 2 else last
    return last


def colours(facts: Facts) -> dict[str, str]:
    """Return one colour per platform of the case; the same platform has the same colour in every chart."""
    told = [*answers.exports(facts), *answers.rows(facts, "timeline"), *answers.rows(facts, "earliest")]
    names = {row["platform"] for row in told}
    unnamed = sorted(names - set(COLOURS))
    return COLOURS | {name: OTHER_COLOURS[place % len(OTHER_COLOURS)] for place, name in enumerate(unnamed)}


def tail_words(drawn: Series) -> str:
    """Return how many posts came after the last bar; empty where all are drawn."""
    number = sum(drawn.later.values())
    return f"{phrases.count(number, 'post')} later, until {phrases.moment_text(drawn.until)}" if number else ""
