"""The signs on buttons, as lines and rings on a field of 100 by 100, drawn once per size."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

_ICONS: Final[dict[str, list[tuple[str, tuple[float, ...]]]]] = {
    "bubble": [("arc", (8, 10, 92, 76)), ("line", (28, 70, 22, 94, 50, 76))],
    "repost": [
        ("line", (20, 70, 20, 26, 66, 26)),
        ("line", (52, 10, 68, 26, 52, 42)),
        ("line", (80, 30, 80, 76, 34, 76)),
        ("line", (48, 60, 32, 76, 48, 92)),
    ],
    "heart": [("line", (50, 88, 14, 50, 12, 28, 26, 14, 42, 18, 50, 30, 58, 18, 74, 14, 88, 28, 86, 50, 50, 88))],
    "share": [
        ("line", (50, 66, 50, 10)),
        ("line", (28, 32, 50, 10, 72, 32)),
        ("line", (16, 56, 16, 90, 84, 90, 84, 56)),
    ],
    "chart": [("line", (20, 90, 20, 50)), ("line", (50, 90, 50, 12)), ("line", (80, 90, 80, 34))],
    "mark": [("line", (24, 10, 76, 10, 76, 92, 50, 68, 24, 92, 24, 10))],
    "dots": [("dot", (22, 50)), ("dot", (50, 50)), ("dot", (78, 50))],
    "rows": [("line", (14, 26, 86, 26)), ("line", (14, 50, 86, 50)), ("line", (14, 74, 86, 74))],
    "back": [("line", (62, 14, 28, 50, 62, 86))],
    "home": [("line", (12, 50, 50, 14, 88, 50)), ("line", (24, 44, 24, 88, 76, 88, 76, 44))],
    "glass": [("arc", (12, 12, 68, 68)), ("line", (62, 62, 90, 90))],
    "bell": [
        ("line", (20, 74, 28, 62, 28, 40, 38, 20, 62, 20, 72, 40, 72, 62, 80, 74, 20, 74)),
        ("line", (42, 88, 58, 88)),
    ],
    "mail": [("line", (10, 22, 90, 22, 90, 80, 10, 80, 10, 22)), ("line", (10, 24, 50, 56, 90, 24))],
    "plus": [("line", (50, 14, 50, 86)), ("line", (14, 50, 86, 50))],
    "up": [("line", (50, 12, 86, 52, 66, 52, 66, 88, 34, 88, 34, 52, 14, 52, 50, 12))],
    "down": [("line", (50, 88, 86, 48, 66, 48, 66, 12, 34, 12, 34, 48, 14, 48, 50, 88))],
    "star": [("line", (50, 8, 62, 38, 94, 40, 68, 60, 78, 92, 50, 74, 22, 92, 32, 60, 6, 40, 38, 38, 50, 8))],
    "plane": [("line", (8, 46, 92, 12, 62, 90, 46, 56, 8, 46)), ("line", (46, 56, 92, 12))],
    "phone": [
        ("line", (20, 14, 36, 14, 42, 36, 32, 44, 56, 68, 64, 58, 86, 64, 86, 80, 74, 88, 40, 70, 18, 38, 20, 14)),
    ],
    "camera": [
        ("line", (10, 28, 30, 28, 38, 16, 62, 16, 70, 28, 90, 28, 90, 82, 10, 82, 10, 28)),
        ("arc", (34, 36, 66, 68)),
    ],
    "globe": [("arc", (10, 10, 90, 90)), ("arc", (34, 10, 66, 90)), ("line", (10, 50, 90, 50))],
    "ticks": [("line", (6, 54, 24, 74, 58, 26)), ("line", (40, 66, 48, 74, 84, 26))],
    "shield": [("line", (50, 8, 86, 22, 82, 60, 50, 92, 18, 60, 14, 22, 50, 8))],
    "thumb": [("line", (14, 46, 32, 46, 52, 10, 62, 18, 56, 42, 88, 42, 80, 86, 32, 86, 14, 86, 14, 46))],
}  # fmt: skip


@lru_cache(maxsize=512)
def icon(name: str, side: int) -> Image.Image:
    """Return a sign as a mask. Raises ``KeyError`` for one that is none."""
    unit = side * 4 / 100
    mask = Image.new("L", (side * 4, side * 4), 0)
    pen = ImageDraw.Draw(mask)
    for shape, at in _ICONS[name]:
        points = [value * unit for value in at]
        if shape == "line":
            pen.line(points, 255, round(8 * unit), "curve")
        elif shape == "arc":
            pen.ellipse(points, outline=255, width=round(8 * unit))
        else:
            pen.ellipse(
                (points[0] - 8 * unit, points[1] - 8 * unit, points[0] + 8 * unit, points[1] + 8 * unit), fill=255
            )
    return mask.reduce(4)
