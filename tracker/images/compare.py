"""Compare two aligned pictures, down to each letter.

The unit is a window of nine pixels, about one letter. Where either picture has detail, the windows must agree
in normalised correlation; a patch of windows that do not is a contradiction, however small its share of the
picture: the seed story differs from a satire of it in three words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import msgspec
import numpy as np

from tracker.images.align import halved, laid_tints
from tracker.images.laid_over import Box, Pair, continued, kind_of

if TYPE_CHECKING:
    from tracker.images.align import Overlay

WINDOW_PX: Final = 9
BLUR_PX: Final = 0.8  # hides half a pixel of misplacement and the grain of JPEG
NOISE: Final = 6.0  # grey levels added to each deviation: flat paper correlates with nothing
INK: Final = 0.25  # of the picture's strong detail (98th percentile): what counts as detail
SLACK: Final = 0.1
LEAST_NEEDED: Final = 0.6
MOST_NEEDED: Final = 0.78
"""Correlation that agrees: a little under the pair's own 5th percentile, within these bounds."""
WORTH_ANOTHER_LOOK: Final = 0.7  # share of detail that agrees at first sight
PROMISING: Final = 0.65  # the same at half size: copies of a tuning set had .70 on
PATCH_AREA: Final = 20  # px: smaller disagreement is grain (none in tuning copies; a changed digit has 60)
BURNT: Final = 215  # grey levels: the darkest pixel of a burnt-out window, and of its twin before the burning
NEARLY_BURNT: Final = 150
PLAIN: Final = 3.0  # grey levels of deviation: paper, or a frame
NOT_PLAIN: Final = 8.0
CUT_AREA: Final = 100  # px beyond a side where one picture is plain and the other is not: it was cut there
WORST_AREA: Final = 40  # px: one changed small digit
MOST_PLACES: Final = 40  # at which two pictures differ: more are another text
ENOUGH: Final = 3  # changes of words, the largest: what else differs is taken for more of them
SOLID_PX: Final = 7  # side of a patch that chance does not make
INVERTED: Final = 0.1  # share of the detail, in solid patches, that agrees with light and dark exchanged
MIN_INK: Final = 800  # px of detail in the overlap: less proves nothing

Extent = tuple[slice, slice]
Mark = tuple[int, int, int, int, int, int]
"""Label, left, top, width, height, area of a patch."""


class Comparison(msgspec.Struct, frozen=True):
    """What an aligned comparison found; shares are of the detail inside the overlap."""

    agree: float
    contradict: float
    sharpness: float
    """5th percentile of the correlation where the pictures agree: what small a change would be seen."""
    worst: float
    """Mean correlation of the 40 detailed pixels that agree least."""
    ink: int
    cover: float
    """Share of the area of that picture of which less is covered by the other."""
    contained: float
    """The same of that of which more is covered."""
    shown: float
    """Share of the rectangle that holds detail, in the overlap, in which they agree."""
    boxes: tuple[tuple[int, int, int, int], ...]
    """Contradicting patches in pixels of the frame: left, top, width, height; largest first."""
    covers: tuple[tuple[int, int, int, int], ...] = ()
    """What was laid over one of the pictures: a ring, a bar, a stamp; as `boxes`."""
    under: frozenset[str] = frozenset()
    """Which picture lies under it: `laid`, `frame`."""
    is_inverted: bool = False
    """Light and dark are exchanged in at least some of the words: a dark page of the same."""


NOTHING: Final = Comparison(
    agree=0.0, contradict=0.0, sharpness=0.0, worst=0.0, ink=0, cover=0.0, contained=0.0, shown=0.0, boxes=()
)  # fmt: skip


def compare(over: Overlay) -> Comparison:
    """Compare two pictures laid on one another."""
    if not _is_promising(over):
        return NOTHING
    inside = _whole_windows(over.mask)
    first, second = (cv2.GaussianBlur(p.astype(np.float32), (0, 0), BLUR_PX) for p in (over.laid, over.frame))
    windows = Windows.of(first, second)
    ink_first, ink_second = (_ink(spread, inside) for spread in (windows.spread_first, windows.spread_second))
    ink = ink_first | ink_second
    if np.count_nonzero(ink) < MIN_INK:
        return NOTHING
    is_inverted = _is_inverted(windows.correlation, ink)
    correlation = _second_look(_signed(windows.correlation, either=is_inverted), ink, first, second, is_inverted)
    needed = _needed(correlation[ink])
    good = ink & (correlation >= needed)
    shown = _extent(good)
    bad = _contradictions(
        ink & (correlation < needed) & ~_clipped(over), ink_first & ink_second, shown,
        _cut_edges(windows, inside, shown),
    )  # fmt: skip
    words, covers = _sorted_out(over, bad)
    return _summary(over, correlation, ink & ~(bad & ~words), good, words, covers, is_inverted=is_inverted)


class _Covers(msgspec.Struct, frozen=True):
    """What was laid over, and over which of the pictures."""

    boxes: tuple[Box, ...] = ()
    under: frozenset[str] = frozenset()


_UNDER: Final = {"first": ("laid",), "second": ("frame",), "both": ("laid", "frame")}


def _sorted_out(over: Overlay, bad: np.ndarray) -> tuple[np.ndarray, _Covers]:
    """Return where words differ, and what was laid over one of the pictures; grain is dropped."""
    labelled, marks = _patches(bad)
    covers: list[Box] = []
    under: set[str] = set()
    if not marks or len(marks) > MOST_PLACES:
        return bad, _Covers()
    pair = Pair.of(over.laid, over.frame, over.mask, laid_tints(over))
    changed: dict[int, Box] = {}
    for number, *box, _ in marks:
        left, top, width, height = box
        kind = kind_of(pair, bad, (left, top, width, height)) if len(changed) < ENOUGH else "words"
        if kind == "words":
            changed[number] = left, top, width, height
        elif kind != "grain":
            covers.append((left, top, width, height))
            under.update(_UNDER[kind])
    few = changed if len(changed) < ENOUGH else {}
    more = {number: on for number, box in few.items() if (on := continued(pair, bad, box, covers))}
    covers += [changed[number] for number in more]
    under.update(lies for on in more.values() for lies in _UNDER[on])
    words = [number for number in changed if number not in more]
    return np.isin(labelled, words), _Covers(tuple(covers), frozenset(under))


def _is_inverted(correlation: np.ndarray, ink: np.ndarray) -> bool:
    """Tell whether light and dark are exchanged in whole words: chance inverts a letter here and there."""
    turned = _opened(ink & (correlation <= -LEAST_NEEDED), SOLID_PX)
    return bool(np.count_nonzero(turned) > INVERTED * np.count_nonzero(ink))


def _signed(correlation: np.ndarray, *, either: bool) -> np.ndarray:
    return np.abs(correlation) if either else correlation


def _summary(
    over: Overlay, correlation: np.ndarray, ink: np.ndarray, good: np.ndarray, bad: np.ndarray,
    covers: _Covers, *, is_inverted: bool,
) -> Comparison:  # fmt: skip
    agreeing, contradicting = int(np.count_nonzero(good)), int(np.count_nonzero(bad))
    judged = agreeing + contradicting or 1
    return Comparison(
        agree=agreeing / judged,
        contradict=contradicting / judged,
        sharpness=float(np.percentile(correlation[good][::5], 5)) if agreeing else 0.0,
        worst=float(np.partition(correlation[ink], WORST_AREA)[:WORST_AREA].mean()),
        ink=int(np.count_nonzero(ink)),
        cover=min(over.covered),
        contained=max(over.covered),
        shown=_area(_extent(good)) / _area(_extent(ink)),
        boxes=_boxes(bad),
        covers=covers.boxes,
        under=covers.under,
        is_inverted=is_inverted,
    )


def _whole_windows(mask: np.ndarray) -> np.ndarray:
    """Tell where a whole window lies in the overlap."""
    kernel = np.ones((WINDOW_PX + 2, WINDOW_PX + 2), np.uint8)
    edge = {"borderType": cv2.BORDER_CONSTANT, "borderValue": 0}
    whole: np.ndarray = cv2.erode(mask.astype(np.uint8), kernel, **edge) > 0
    return whole


def _is_promising(over: Overlay) -> bool:
    """Glance at half size, at a quarter of the cost: most candidates are other posts of the same layout."""
    half = halved(over)
    windows = Windows.of(half.laid.astype(np.float32), half.frame.astype(np.float32))
    ink = _ink(windows.spread_first, half.mask) | _ink(windows.spread_second, half.mask)
    agreeing = np.count_nonzero(np.abs(windows.correlation[ink]) >= LEAST_NEEDED)
    return bool(0 < PROMISING * np.count_nonzero(ink) <= agreeing)


class Windows(msgspec.Struct, frozen=True):
    """Deviation of each window in both pictures, and their correlation."""

    correlation: np.ndarray
    spread_first: np.ndarray
    spread_second: np.ndarray

    @staticmethod
    def of(first: np.ndarray, second: np.ndarray) -> Windows:
        """Correlate every window of two pictures of one size."""
        mean_first, mean_second = _box(first), _box(second)
        variance_first = np.maximum(_box(first * first) - mean_first * mean_first, 0)
        variance_second = np.maximum(_box(second * second) - mean_second * mean_second, 0)
        both = _box(first * second) - mean_first * mean_second
        scale = np.sqrt((variance_first + NOISE**2) * (variance_second + NOISE**2))
        return Windows(both / scale, np.sqrt(variance_first), np.sqrt(variance_second))


def _box(values: np.ndarray) -> np.ndarray:
    mean: np.ndarray = cv2.boxFilter(values, -1, (WINDOW_PX, WINDOW_PX))
    return mean


def _ink(spread: np.ndarray, inside: np.ndarray) -> np.ndarray:
    if not inside[::3, ::3].any():
        return np.zeros_like(inside)
    return inside & (spread > max(INK * float(np.percentile(spread[::3, ::3][inside[::3, ::3]], 98)), 4.0))


def _second_look(
    correlation: np.ndarray, ink: np.ndarray, first: np.ndarray, second: np.ndarray, is_inverted: bool
) -> np.ndarray:
    """Look again, one pixel to each side, where windows do not agree: a re-encoded edge may have moved."""
    if np.count_nonzero(correlation[ink] >= LEAST_NEEDED) < WORTH_ANOTHER_LOOK * np.count_nonzero(ink):
        return correlation
    result = correlation.copy()
    reach = WINDOW_PX + 2
    for left, top, width, height in _boxes(ink & (correlation < MOST_NEEDED)):
        area = np.s_[max(0, top - reach) : top + height + reach, max(0, left - reach) : left + width + reach]
        best = result[area]
        for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            moved = np.roll(second[area], (dy, dx), (0, 1))
            moved_correlation = _signed(Windows.of(first[area], moved).correlation, either=is_inverted)
            best = np.maximum(best, moved_correlation)
        result[area] = best
    return result


def _extent(good: np.ndarray) -> Extent:
    """Return the rectangle in which the pictures agree anywhere."""
    solid = _opened(good, SOLID_PX)
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        return np.s_[0:0, 0:0]
    return np.s_[int(rows[0]) : int(rows[-1]) + 1, int(columns[0]) : int(columns[-1]) + 1]


def _opened(mask: np.ndarray, side: int) -> np.ndarray:
    """Drop what is thinner than `side` pixels: chance, and edges that moved by a hair."""
    kernel = np.ones((side, side), np.uint8)
    opened: np.ndarray = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel) > 0
    return opened


def _clipped(over: Overlay) -> np.ndarray:
    """Tell where one picture is burnt out and the other nearly so: brightening ends there, words do not."""
    kernel = np.ones((WINDOW_PX, WINDOW_PX), np.uint8)
    lows = [cv2.erode(p, kernel) for p in (over.laid, over.frame)]
    burnt: np.ndarray = (np.maximum(*lows) >= BURNT) & (np.minimum(*lows) >= NEARLY_BURNT)
    return burnt


def _needed(correlation: np.ndarray) -> float:
    """Return how well windows must agree: the sharper the pair, the smaller a change can be seen."""
    return float(np.clip(np.percentile(correlation[::5], 5) - SLACK, LEAST_NEEDED, MOST_NEEDED))


def _contradictions(
    bad: np.ndarray, both: np.ndarray, shown: Extent, edges: list[tuple[int, int]]
) -> np.ndarray:
    """Keep what contradicts: any disagreement inside the shown part; outside it only detail against detail.

    Outside, detail against nothing is a crop or a frame; where one ends the shown part, a line of windows
    that straddle its edge contradicts nothing either.
    """
    counted = bad & both
    counted[shown] = bad[shown]
    labelled, marks = _patches(_opened(counted, 3))
    kept = np.zeros(int(labelled.max()) + 1, bool)
    kept[[n for n, *box, _ in marks if not any(_straddles(box, edge) for edge in edges)]] = True
    return np.asarray(kept[labelled])


def _cut_edges(windows: Windows, inside: np.ndarray, shown: Extent) -> list[tuple[int, int]]:
    """Return (axis, place) of each side of the shown part beyond which only one picture has anything."""
    less = np.minimum(windows.spread_first, windows.spread_second)
    more = np.maximum(windows.spread_first, windows.spread_second)
    one_sided = inside & (less < PLAIN) & (more > NOT_PLAIN)
    rows, columns = shown
    beyond = (
        (0, rows.start, one_sided[: rows.start]), (0, rows.stop, one_sided[rows.stop :]),
        (1, columns.start, one_sided[:, : columns.start]), (1, columns.stop, one_sided[:, columns.stop :]),
    )  # fmt: skip
    return [(axis, place) for axis, place, outside in beyond if np.count_nonzero(outside) >= CUT_AREA]


def _straddles(box: list[int], edge: tuple[int, int]) -> bool:
    left, top, width, height = box
    axis, place = edge
    start, thickness = (top, height) if axis == 0 else (left, width)
    reach = WINDOW_PX + 2
    return thickness <= reach and place - reach <= start and start + thickness <= place + reach


def _patches(mask: np.ndarray) -> tuple[np.ndarray, list[Mark]]:
    """Return the labels of connected patches, and the marks of those that count, largest first."""
    labelled = np.zeros(mask.shape, np.int32)
    if not mask.any():
        return labelled, []
    _, labelled, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    large = np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= PATCH_AREA)
    marks: list[Mark] = [(n, *(int(stats[n, k]) for k in range(5))) for n in large.tolist() if n]  # type: ignore[misc]
    return labelled, sorted(marks, key=lambda m: (-m[5], m[2], m[1]))


def _boxes(mask: np.ndarray) -> tuple[tuple[int, int, int, int], ...]:
    return tuple((left, top, width, height) for _, left, top, width, height, _ in _patches(mask)[1])


def _area(part: Extent) -> float:
    return float(max(1, part[0].stop - part[0].start) * max(1, part[1].stop - part[1].start))
