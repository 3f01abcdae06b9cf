"""What happens to a picture on its way: saved again, cut, framed, captioned, photographed off a screen."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Final, NamedTuple

from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

Step = Callable[[Image.Image, Random], Image.Image]


class Saved(NamedTuple):
    """A picture as a file."""

    content: bytes
    suffix: str
    """`jpg`, `png` or `webp`."""


def save(image: Image.Image, suffix: str = "jpg", quality: int = 85) -> Saved:
    """Write a picture without any metadata."""
    out = BytesIO()
    if suffix == "png":
        image.save(out, "PNG", compress_level=6)
    elif suffix == "webp":
        image.save(out, "WEBP", quality=quality, method=0)
    else:
        image.save(out, "JPEG", quality=quality)
    return Saved(out.getvalue(), suffix)


def load(content: bytes) -> Image.Image:
    """Read a picture that `save` wrote."""
    with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
        return image.convert("RGB")


def _same(image: Image.Image, dice: Random) -> Image.Image:
    del dice
    return image


def _scale(image: Image.Image, dice: Random) -> Image.Image:
    factor = dice.choice((0.7, 0.8, 0.9, 1.2))
    return image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.LANCZOS)


def _crop(image: Image.Image, dice: Random) -> Image.Image:
    left, top, right, bottom = (dice.uniform(0, 0.04) for _ in range(4))
    width, height = image.size
    return image.crop(
        (round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height))
    )


def _border(image: Image.Image, dice: Random) -> Image.Image:
    return ImageOps.expand(
        image, round(image.width * dice.uniform(0.02, 0.06)), dice.choice(("black", "white", "#7a3b2e"))
    )


def _caption(image: Image.Image, dice: Random) -> Image.Image:
    bar = image.width // 10
    out = Image.new("RGB", (image.width, image.height + bar), "white")
    out.paste(image, (0, bar))
    words = dice.choice(("they really said it", "read this twice", "so this is happening", "no words"))
    ImageDraw.Draw(out).text(
        (bar // 2, bar // 4), words, "black", font=ImageFont.load_default(max(10, bar // 2))
    )
    return out


def _frame(image: Image.Image, dice: Random) -> Image.Image:
    """Show it as a photograph gallery does: a bar above, a bar below."""
    bar = image.width // 8
    out = Image.new("RGB", (image.width, image.height + 2 * bar), (18, 18, 20))
    out.paste(image, (0, bar))
    pen = ImageDraw.Draw(out)
    for place in range(4):
        x = bar // 2 + place * image.width // 4
        pen.ellipse(
            (x, image.height + bar * 3 // 2 - 8, x + 16, image.height + bar * 3 // 2 + 8),
            fill=(200, 200, 205),
        )
    clock = f"{dice.randrange(24):02d}:{dice.randrange(60):02d}"
    pen.text((bar // 3, bar // 3), clock, (200, 200, 205), font=ImageFont.load_default(max(10, bar // 3)))
    return out


def _brightness(image: Image.Image, dice: Random) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(dice.choice((0.75, 0.85, 1.1)))


def _contrast(image: Image.Image, dice: Random) -> Image.Image:
    return ImageEnhance.Contrast(image).enhance(dice.choice((0.7, 0.85, 1.2)))


def _grey(image: Image.Image, dice: Random) -> Image.Image:
    del dice
    return image.convert("L").convert("RGB")


def _screenshot(image: Image.Image, dice: Random) -> Image.Image:
    """Show it as a screenshot of a screenshot: saved badly, a little smaller, on another app's page."""
    small = load(save(image, quality=60).content)
    small = small.resize((round(image.width * 0.86), round(image.height * 0.86)), Image.Resampling.LANCZOS)
    paper = dice.choice(((245, 245, 247), (30, 32, 36)))
    out = Image.new("RGB", (image.width, image.height + image.width // 5), paper)
    pen = ImageDraw.Draw(out)
    margin = (image.width - small.width) // 2
    pen.ellipse((margin, 10, margin + image.width // 12, 10 + image.width // 12), fill=(120, 130, 150))
    font = ImageFont.load_default(max(10, image.width // 28))
    pen.text((margin * 2 + image.width // 12, 14), "look what I found", (128, 132, 138), font=font)
    out.paste(small, (margin, 20 + image.width // 10))
    return out


STEPS: Final[dict[str, tuple[Step, str, int]]] = {
    "jpeg": (_same, "jpg", 55),
    "png": (_same, "png", 0),
    "webp": (_same, "webp", 70),
    "scale": (_scale, "jpg", 80),
    "crop": (_crop, "jpg", 82),
    "border": (_border, "jpg", 82),
    "caption": (_caption, "jpg", 80),
    "frame": (_frame, "jpg", 80),
    "brightness": (_brightness, "jpg", 80),
    "contrast": (_contrast, "jpg", 80),
    "grey": (_grey, "jpg", 78),
    "screenshot": (_screenshot, "jpg", 76),
}
"""Kind of copy -> what is done, how it is saved, at which quality."""


def alter(content: bytes, kind: str, dice: Random) -> Saved:
    """Return a copy of a picture, made by one of `STEPS`.

    >>> from tracker.testing.drawing import Screen, draw
    >>> from tracker.testing.wording import dice_of
    >>> first = save(draw(Screen("post", "Ada Example", "@ada_example", "Nothing.")))
    >>> alter(first.content, "png", dice_of(1)).suffix
    'png'
    """
    step, suffix, quality = STEPS[kind]
    return save(step(load(content), dice), suffix, quality)
