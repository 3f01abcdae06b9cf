from __future__ import annotations

import io

import pytest
from made import facts, finding
from PIL import Image
from tracker.base.clock import HOUR_US, format_us, parse_iso
from tracker.outputs import chart, png, series, shapes, svg

WIDE = chart.Size("timeline", 960, 540, alone=True)
SQUARE = chart.Size("timeline-square", 800, 800, alone=True)
PHONE = chart.Size("narrow", 360, 440, alone=False)


def long_timeline(hours: int) -> dict[str, object]:
    start = parse_iso("2024-01-01T00:00:00Z").us or 0
    rows = [
        {"start": format_us(start + hour * HOUR_US), "platform": "x", "posts": 1, "cumulative": hour + 1}
        for hour in range(0, hours, 7)
    ]
    return finding(len(rows), {"freq": "h", "rows": rows, "untimed": 0})


@pytest.mark.parametrize("hours", [1, 30, 1_000, 20_000, 200_000])
def test_series__no_post_is_lost_however_long_the_spread(hours: int) -> None:
    told = facts(timeline=long_timeline(hours))
    drawn = series.series(told)
    assert drawn is not None
    assert drawn.bars <= series.MOST_BARS + 2
    assert sum(map(sum, drawn.counts.values())) == len(range(0, hours, 7))


@pytest.mark.parametrize("size", [WIDE, SQUARE, PHONE], ids=lambda size: size.name)
def test_timeline__everything_lies_inside_the_picture(size: chart.Size) -> None:
    for shape in chart.timeline(facts(), size).shapes:
        if isinstance(shape, shapes.Rect):
            assert shape.x >= 0
            assert shape.x + shape.width <= size.width + 1
            assert shape.y + shape.height <= size.height + 1
        if isinstance(shape, shapes.Label):
            width = shapes.text_width(shape.text, shape.size) / 1.12
            start = shape.x - {"start": 0, "middle": width / 2, "end": width}[shape.anchor]
            assert start >= -1
            assert start + width <= size.width + 1
            assert 0 < shape.y <= size.height


def test_timeline__title_source_and_caveat_stand_inside_what_is_published_alone() -> None:
    text = svg.document(chart.timeline(facts(), WIDE)).decode()
    assert "Posts with the picture per hour, in these archives" in text
    assert "Counts are of posts in these archives" in text
    assert "Source: 4 exports" in text


def test_timeline__uncovered_hours_are_hatched_and_covered_ones_are_not() -> None:
    drawn = chart.timeline(facts(), WIDE)
    bars = [
        shape
        for shape in drawn.shapes
        if isinstance(shape, shapes.Rect) and shape.fill == series.COLOURS["telegram"]
    ]
    assert max(shape.width for shape in bars) > 700
    reddit = [
        shape
        for shape in drawn.shapes
        if isinstance(shape, shapes.Rect) and shape.fill == series.COLOURS["reddit"]
    ]
    assert max(shape.width for shape in reddit) < 700


def tail() -> dict[str, object]:
    start = parse_iso("2026-03-03T06:00:00Z").us or 0
    hours = [(hour, 50) for hour in range(10)] + [(400, 3)]
    rows = [
        {"start": format_us(start + hour * HOUR_US), "platform": "x", "posts": posts, "cumulative": posts}
        for hour, posts in hours
    ]
    return facts(timeline=finding(503, {"freq": "h", "rows": rows, "untimed": 0}))


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=lambda size: size.name)
def test_timeline__a_long_thin_tail_is_told_in_words_and_nothing_is_lost(size: chart.Size) -> None:
    drawn = series.series(tail())
    assert drawn is not None
    assert (sum(map(sum, drawn.counts.values())), drawn.later) == (500, {"x": 3})
    assert drawn.bars < 50
    shown = " ".join(shape.text for shape in chart.timeline(tail(), size).shapes if isinstance(shape, shapes.Label))
    assert "3 posts later, until 19 Mar 2026 22:00 UTC" in shown
    assert "X: 503 posts" in shown


def test_timeline__days_have_their_year_where_the_spread_spans_two() -> None:
    drawn = chart.timeline(facts(timeline=long_timeline(20_000)), WIDE)
    words = [shape.text for shape in drawn.shapes if isinstance(shape, shapes.Label)]
    assert any(word.endswith(" 2025") and "to" not in word for word in words)


def test_hatching__stays_inside_its_box() -> None:
    for line in shapes.hatching(10, 20, 33, 12):
        assert min(line.x1, line.x2) >= 10
        assert max(line.x1, line.x2) <= 43
        assert min(line.y1, line.y2) >= 20
        assert max(line.y1, line.y2) <= 32


def test_png__is_the_chart_at_twice_its_size_without_metadata() -> None:
    image = Image.open(io.BytesIO(png.document(chart.timeline(facts(), WIDE))))
    assert image.size == (1920, 1080)
    assert image.info == {}
    assert len(image.getcolors(1_000_000) or []) > 20


def test_png__is_the_same_every_time() -> None:
    assert png.document(chart.timeline(facts(), SQUARE)) == png.document(chart.timeline(facts(), SQUARE))


def test_colours__are_told_apart_from_white_as_text() -> None:
    for colour in (*series.COLOURS.values(), *series.OTHER_COLOURS):
        assert _contrast(colour) >= 3, colour


def _contrast(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)


@pytest.mark.parametrize("size", [WIDE, SQUARE, PHONE], ids=lambda size: size.name)
def test_timeline__no_dashed_line_runs_through_the_words_of_a_mark(size: chart.Size) -> None:
    drawn = list(chart.timeline(facts(), size).shapes)
    lines = [(place, one) for place, one in enumerate(drawn) if isinstance(one, shapes.Line) and one.dashed]
    labels = [(place, one) for place, one in enumerate(drawn) if isinstance(one, shapes.Label) and one.bold]
    marks = [(place, one) for place, one in labels if one.text.startswith(("first on", "earliest", "fact-check"))]
    assert len(marks) == len(lines) > 2
    struck = [
        (label.text, at) for at, label in marks for _, line in lines
        if label.x - 1 < line.x1 < label.x + shapes.text_width(label.text, label.size) / 1.12
        and line.y1 < label.y - label.size / 2 and not _covered(drawn[:at], label)
    ]  # fmt: skip
    assert struck == []
    assert max(place for place, _ in lines) < min(place for place, _ in marks)


def _covered(below: list[shapes.Shape], label: shapes.Label) -> bool:
    """Tell whether paper lies right under a label, over all lines drawn before."""
    paper = [one for one in below if isinstance(one, shapes.Rect) and one.fill == shapes.PAPER]
    width = shapes.text_width(label.text, label.size) / 1.12
    return any(one.x <= label.x and one.x + one.width >= label.x + width and one.y < label.y < one.y + one.height
               for one in paper[1:])  # fmt: skip
