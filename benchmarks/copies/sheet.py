"""A screen while it is drawn: lengths in points, mirrored as a whole where the script runs from right to left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np
from fonts import font, script_of
from icons import icon
from photos import photo
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont
    from wording import Story

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]
_NO_START: Final = set("\u3001\u3002\uff0c\uff0e\uff1a\uff1b\uff01\uff1f\uff09\u300d\u300f\u3011,.!?:;)\u2026%")


@dataclass(frozen=True)
class Device:
    """On what a screen is seen; nothing here belongs to the claim."""

    points: int = 390
    """Width in points."""
    density: float = 1.8
    """Pixels per point."""
    type_size: float = 1.0
    dark: bool = False
    seed: int = 0
    """Decides the clock, the battery and the counters."""
    status_bar: bool = True

    @property
    def dice(self) -> Random:
        """Fresh dice that fall the same way each time."""
        return Random(self.seed)


@dataclass(frozen=True)
class Palette:
    """The colours of one theme."""

    paper: Colour
    ink: Colour
    dim: Colour
    line: Colour
    accent: Colour
    card: Colour


class Sheet:
    """A page, written from top to bottom, cut at the end to its length."""

    def __init__(self, told: Story, device: Device, palette: Palette, face: str = "sans", points: int = 0) -> None:
        self.told, self.device, self.palette, self.face = told, device, palette, face
        self.points = points or device.points
        self.width = self.px(self.points)
        self.image = Image.new("RGB", (self.width, self.px(self.points * 2.6)), palette.paper)
        self.pen = ImageDraw.Draw(self.image)
        self.rtl = told.script == "Arabic"
        self.boxes: dict[str, Box] = {}
        self.ink = palette.ink

    def px(self, points: float) -> int:
        """Return a length in pixels."""
        return round(points * self.device.density)

    def done(self, depth: float) -> Drawn:
        """Cut the page below `depth` points."""
        image = self.image.crop((0, 0, self.width, min(self.image.height, self.px(depth))))
        whole = (0, 0, *image.size)
        return Drawn(image, self.boxes.get("claim", whole), self.boxes.get("photo", (0, 0, 0, 0)))

    def _across(self, x: float, width: float) -> tuple[int, int]:
        left = self.points - x - width if self.rtl else x
        return self.px(left), self.px(left + width)

    def box(self, x: float, y: float, width: float, height: float, fill: Colour | None, *, radius: float = 0,
            outline: Colour | None = None, line: float = 1) -> None:  # fmt: skip
        """Draw a box, filled, outlined or both."""
        left, right = self._across(x, width)
        corners = (left, self.px(y), max(left, right - 1), max(self.px(y), self.px(y + height) - 1))
        self.pen.rounded_rectangle(corners, self.px(radius), fill=fill, outline=outline, width=max(1, self.px(line)))

    def rule(self, y: float, x: float = 0, width: float = 0) -> None:
        """Draw a thin line across the page."""
        self.box(x, y, width or self.points - 2 * x, 0.7, self.palette.line)

    def paste(self, picture: Image.Image, x: float, y: float, mask: Image.Image | None = None) -> None:
        """Put a picture at a place in points."""
        width = picture.width / self.device.density
        self.image.paste(picture, (self._across(x, width)[0], self.px(y)), mask)

    def picture(self, seed: int, x: float, y: float, width: float, height: float, *, radius: float = 0) -> None:
        """Show the story's photograph."""
        left, right = self._across(x, width)
        size = (right - left, self.px(height))
        mask = _rounded(size, self.px(radius)) if radius else None
        self.image.paste(photo(self.told.half, seed, *size), (left, self.px(y)), mask)
        self.boxes["photo"] = (left, self.px(y), left + size[0], self.px(y) + size[1])

    def avatar(self, x: float, y: float, size: float, face: int, *, square: bool = False) -> None:
        """Show the face of an account."""
        side = self.px(size)
        mask = _rounded((side, side), self.px(size * (0.18 if square else 0.5)))
        self.paste(_face(self.told.half, self.told.language, face, side), x, y, mask)

    def icon(self, name: str, x: float, y: float, size: float, colour: Colour) -> None:
        """Show a button."""
        side = self.px(size)
        self.paste(Image.new("RGB", (side, side), colour), x, y, icon(name, side))

    def words(self, x: float, y: float, text: str, size: float, colour: Colour, *, bold: bool = False,
              align: str = "start", width: float = 0) -> float:  # fmt: skip
        """Write one line; return its width in points. `align`: start, middle or end of [x, x + width]."""
        runs = [(run, self._font(run, size, bold=bold)) for run in _runs(text.replace("|", ""))]
        long = sum(face.getlength(run) for run, face in runs) / self.device.density
        if align != "start":
            x += (width - long) / (2 if align == "middle" else 1)
        for run, face in runs:
            wide = face.getlength(run) / self.device.density
            self.pen.text((self._across(x, wide)[0], self.px(y)), run, colour, face)
            x += wide
        return long

    def paragraph(self, x: float, y: float, text: str, size: float, width: float, colour: Colour | None = None,
                  *, bold: bool = False, name: str = "", spacing: float = 1.38, align: str = "start",
                  most: int = 99) -> float:  # fmt: skip
        """Write wrapped words; return the y below them. `name` remembers where they stand."""
        size *= self.device.type_size
        text = _writable(text)
        face = self._font(text, size, bold=bold)
        step = size * (spacing * 1.16 if face_is_tall(text) else spacing)
        top, ink = y, colour or self.palette.ink
        for line in wrapped(text, face, self.px(width))[:most]:
            long = face.getlength(line) / self.device.density
            start = x + ((width - long) / 2 if align == "middle" else 0)
            self.pen.text((self._across(start, long)[0], self.px(y)), line, ink, face)
            y += step
        if name:
            left, right = self._across(x, width)
            self.boxes[name] = (left, self.px(top), right, self.px(y))
        return y

    def _font(self, text: str, size: float, *, bold: bool) -> FreeTypeFont:
        return font(self.told.half, script_of(text), self.face, self.px(size), bold=bold)

    def status_bar(self, ink: Colour | None = None) -> float:
        """Draw the phone's own bar; return the y below it."""
        if not self.device.status_bar:
            return 4
        dice, colour = self.device.dice, ink or self.palette.ink
        held, self.rtl = self.rtl, False
        self.words(22, 11, f"{dice.randrange(24)}:{dice.randrange(60):02d}", 14, colour, bold=True)
        right = self.points - 20
        self.box(right - 24, 14, 22, 11, None, radius=3, outline=colour)
        self.box(right - 22, 16, 18 * dice.uniform(0.2, 1), 7, colour, radius=1)
        for bar in range(4):
            self.box(
                right - 62 + bar * 5,
                23 - bar * 2.6,
                3.4,
                2.6 + bar * 2.6,
                colour if bar <= dice.randrange(5) else self.palette.dim,
                radius=1,
            )
        self.words(right - 40, 12, dice.choice(("4G", "5G", "LTE")), 9, colour)
        self.rtl = held
        return 40


@dataclass(frozen=True)
class Drawn:
    """A picture, and where its claim and its photograph stand (left, top, right, bottom)."""

    image: Image.Image
    claim: Box
    photo: Box = (0, 0, 0, 0)


def face_is_tall(text: str) -> bool:
    """Tell whether a script needs more room between its lines."""
    return script_of(text) in {"Arabic", "Thai", "Devanagari"}


def wrapped(text: str, face: FreeTypeFont, width: int) -> list[str]:
    """Break a text into lines of at most `width` px: at spaces and bars, in CJK at any letter."""
    lines, line, room = [], "", float(width)
    for piece in _pieces(text):
        long = face.getlength(piece)
        if (
            line.strip()
            and long > room + (face.getlength(" ") if piece.endswith(" ") else 0)
            and piece[0] not in _NO_START
        ):
            lines.append(line.rstrip())
            line, room = "", float(width)
        line, room = line + piece, room - long
    return [*lines, line.rstrip()] if line.strip() else lines


def _runs(text: str) -> list[str]:
    """Part Arabic from other letters: its faces have no Latin ones."""
    if script_of(text) != "Arabic":
        return [text]
    return [run for run in re.split(r"([^\u0600-\u06ff ]+(?: +[^\u0600-\u06ff ]+)*)", text) if run]


def _writable(text: str) -> str:
    """Leave out what the faces of a script cannot write."""
    return re.sub(r"[^\u0600-\u06ff\u200c ]", "", text) if script_of(text) == "Arabic" else text


def _pieces(text: str) -> list[str]:
    if "|" in text:
        return [piece for piece in text.split("|") if piece]
    if script_of(text) == "CJK" and " " not in text.strip():
        return _letters(text)
    return [piece + " " for piece in text.split()]


def _letters(text: str) -> list[str]:
    """Return single letters, runs of digits and Latin letters together."""
    found: list[str] = []
    for letter in text:
        if found and letter.isascii() and letter.isalnum() and found[-1][-1].isascii() and found[-1][-1].isalnum():
            found[-1] += letter
        else:
            found.append(letter)
    return found


@lru_cache(maxsize=256)
def _rounded(size: tuple[int, int], radius: int) -> Image.Image:
    mask = Image.new("L", (size[0] * 3, size[1] * 3), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] * 3 - 1, size[1] * 3 - 1), radius * 3, fill=255)
    return mask.reduce(3)


@lru_cache(maxsize=512)
def _face(half: str, language: str, seed: int, side: int) -> Image.Image:
    dice = Random(f"{half} {language} {seed}")
    if dice.random() < 0.6:
        return photo(half, dice.getrandbits(30), side, side)
    tone = tuple(dice.randint(40, 190) for _ in range(3))
    image = Image.new("RGB", (side, side), tone)
    letter = dice.choice("ABCDEFGHKLMNPRSTV")
    ImageDraw.Draw(image).text(
        (side / 2, side / 2), letter, "white", font(half, "Latin", "sans", side // 2, bold=True), "mm"
    )
    return image


def counter(dice: Random) -> str:
    """Return a number as sites write it."""
    number = int(10 ** dice.uniform(1, 5.5))
    if number < 1000:
        return str(number)
    return f"{number / 1000:.1f}K" if number < 100_000 else f"{number // 1000}K"


def shaded(array: np.ndarray) -> Image.Image:
    """Return floats 0 to 255 as a picture."""
    return Image.fromarray(np.clip(array, 0, 255).astype(np.uint8))
