"""Every kind of copy and of look-alike, at three strengths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Final

import overlays
import pixels
import screens
from layouts import LAYOUTS, Scene, device, other_device
from photos import photo
from PIL import Image
from pixels import Drawn, on, scaled
from sheet import Device, Palette, Sheet
from wording import EDITS, edited, other_claim, story

Step = Callable[[Drawn, Random, int], Drawn]
STEPS: Final[dict[str, Step]] = {
    "jpeg": pixels.jpeg, "scale": pixels.scale, "crop one side": pixels.crop_one, "crop all sides": pixels.crop_all,
    "crop to claim": pixels.crop_claim, "padding": pixels.padding, "caption": pixels.caption,
    "phone frame": pixels.phone_frame, "mirror": pixels.mirror, "rotation": pixels.rotation,
    "brightness": pixels.brightness, "contrast": pixels.contrast, "grey": pixels.grey, "tint": pixels.sepia,
    "invert": pixels.invert, "watermark": overlays.watermark, "sticker": overlays.sticker, "ring": overlays.ring,
    "stamp": overlays.stamp, "marker": overlays.marker, "redaction": overlays.redaction, "messenger": pixels.messenger,
    "photo of a screen": screens.screen_photo,
}  # fmt: skip
SCREEN_KINDS: Final = ("embedded", "dark mode", "other device")
COLLAGE: Final = "collage"
CHAIN: Final = "chain"
KINDS: Final = (*STEPS, *SCREEN_KINDS, COLLAGE, CHAIN)
LOOK_ALIKES: Final = (
    *(f"edited {edit}" for edit in EDITS), "same layout", "same author", "same thread", "same photo",
    "near-empty", "photograph",
)  # fmt: skip
_CHAINED: Final = ("jpeg", "scale", "crop one side", "padding", "caption", "phone frame", "brightness", "contrast",
                   "grey", "watermark", "marker", "messenger", "tint", "crop all sides")  # fmt: skip
_SAVED: Final = {
    "scale": (("JPEG", 80), ("PNG", 0)),
    "messenger": (("JPEG", 82),),
    "photo of a screen": (("JPEG", 84),),
}


def copy_of(scene: Scene, first: Drawn, kind: str, strength: int, dice: Random) -> bytes:
    """Return a copy as a file. Raises ``KeyError`` for a kind that is none."""
    made = _made(scene, first, kind, strength, dice)
    form, quality = dice.choice(_SAVED.get(kind, (("JPEG", 80), ("JPEG", 88), ("JPEG", 75), ("WEBP", 80), ("PNG", 0))))
    return pixels.encoded(made.image, form, quality)


def _made(scene: Scene, first: Drawn, kind: str, strength: int, dice: Random) -> Drawn:
    if kind == "embedded":
        return embedded(scene, first, strength, dice)
    if kind == "dark mode":
        return _rendered(scene, replace(scene.device, dark=not scene.device.dark), strength, dice)
    if kind == "other device":
        return _rendered(scene, other_device(scene.device, dice, strength), 1, dice)
    if kind == CHAIN:
        return chain(first, strength, dice)
    return STEPS[kind](first, dice, strength)


def _rendered(scene: Scene, seen_on: Device, strength: int, dice: Random) -> Drawn:
    drawn = replace(scene, device=seen_on).draw()
    return (drawn, pixels.crop_all(drawn, dice, 1), pixels.messenger(drawn, dice, 3))[strength - 1]


def chain(first: Drawn, strength: int, dice: Random) -> Drawn:
    """Do two, three or four things one after another, saving in between."""
    for step in dice.sample(_CHAINED, strength + 1):
        first = STEPS[step](first, dice, dice.choice((1, 1, 2)))
        first = on(first, pixels.again(first.image, dice.randint(70, 88)))
    return first


def embedded(scene: Scene, first: Drawn, strength: int, dice: Random) -> Drawn:
    """Show it as the picture of somebody's post, at 85, 65 or 50 % of its size."""
    told = story(scene.told.half, scene.told.language, f"host {dice.getrandbits(30)}")
    inner = scaled(first, (0.85, 0.65, 0.5)[strength - 1])
    host = Scene(_HOSTS[told.half], told, device(dice))
    sheet_told = replace(told, photo=1)
    page = replace(host, told=sheet_told).draw()
    at = page.claim[3] + 14
    return _between(page, inner, at)


_HOSTS: Final = {"tuning": "microblog", "reporting": "federated"}


def _between(page: Drawn, inner: Drawn, at: int) -> Drawn:
    """Open a page below a line and put a picture there."""
    width = max(page.image.width, inner.image.width + 40)
    paper = page.image.getpixel((2, at))
    whole = Image.new("RGB", (width, page.image.height + inner.image.height + 20), paper)
    whole.paste(page.image.crop((0, 0, page.image.width, at)), (0, 0))
    x = (width - inner.image.width) // 2
    whole.paste(inner.image, (x, at))
    whole.paste(page.image.crop((0, at, page.image.width, page.image.height)), (0, at + inner.image.height + 20))
    return on(inner, whole, x, at)


def collage(parts: Sequence[Drawn], dice: Random) -> bytes:
    """Put two to four pictures on one sheet: side by side, or in a square."""
    gap, cell = dice.choice((0, 12)), dice.choice((480, 640))
    columns = 2
    rows = -(-len(parts) // columns)
    shown = [scaled(part, cell / part.image.width).image for part in parts]
    deep = [max(image.height for image in shown[row * columns : (row + 1) * columns]) for row in range(rows)]
    sheet = Image.new(
        "RGB", (columns * cell + gap * (columns + 1), sum(deep) + gap * (rows + 1)), dice.choice(("white", "black"))
    )
    for at, image in enumerate(shown):
        row, column = divmod(at, columns)
        sheet.paste(image, (gap + column * (cell + gap), gap + sum(deep[:row]) + row * gap))
    return pixels.encoded(sheet, "JPEG", 85)


def look_alike(scene: Scene, kind: str, dice: Random) -> tuple[Scene | None, Drawn, str, str]:
    """Return a picture that must not join: its scene, what is drawn, and for an edit what was and what is."""
    told, seed = scene.told, str(dice.getrandbits(40))
    was = now = ""
    if kind.startswith("edited "):
        told, was, now = edited(told, kind.removeprefix("edited "), seed)
        again = replace(scene, told=told)
        return again, again.draw(), was, now
    if kind == "photograph":
        image = photo(told.half, dice.getrandbits(30), dice.choice((640, 800, 960)), dice.choice((480, 600)))
        return None, Drawn(image, (0, 0, *image.size)), "", ""
    if kind == "near-empty":
        return None, _near_empty(scene, dice), "", ""
    retold = {
        "same layout": lambda: story(told.half, told.language, seed),
        "same author": lambda: replace(other_claim(told, seed), photo=dice.getrandbits(30)),
        "same thread": lambda: other_claim(told, seed, body=False),
        "same photo": lambda: replace(story(told.half, told.language, seed), photo=told.photo),
    }[kind]()
    again = replace(scene, told=retold)
    return again, again.draw(), "", ""


def _near_empty(scene: Scene, dice: Random) -> Drawn:
    """Draw a screen with its bars and hardly a word."""
    told = replace(scene.told, clock=f"{dice.randrange(24):02d}:{dice.randrange(60):02d}")
    tone = (18, 18, 20) if scene.device.dark else (255, 255, 255)
    ink = (150, 150, 155)
    sheet = Sheet(told, device(dice, dark=scene.device.dark), Palette(tone, ink, ink, ink, ink, tone))
    y = sheet.status_bar()
    sheet.icon(dice.choice(("back", "rows")), 14, y + 10, 20, ink)
    word = dice.choice((dice.choice(told.ui), dice.choice(told.remarks), told.clock, told.stamp))
    sheet.words(0, y + dice.uniform(120, 420), word, dice.choice((14, 16, 20)), ink, align="middle", width=sheet.points)
    return sheet.done(sheet.points * dice.uniform(1.4, 2))


def layouts_of(half: str) -> list[str]:
    """Return the names of a half's layouts."""
    return list(LAYOUTS[half])
