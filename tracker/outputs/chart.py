"""The spread chart as plain shapes: laid out once, drawn as SVG or PNG by `svg` and `png`.

Posts per hour (or per coarser step) stacked by platform, annotated moments, and under the same axis what each
export covers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tracker.base.clock import HOUR_US
from tracker.outputs import answers, captions, phrases
from tracker.outputs.series import Series, colours, series, tail_words
from tracker.outputs.shapes import (
    INK,
    PAPER,
    QUIET,
    RULE,
    Chart,
    Label,
    Line,
    Rect,
    Shape,
    hatching,
    text_width,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.answers import Facts

STRIPES: Final = (0, 4, 8, 3, 6, 2)  # px between the stripes of the n-th platform; 0 is solid
LACKING: Final = 4  # px between the stripes of a span in which an export lacks posts
EDGE: Final = 16.0  # px of paper left free at the sides
THIN: Final = 3.0  # px: thinner bars touch one another
ROOMY: Final = 4  # platforms or marks that the given height has room for; on a page it grows with more
MOST_MARKS: Final = 8


class Size(msgspec.Struct, frozen=True):
    """How large a chart is; `alone` puts title, source line and caveat inside, to be published by itself."""

    name: str
    width: int
    height: int
    alone: bool
    text: float = 13


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
        """Draw the dashed lines first, so that none runs through the words of a label below its own."""
        tops = [(x, text, self.marks_top + level * self.row + 4) for x, text, level in self.marks]
        for x, _, y in tops:
            yield Line(x, y + 4, x, self.bottom, INK, 1.2, dashed=True)
        for x, text, y in tops:
            start, end = _label_span(x, text_width(text, self.size.text), self.right)
            yield Rect(start - 2, y - self.size.text, end - start + 4, self.size.text + 4, PAPER)
            yield Label(start, y, text, self.size.text, bold=True)

    def _coverage(self) -> Iterator[Shape]:
        y = self.bottom + (2.35 + 0.85 * len(self._span_lines())) * self.row
        yield Label(
            self.left,
            y - 4,
            captions.coverage_heading(self.facts),
            self.size.text - 1,
            colour=QUIET,
        )
        for name in self.strips:
            yield from self._strip(name, y, self.row - 6)
            y += self.row

    def _strip(self, name: str, y: float, height: float) -> Iterator[Shape]:
        """Draw what the exports of one platform cover; between two of them the hatching stays."""
        yield from hatching(self.left, y, self.right - self.left, height)
        lacking = answers.lacking(self.facts)
        spans = [(first, last, (name, first, last) in lacking) for first, last in self.strips[name]]
        for first, last, lacks in sorted(spans, key=lambda span: not span[2]):
            if last >= self.drawn.start and first <= self.drawn.end:
                begin, end = self.x(first), self.x(last)
                yield Rect(begin, y, max(end - begin, 1.5), height, self.colours[name], LACKING if lacks else 0)
        yield Label(self.left - 6, y + height - 2, phrases.platform(name), self.size.text - 1, "end")


def _stripe(place: int) -> int:
    return STRIPES[place % len(STRIPES)]


def _label_span(x: float, width: float, right: float) -> tuple[float, float]:
    start = min(x + 4, right - width) if x + 4 + width > right else x + 4
    return start, start + width


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
