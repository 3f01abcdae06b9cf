"""A chart as PNG, drawn from the same shapes as the SVG with the font that Pillow brings along."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from tracker.outputs.shapes import Chart, Label, Line, Rect, font

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SCALE: Final = 2  # pixels of the picture per pixel of the layout
DASH: Final = (4, 3)  # px on, px off
LIGHT: Final = 128  # of 255: how strong the light stripes cover, as in the SVG


def document(chart: Chart) -> bytes:
    """Return the chart as a PNG file, without metadata."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (chart.width * SCALE, chart.height * SCALE), "#ffffff")
    draw = ImageDraw.Draw(image)
    for shape in chart.shapes:
        if isinstance(shape, Rect):
            _rect(draw, shape)
        elif isinstance(shape, Line):
            _line(draw, shape)
        else:
            _label(draw, shape)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _rect(draw: ImageDraw, shape: Rect) -> None:
    left, top = round(shape.x * SCALE), round(shape.y * SCALE)
    right, bottom = round((shape.x + shape.width) * SCALE) - 1, round((shape.y + shape.height) * SCALE) - 1
    if right < left or bottom < top:
        return
    draw.rectangle((left, top, right, bottom), fill=shape.fill)
    if shape.stripe:
        light = _lighter(shape.fill)
        pitch = shape.stripe * SCALE
        for y in range(-(-top // pitch) * pitch, bottom + 1, pitch):
            draw.rectangle((left, y, right, min(y + 1, bottom)), fill=light)


def _lighter(fill: str) -> tuple[int, ...]:
    parts = (int(fill[place : place + 2], 16) for place in (1, 3, 5))
    return tuple((part * (255 - LIGHT) + 255 * LIGHT) // 255 for part in parts)


def _line(draw: ImageDraw, shape: Line) -> None:
    width = max(1, round(shape.width * SCALE))
    ends = [(shape.x1, shape.y1, shape.x2, shape.y2)]
    if shape.dashed:
        ends = list(_dashes(shape))
    for x1, y1, x2, y2 in ends:
        draw.line((x1 * SCALE, y1 * SCALE, x2 * SCALE, y2 * SCALE), fill=shape.colour, width=width)


def _dashes(shape: Line) -> list[tuple[float, float, float, float]]:
    """Return the pieces of an upright dashed line."""
    on, off = DASH
    pieces, y = [], shape.y1
    while y < shape.y2:
        pieces.append((shape.x1, y, shape.x2, min(y + on, shape.y2)))
        y += on + off
    return pieces


def _label(draw: ImageDraw, shape: Label) -> None:
    anchor = {"start": "ls", "middle": "ms", "end": "rs"}[shape.anchor]
    draw.text(
        (shape.x * SCALE, shape.y * SCALE), shape.text, fill=shape.colour, font=font(shape.size * SCALE),
        anchor=anchor, stroke_width=0.35 * SCALE if shape.bold else 0,
    )  # fmt: skip
