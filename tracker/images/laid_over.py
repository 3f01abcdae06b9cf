"""Tell whether two aligned pictures differ by grain, by something laid over one of them, or in words.

A ring, a stamp, a bar or a sticker hides words and adds its own strokes, but beside it the words stand as they
were. Words that were changed are missing from the other picture: their strokes are paper there, and what is
new has the tone and the size of letters. So each place is asked, in both directions, for strokes of one
picture that are paper in the other.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import cv2
import msgspec
import numpy as np

MARGIN_PX: Final = 14  # around a place: shows its paper
REACH_PX: Final = 4  # half a window: what made it differ lies within
PAPER_PX: Final = 41  # side of the window whose median is paper: wider than two strokes of a headline
STROKE: Final = 0.5  # of the contrast of ink against paper: surely a stroke
NEW: Final = 0.3  # a stroke of something laid over, which may be fainter than ink
TRACE: Final = 0.15  # perhaps one
GRAIN: Final = 0.3  # of the contrast: less is noise of saving
GRAIN_PX: Final = 3  # pixels that differ by more: under it nothing has changed
FOREIGN_PX: Final = 80  # of new strokes that are no letters: a sticker, which may have paper's tone in places
FOREIGN: Final = 0.85  # of all new strokes
VEILED: Final = 0.5  # of the paper there is tinted, as by a marker
LEFT_PX: Final = 3  # pixels of strokes that a veil may leave unexplained
SAME_TONE: Final = 0.22  # difference to the tone of the words, as a share of their contrast
SOLID: Final = 0.8  # share of its rectangle that a bar or a block fills; letters leave more
TALLEST: Final = 1.6  # against the letters there and beside
LEAST_TALL: Final = 28.0  # px: a headline may have only small words beside it
LONGEST: Final = 6.0  # width against height: a longer stroke underlines
BLOCK_PX: Final = 150
FRINGE_PX: Final = 40  # a smaller faint stroke is the edge of a letter that moved
DOT_PX: Final = 6  # smaller strokes have no height worth telling
LEAST_CONTRAST: Final = 14.0  # grey levels
KNOWN_TONE: Final = 0.35  # share of what lies around that must be in the tone expected
LEAST_TEXT: Final = 0.35  # contrast of the fainter words of a picture against its full range
KNOWN_PX: Final = 50  # pixels of a tone that must be seen
TONE_STEP: Final = 8  # grey levels that are taken together when tones are compared

Box = tuple[int, int, int, int]


class Pair(msgspec.Struct, frozen=True):
    """Two aligned pictures, and each in the tones of the other: brightening and inverting are no difference."""

    first: np.ndarray
    second: np.ndarray
    first_toned: np.ndarray
    second_toned: np.ndarray

    @staticmethod
    def of(first: np.ndarray, second: np.ndarray, mask: np.ndarray) -> Pair:
        """Return a pair from two pictures of one shape (uint8) that both have pixels where `mask` tells."""
        toned = _toned(first, second, mask), _toned(second, first, mask)
        return Pair(first, second, *toned)


class Place(msgspec.Struct, frozen=True):
    """What stands at one place in two pictures; all arrays of one shape."""

    toned: np.ndarray
    """The first picture in the tones of the second."""
    second: np.ndarray
    zone: np.ndarray
    """Where they differ."""
    around: np.ndarray
    """Where they agree."""
    ink: float
    """Contrast of the darkest words of the second picture anywhere, in grey levels."""


def kind_of(pair: Pair, mask: np.ndarray, box: Box) -> str:
    """Return what made two pictures differ at a place: `grain`, `cover` (something laid over) or `words`.

    `mask` tells where they differ anywhere, `box` (left, top, width, height) which of these places is meant.
    """
    area, zone, around = _cut_out(mask, box)
    there = Place(pair.first_toned[area], pair.second[area].astype(np.float32), zone, around, _ink(pair.second))
    back = Place(pair.second_toned[area], pair.first[area].astype(np.float32), zone, around, _ink(pair.first))
    if _is_grain(there):
        return "grain"
    return "cover" if _is_laid_over(there) or _is_laid_over(back) else "words"


def _ink(picture: np.ndarray) -> float:
    return float(np.ptp(np.percentile(picture[::4, ::4], (1, 99))))


def _toned(picture: np.ndarray, other: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return a picture in the tones that most of the other has in its place."""
    bins, values = picture[mask][::2] // TONE_STEP, other[mask][::2]
    order = np.argsort(bins, kind="stable")
    starts = np.searchsorted(bins[order], np.arange(256 // TONE_STEP + 1))
    spans = enumerate(pairwise(starts))
    known = [(n, float(np.median(values[order[i:j]]))) for n, (i, j) in spans if j - i > KNOWN_PX]
    if not known:
        return picture.astype(np.float32)
    at, tones = zip(*known, strict=True)
    table = np.interp(np.arange(256), np.array(at) * TONE_STEP + TONE_STEP / 2, tones)
    return np.asarray(table.astype(np.float32)[picture])


def _cut_out(mask: np.ndarray, box: Box) -> tuple[tuple[slice, slice], np.ndarray, np.ndarray]:
    left, top, width, height = box
    reach = MARGIN_PX + REACH_PX
    area = np.s_[max(0, top - reach) : top + height + reach, max(0, left - reach) : left + width + reach]
    inner = mask[area].astype(np.uint8)
    own = np.zeros_like(inner)
    y, x = top - area[0].start, left - area[1].start
    own[y : y + height, x : x + width] = inner[y : y + height, x : x + width]
    kernel = np.ones((2 * REACH_PX + 1, 2 * REACH_PX + 1), np.uint8)
    return area, cv2.dilate(own, kernel) > 0, cv2.dilate(inner, kernel) == 0


def _is_grain(place: Place) -> bool:
    """Tell whether one is the other in another tone but for noise."""
    contrast = max(float(np.ptp(np.percentile(p[place.zone], (3, 97)))) for p in (place.toned, place.second))
    off = np.abs(cv2.GaussianBlur(place.toned - place.second, (0, 0), 0.7))[place.zone]
    return bool(np.count_nonzero(off > max(GRAIN * contrast, LEAST_CONTRAST)) < GRAIN_PX)


def _is_laid_over(place: Place) -> bool:
    """Tell whether the second picture is the first with something on it: no stroke is gone, no letter new."""
    paper = cv2.medianBlur(np.clip(place.toned, 0, 255).astype(np.uint8), PAPER_PX).astype(np.float32)
    under, over = np.abs(place.toned - paper), np.abs(place.second - paper)
    contrast = max(float(np.percentile(under, 97)), LEAST_TEXT * float(np.ptp(place.toned)), LEAST_CONTRAST)
    trace = max(TRACE * contrast, LEAST_CONTRAST)
    strokes = (under > STROKE * contrast) & place.zone
    alike = np.abs(place.toned - place.second)[place.around] < 2 * trace
    if strokes.any() and not (len(alike) and alike.mean() >= KNOWN_TONE):
        return False
    dark = over > NEW * contrast
    new = dark & place.zone & ~_widened(under > trace)
    tall = max(_letter_height(under > STROKE * contrast, 75), _letter_height(strokes, 90), LEAST_TALL)
    covered = _foreign(new, np.where(dark, over, 0), (contrast, place.ink), tall)
    foreign = np.count_nonzero(covered & new)
    gone = np.count_nonzero(strokes & ~_widened(over > trace) & ~covered)
    if foreign >= FOREIGN_PX and foreign >= FOREIGN * np.count_nonzero(new):
        return bool(gone <= foreign / 2)
    blank = place.zone & ~_widened(under > trace)
    veiled = np.count_nonzero(blank & (np.abs(place.second - place.toned) > trace))
    return bool(veiled > VEILED * np.count_nonzero(blank) and gone + np.count_nonzero(new) - foreign <= LEFT_PX)


def _widened(mask: np.ndarray) -> np.ndarray:
    wider: np.ndarray = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return wider


def _foreign(new: np.ndarray, depth: np.ndarray, tones: tuple[float, float], tall: float) -> np.ndarray:
    """Return what those new strokes cover that are no letters: by size, as a block, or by a tone that no words have."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(new.astype(np.uint8))
    covered = np.zeros(new.shape, np.uint8)
    for part in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[part])
        tone = float(np.median(depth[labels == part]))
        filled = np.count_nonzero(depth[top : top + height, left : left + width])
        is_block = area > BLOCK_PX and filled > SOLID * width * height
        fits = height <= TALLEST * tall and width <= LONGEST * max(height, 3)
        is_toned = all(abs(tone - known) > SAME_TONE * known for known in tones)
        if area > FRINGE_PX and (is_block or not fits or is_toned):
            outline, _ = cv2.findContours((labels == part).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
            cv2.drawContours(covered, outline, -1, 1, cv2.FILLED)
    return _widened(covered)


def _letter_height(strokes: np.ndarray, percentile: float) -> float:
    count, _, stats, _ = cv2.connectedComponentsWithStats(strokes.astype(np.uint8))
    heights = stats[1:, cv2.CC_STAT_HEIGHT][stats[1:, cv2.CC_STAT_AREA] >= DOT_PX] if count > 1 else np.zeros(0)
    return float(np.percentile(heights, percentile)) if len(heights) else 0.0
