"""What people put on a picture: marks, stickers, stamps, bars. The claim stays readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from fonts import font
from PIL import Image, ImageDraw, ImageFilter
from pixels import on
from sheet import Box, Drawn, shaded

if TYPE_CHECKING:
    from random import Random


def watermark(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Write a pale name in a corner (1), across (2), or as tiles (3)."""
    width, height = drawn.image.size
    layer = Image.new("L", (width, height), 0)
    pen, face = ImageDraw.Draw(layer), font("people", "Latin", "sans", width // (16, 9, 18)[strength - 1], bold=True)
    word = dice.choice(("@funnybits_example", "VIRALHUB.EXAMPLE", "repost daily"))
    if strength == 1:
        pen.text((width * 0.96, height * 0.97), word, 150, face, "rs")
    elif strength == 2:
        pen.text((width / 2, height / 2), word, 90, face, "mm")
        layer = layer.rotate(30, Image.Resampling.BILINEAR)
    else:
        for y in range(0, height, width // 4):
            pen.text((width * dice.uniform(0, 0.3), y), f"{word}     {word}", 70, face)
    tone = dice.choice(((128, 128, 128), (255, 255, 255), (200, 30, 30)))
    return on(drawn, Image.composite(Image.new("RGB", layer.size, tone), drawn.image, layer))


def _aside(drawn: Drawn, dice: Random, side: int) -> tuple[int, int]:
    """Return a place for something `side` px large that does not hide the claim, if there is one."""
    width, height = drawn.image.size
    left, top, right, bottom = drawn.claim
    for _ in range(40):
        x, y = dice.randrange(max(1, width - side)), dice.randrange(max(1, height - side))
        if x + side < left or x > right or y + side < top or y > bottom:
            return x, y
    return (width - side, height - side) if bottom < height - side // 2 else (width - side, max(0, top - side))


def sticker(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Put faces on it: one small, one large, or three."""
    image = drawn.image.copy()
    for _ in range((1, 1, 3)[strength - 1]):
        side = round(image.width * (0.12, 0.24, 0.18)[strength - 1])
        image.paste(*_smile(side, dice.choice(("#ffd23c", "#ff7a5c", "#9be36b")), _aside(drawn, dice, side)))
    return on(drawn, image)


def _smile(side: int, tone: str, at: tuple[int, int]) -> tuple[Image.Image, tuple[int, int], Image.Image]:
    face, mask = Image.new("RGB", (side, side), tone), Image.new("L", (side, side), 0)
    pen, s = ImageDraw.Draw(face), side / 100
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    for x in (32, 68):
        pen.ellipse(((x - 8) * s, 28 * s, (x + 8) * s, 50 * s), fill="#402a10")
    pen.chord((22 * s, 40 * s, 78 * s, 86 * s), 10, 170, fill="#402a10")
    return face, at, mask


def ring(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Draw a ring round the claim (1), an arrow to it (2), or both thickly (3)."""
    image = drawn.image.copy()
    pen, tone = ImageDraw.Draw(image), dice.choice(("#e01b24", "#ff3b30", "#1c71d8"))
    left, top, right, bottom = drawn.claim
    line = max(3, round(image.width * (0.008, 0.012, 0.016)[strength - 1]))
    if strength != 2:
        pen.ellipse((left - 4 * line, top - 4 * line, right + 4 * line, bottom + 4 * line), outline=tone, width=line)
    if strength != 1:
        x, y, far = (left + right) // 2, bottom + 2 * line, image.width // 5
        pen.line((x + far, y + far, x, y), tone, line)
        pen.polygon([(x, y), (x + 5 * line, y + line), (x + line, y + 5 * line)], fill=tone)
    return on(drawn, image)


def stamp(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Stamp a word beside the claim, half clear (1, 2) or solid (3)."""
    side = round(drawn.image.width * (0.26, 0.4, 0.4)[strength - 1])
    face = font("people", "Latin", "sans", side // 5, bold=True)
    tile = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(tile)
    pen.rounded_rectangle((3, side * 0.33, side - 4, side * 0.67), 8, outline=255, width=max(3, side // 32))
    pen.text((side / 2, side / 2), dice.choice(("FAKE", "TRUE", "FALSE", "WOW", "CHECKED")), 255, face, "mm")
    tile = tile.rotate(dice.uniform(-25, 25), Image.Resampling.BILINEAR).point(
        [value * (150, 190, 255)[strength - 1] // 255 for value in range(256)]
    )
    image = drawn.image.copy()
    image.paste(Image.new("RGB", tile.size, "#c01c28"), _aside(drawn, dice, side), tile)
    return on(drawn, image)


def marker(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Mark lines of the claim as with a felt pen: part of a line, a line, all of it."""
    left, top, right, bottom = drawn.claim
    image, deep = drawn.image.copy(), max(8, bottom - top)
    line = min(deep, round(image.width * 0.07))
    y = top if strength == 3 else dice.randrange(top, max(top + 1, bottom - line))
    box = (left, y, left + (right - left) * strength // 3, bottom if strength == 3 else y + line)
    part = image.crop(box)
    tone = Image.new("RGB", part.size, dice.choice(("#fff04a", "#7dff7a", "#ff9ad5")))
    is_dark = float(np.asarray(part.convert("L")).mean()) < 110
    image.paste(Image.blend(part, tone, 0.4) if is_dark else Image.blend(part, _times(part, tone), 0.9), box[:2])
    return on(drawn, image)


def _times(first: Image.Image, second: Image.Image) -> Image.Image:
    return shaded(np.asarray(first, np.float32) * np.asarray(second, np.float32) / 255)


def redaction(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Hide one, two or four places beside the claim where something is to be seen: bars, blur or squares."""
    image = drawn.image.copy()
    for _ in range((1, 2, 4)[strength - 1]):
        wide, tall = round(image.width * dice.uniform(0.2, 0.45)), round(image.width * 0.07)
        tried = [_area(image, _aside(drawn, dice, wide), wide, tall) for _ in range(8)]
        box = max(tried, key=lambda area: float(np.asarray(image.crop(area).convert("L")).std()))
        image.paste(_hidden(image.crop(box), dice), box[:2])
    return on(drawn, image)


def _area(image: Image.Image, at: tuple[int, int], wide: int, tall: int) -> Box:
    return at[0], at[1], min(image.width, at[0] + wide), min(image.height, at[1] + tall)


def _hidden(part: Image.Image, dice: Random) -> Image.Image:
    is_dark = float(np.asarray(part.convert("L")).mean()) < 110
    small = part.resize((max(1, part.width // 14), max(1, part.height // 14)))
    return dice.choice((
        Image.new("RGB", part.size, "#9a9a9a" if is_dark else "black"),
        part.filter(ImageFilter.GaussianBlur(9)),
        small.resize(part.size, Image.Resampling.NEAREST),
    ))  # fmt: skip
