"""Where one picture lies on another: by points that both show, then to a fraction of a pixel."""

from __future__ import annotations

from typing import Final

import cv2
import msgspec
import numpy as np

from tracker.images.features import Features, inverted, mirrored

MIN_INLIERS: Final = 10  # docs/copies.md: fewer points agree by chance
POINT_ERROR_PX: Final = 4.0
NEAR_DESCRIPTORS: Final = 250.0  # of about 512, the length of a SIFT descriptor in OpenCV
MIN_PATCHES: Final = 8  # patches that agree on the refined alignment
MIN_SHARE: Final = 0.33
"""Of the patches checked. Drawn copies: .35 (framed) to 1; other posts of one layout: up to .47."""
SAME_SHAPE: Final = 0.02  # difference of both sides' ratios
MOST_SCALE: Final = 10.0  # beyond it no text is legible in both
MOST_CORRECTION: Final = 0.05  # of scale: more is another alignment
FOUND_AGAIN: Final = 0.6  # correlation of a patch
FLAT_ENERGY: Final = 200.0  # squared gradient: no place to check anything
PATCH_PX: Final = 14  # half a side: holds two letters of legible text
SEARCH_PX: Final = 5
NEARLY_SAME: Final = 0.95  # of scale: nothing to average
COARSE: Final = 0.7
SMALL_FRAME: Final = 250_000  # px: its words are small
ZOOM: Final = 1.5
GRID: Final = 48  # patches that refine an alignment, spread over the picture
FEW: Final = 24  # of these in the overlap: a small part of a collage or a page, which has a grid of its own
_SEED: Final = 1


class Alignment(msgspec.Struct, frozen=True):
    """An affine map from the working form of the first picture to that of the second."""

    matrix: np.ndarray
    inliers: int
    step: str
    """`points` or `size`: what proposed it."""


def by_points(first: Features, second: Features) -> Alignment | None:
    """Propose a turn, scale and shift on which at least ten points agree, light or dark, or None."""
    if min(len(first.points), len(second.points)) < MIN_INLIERS:
        return None
    pairs = _mutual(np.concatenate([first.descriptors, inverted(first.descriptors)]), second.descriptors)
    pairs[:, 0] %= len(first.points)
    if len(pairs) < MIN_INLIERS:
        return None
    here, there = pairs.T
    cv2.setRNGSeed(_SEED)
    matrix, inliers = cv2.estimateAffinePartial2D(
        first.points[here, :2], second.points[there, :2], method=cv2.RANSAC,
        ransacReprojThreshold=POINT_ERROR_PX, maxIters=2000, confidence=0.999,
    )  # fmt: skip
    count = 0 if matrix is None else int(inliers.sum())
    return Alignment(matrix, count, "points") if count >= MIN_INLIERS else None


def _mutual(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the pairs of near descriptors that are each other's nearest (n x 2).

    All sums are whole numbers under 2^24, so that float32 is exact whatever the order of the additions.
    """
    one, two = first.astype(np.float32), second.astype(np.float32)
    away = (one * one).sum(axis=1)[:, None] + (two * two).sum(axis=1) - 2 * (one @ two.T)
    nearest = away.argmin(axis=1)
    rows = np.flatnonzero(away.argmin(axis=0)[nearest] == np.arange(len(one)))
    near = rows[away[rows, nearest[rows]] < NEAR_DESCRIPTORS**2]
    return np.stack([near, nearest[near]], axis=1)


def by_size(first: np.ndarray, second: np.ndarray) -> Alignment | None:
    """Propose that both show the same and differ in size only; None where their shapes differ by over 2 %."""
    across, down = second.shape[1] / first.shape[1], second.shape[0] / first.shape[0]
    if abs(across / down - 1) > SAME_SHAPE:
        return None
    return Alignment(np.array([[across, 0, 0], [0, down, 0]], np.float64), 0, "size")


def scale_of(matrix: np.ndarray) -> float:
    """Return by how much an affine map enlarges, as a ratio of lengths."""
    return float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))


class Overlay(msgspec.Struct, frozen=True):
    """Two pictures in one frame: that of the coarser, so that no detail is made up."""

    frame: np.ndarray
    """The coarser picture."""
    laid: np.ndarray
    """The finer one, laid on it."""
    mask: np.ndarray
    """Where the finer one has pixels."""
    fine_shape: tuple[int, int]
    """Height and width of the finer picture's working form."""
    first_is_frame: bool
    matrix: np.ndarray
    """From the finer picture's working form to the frame."""
    patches: int
    """Patches that agreed on the refined alignment."""
    zoom: float = 1.0
    """How many pixels of the frame stand for one of the coarser picture."""
    fine_tints: np.ndarray | None = None
    frame_tints: np.ndarray | None = None
    """The colours of both, as in `View`, not laid yet."""

    @property
    def scale(self) -> float:
        """Size of the coarser picture against the finer one, as a ratio of lengths."""
        return scale_of(self.matrix) / self.zoom

    @property
    def covered(self) -> tuple[float, float]:
        """Shares of the area of the coarser and of the finer picture that lie in the overlap."""
        area = float(np.count_nonzero(self.mask))
        fine = self.fine_shape[0] * self.fine_shape[1] * abs(float(np.linalg.det(self.matrix[:, :2])))
        return area / self.mask.size, area / max(fine, 1.0)

    @property
    def is_first_inside(self) -> bool:
        """Whether more of the first picture than of the second lies in the overlap."""
        coarse, fine = self.covered
        return (coarse if self.first_is_frame else fine) > (fine if self.first_is_frame else coarse)


class View(msgspec.Struct, frozen=True):
    """A picture as it is compared."""

    work: np.ndarray
    """Its working form."""
    features: Features
    spots: tuple[tuple[int, int], ...]
    """Its most detailed places, spread over it: where an alignment is checked."""
    tints: np.ndarray | None = None
    """Its colours at half the size (n x m x 2: red, blue chroma of 0-255); None where it is grey."""

    def mirrored(self) -> View:
        """Return the picture as a mirror shows it."""
        width = self.work.shape[1]
        points = self.features.points.copy()
        points[:, 0] = width - 1 - points[:, 0]
        spots = tuple((width - 1 - x, y) for x, y in self.spots)
        features = Features(points, mirrored(self.features.descriptors))
        tints = None if self.tints is None else np.ascontiguousarray(self.tints[:, ::-1])
        return View(np.ascontiguousarray(self.work[:, ::-1]), features, spots, tints)


def overlay(first: View, second: View, alignment: Alignment) -> Overlay | None:
    """Lay the finer picture on the coarser one; None where most places checked show something else."""
    scale = scale_of(alignment.matrix)
    if not 1 / MOST_SCALE < scale < MOST_SCALE:
        return None
    first_is_frame = scale > 1
    fine, frame = (second, first) if first_is_frame else (first, second)
    matrix = cv2.invertAffineTransform(alignment.matrix) if first_is_frame else alignment.matrix
    reduced, shrink = _reduced(fine.work, min(scale, 1 / scale))
    spots = _spots_under(frame, matrix, fine.work.shape)
    correction, patches = _correction(_laid(reduced, frame.work, matrix @ shrink), frame.work, spots)
    if correction is None or patches < max(MIN_PATCHES, MIN_SHARE * len(spots)):
        return None
    refined = (np.vstack([correction, [0, 0, 1]]) @ np.vstack([matrix, [0, 0, 1]]))[:2]
    laid = _laid(reduced, frame.work, refined @ shrink)
    inside = np.ones(reduced.shape, np.float32)
    mask = _laid(inside, frame.work, refined @ shrink, outside=cv2.BORDER_CONSTANT) > 1 - 1e-3
    whole = Overlay(
        frame.work, laid, mask, fine.work.shape, first_is_frame, refined, patches,
        fine_tints=fine.tints, frame_tints=frame.tints,
    )  # fmt: skip
    return _zoomed(whole)


def laid_tints(over: Overlay) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the colours of the finer picture, laid, and of the coarser one (each h x w x 2 of the frame).

    None where either is grey: then no colour can be new.
    """
    if over.fine_tints is None or over.frame_tints is None:
        return None
    size = over.frame.shape[::-1]
    enlarged = cv2.resize(over.frame_tints, size, interpolation=cv2.INTER_LINEAR)
    half = over.fine_tints.shape
    grown = np.diag([over.fine_shape[1] / half[1], over.fine_shape[0] / half[0], 1.0])
    matrix = (over.matrix @ grown)[:2]
    laid = cv2.warpAffine(over.fine_tints, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return laid, enlarged


def _zoomed(over: Overlay) -> Overlay:
    """Enlarge both where one is much coarser, so that a window holds one small letter and not two."""
    if over.scale > COARSE and over.frame.size > SMALL_FRAME:
        return over
    frame, laid = (
        cv2.resize(p, None, fx=ZOOM, fy=ZOOM, interpolation=cv2.INTER_CUBIC) for p in (over.frame, over.laid)
    )
    mask = cv2.resize(over.mask.astype(np.uint8), frame.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    matrix = over.matrix * ZOOM
    return msgspec.structs.replace(over, frame=frame, laid=laid, mask=mask, matrix=matrix, zoom=ZOOM)


def halved(over: Overlay) -> Overlay:
    """Return the same at half the size."""
    size = max(1, over.frame.shape[1] // 2), max(1, over.frame.shape[0] // 2)
    frame, laid = (cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in (over.frame, over.laid))
    mask = cv2.resize(over.mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    return msgspec.structs.replace(
        over, frame=frame, laid=laid, mask=mask, matrix=over.matrix / 2, zoom=over.zoom / 2
    )


def _spots_under(frame: View, matrix: np.ndarray, shape: tuple[int, int]) -> list[tuple[int, int]]:
    """Return places at which to check an alignment: those of the frame, closer ones where it has few there."""
    spots = _covered(frame.spots, matrix, shape)
    if len(spots) >= FEW:
        return spots
    corners = matrix[:2] @ np.array([(0, 0, 1), (shape[1], 0, 1), (0, shape[0], 1), (*shape[::-1], 1)], np.float64).T
    left, top = np.clip(np.floor(corners.min(axis=1)), 0, frame.work.shape[::-1]).astype(int).tolist()
    right, bottom = np.clip(np.ceil(corners.max(axis=1)), 0, frame.work.shape[::-1]).astype(int).tolist()
    closer = detailed_spots(frame.work[top:bottom, left:right])
    return _covered(tuple((x + left, y + top) for x, y in closer), matrix, shape)


def _covered(
    spots: tuple[tuple[int, int], ...], matrix: np.ndarray, shape: tuple[int, int]
) -> list[tuple[int, int]]:
    """Return the spots of the frame over which the finer picture lies."""
    if not spots:
        return []
    back = cv2.invertAffineTransform(matrix[:2])
    x, y = back[:, :2] @ np.array(spots, np.float64).T + back[:, 2:]
    inside = (x >= 0) & (y >= 0) & (x < shape[1]) & (y < shape[0])
    return [spot for spot, is_inside in zip(spots, inside.tolist(), strict=True) if is_inside]


def _reduced(fine: np.ndarray, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Shrink by area before laying, so that fine detail is averaged and not skipped."""
    if scale > NEARLY_SAME:
        return fine, np.eye(3)
    height, width = (max(1, round(side * scale)) for side in fine.shape)
    small = cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA)
    return small, np.diag([fine.shape[1] / width, fine.shape[0] / height, 1.0])


def _laid(
    fine: np.ndarray, frame: np.ndarray, matrix: np.ndarray, outside: int = cv2.BORDER_REPLICATE
) -> np.ndarray:
    size = frame.shape[::-1]
    laid: np.ndarray = cv2.warpAffine(fine, matrix[:2], size, flags=cv2.INTER_LINEAR, borderMode=outside)
    return laid


def _correction(
    laid: np.ndarray, frame: np.ndarray, spots: list[tuple[int, int]]
) -> tuple[np.ndarray | None, int]:
    """Return the small affine map that brings `laid` onto `frame`, from patches found again nearby."""
    moved = [m for at in spots if (m := _move(laid, frame, *at)) is not None]
    if len(moved) < MIN_PATCHES:
        return None, len(moved)
    source, target = (np.array(points, np.float32) for points in zip(*moved, strict=True))
    cv2.setRNGSeed(_SEED)
    matrix, inliers = cv2.estimateAffine2D(source, target, method=cv2.RANSAC, ransacReprojThreshold=1.2)
    if matrix is None or abs(scale_of(matrix) - 1) > MOST_CORRECTION:
        return None, len(moved)
    return matrix, int(inliers.sum())


def detailed_spots(work: np.ndarray) -> tuple[tuple[int, int], ...]:
    """Return the most detailed place of each cell of a grid: x, y in a working form."""
    edge = (PATCH_PX + SEARCH_PX) // 2 + 1
    half = work[::2, ::2]
    height, width = half.shape
    if min(height, width) <= 2 * edge + 1:
        return ()
    strength = cv2.Sobel(half, cv2.CV_32F, 1, 0) ** 2 + cv2.Sobel(half, cv2.CV_32F, 0, 1) ** 2
    energy = cv2.boxFilter(strength, -1, (PATCH_PX, PATCH_PX))[edge:-edge, edge:-edge]
    step = max(16, round((height * width / GRID) ** 0.5))
    spots = []
    for top in range(0, energy.shape[0], step):
        for left in range(0, energy.shape[1], step):
            cell = energy[top : top + step, left : left + step]
            y, x = divmod(int(cell.argmax()), cell.shape[1])
            if cell[y, x] > FLAT_ENERGY:
                spots.append((2 * (left + x + edge), 2 * (top + y + edge)))
    return tuple(spots)


def _move(
    laid: np.ndarray, frame: np.ndarray, x: int, y: int
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return where a patch of `frame` lies in `laid`, to a fraction of a pixel, and where in `frame`."""
    far = PATCH_PX + SEARCH_PX
    patch = frame[y - PATCH_PX : y + PATCH_PX, x - PATCH_PX : x + PATCH_PX]
    match = cv2.matchTemplate(laid[y - far : y + far, x - far : x + far], patch, cv2.TM_CCOEFF_NORMED)
    low, best, opposite, (dx, dy) = cv2.minMaxLoc(match)
    if -low > best:  # light and dark exchanged
        match, best, (dx, dy) = -match, -low, opposite
    if best < FOUND_AGAIN:
        return None
    shift_x = dx - SEARCH_PX + _peak(match[dy], dx)
    shift_y = dy - SEARCH_PX + _peak(match[:, dx], dy)
    return (x + shift_x, y + shift_y), (x, y)


def _peak(row: np.ndarray, at: int) -> float:
    """Return how far beside index `at` a parabola through it and its neighbours has its top."""
    if not 0 < at < len(row) - 1:
        return 0.0
    before, here, after = (float(value) for value in row[at - 1 : at + 2])
    bend = before - 2 * here + after
    return 0.5 * (before - after) / bend if bend < 0 else 0.0
