"""Grain, something laid over, or other words: on drawn lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from tracker.images.laid_over import Pair, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

SIZE = (420, 150)
LINES = ("Orbit Data will pay 47 million", "for the tower at the harbour", "said the council on Monday")
EDITS = {
    "a number": ("Orbit Data will pay 41 million", *LINES[1:]),
    "a word": (LINES[0], "for the garden at the harbour", LINES[2]),
    "a negation that moves the rest": ("Orbit Data will not pay 47 million", *LINES[1:]),
    "a digit more": ("Orbit Data will pay 470 million", *LINES[1:]),
}


def page(lines: tuple[str, ...] = LINES, *, ink: int = 20, paper: int = 245) -> Image.Image:
    sheet = Image.new("L", SIZE, paper)
    for number, line in enumerate(lines):
        ImageDraw.Draw(sheet).text((20, 14 + 44 * number), line, ink, font=ImageFont.load_default(24))
    return sheet


def kinds(first: Image.Image, second: Image.Image) -> set[str]:
    """Return what each place is called at which two pictures of one size differ by over 25 grey levels."""
    import cv2

    one, two = (np.asarray(sheet.convert("L")) for sheet in (first, second))
    tints = tuple(np.asarray(sheet.convert("YCbCr"))[..., :0:-1] for sheet in (first, second))
    pair = Pair.of(one, two, np.ones(one.shape, bool), tints if first.mode == "RGB" else None)
    off = np.abs(pair.first_toned - two) > 25
    bad = cv2.dilate(off.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(bad.astype(np.uint8))
    found = {kind_of(pair, bad, tuple(int(v) for v in row[:4])) for row in stats[1:]}  # type: ignore[arg-type]
    return {"cover" if kind in {"first", "second", "both"} else kind for kind in found}


def ring(sheet: Image.Image) -> None:
    ImageDraw.Draw(sheet).ellipse((150, 4, 300, 60), outline=110, width=5)


def bar(sheet: Image.Image) -> None:
    ImageDraw.Draw(sheet).rectangle((230, 56, 330, 90), fill=0)


@pytest.mark.parametrize("cover", [ring, bar])
@pytest.mark.parametrize("tones", [(20, 245), (225, 30)], ids=["dark on light", "light on dark"])
def test_what_is_laid_over_is_no_change_of_words(
    cover: Callable[[Image.Image], None], tones: tuple[int, int]
) -> None:
    plain = page(ink=tones[0], paper=tones[1])
    covered = plain.copy()
    cover(covered)
    assert kinds(plain, covered) <= {"cover", "grain"}
    assert kinds(covered, plain) <= {"cover", "grain"}
    assert kinds(plain, covered) != {"grain"}


@pytest.mark.parametrize("lines", EDITS.values(), ids=EDITS.keys())
def test_other_words_are_other_words(lines: tuple[str, ...]) -> None:
    assert "words" in kinds(page(), page(lines))
    assert "words" in kinds(page(lines), page())


@pytest.mark.parametrize("lines", EDITS.values(), ids=EDITS.keys())
def test_other_words_are_seen_in_a_dark_page_too(lines: tuple[str, ...]) -> None:
    assert "words" in kinds(page(), page(lines, ink=230, paper=25))


def test_another_tone_and_noise_are_grain() -> None:
    plain = np.asarray(page()).astype(float)
    noisy = 0.7 * plain + 30 + np.random.default_rng(3).normal(0, 9, plain.shape)
    assert kinds(page(), Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))) <= {"grain"}


def test_a_headline_word_painted_over_with_paper_is_a_change(drawings: ModuleType) -> None:
    plain = drawings.TUNING["microblog"](drawings.story(7)).convert("L")
    erased = plain.copy()
    erased.paste(255, (24, 112, 174, 152))
    assert kinds(plain, erased) == {"words"}
    assert kinds(erased, plain) == {"words"}


LINE = 44  # px from line to line
NUMBER = (20 + 252, 14, 20 + 288, 44)
"""Where the number stands in the first line."""


def coloured(lines: tuple[str, ...] = LINES) -> Image.Image:
    return page(lines).convert("RGB")


def over_number(sheet: Image.Image, block: str, ink: str = "", words: str = "") -> Image.Image:
    """Return a page with a block over its number, and words on the block."""
    left, top, right, bottom = NUMBER
    changed = sheet.copy()
    pen = ImageDraw.Draw(changed)
    pen.rectangle((left - 6, top - 4, right + 6, bottom + 2), fill=block)
    if words:
        pen.text((left, top), words, ink, font=ImageFont.load_default(24))
    return changed


def marked(sheet: Image.Image) -> Image.Image:
    """Return a page with its first line marked in yellow, its words to be seen."""
    from PIL import ImageChops

    layer = Image.new("RGB", sheet.size, "white")
    layer.paste("#fff04a", (10, 8, 410, 50))
    return ImageChops.multiply(sheet, layer)


def test_a_red_ring_across_words_is_laid_over() -> None:
    ringed = coloured()
    ImageDraw.Draw(ringed).ellipse((120, 20, 300, 80), outline="#e01b24", width=4)
    assert kinds(coloured(), ringed) == {"cover"}
    assert kinds(ringed, coloured()) <= {"cover", "grain"}


def test_a_coloured_block_without_words_is_laid_over() -> None:
    hidden = over_number(coloured(), "#c01c28")
    assert kinds(coloured(), hidden) == {"cover"}


@pytest.mark.parametrize(("block", "ink"), [("#c01c28", "white"), ("#fff04a", "black"), ("#1c71d8", "white")])
def test_another_number_on_a_coloured_block_is_another_number(block: str, ink: str) -> None:
    changed = over_number(coloured(), block, ink, "365")
    assert "words" in kinds(coloured(), changed)
    assert "words" in kinds(changed, coloured())


def test_a_marker_is_laid_over_and_a_number_changed_under_it_is_not() -> None:
    other = coloured((LINES[0].replace("47", "41"), *LINES[1:]))
    assert kinds(coloured(), marked(coloured())) <= {"cover", "grain"}
    assert "words" in kinds(coloured(), marked(other))
    assert "words" in kinds(marked(other), coloured())


def test_a_number_in_another_colour_is_another_number() -> None:
    red = over_number(coloured(), "#f5f5f5", "#d6002a", "365")
    assert "words" in kinds(coloured(), red)


def test_blurred_words_are_hidden_and_erased_words_are_gone() -> None:
    from PIL import ImageFilter

    box = (20, 8, 400, 46)
    blurred, erased = coloured(), coloured()
    blurred.paste(blurred.crop(box).filter(ImageFilter.GaussianBlur(9)), box[:2])
    erased.paste("#f5f5f5", box)
    assert kinds(coloured(), blurred) <= {"cover", "grain"}
    assert "words" in kinds(coloured(), erased)


def test_a_number_changed_beside_a_ring_is_another_number() -> None:
    other = coloured((LINES[0].replace("47", "41"), *LINES[1:]))
    ImageDraw.Draw(other).ellipse((100, -40, 262, 60), outline="#e01b24", width=9)
    assert "words" in kinds(coloured(), other)


def test_the_paper_beside_a_photograph_may_be_dark_and_a_letter_on_it_may_not_change() -> None:
    from PIL import ImageOps

    grain = np.random.default_rng(5).normal(120, 30, (70, 70)).clip(0, 255).astype(np.uint8)
    portrait, round_shape = Image.fromarray(grain), Image.new("L", (70, 70), 0)
    ImageDraw.Draw(round_shape).ellipse((0, 0, 69, 69), fill=255)
    light, dark = page(), ImageOps.invert(page())
    changed = ImageOps.invert(page((LINES[0].replace("47", "41"), *LINES[1:])))
    for sheet in (light, dark, changed):
        sheet.paste(portrait, (340, 70), round_shape)
    assert kinds(light, dark) <= {"grain"}
    assert "words" in kinds(light, changed)
