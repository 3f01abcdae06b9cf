"""Read a photograph against the original on which it was laid: line by line, letter by letter.

A photograph is blurred, so that fixed limits of correlation would let other words pass or refuse every copy.
The sharper picture is blurred until both are alike; then each window along the lines of text is compared, and what
another letter would score is measured on the original itself, at that blur.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import cv2
import msgspec
import numpy as np

if TYPE_CHECKING:
    from tracker.images.perspective import Laid

Box = tuple[int, int, int, int]
"""Left, top, width, height in pixels of the frame."""

SLOW_PX: Final = 31  # side of the window whose mean is taken off: light changes slower, words faster
BLURS: Final = (0.0, 0.5, 0.8, 1.1, 1.4, 1.8, 2.3, 2.9, 3.6)  # px
GRAIN_PX: Final = 0.7  # blur against grain and moire, of both
JITTER: Final = 1  # px by which a letter may stand beside its place
INK: Final = 0.22  # of the strongest edges: what counts as detail
LEAST_EDGE: Final = 12.0  # grey levels
LEAST_LINE, MOST_LINE = 5, 64  # height of a line in px; higher is a picture
GAP_PX: Final = 9  # between words of one line
LETTER: Final = 0.7  # width of a window, in heights of its line
LEAST_WINDOW: Final = 8  # px
STEP: Final = 0.5  # of a window
TILE_PX: Final = 28
MOST_WINDOWS: Final = 900
SAMPLE: Final = 60  # windows that choose the blur and give a first impression
HOPELESS: Final = 0.5  # median of the first impression: nothing but the layout is shared
NOISE_FACTOR: Final = 5.0
SLACK: Final = 0.06
MOST_NEEDED, LEAST_NEEDED = 0.90, 0.60
CLEARLY: Final = 0.05  # and the pair's noise below what is needed: one window alone contradicts
LEAST_AT_ALL: Final = 0.2
PALEST: Final = 0.25  # contrast against the median window's: less is the edge of a picture or paper
RULE: Final = 0.98  # correlation of a straight line with its next piece
ABOVE_GRAIN: Final = 1.7
ADDED: Final = 0.5  # of the contrast of words that agree: what the photograph shows beside them


class Reading(msgspec.Struct, frozen=True):
    """What comparing the letters found."""

    letters: int
    """Windows compared, about two to a letter."""
    agree: float
    """Share of them that agree."""
    contradicting: tuple[Box, ...]
    """Words that differ; largest first."""
    needed: float
    """Correlation from which a window agrees, by the pair's own noise."""
    worst: float
    """The lowest correlation of a window."""
    typical: float
    """The median."""
    chance: float
    """90th percentile of what other letters of the same lines score: what a changed letter might reach."""
    blur_px: float
    """How much the original was blurred to look like the photograph; negative: the photograph was."""
    cover: float
    """Share of the original's letters that the photograph shows."""


NOTHING: Final = Reading(0, 0.0, (), 1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read(over: Laid) -> Reading:
    """Compare all that is written in the frame with the photograph laid on it."""
    windows, cover = _windows(over)
    if not windows:
        return NOTHING
    sample = windows[:: max(1, len(windows) // SAMPLE)]
    blur, first, second, impression = _matched(over, sample)
    if impression < HOPELESS:
        return NOTHING
    windows = _with_ink(first, windows)
    found = np.array([_correlation(first, second, box) for box in windows])
    typical = float(np.median(found))
    needed = float(np.clip(1 - NOISE_FACTOR * (1 - typical) - SLACK, LEAST_NEEDED, MOST_NEEDED))
    clearly = CLEARLY + NOISE_FACTOR * (1 - typical)
    bad = _contradicting(found, windows, _needed_each(first, windows, needed), clearly)
    added = _added(over, first, second, _picked(windows, ~bad))
    return Reading(
        letters=len(windows),
        agree=float(np.count_nonzero(~bad) / (len(windows) + sum(_letters_in(box) for box in added))),
        contradicting=_joined([*_picked(windows, bad), *added], over.frame.shape),
        needed=needed, worst=float(found.min()), typical=typical, chance=_chance(first, sample),
        blur_px=blur, cover=cover,
    )  # fmt: skip


def _picked(windows: list[Box], which: np.ndarray) -> list[Box]:
    return [window for window, is_picked in zip(windows, which.tolist(), strict=True) if is_picked]


def lines(picture: np.ndarray, least_edge: float = LEAST_EDGE) -> list[Box]:
    """Return where lines of text are, and other things that have detail."""
    edges = cv2.morphologyEx(picture, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    ink = edges > max(least_edge, INK * float(np.percentile(edges[::2, ::2], 99)))
    joined = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, GAP_PX), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    kept = stats[1:][(stats[1:, 3] >= LEAST_LINE) & (stats[1:, 2] >= LEAST_LINE)]
    return [(int(left), int(top), int(width), int(height)) for left, top, width, height, _ in kept]


def _windows(over: Laid) -> tuple[list[Box], float]:
    """Return the windows that both pictures show, and the share of the frame's that these are."""
    every = [box for line in lines(over.frame) for box in _along(line)]
    height, width = over.frame.shape
    reach = JITTER + 1
    both = [
        (x, y, w, h) for x, y, w, h in every
        if x >= reach and y >= reach and x + w + reach < width and y + h + reach < height
        and over.mask[y : y + h : 3, x : x + w : 3].all()
    ]  # fmt: skip
    step = -(-len(both) // MOST_WINDOWS) if both else 1
    return both[::step], len(both) / max(1, len(every))


def _along(line: Box) -> list[Box]:
    left, top, width, height = line
    if height > MOST_LINE:
        return [
            (x, y, TILE_PX, TILE_PX)
            for y in range(top, top + height - TILE_PX + 1, TILE_PX)
            for x in range(left, left + width - TILE_PX + 1, TILE_PX)
        ]
    wide = max(LEAST_WINDOW, round(LETTER * height))
    if width <= wide:
        return [(left - 1, top - 1, width + 2, height + 2)]
    places = np.linspace(left - 1, left + width - wide + 1, max(2, round((width - wide) / (STEP * wide)) + 1))
    return [(round(x), top - 1, wide, height + 2) for x in places]


def _even(picture: np.ndarray, blur: float) -> np.ndarray:
    """Return a picture blurred, less its slow changes of light."""
    values = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), float(np.hypot(blur, GRAIN_PX)))
    return np.asarray(values - cv2.blur(values, (SLOW_PX, SLOW_PX)))


def _correlation(first: np.ndarray, second: np.ndarray, box: Box, shift: int = 0) -> float:
    """Return how well a window of the first picture is found at its place in the second, or `shift` px beside."""
    x, y, width, height = box
    patch = np.ascontiguousarray(first[y : y + height, x : x + width])
    x += shift
    area = second[y - JITTER : y + height + JITTER, x - JITTER : x + width + JITTER]
    return float(cv2.matchTemplate(np.ascontiguousarray(area), patch, cv2.TM_CCOEFF_NORMED).max())


def _matched(over: Laid, sample: list[Box]) -> tuple[float, np.ndarray, np.ndarray, float]:
    """Blur the sharper picture until the sample agrees best: blur, original, photograph, median agreement."""
    best = (-1.0, 0.0)
    photo = _even(over.laid, 0.0)
    for blur in BLURS:
        score = _score(_even(over.frame, blur), photo, sample)
        if score <= best[0]:
            break
        best = (score, blur)
    original = _even(over.frame, best[1])
    if best[1] == 0:
        for blur in BLURS[1:]:
            score = _score(original, _even(over.laid, blur), sample)
            if score <= best[0]:
                break
            best = (score, -blur)
        photo = _even(over.laid, -best[1])
    return best[1], original, photo, best[0]


def _score(first: np.ndarray, second: np.ndarray, sample: list[Box]) -> float:
    return float(np.median([_correlation(first, second, box) for box in sample]))


def _with_ink(original: np.ndarray, windows: list[Box]) -> list[Box]:
    contrast = np.array([_spread(original, box) for box in windows])
    return _picked(windows, contrast >= PALEST * np.median(contrast))


def _needed_each(original: np.ndarray, windows: list[Box], needed: float) -> np.ndarray:
    """Return what each window needs: the paler, the more of it is the photograph's own grain."""
    contrast = np.array([_spread(original, box) for box in windows])
    pale = np.clip(contrast / np.median(contrast), PALEST, 1.0)
    return np.asarray(np.maximum(1 - (1 - needed) / pale**2, LEAST_AT_ALL))


def _contradicting(found: np.ndarray, windows: list[Box], needed: np.ndarray, clearly: float) -> np.ndarray:
    """Tell which windows differ: clearly, or a little beside another that does."""
    low = found < needed
    beside = np.zeros_like(low)
    near = [abs(b[0] - a[0]) <= a[2] and a[1] == b[1] for a, b in pairwise(windows)]
    pairs = low[:-1] & low[1:] & np.array(near, bool)
    beside[:-1] |= pairs
    beside[1:] |= pairs
    return np.asarray((found < needed - clearly) | beside)


def _chance(original: np.ndarray, sample: list[Box]) -> float:
    """Return what nine of ten other letters of the same lines do not reach, at this blur."""
    width = original.shape[1]
    scores = [
        _correlation(original, original, box, shift)
        for box in sample for shift in (-3 * box[2], -2 * box[2], 2 * box[2], 3 * box[2])
        if box[0] + shift >= JITTER and box[0] + shift + box[2] + JITTER < width
        and original[box[1] : box[1] + box[3], box[0] + shift : box[0] + shift + box[2]].std() > LEAST_EDGE / 4
    ]  # fmt: skip
    letters = [score for score in scores if score < RULE]
    return float(np.percentile(letters, 90)) if letters else 1.0


def _added(over: Laid, original: np.ndarray, photo: np.ndarray, agreeing: list[Box]) -> list[Box]:
    """Return what the photograph shows where the original is plain, well above its moire: words that were added."""
    if not agreeing:
        return []
    plain = 0.1 * float(np.median([_spread(original, box) for box in agreeing]))
    grain = [_spread(photo, box) for box in _tiles(over) if _spread(original, box) < plain]
    least = ADDED * float(np.median([_spread(photo, box) for box in agreeing]))
    if grain:
        least = max(least, ABOVE_GRAIN * float(np.percentile(grain, 90)))
    soft = cv2.GaussianBlur(over.laid, (0, 0), 1.0)
    return [
        box for line in lines(soft, least) if line[3] <= MOST_LINE and line[2] > line[3]
        for box in _along(line)
        if _is_inside(box, over.mask) and _spread(photo, box) > least and _spread(original, _wider(box)) < plain
    ]  # fmt: skip


def _tiles(over: Laid) -> list[Box]:
    """Return small windows spread over what both pictures show."""
    height, width = over.frame.shape
    places = [(x, y, 12, 12) for y in range(6, height - 18, 36) for x in range(6, width - 18, 36)]
    return [box for box in places if _is_inside(box, over.mask)]


def _spread(picture: np.ndarray, box: Box) -> float:
    x, y, width, height = box
    return float(picture[max(0, y) : y + height, max(0, x) : x + width].std())


def _wider(box: Box) -> Box:
    return box[0] - 3, box[1] - 3, box[2] + 6, box[3] + 6


def _is_inside(box: Box, mask: np.ndarray) -> bool:
    x, y, width, height = box
    reach = max(12, height)  # the photograph's own edge and the bezel beyond it are no words
    area = mask[max(0, y - reach) : y + height + reach : 3, max(0, x - reach) : x + width + reach : 3]
    whole = y >= reach and x >= reach and y + height + reach < mask.shape[0] and x + width + reach < mask.shape[1]
    return whole and bool(area.all())


def _letters_in(box: Box) -> int:
    return max(1, round(box[2] / max(1.0, STEP * LETTER * box[3])))


def _joined(boxes: list[Box], shape: tuple[int, ...]) -> tuple[Box, ...]:
    """Return touching windows as one box each."""
    mask = np.zeros(shape, np.uint8)
    for x, y, width, height in boxes:
        mask[max(0, y) : y + height, max(0, x) : x + width] = 1
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    rows = sorted(stats[1:].tolist(), key=lambda s: (-s[4], s[1], s[0])) if boxes else []
    return tuple((left, top, width, height) for left, top, width, height, _ in rows)
