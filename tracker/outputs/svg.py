"""A chart as SVG: by presentation attributes only, so that no style sheet and no policy is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.outputs.markup import el
from tracker.outputs.shapes import Chart, Label, Line, Rect

if TYPE_CHECKING:
    from markupsafe import Markup

NAMESPACE: Final = "http://www.w3.org/2000/svg"
FONT: Final = "system-ui, 'Noto Sans', 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"


def render(chart: Chart, *, alone: bool) -> Markup:
    """Return the chart as an <svg> element; `alone` for a file of its own, which needs the namespace."""
    stripes = sorted(
        {(shape.fill, shape.stripe) for shape in chart.shapes if isinstance(shape, Rect) and shape.stripe}
    )
    names = {key: f"{chart.name}-s{place}" for place, key in enumerate(stripes)}
    return el(
        "svg",
        el("title", chart.title, id=f"{chart.name}-title"),
        el("desc", chart.summary, id=f"{chart.name}-desc"),
        el("defs", *(_pattern(names[key], *key) for key in stripes)),
        el("g", *(_shape(shape, names) for shape in chart.shapes), font_family=FONT),
        viewBox=f"0 0 {chart.width} {chart.height}",
        xmlns=NAMESPACE if alone else None,
        width=str(chart.width) if alone else None,
        height=str(chart.height) if alone else None,
        role="img",
        aria_labelledby=f"{chart.name}-title {chart.name}-desc",
    )


def _pattern(name: str, fill: str, stripe: int) -> Markup:
    return el(
        "pattern",
        el("rect", width=stripe, height=stripe, fill=fill),
        el("rect", width=stripe, height="0.8", fill="#ffffff", fill_opacity="0.5"),
        id=name,
        width=stripe,
        height=stripe,
        patternUnits="userSpaceOnUse",
    )


def _shape(shape: Rect | Line | Label, names: dict[tuple[str, int], str]) -> Markup:
    if isinstance(shape, Rect):
        fill = f"url(#{names[shape.fill, shape.stripe]})" if shape.stripe else shape.fill
        return el(
            "rect", x=_n(shape.x), y=_n(shape.y), width=_n(shape.width), height=_n(shape.height), fill=fill
        )
    if isinstance(shape, Line):
        return el(
            "line",
            x1=_n(shape.x1),
            y1=_n(shape.y1),
            x2=_n(shape.x2),
            y2=_n(shape.y2),
            stroke=shape.colour,
            stroke_width=_n(shape.width),
            stroke_dasharray="4 3" if shape.dashed else None,
        )
    return el(
        "text",
        shape.text,
        x=_n(shape.x),
        y=_n(shape.y),
        font_size=_n(shape.size),
        fill=shape.colour,
        text_anchor=None if shape.anchor == "start" else shape.anchor,
        font_weight="600" if shape.bold else None,
    )


def _n(number: float) -> str:
    """Return a coordinate with one digit: the same on every machine."""
    return f"{number:.1f}".removesuffix(".0")


def document(chart: Chart) -> bytes:
    """Return the chart as an SVG file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{render(chart, alone=True)}\n'.encode()
