"""Invented derivation trees: twelve files of one screenshot, each made from an earlier one by one change."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass

import drawings
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

SIZE = 12
SMALLEST_PX = 300  # a side: below it nobody reads a screenshot
Change = Callable[[Image.Image, random.Random], Image.Image]


@dataclass(frozen=True)
class Tree:
    """Files in the order in which they were made."""

    files: tuple[bytes, ...]
    parents: tuple[int, ...]
    """Index of the file that each was made from; -1 for the first."""
    kinds: tuple[str, ...]


def _cut_side(p: Image.Image, dice: random.Random) -> Image.Image:
    w, h = p.size
    part = dice.uniform(0.04, 0.18)
    boxes = ((0, h * part, w, h), (0, 0, w, h * (1 - part)), (w * part / 2, 0, w, h), (0, 0, w * (1 - part / 2), h))
    return p.crop(tuple(round(v) for v in dice.choice(boxes)))


def _cut_all(p: Image.Image, dice: random.Random) -> Image.Image:
    w, h = p.size
    left, top, right, bottom = (dice.uniform(0.005, 0.06) for _ in range(4))
    return p.crop((round(w * left), round(h * top), round(w * (1 - right)), round(h * (1 - bottom))))


def _bordered(p: Image.Image, dice: random.Random) -> Image.Image:
    sides = tuple(dice.randint(8, 60) for _ in range(4))
    return ImageOps.expand(p, sides, dice.choice(["black", "white", "#224488", "#eeeecc"]))


def _captioned(p: Image.Image, dice: random.Random) -> Image.Image:
    size = max(18, p.width // dice.randint(14, 24))
    words = " ".join(dice.choice(drawings.WORDS) for _ in range(4))
    sheet = Image.new("RGB", (p.width, p.height + 2 * size), dice.choice(["white", "#f4f4f4", "black"]))
    below = dice.random() < 0.4
    sheet.paste(p, (0, 0 if below else 2 * size))
    ink = "white" if sheet.getpixel((0, p.height + size if below else 0)) == (0, 0, 0) else "black"
    at = (size // 2, p.height + size // 3 if below else size // 3)
    ImageDraw.Draw(sheet).text(at, words, font=drawings.font(size), fill=ink)
    return sheet


def _framed(p: Image.Image, dice: random.Random) -> Image.Image:
    bar, side = dice.randint(50, 130), round(p.width * dice.uniform(0, 0.06))
    sheet = Image.new("RGB", (p.width + 2 * side, p.height + 2 * bar), dice.choice(["#101010", "white"]))
    sheet.paste(p, (side, bar))
    ink = "white" if sheet.getpixel((0, 0)) == (16, 16, 16) else "black"
    draw = ImageDraw.Draw(sheet)
    draw.text((24, 12), f"{dice.randint(1, 12)}:{dice.randint(10, 59)}", font=drawings.font(30), fill=ink)
    draw.rectangle((sheet.width - 80, 18, sheet.width - 34, 38), outline=ink, width=3)
    draw.line((sheet.width * 0.35, sheet.height - 16, sheet.width * 0.65, sheet.height - 16), fill=ink, width=5)
    return sheet


def _marked(p: Image.Image, dice: random.Random) -> Image.Image:
    marked = p.copy()
    w, h = p.size
    x, y = dice.uniform(0.05, 0.5) * w, dice.uniform(0.15, 0.7) * h
    box = (x, y, x + w * dice.uniform(0.15, 0.4), y + h * dice.uniform(0.06, 0.15))
    if dice.random() < 0.5:
        ImageDraw.Draw(marked).ellipse(box, outline="#e02020", width=max(3, w // 120))
        return marked
    layer = Image.new("RGB", p.size, "#fff000")
    mask = Image.new("L", p.size, 0)
    ImageDraw.Draw(mask).rectangle(box, fill=110)
    return Image.composite(layer, marked, mask)


def _stamped(p: Image.Image, dice: random.Random) -> Image.Image:
    stamped = p.copy()
    at = (dice.uniform(0.1, 0.6) * p.width, dice.uniform(0.55, 0.9) * p.height)
    words, size = f"@{dice.choice(drawings.WORDS)}_example", p.width // 22
    ImageDraw.Draw(stamped).text(at, words, font=drawings.font(size), fill=dice.choice(["#d03030", "#7f8790"]))
    return stamped


def _edited(p: Image.Image, dice: random.Random) -> Image.Image:
    """Write another word over a place: what makes a variant."""
    edited = p.copy()
    w, h = p.size
    x, y, size = round(dice.uniform(0.06, 0.6) * w), round(dice.uniform(0.15, 0.45) * h), round(h * 0.045)
    paper = p.resize((1, 1), box=(x, y, x + size * 4, y + round(size * 1.4))).getpixel((0, 0))
    draw = ImageDraw.Draw(edited)
    draw.rectangle((x, y, x + size * 4, y + round(size * 1.4)), fill=paper)
    ink = "black" if sum(paper) > 380 else "white"
    draw.text((x, y), dice.choice(drawings.WORDS)[:6], font=drawings.font(size), fill=ink)
    return edited


def _tinted(p: Image.Image, dice: random.Random) -> Image.Image:
    layer = Image.new("RGB", p.size, dice.choice(["#ffcc88", "#88aaff", "#ddbbdd"]))
    return Image.blend(p, layer, dice.uniform(0.1, 0.3))


CHANGES: dict[str, Change] = {
    "saved": lambda p, _: p,
    "saved twice": lambda p, d: drawings._jpeg(p, d.randint(40, 75)),  # noqa: SLF001 - drawings of this folder
    "smaller": lambda p, d: drawings.resized(p, d.uniform(0.5, 0.9)),
    "larger": lambda p, d: drawings.resized(p, d.uniform(1.15, 1.6)),
    "cut on a side": _cut_side,
    "cut all round": _cut_all,
    "border": _bordered,
    "caption": _captioned,
    "phone frame": _framed,
    "brightness": lambda p, d: ImageEnhance.Brightness(p).enhance(d.choice([0.7, 0.85, 1.12, 1.25])),
    "contrast": lambda p, d: ImageEnhance.Contrast(p).enhance(d.choice([0.65, 0.8, 1.15, 1.3])),
    "grey": lambda p, _: p.convert("L").convert("RGB"),
    "tint": _tinted,
    "blur": lambda p, d: p.filter(ImageFilter.GaussianBlur(d.uniform(0.5, 1.1))),
    "marker": _marked,
    "stamp": _stamped,
    "edit": _edited,
    "mirror": lambda p, _: ImageOps.mirror(p),
}


def tree(layout: drawings.Layout, seed: int, size: int = SIZE) -> Tree:
    """Return one tree: each file is made from any earlier one, each of them as likely as another."""
    dice = random.Random(seed)
    page = layout(drawings.story(seed))
    files = [drawings.encode(page) if dice.random() < 0.3 else _saved(page, dice, 80, 95)]
    parents, kinds = [-1], ["first"]
    while len(files) < size:
        parent, kind = dice.randrange(len(files)), dice.choice(sorted(CHANGES))
        made = CHANGES[kind](opened(files[parent]), dice)
        content = _saved(made, dice, 40, 92)
        if min(made.size) >= SMALLEST_PX and max(made.size) <= 1600 and content not in files:
            files.append(content)
            parents.append(parent)
            kinds.append(kind)
    return Tree(tuple(files), tuple(parents), tuple(kinds))


def opened(content: bytes) -> Image.Image:
    """Return the pixels of a file."""
    return Image.open(io.BytesIO(content)).convert("RGB")


def _saved(picture: Image.Image, dice: random.Random, least: int, most: int) -> bytes:
    return drawings.encode(picture, "JPEG", dice.randint(least, most))
