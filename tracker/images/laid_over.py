"""Tell whether two aligned pictures differ by grain, by something laid over one of them, or in words.

A ring, a stamp, a bar or a sticker hides words and adds its own strokes, but beside it the words stand as they
were. Words that were changed are missing from the other picture: their strokes are paper there, and what is
new has the tone and the size of letters. So each place is asked, in both directions, for strokes of one
picture that are paper in the other.
"""

from __future__ import annotations

from typing import Final

import cv2
import msgspec
import numpy as np

from tracker.images.themes import is_theme_edge
from tracker.images.tints import Colours, filled_up, foreign

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
SOLID_DOT: Final = 0.72  # of its rectangle: an eye or a mouth of a face; broad letters leave more
SHORTEST: Final = 0.45  # the same
TALLEST: Final = 1.6  # against the letters there and beside
LEAST_TALL: Final = 28.0  # px: a headline may have only small words beside it
LONGEST: Final = 6.0  # width against height: a longer stroke underlines
BLOCK_PX: Final = 150
FRINGE_PX: Final = 40  # a smaller faint stroke is the edge of a letter that moved
ADDED_PX: Final = 12  # of new strokes: fewer have no tone worth telling
BESIDE_PX: Final = 40  # between parts of one thing laid over
ONE_TONE: Final = 14.0  # grey levels between them
DOT_PX: Final = 6  # smaller strokes have no height worth telling
LEAST_CONTRAST: Final = 14.0  # grey levels
KNOWN_TONE: Final = 0.35  # share of what lies around that must be in the tone expected
LEAST_TEXT: Final = 0.35  # contrast of the fainter words of a picture against its full range
KNOWN_PX: Final = 50  # pixels of a tone that must be seen
COLOURED_PX: Final = 30  # of a new colour: less is the fringe of a letter
LOW_PX: Final = 9.0  # deviation of the blur in which a letter is a grey spot
FINE_PX: Final = 1.5  # of the one in which its strokes are lost
LEAST_DEPTH: Final = 6.0  # grey levels by which blurred words differ from paper
SAME_DEPTH: Final = 0.35  # of that may be lost where they were only blurred
SMOOTHED: Final = 0.35  # of fine detail is left
SHOWS_THROUGH: Final = 0.3  # of the strokes under it that are as they were: a marker, and no bar
CHANGED_PX: Final = 12  # that differ under something which the rest of the words show through
FRAGMENT: Final = 0.06  # of the strokes that were hidden: less is a bit of a face, and no other word
FAINT: Final = 0.2  # of the contrast of ink: fainter strokes are a photograph's, and no words
REPAINTED: Final = 0.35  # of something laid over lies on strokes: a word in another colour
TONE_STEP: Final = 8  # grey levels that are taken together when tones are compared

_UNDER: Final = {(False, False): "words", (True, False): "first", (False, True): "second", (True, True): "both"}

Box = tuple[int, int, int, int]


class Pair(msgspec.Struct, frozen=True):
    """Two aligned pictures, and each in the tones of the other: brightening and inverting are no difference."""

    first: np.ndarray
    second: np.ndarray
    first_toned: np.ndarray
    second_toned: np.ndarray
    first_ink: float
    second_ink: float
    """Contrast of their darkest words against paper, in grey levels."""
    there: Colours | None = None
    """The colours of the second as the first foretells them."""
    back: Colours | None = None

    @staticmethod
    def of(
        first: np.ndarray, second: np.ndarray, mask: np.ndarray, tints: tuple[np.ndarray, np.ndarray] | None = None
    ) -> Pair:
        """Return a pair from two pictures of one shape (uint8) that both have pixels where `mask` tells.

        `tints` are their colours (each h x w x 2), if both have any.
        """
        toned = _toned(first, second, mask), _toned(second, first, mask)
        inks = _ink(first), _ink(second)
        if tints is None:
            return Pair(first, second, *toned, *inks)
        there, back = Colours.of(first, *tints, mask), Colours.of(second, *tints[::-1], mask)
        return Pair(first, second, *toned, *inks, there, back)


class Place(msgspec.Struct, frozen=True):
    """What stands at one place in two pictures; all arrays of one shape."""

    toned: np.ndarray
    """The first picture in the tones of the second."""
    second: np.ndarray
    core: np.ndarray
    """Where they differ."""
    zone: np.ndarray
    """The same with what is within a window's reach."""
    around: np.ndarray
    """Where they agree."""
    ink: float
    """Contrast of the darkest words of the second picture anywhere, in grey levels."""
    coloured: np.ndarray | None
    """Where the second has a colour that the first has nowhere near."""


def kind_of(pair: Pair, mask: np.ndarray, box: Box) -> str:
    """Return what made two pictures differ at a place: `grain`, `words`, or what something is laid over.

    That is `first`, `second`, or `both` where either may be the one. `mask` tells where they differ anywhere,
    `box` (left, top, width, height) which of these places is meant.
    """
    there, back = _seen_both_ways(pair, mask, box)
    area = _around(box)
    if _is_grain(there) or is_theme_edge(pair.first[area], pair.second[area], there.zone):
        return "grain"
    return _UNDER[_is_covered(back), _is_covered(there)]


def continued(pair: Pair, mask: np.ndarray, box: Box, covers: list[Box]) -> str:
    """Return on which picture (`first`, `second`) a place shows more of what is laid over it beside; empty if on none.

    It is more of the same where nothing is lost, and what is new has the tone of what is new beside it, and not
    the tone of words: one letter more of a watermark.
    """
    beside = [cover for cover in covers if _gap(box, cover) <= BESIDE_PX]
    for way, place in enumerate(_seen_both_ways(pair, mask, box)) if beside else ():
        tone = _tone_added(place)
        if tone is None:
            continue
        others = (_tone_added(_seen_both_ways(pair, mask, cover)[way]) for cover in beside)
        if any(other is not None and abs(other - tone) <= ONE_TONE for other in others):
            return ("second", "first")[way]
    return ""


def _gap(one: Box, other: Box) -> int:
    across = max(one[0], other[0]) - min(one[0] + one[2], other[0] + other[2])
    return max(across, max(one[1], other[1]) - min(one[1] + one[3], other[1] + other[3]))


def _tone_added(place: Place) -> float | None:
    """Return the grey level of new strokes where all others stayed; None where they may be words."""
    paper = _paper(place.second)
    before, after = _Strokes.of(place.toned, _paper(place.toned)), _Strokes.of(place.second, paper)
    new = after.sure & ~_widened(before.perhaps) & place.zone
    lost = before.sure & place.zone & (np.abs(place.toned - place.second) > NEW * place.ink)
    if np.count_nonzero(new) < ADDED_PX or np.count_nonzero(lost) > LEFT_PX:
        return None
    depth = float(np.median(np.abs(place.second - paper)[new]))
    return None if abs(depth - place.ink) <= SAME_TONE * place.ink else float(np.median(place.second[new]))


def _seen_both_ways(pair: Pair, mask: np.ndarray, box: Box) -> tuple[Place, Place]:
    area, core, zone, around = _cut_out(mask, box)
    ways = (
        (pair.first_toned, pair.second, pair.second_ink, pair.there),
        (pair.second_toned, pair.first, pair.first_ink, pair.back),
    )
    there, back = (
        Place(
            toned[area], other[area].astype(np.float32), core, zone, around, ink,
            foreign(hues, area) if hues else None,
        )
        for toned, other, ink, hues in ways
    )  # fmt: skip
    return there, back


def _is_covered(place: Place) -> bool:
    """Tell whether something lies on the second picture there, and no letters of its own in the place of others."""
    coloured, toned = _coloured(place), _laid_over(place)
    if coloured is not None and toned is not None and np.count_nonzero(toned & ~coloured) <= FRINGE_PX:
        toned = None  # the same thing, whose colour shows more of it
    covers = [cover for cover in (coloured, toned) if cover is not None]
    if any(_replaces_letters(place, cover) for cover in covers):
        return False
    return bool(covers) or _is_blurred(place)


def _ink(picture: np.ndarray) -> float:
    return float(np.ptp(np.percentile(picture[::4, ::4], (1, 99))))


def _toned(picture: np.ndarray, other: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return a picture in the tones that most of the other has in its place."""
    bins, values = (picture[mask][::2] // TONE_STEP).astype(np.intp), other[mask][::2]
    seen = np.bincount(bins * 256 + values, minlength=256 // TONE_STEP * 256).reshape(-1, 256).cumsum(axis=1)
    known = np.flatnonzero(seen[:, -1] > KNOWN_PX)
    if not len(known):
        return picture.astype(np.float32)
    tones = (seen[known] * 2 >= seen[known, -1:]).argmax(axis=1)  # the median
    table = np.interp(np.arange(256), known * TONE_STEP + TONE_STEP / 2, tones)
    return np.asarray(table.astype(np.float32)[picture])


def _around(box: Box) -> tuple[slice, slice]:
    left, top, width, height = box
    reach = MARGIN_PX + REACH_PX
    return np.s_[max(0, top - reach) : top + height + reach, max(0, left - reach) : left + width + reach]


def _cut_out(mask: np.ndarray, box: Box) -> tuple[tuple[slice, slice], np.ndarray, np.ndarray, np.ndarray]:
    left, top, width, height = box
    area = _around(box)
    inner = mask[area].astype(np.uint8)
    own = np.zeros_like(inner)
    y, x = top - area[0].start, left - area[1].start
    own[y : y + height, x : x + width] = inner[y : y + height, x : x + width]
    kernel = np.ones((2 * REACH_PX + 1, 2 * REACH_PX + 1), np.uint8)
    return area, own > 0, cv2.dilate(own, kernel) > 0, cv2.dilate(inner, kernel) == 0


def _is_grain(place: Place) -> bool:
    """Tell whether one is the other in another tone but for noise."""
    contrast = max(float(np.ptp(np.percentile(p[place.zone], (3, 97)))) for p in (place.toned, place.second))
    off = np.abs(cv2.GaussianBlur(place.toned - place.second, (0, 0), 0.7))[place.zone]
    return bool(np.count_nonzero(off > max(GRAIN * contrast, LEAST_CONTRAST)) < GRAIN_PX)


def _coloured(place: Place) -> np.ndarray | None:
    """Return where something of a colour of its own lies, if nothing else differs there."""
    if place.coloured is None or np.count_nonzero(place.coloured & place.zone) < COLOURED_PX:
        return None
    before, after = _Strokes.of(place.toned, _paper(place.toned)), _Strokes.of(place.second, _paper(place.second))
    aside = place.zone & ~_widened(place.coloured)
    gone = before.sure & ~_widened(after.perhaps) & aside
    new = after.sure & ~_widened(before.perhaps) & aside & ~_widened(place.coloured, 9)
    is_all = max(np.count_nonzero(gone), np.count_nonzero(new)) <= LEFT_PX
    return place.coloured if is_all else None


def _replaces_letters(place: Place, cover: np.ndarray) -> bool:
    """Tell whether letters stand on something laid over, or are it, where the first picture has others."""
    paper = _paper(place.toned)
    before = _Strokes.of(place.toned, paper).deeper(np.abs(place.toned - paper) > FAINT * place.ink)
    after = _Strokes.of(place.second, _paper(place.second, cover))
    tall = max(_letter_height(before.sure, 75), LEAST_TALL / 2)
    painted = _letters(cover, tall)
    if np.count_nonzero(painted & before.perhaps) > REPAINTED * np.count_nonzero(painted) > 0:
        return True
    inside = _narrowed(cover)
    under = before.sure & inside
    if np.count_nonzero(under & place.around) > SHOWS_THROUGH * np.count_nonzero(under):
        return bool(np.count_nonzero(place.core & inside) >= CHANGED_PX)
    hidden, new = np.count_nonzero(under), np.count_nonzero(_letters(after.sure & inside, tall))
    return bool(hidden > LEFT_PX and new > FRAGMENT * hidden)


def _paper(picture: np.ndarray, cover: np.ndarray | None = None) -> np.ndarray:
    """Return the tone that words stand on, everywhere; on something laid over that is its own tone."""
    paper: np.ndarray = cv2.medianBlur(np.clip(picture, 0, 255).astype(np.uint8), PAPER_PX).astype(np.float32)
    if cover is not None:
        count, labels = cv2.connectedComponents(cover.astype(np.uint8))
        for part in range(1, count):
            paper[labels == part] = np.median(picture[labels == part])
    return paper


def _letters(strokes: np.ndarray, tall: float) -> np.ndarray:
    """Return the strokes that have the height of a letter, and no more width than a word."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes.astype(np.uint8))
    height, width = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    area, is_broad = stats[:, cv2.CC_STAT_AREA], 2 * width >= height
    fits = (height >= SHORTEST * tall) & (height <= TALLEST * tall) & (width <= LONGEST * height) & (area >= DOT_PX)
    fits &= ~(is_broad & (area > SOLID_DOT * width * height))
    fits[0] = False
    return np.asarray(fits[labels])


class _Strokes(msgspec.Struct, frozen=True):
    """What stands out against the paper nearby."""

    sure: np.ndarray
    perhaps: np.ndarray

    @staticmethod
    def of(picture: np.ndarray, paper: np.ndarray) -> _Strokes:
        depth = np.abs(picture - paper)
        contrast = max(float(np.percentile(depth, 97)), LEAST_TEXT * float(np.ptp(picture)), LEAST_CONTRAST)
        return _Strokes(depth > STROKE * contrast, depth > max(TRACE * contrast, LEAST_CONTRAST))

    def deeper(self, deep: np.ndarray) -> _Strokes:
        """Return those that may be words of the picture."""
        return _Strokes(self.sure & deep, self.perhaps & deep)


def _is_blurred(place: Place) -> bool:
    """Tell whether the second picture is the first there, blurred or in large squares: dark where it was."""
    low_first, low_second = (cv2.GaussianBlur(p, (0, 0), LOW_PX) for p in (place.toned, place.second))
    depth = np.abs(low_first - cv2.GaussianBlur(_paper(place.toned), (0, 0), LOW_PX))[place.zone].mean()
    off = np.abs(low_first - low_second)[place.zone].mean()
    if depth < LEAST_DEPTH or off > SAME_DEPTH * depth:
        return False
    fine = [np.abs(p - cv2.GaussianBlur(p, (0, 0), FINE_PX))[place.zone] for p in (place.toned, place.second)]
    return bool(np.percentile(fine[1], 75) < SMOOTHED * np.percentile(fine[0], 75))


def _laid_over(place: Place) -> np.ndarray | None:
    """Return where the second picture has something on it; None if a stroke is gone beside it, or a letter new."""
    paper = _paper(place.toned)
    under, over = np.abs(place.toned - paper), np.abs(place.second - paper)
    contrast = max(float(np.percentile(under, 97)), LEAST_TEXT * float(np.ptp(place.toned)), LEAST_CONTRAST)
    trace = max(TRACE * contrast, LEAST_CONTRAST)
    strokes = (under > STROKE * contrast) & place.zone
    alike = np.abs(place.toned - place.second)[place.around] < 2 * trace
    if strokes.any() and not (len(alike) and alike.mean() >= KNOWN_TONE):
        return None
    dark = over > NEW * contrast
    new = dark & place.zone & ~_widened(under > trace)
    tall = max(_letter_height(under > STROKE * contrast, 75), _letter_height(strokes, 90), LEAST_TALL)
    covered = _foreign(new, np.where(dark, over, 0), (contrast, place.ink), tall)
    foreign = np.count_nonzero(covered & new)
    lost = strokes & ~_widened(over > trace) & ~covered
    gone, aside = np.count_nonzero(lost), np.count_nonzero(lost & ~_widened(covered, 9))
    if foreign >= FOREIGN_PX and foreign >= FOREIGN * np.count_nonzero(new):
        return covered if gone <= foreign / 2 and aside <= LEFT_PX else None
    blank = place.zone & ~_widened(under > trace)
    veiled = np.count_nonzero(blank & (np.abs(place.second - place.toned) > trace))
    is_veil = veiled > VEILED * np.count_nonzero(blank) and gone + np.count_nonzero(new) - foreign <= LEFT_PX
    return place.zone if is_veil else None


def _narrowed(mask: np.ndarray) -> np.ndarray:
    """Return what lies further from the edge of a shape than a window that straddles it reaches."""
    kernel = np.ones((2 * REACH_PX + 3, 2 * REACH_PX + 3), np.uint8)
    inner: np.ndarray = cv2.erode(mask.astype(np.uint8), kernel) > 0
    return inner


def _widened(mask: np.ndarray, side: int = 3) -> np.ndarray:
    wider: np.ndarray = cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    return wider


def _foreign(new: np.ndarray, depth: np.ndarray, tones: tuple[float, float], tall: float) -> np.ndarray:
    """Return what those new strokes cover that are no letters: by size, as a block, or by a tone that no words have."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(new.astype(np.uint8))
    covered = np.zeros(new.shape, bool)
    for part in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[part])
        tone = float(np.median(depth[labels == part]))
        filled = np.count_nonzero(depth[top : top + height, left : left + width])
        is_block = area > BLOCK_PX and filled > SOLID * width * height
        fits = height <= TALLEST * tall and width <= LONGEST * max(height, 3)
        is_toned = all(abs(tone - known) > SAME_TONE * known for known in tones)
        if area > FRINGE_PX and (is_block or not fits or is_toned):
            covered |= filled_up(labels == part)
    return _widened(covered)


def _letter_height(strokes: np.ndarray, percentile: float) -> float:
    count, _, stats, _ = cv2.connectedComponentsWithStats(strokes.astype(np.uint8))
    heights = stats[1:, cv2.CC_STAT_HEIGHT][stats[1:, cv2.CC_STAT_AREA] >= DOT_PX] if count > 1 else np.zeros(0)
    return float(np.percentile(heights, percentile)) if len(heights) else 0.0
