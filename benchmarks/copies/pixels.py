"""What one person does to a picture: each step takes a drawn screen, dice and a strength from 1 to 3."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from fonts import font
from PIL import Image, ImageDraw, ImageEnhance, ImageOps
from sheet import Box, Drawn, shaded

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Step = Callable[[Drawn, Random, int], Drawn]


def encoded(image: Image.Image, form: str = "JPEG", quality: int = 85) -> bytes:
    """Return a picture as the bytes of a file, without metadata."""
    stream = io.BytesIO()
    if form == "PNG":
        image.save(stream, "PNG", compress_level=1)
    elif form == "WEBP":
        image.save(stream, "WEBP", quality=quality, method=0)
    else:
        image.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def again(image: Image.Image, quality: int, form: str = "JPEG") -> Image.Image:
    """Return a picture as it looks after one more saving."""
    return Image.open(io.BytesIO(encoded(image, form, quality))).convert("RGB")


def on(drawn: Drawn, image: Image.Image, x: float = 0, y: float = 0, scale: float = 1) -> Drawn:
    """Return a new picture in which the old one stands at (x, y), scaled."""
    return Drawn(image, _put(drawn.claim, x, y, scale), _put(drawn.photo, x, y, scale))


def _put(box: Box, x: float, y: float, scale: float) -> Box:
    left, top, right, bottom = (round(value * scale) for value in box)
    return left + round(x), top + round(y), right + round(x), bottom + round(y)


def scaled(drawn: Drawn, factor: float) -> Drawn:
    """Return the picture at another size."""
    size = max(16, round(drawn.image.width * factor)), max(16, round(drawn.image.height * factor))
    return on(drawn, drawn.image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0), scale=factor)


def cut(drawn: Drawn, left: float, top: float, right: float, bottom: float) -> Drawn:
    """Cut off parts of the four sides (shares), but never the claim."""
    width, height = drawn.image.size
    x0, y0 = min(round(left * width), max(0, drawn.claim[0] - 2)), min(round(top * height), max(0, drawn.claim[1] - 2))
    x1 = max(round((1 - right) * width), min(width, drawn.claim[2] + 2))
    y1 = max(round((1 - bottom) * height), min(height, drawn.claim[3] + 2))
    return on(drawn, drawn.image.crop((x0, y0, x1, y1)), -x0, -y0)


def jpeg(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    return on(drawn, again(drawn.image, (70, 40, 18)[strength - 1] + dice.randrange(5)))


def scale(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    factor = (dice.uniform(0.75, 0.9), dice.uniform(1.2, 1.5), dice.uniform(0.4, 0.5))[strength - 1]
    return scaled(drawn, factor)


def crop_one(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    sides = [0.0, 0.0, 0.0, 0.0]
    sides[dice.choice((1, 3, 1, 3, 0, 2))] = (0.08, 0.18, 0.32)[strength - 1]
    return cut(drawn, *sides)


def crop_all(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    most = (0.03, 0.07, 0.13)[strength - 1]
    return cut(drawn, *(dice.uniform(most / 2, most) for _ in range(4)))


def crop_claim(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Keep 55, 42 or 30 % of the height around the claim."""
    height = drawn.image.height
    keep = round(height * (0.55, 0.42, 0.3)[strength - 1])
    middle = (drawn.claim[1] + drawn.claim[3]) // 2
    top = max(0, min(height - keep, middle - round(keep * dice.uniform(0.4, 0.6))))
    return cut(drawn, 0, top / height, 0, 1 - (top + keep) / height)


def padding(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    width = drawn.image.width
    edge = [round(width * dice.uniform(0.5, 1) * (0.04, 0.12, 0.3)[strength - 1]) for _ in range(4)]
    if strength == 3:
        edge[dice.choice((0, 1))] = 0
    tone = dice.choice(("black", "white", "#7a3b2e", "#204060", "#cccccc"))
    return on(drawn, ImageOps.expand(drawn.image, tuple(edge), tone), edge[0], edge[1])


_MEMES = (
    "THEY REALLY SAID IT",
    "wait for it...",
    "so this is happening",
    "NO WORDS",
    "share before it is deleted!!",
    "me reading this at 3 am",
)


def caption(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Write a joke above (1), below (2), or above and below over bars (3)."""
    width, height = drawn.image.size
    bar = round(width * dice.uniform(0.13, 0.24))
    above, below = bar * (strength != 2), bar * (strength != 1)
    tone, ink = dice.choice((("white", "black"), ("black", "white")))
    sheet = Image.new("RGB", (width, height + above + below), tone)
    sheet.paste(drawn.image, (0, above))
    pen, face = ImageDraw.Draw(sheet), font("people", "Latin", "sans", width // 16, bold=True)
    for at in [bar / 2] * (above > 0) + [height + above + bar / 2] * (below > 0):
        pen.text((width / 2, at), dice.choice(_MEMES), ink, face, "mm")
    return on(drawn, sheet, 0, above)


def phone_frame(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Show it in a gallery's bars (1), in a drawn phone (2), in a phone on a coloured ground (3)."""
    width, height = drawn.image.size
    edge = round(width * (0, 0.05, 0.05)[strength - 1])
    bar = round(width * dice.uniform(0.14, 0.24))
    frame = Image.new(
        "RGB", (width + 2 * edge, height + 2 * bar + 2 * edge), dice.choice(("black", "#f4f4f6", "#1c1c1e"))
    )
    frame.paste(drawn.image, (edge, bar + edge))
    pen = ImageDraw.Draw(frame)
    pen.text(
        (edge + bar // 2, edge + bar // 4),
        f"{dice.randrange(24)}:{dice.randrange(60):02d}",
        "#8a8a90",
        font("people", "Latin", "sans", bar // 3, bold=True),
    )
    for at in range(4):
        x, y = edge + width * (2 * at + 1) // 8, frame.height - edge - bar // 2
        pen.rounded_rectangle(
            (x - bar // 8, y - bar // 8, x + bar // 8, y + bar // 8), bar // 16, outline="#8a8a90", width=3
        )
    shown = on(drawn, frame, edge, bar + edge)
    if strength == 1:
        return shown
    pen.rounded_rectangle(
        (0, 0, frame.width - 1, frame.height - 1), edge * 2, outline="#55565a", width=max(3, edge // 2)
    )
    return shown if strength == 2 else _on_ground(shown, dice)


def _on_ground(drawn: Drawn, dice: Random) -> Drawn:
    width, height = drawn.image.size
    wide, tall = round(width * dice.uniform(1.3, 1.8)), round(height * 1.12)
    ramp = np.linspace(0, 1, wide, dtype=np.float32)[None, :, None]
    ends = np.array([[dice.randrange(256) for _ in range(3)] for _ in range(2)], np.float32)
    ground = shaded(np.broadcast_to(ends[0] * ramp + ends[1] * (1 - ramp), (tall, wide, 3)))
    x, y = (wide - width) // 2, (tall - height) // 2
    ground.paste(drawn.image, (x, y))
    return scaled(on(drawn, ground, x, y), 0.8)


def mirror(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Mirror it (1), and shrink (2) or crop it (3)."""
    width = drawn.image.width
    boxes = [(width - b[2], b[1], width - b[0], b[3]) for b in (drawn.claim, drawn.photo)]
    turned = Drawn(ImageOps.mirror(drawn.image), *boxes)
    return (turned, scaled(turned, 0.7), crop_all(turned, dice, 2))[strength - 1]


def rotation(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Turn it by 1 to 2 degrees, by 3 to 5, or by 90."""
    if strength == 3:
        return _quarter(drawn, dice.choice((1, 3)))
    angle = dice.choice((-1, 1)) * (dice.uniform(1, 2) if strength == 1 else dice.uniform(3, 5))
    fill = dice.choice(("white", "black"))
    turned = drawn.image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=fill)
    x, y = (turned.width - drawn.image.width) / 2, (turned.height - drawn.image.height) / 2
    return on(drawn, turned, x, y)


def _quarter(drawn: Drawn, times: int) -> Drawn:
    def turned(box: Box) -> Box:
        width, height = drawn.image.size
        if times == 1:
            return box[1], width - box[2], box[3], width - box[0]
        return height - box[3], box[0], height - box[1], box[2]

    way = Image.Transpose.ROTATE_90 if times == 1 else Image.Transpose.ROTATE_270
    return Drawn(drawn.image.transpose(way), turned(drawn.claim), turned(drawn.photo))


def brightness(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    factor = dice.choice(((0.85, 1.12), (0.65, 1.25), (0.45, 1.4))[strength - 1])
    return on(drawn, ImageEnhance.Brightness(drawn.image).enhance(factor))


def contrast(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    factor = dice.choice(((0.8, 1.2), (0.6, 1.5), (0.4, 1.9))[strength - 1])
    return on(drawn, ImageEnhance.Contrast(drawn.image).enhance(factor))


def grey(drawn: Drawn, _: Random, strength: int) -> Drawn:
    image = drawn.image.convert("L").convert("RGB")
    return on(drawn, image if strength == 1 else ImageEnhance.Contrast(image).enhance((1, 0.7, 1.6)[strength - 1]))


def sepia(drawn: Drawn, _: Random, strength: int) -> Drawn:
    """Tint it old (1), cold (2) or as a bright filter does (3)."""
    tones = ("#3a2410", "#f6e7c4"), ("#0a1a3a", "#dceaff"), ("#40104a", "#ffe9a8")
    return on(drawn, ImageOps.colorize(drawn.image.convert("L"), *tones[strength - 1]))


def invert(drawn: Drawn, _: Random, strength: int) -> Drawn:
    image = ImageOps.invert(drawn.image)
    if strength == 2:
        image = image.convert("L").convert("RGB")
    return on(drawn, image if strength < 3 else ImageEnhance.Brightness(image).enhance(0.8))


def messenger(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Send it through a messenger: once, twice, or five times, shrunk to its largest side."""
    longest = (1600, 1280, 800)[strength - 1]
    new = scaled(drawn, min(1.0, longest / max(drawn.image.size)))
    image = new.image
    for _ in range((1, 2, 5)[strength - 1]):
        image = again(image, dice.randint(45, 75))
    return on(new, image)
