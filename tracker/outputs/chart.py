"""The spread chart as plain shapes: laid out once, drawn as SVG or PNG by `svg` and `png`.

Posts per hour (or per coarser step) stacked by platform, annotated moments, and under the same axis what each
export covers. Units are pixels of a screen.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec

from tracker.base.clock import DAY_US, HOUR_US
from tracker.outputs import answers, captions, phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.ImageFont import FreeTypeFont

    from tracker.outputs.answers import Facts, Row

INK: Final = "#1a1a1a"
QUIET: Final = "#555555"
RULE: Final = "#dddddd"
PAPER: Final = "#ffffff"

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
STRIPES: Final = (0, 4, 8, 3, 6, 2)  # px between the stripes of the n-th platform; 0 is solid

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
EDGE: Final = 16.0  # px of paper left free at the sides
THIN: Final = 3.0  # px: thinner bars touch one another
MOST_BARS: Final = 180
ROOMY: Final = 4  # platforms or marks that the given height has room for; on a page it grows with more
MOST_MARKS: Final = 8
MOST_OF_IT: Final = 0.97
"""Share of the posts that is always drawn; later ones may be told in words."""


class Rect(msgspec.Struct, frozen=True):
    """A filled box; `stripe` is the distance of its light stripes, 0 for none."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stripe: int = 0


class Line(msgspec.Struct, frozen=True):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str = INK
    width: float = 1.0
    dashed: bool = False


class Label(msgspec.Struct, frozen=True):
    """One line of text; `y` is its base line, `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    size: float = 13
    anchor: str = "start"
    bold: bool = False
    colour: str = INK


Shape = Rect | Line | Label


class Chart(msgspec.Struct, frozen=True):
    """A finished drawing with its words; `summary` is its alternative text."""

    name: str
    width: int
    height: int
    title: str
    summary: str
    shapes: tuple[Shape, ...]


class Size(msgspec.Struct, frozen=True):
    """How large a chart is; `alone` puts title, source line and caveat inside, to be published by itself."""

    name: str
    width: int
    height: int
    alone: bool
    text: float = 13


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


def timeline(facts: Facts, size: Size) -> Chart:
    """Return the spread chart."""
    drawn = series(facts)
    summary = captions.chart_finding(facts)
    if drawn is None:
        title = captions.chart_title(facts, "hour")
        paper = Rect(0, 0, size.width, size.height, PAPER)
        empty = Label(size.width / 2, size.height / 2, captions.NO_TIME, anchor="middle")
        return Chart(size.name, size.width, size.height, title, summary, (paper, empty))
    title = captions.chart_title(facts, drawn.step_words)
    grown = size if size.alone else _grown(facts, size)
    shapes = tuple(_Layout(facts, grown, drawn, title).shapes())
    return Chart(size.name, size.width, grown.height, title, summary, shapes)


def _grown(facts: Facts, size: Size) -> Size:
    rows = max(0, len(answers.covered(facts)) - ROOMY) + max(0, len(captions.chart_marks(facts)) - ROOMY)
    return msgspec.structs.replace(size, height=size.height + round(rows * (size.text + 6)))


@cache
def font(size: float) -> FreeTypeFont:
    """Return the font that Pillow brings along: the same on every machine."""
    from PIL import ImageFont

    return ImageFont.load_default(size)  # type: ignore[return-value]


def text_width(text: str, size: float) -> float:
    """Return how wide a text is, with room for a browser's own font."""
    return 1.12 * float(font(size).getlength(text))


class _Layout:
    """Places everything for one chart; each method yields the shapes of one part."""

    def __init__(self, facts: Facts, size: Size, drawn: Series, title: str) -> None:
        self.facts, self.size, self.drawn, self.title = facts, size, drawn, title
        self.colours = colours(facts)
        self.strips = answers.covered(facts)
        beside = [f"{self._most():,}", *map(phrases.platform, self.strips)]
        self.left = 16 + max(text_width(word, size.text - 1) for word in beside)
        self.right = size.width - 16.0
        self.marks = self._placed_marks()
        row = size.text + 6
        heading = (len(self._title_lines()) * 1.35 * 19 + 16) if size.alone else 0
        self.legend_top = heading + row
        self.marks_top = self.legend_top + row * self._legend_rows()
        levels = 1 + max((level for _, _, level in self.marks), default=-1)
        self.top = self.marks_top + row * levels + 6
        foot = 10 + 16 * len(self._foot_lines()) if size.alone else 0
        self.row = row
        below = len(self.strips) + 2.75 + 0.85 * len(self._span_lines())
        self.bottom = size.height - foot - row * below

    def _most(self) -> int:
        return max(map(sum, zip(*self.drawn.counts.values(), strict=True)))

    def x(self, us: int) -> float:
        """Return where a moment lies, kept inside the frame."""
        share = (us - self.drawn.start) / (self.drawn.end - self.drawn.start)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def shapes(self) -> Iterator[Shape]:
        yield Rect(0, 0, self.size.width, self.size.height, PAPER)
        if self.size.alone:
            yield from self._words()
        for part in (self._legend, self._grid, self._bars, self._axis, self._annotations, self._coverage):
            yield from part()

    def _title_lines(self) -> list[str]:
        return wrapped(self.title, 19, self.size.width - 32)

    def _words(self) -> Iterator[Shape]:
        for place, line in enumerate(self._title_lines()):
            yield Label(16, 30 + place * 25, line, 19, bold=True)
        lines = self._foot_lines()
        for place, line in enumerate(lines):
            yield Label(16, self.size.height - 10 - 16 * (len(lines) - 1 - place), line, 12, colour=QUIET)

    def _foot_lines(self) -> list[str]:
        foot = f"{captions.chart_caveat(self.facts)} {captions.chart_source(self.facts)}"
        return wrapped(foot, 12, self.size.width - 32)

    def _legend_items(self) -> list[tuple[str, str, float]]:
        total = sum(map(sum, self.drawn.counts.values())) + sum(self.drawn.later.values())
        items = []
        for name in self.drawn.platforms:
            posts = sum(self.drawn.counts[name]) + self.drawn.later[name]
            text = (
                f"{phrases.platform(name)}: {phrases.count(posts, 'post')} ({phrases.percent(posts / total)})"
            )
            items.append((name, text, 18 + text_width(text, self.size.text) + 16))
        return items

    def _legend_places(self) -> Iterator[tuple[str, str, float, int]]:
        x, line = EDGE, 0
        for name, text, width in self._legend_items():
            if x + width > self.size.width and x > EDGE:
                x, line = EDGE, line + 1
            yield name, text, x, line
            x += width

    def _legend_rows(self) -> int:
        return 1 + max((line for *_, line in self._legend_places()), default=0)

    def _legend(self) -> Iterator[Shape]:
        for place, (name, text, x, line) in enumerate(self._legend_places()):
            y = self.legend_top + line * self.row
            yield Rect(x, y - 11, 12, 12, self.colours[name], _stripe(place))
            yield Label(x + 18, y, text, self.size.text)

    def _grid(self) -> Iterator[Shape]:
        step = nice_step(self._most())
        for tick in range(0, self._most() + 1, step):
            y = self._y(tick)
            yield Line(self.left, y, self.right, y, RULE)
            yield Label(self.left - 6, y + 4, f"{tick:,}", self.size.text - 1, "end", colour=QUIET)

    def _y(self, posts: float) -> float:
        return self.bottom - (self.bottom - self.top) * posts / self._most()

    def _bars(self) -> Iterator[Shape]:
        width = (self.right - self.left) / self.drawn.bars
        gap = 1 if width > THIN else 0
        for bar in range(self.drawn.bars):
            below = 0
            for place, name in enumerate(self.drawn.platforms):
                posts = self.drawn.counts[name][bar]
                if posts:
                    top, base = self._y(below + posts), self._y(below)
                    yield Rect(
                        self.left + bar * width,
                        top,
                        width - gap,
                        base - top,
                        self.colours[name],
                        _stripe(place),
                    )
                below += posts

    def _axis(self) -> Iterator[Shape]:
        yield Line(self.left, self.bottom, self.right, self.bottom, INK)
        years = len({phrases.when_day(us)[-4:] for us in (self.drawn.start, self.drawn.end)}) > 1
        widest = text_width("30 Mar 2026" if years else "30 Mar", self.size.text)
        room = (self.right - self.left) / widest / (1.2 if years else 1.6)
        step = time_step(self.drawn.end - self.drawn.start, room)
        tick = -(-self.drawn.start // step) * step
        while tick <= self.drawn.end:
            day, clock = phrases.day_and_clock(tick)
            day = f"{day} {phrases.when_day(tick)[-4:]}" if years else day
            x = self.x(tick)
            yield Line(x, self.bottom, x, self.bottom + 5)
            text = day if clock == "00:00" else clock
            anchor = "end" if x > self.right - 20 else "start" if x < self.left + 10 else "middle"
            yield Label(x, self.bottom + self.row, text, self.size.text - 1, anchor)
            tick += step
        for place, line in enumerate(self._span_lines()):
            y = self.bottom + (1.9 + place * 0.85) * self.row
            yield Label(self.right, y, line, self.size.text - 1, "end", colour=QUIET)

    def _span_lines(self) -> list[str]:
        first, last = phrases.when_day(self.drawn.start), phrases.when_day(self.drawn.end - 1)
        span = f"{first} to {last}, times in UTC" if first != last else f"{first}, times in UTC"
        note = tail_words(self.drawn)
        return wrapped(f"{span}; {note}" if note else span, self.size.text - 1, self.right - self.left)

    def _placed_marks(self) -> list[tuple[float, str, int]]:
        placed: list[tuple[float, str, int]] = []
        ends: list[float] = []
        for at, text in captions.chart_marks(self.facts)[:MOST_MARKS]:
            x = self.x(at)
            start, end = _label_span(x, text_width(text, self.size.text), self.right)
            level = next((level for level, taken in enumerate(ends) if taken < start), len(ends))
            ends[level : level + 1] = [end + 8]
            placed.append((x, text, level))
        return placed

    def _annotations(self) -> Iterator[Shape]:
        for x, text, level in self.marks:
            y = self.marks_top + level * self.row + 4
            start, _ = _label_span(x, text_width(text, self.size.text), self.right)
            yield Line(x, y + 4, x, self.bottom, INK, 1.2, dashed=True)
            yield Label(start, y, text, self.size.text, bold=True)

    def _coverage(self) -> Iterator[Shape]:
        y = self.bottom + (2.35 + 0.85 * len(self._span_lines())) * self.row
        yield Label(
            self.left,
            y - 4,
            "What the exports cover (hatched: not covered)",
            self.size.text - 1,
            colour=QUIET,
        )
        for name in self.strips:
            yield from self._strip(name, y, self.row - 6)
            y += self.row

    def _strip(self, name: str, y: float, height: float) -> Iterator[Shape]:
        """Draw what the exports of one platform cover; between two of them the hatching stays."""
        yield from hatching(self.left, y, self.right - self.left, height)
        for first, last in self.strips[name]:
            if last >= self.drawn.start and first <= self.drawn.end:
                begin, end = self.x(first), self.x(last)
                yield Rect(begin, y, max(end - begin, 1.5), height, self.colours[name])
        yield Label(self.left - 6, y + height - 2, phrases.platform(name), self.size.text - 1, "end")


def tail_words(drawn: Series) -> str:
    """Return how many posts came after the last bar; empty where all are drawn."""
    number = sum(drawn.later.values())
    return f"{phrases.count(number, 'post')} later, until {phrases.moment_text(drawn.until)}" if number else ""


def _stripe(place: int) -> int:
    return STRIPES[place % len(STRIPES)]


def _label_span(x: float, width: float, right: float) -> tuple[float, float]:
    start = min(x + 4, right - width) if x + 4 + width > right else x + 4
    return start, start + width


def hatching(x: float, y: float, width: float, height: float, gap: float = 6) -> Iterator[Line]:
    """Return slanted lines that fill a box: time that no export covers."""
    reach = 0.0
    while reach < width + height:
        x1, x2 = x + max(0.0, reach - height), x + min(reach, width)
        y1 = y + height - max(0.0, height - reach) if reach < height else y + height
        yield Line(x2, y + max(0.0, reach - width), x1, y1, "#b5b5b5", 0.8)
        reach += gap


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Return a text in lines that fit."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def nice_step(most: int) -> int:
    """Return the distance of grid lines, so that three to six of them reach `most`.

    >>> nice_step(900), nice_step(7), nice_step(1)
    (200, 2, 1)
    """
    size = 1
    while True:
        for factor in (1, 2, 5):
            if most <= 5 * factor * size:
                return factor * size
        size *= 10


def time_step(span_us: int, room: float) -> int:
    """Return the distance of time ticks so that at most `room` of them are drawn."""
    sizes = [hours * HOUR_US for hours in (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672, 1344, 2688, 5376)]
    return next((size for size in sizes if span_us / size <= room), sizes[-1] * 2)
