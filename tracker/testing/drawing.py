"""Invented screenshots and ordinary pictures, drawn with Pillow's own font: the same on every machine.

Every screenshot says in small print that it is made up. Nothing here imitates a real service: colours, names
and arrangement are invented.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

from tracker.testing.wording import happens

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

SMALL_PRINT: Final = "invented example - not a real post"
_LEAST_ROOM: Final = 30
"""Units below which a headline leaves no room for its picture."""
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Screen:
    """What a screenshot shows; two screens with the same `layout` and `hue` look alike at a glance."""

    layout: str
    """One of `LAYOUTS`."""
    name: str
    """Name of the account or newspaper."""
    handle: str
    text: str
    """The claim."""
    stamp: str = "08:14 - 3 Mar"
    """Date line: ink, never evidence."""
    counts: tuple[int, int, int] = (214, 1830, 77)
    """Replies, likes and shares, as shown."""
    others: tuple[str, ...] = ()
    """What stands around the claim in a chat, a phone screen or a thread."""
    dark: bool = False
    hue: float = 0.58
    """Accent colour, 0 to 1."""


@dataclass(frozen=True)
class _Palette:
    paper: Colour
    ink: Colour
    dim: Colour
    line: Colour
    accent: Colour


@dataclass
class _Sheet:
    """A picture being drawn from the top down; lengths are in units of 1/480 of its width."""

    width: int
    height: int
    palette: _Palette
    image: Image.Image = field(init=False)
    pen: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.width, self.height), self.palette.paper)
        self.pen = ImageDraw.Draw(self.image)

    def px(self, units: float) -> int:
        return round(units * self.width / 480)

    def words(self, x: float, y: float, words: str, size: float, colour: Colour) -> None:
        self.pen.text((self.px(x), self.px(y)), words, colour, font=_font(max(8, self.px(size))))

    def lines(self, words: str, size: float, width: float) -> list[str]:
        """Break `words` so that no line is wider than `width` units."""
        font, limit, found = _font(max(8, self.px(size))), self.px(width), [""]
        for word in words.split():
            longer = f"{found[-1]} {word}".strip()
            if found[-1] and font.getlength(longer) > limit:
                found.append(word)
            else:
                found[-1] = longer
        return found

    def paragraph(self, x: float, y: float, words: str, size: float, width: float) -> float:
        """Write `words` in lines and return the y below the last one."""
        for line in self.lines(words, size, width):
            self.words(x, y, line, size, self.palette.ink)
            y += size * 1.3
        return y

    def box(
        self, x: float, y: float, width: float, height: float, colour: Colour, *, radius: float = 0
    ) -> None:
        corners = (self.px(x), self.px(y), self.px(x + width), self.px(y + height))
        self.pen.rounded_rectangle(corners, self.px(radius), fill=colour)

    def disc(self, x: float, y: float, size: float, colour: Colour) -> None:
        self.pen.ellipse((self.px(x), self.px(y), self.px(x + size), self.px(y + size)), fill=colour)

    def avatar(self, x: float, y: float, size: float, letter: str) -> None:
        self.disc(x, y, size, self.palette.accent)
        self.words(x + size * 0.3, y + size * 0.18, letter, size * 0.55, (255, 255, 255))

    def rule(self, y: float) -> None:
        self.box(16, y, 448, 0.8, self.palette.line)

    def foot(self) -> None:
        """Write the small print at the lower edge."""
        self.words(16, self.height * 480 / self.width - 15, SMALL_PRINT, 9.5, self.palette.dim)


@lru_cache(maxsize=256)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        message = "Pillow was built without FreeType"
        raise TypeError(message)
    return font.font_variant(layout_engine=ImageFont.Layout.BASIC)


def draw(screen: Screen, width: int = 480) -> Image.Image:
    """Draw an invented screenshot, `width` pixels wide.

    >>> draw(Screen("post", "Ada Example", "@ada_example", "Nothing happened today."), 240).size
    (240, 168)
    """
    aspect, layout = LAYOUTS[screen.layout]
    sheet = _Sheet(width, round(width * aspect), _palette(screen))
    layout(sheet, screen)
    sheet.foot()
    return sheet.image


def _palette(screen: Screen) -> _Palette:
    red, green, blue = colorsys.hls_to_rgb(screen.hue, 0.55 if screen.dark else 0.42, 0.7)
    accent = (round(red * 255), round(green * 255), round(blue * 255))
    if screen.dark:
        return _Palette((22, 27, 34), (233, 236, 239), (139, 148, 158), (48, 54, 61), accent)
    return _Palette((255, 255, 255), (22, 24, 28), (105, 112, 120), (222, 226, 230), accent)


def _post(sheet: _Sheet, screen: Screen) -> None:
    sheet.avatar(16, 14, 46, screen.name[:1])
    sheet.words(74, 17, screen.name, 18, sheet.palette.ink)
    sheet.words(74, 40, screen.handle, 14, sheet.palette.dim)
    end = sheet.paragraph(16, 76, screen.text, 22, 448)
    sheet.words(16, max(end + 10, 220), screen.stamp, 14, sheet.palette.dim)
    _counters(sheet, screen, 262)


def _counters(sheet: _Sheet, screen: Screen, y: float) -> None:
    sheet.rule(y)
    words = ("replies", "likes", "shares")
    for place, (count, word) in enumerate(zip(screen.counts, words, strict=True)):
        sheet.words(16 + 150 * place, y + 14, f"{count:,} {word}", 15, sheet.palette.dim)
    sheet.rule(y + 46)


def _headline(sheet: _Sheet, screen: Screen) -> None:
    sheet.box(0, 0, 480, 44, sheet.palette.accent)
    sheet.words(16, 10, screen.name.upper(), 20, (255, 255, 255))
    end = sheet.paragraph(16, 58, screen.text, 26, 448)
    sheet.words(16, end + 6, f"By {screen.handle} - {screen.stamp}", 13, sheet.palette.dim)
    top = end + 32
    depth = sheet.height * 480 / sheet.width - 24 - top
    if depth > _LEAST_ROOM:
        sheet.box(16, top, 448, depth, sheet.palette.line)
        for place in range(4):
            sheet.disc(50 + 105 * place, top + depth * 0.25, depth * 0.45, sheet.palette.accent)


def _chat(sheet: _Sheet, screen: Screen) -> None:
    sheet.box(0, 0, 480, 48, sheet.palette.line)
    sheet.avatar(12, 7, 34, screen.name[:1])
    sheet.words(58, 13, screen.name, 18, sheet.palette.ink)
    before, after = (*screen.others, "did you see this?", "wait, is it true?")[:2]
    y = _bubble(sheet, 60, before, 210, mine=True)
    y = _bubble(sheet, y, screen.text, 330, mine=False)
    sheet.words(28, y - 6, screen.stamp, 11, sheet.palette.dim)
    _bubble(sheet, y + 16, after, 210, mine=True)


def _bubble(sheet: _Sheet, y: float, words: str, width: float, *, mine: bool) -> float:
    size, x = 17, 480 - width - 40 if mine else 16
    depth = len(sheet.lines(words, size, width)) * size * 1.3 + 16
    sheet.box(x, y, width + 24, depth, sheet.palette.accent if mine else sheet.palette.line, radius=12)
    sheet.paragraph(x + 12, y + 7, words, size, width)
    return y + depth + 10


def _phone(sheet: _Sheet, screen: Screen) -> None:
    sheet.words(20, 8, screen.stamp[:5], 14, sheet.palette.ink)
    sheet.box(424, 12, 34, 14, sheet.palette.dim, radius=4)
    for place in range(4):
        sheet.box(380 + 9 * place, 26 - 4 * place, 6, 4 + 4 * place, sheet.palette.dim)
    sheet.words(196, 42, screen.name[:14], 18, sheet.palette.accent)
    sheet.rule(74)
    sheet.avatar(16, 90, 50, screen.handle[1:2].upper())
    sheet.words(80, 94, screen.handle, 18, sheet.palette.ink)
    sheet.words(80, 118, screen.stamp, 13, sheet.palette.dim)
    sheet.paragraph(16, 158, screen.text, 25, 448)
    _counters(sheet, screen, 400)
    for line, words in enumerate((*screen.others, "interesting if real", "who confirmed it?")[:2]):
        sheet.disc(16, 466 + 46 * line, 28, sheet.palette.line)
        sheet.words(56, 470 + 46 * line, words, 15, sheet.palette.ink)
    for place in range(5):
        sheet.disc(40 + 96 * place, 566, 20, sheet.palette.dim)


def _thread(sheet: _Sheet, screen: Screen) -> None:
    first, last = (*screen.others, "A thread on what we learned today.", "More as soon as it is known.")[:2]
    y = 14.0
    for number, words in enumerate((first, screen.text, last), 1):
        sheet.avatar(14, y, 36, screen.name[:1])
        sheet.words(62, y, f"{screen.name} {screen.handle}", 15, sheet.palette.ink)
        end = sheet.paragraph(62, y + 22, words, 19, 402)
        sheet.words(62, end + 2, f"{number}/3 - {screen.stamp}", 12, sheet.palette.dim)
        sheet.rule(end + 22)
        y = end + 34


LAYOUTS: Final[dict[str, tuple[float, Callable[[_Sheet, Screen], None]]]] = {
    "post": (0.7, _post),
    "headline": (0.75, _headline),
    "chat": (0.75, _chat),
    "phone": (1.28, _phone),
    "thread": (0.92, _thread),
}
"""Height as a share of the width, and the function that draws it."""


def draw_ordinary(dice: Random, width: int = 480) -> Image.Image:
    """Draw a picture that is no screenshot: a landscape of soft colours, or shapes on noise."""
    height = round(width * 0.75)
    coarse = Image.frombytes("RGB", (8, 6), dice.randbytes(144))
    image = coarse.resize((width, height), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(image)
    for _ in range(dice.randrange(4, 12)):
        x, y = dice.randrange(width), dice.randrange(height)
        size = dice.randrange(width // 16, width // 4)
        colour = (dice.randrange(256), dice.randrange(256), dice.randrange(256))
        (pen.ellipse if happens(dice, 0.5) else pen.rectangle)(
            (x, y, x + size, y + size * 2 // 3), fill=colour
        )
    return image


def draw_near_empty(dice: Random, width: int = 480) -> Image.Image:
    """Draw a screen with next to nothing on it: such pictures match each other by accident."""
    image = Image.new(
        "RGB", (width, round(width * 0.7)), (250, 250, 250) if happens(dice, 0.5) else (24, 24, 26)
    )
    pen = ImageDraw.Draw(image)
    pen.text(
        (width // 3, width // 3),
        dice.choice(("...", "loading", "no network", "0 %")),
        (128, 128, 128),
        font=_font(20),
    )
    return image
