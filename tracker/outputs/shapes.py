"""The plain shapes that a chart is made of, and how wide words are. Units are pixels of a screen."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.ImageFont import FreeTypeFont

INK: Final = "#1a1a1a"
QUIET: Final = "#555555"
RULE: Final = "#dddddd"
PAPER: Final = "#ffffff"


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


@cache
def font(size: float) -> FreeTypeFont:
    """Return the font that Pillow brings along: the same on every machine."""
    from PIL import ImageFont

    return ImageFont.load_default(size)  # type: ignore[return-value]


def text_width(text: str, size: float) -> float:
    """Return how wide a text is, with room for a browser's own font."""
    return 1.12 * float(font(size).getlength(text))


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


def hatching(x: float, y: float, width: float, height: float, gap: float = 6) -> Iterator[Line]:
    """Return slanted lines that fill a box: time that no export covers."""
    reach = 0.0
    while reach < width + height:
        x1, x2 = x + max(0.0, reach - height), x + min(reach, width)
        y1 = y + height - max(0.0, height - reach) if reach < height else y + height
        yield Line(x2, y + max(0.0, reach - width), x1, y1, "#b5b5b5", 0.8)
        reach += gap
