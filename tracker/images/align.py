"""Where one picture lies on another: by points that both show, then to a fraction of a pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import msgspec
import numpy as np

if TYPE_CHECKING:
    from tracker.images.features import Features

MIN_INLIERS: Final = 10  # docs/copies.md: fewer points agree by chance
POINT_ERROR_PX: Final = 4.0
NEAR_DESCRIPTORS: Final = 250.0  # of about 512, the length of a SIFT descriptor in OpenCV
PATCH_PX: Final = 14  # half a side: holds two letters of legible text
SEARCH_PX: Final = 5
GRID: Final = 80  # patches that refine an alignment, spread over the picture
_SEED: Final = 1


class Alignment(msgspec.Struct, frozen=True):
    """An affine map from the working form of the first picture to that of the second."""

    matrix: np.ndarray
    inliers: int
    step: str
    """`points` or `size`: what proposed it."""


def by_points(first: Features, second: Features) -> Alignment | None:
    """Propose a turn, scale and shift on which at least ten points agree, or None."""
    if min(len(first.points), len(second.points)) < MIN_INLIERS:
        return None
    matcher = cv2.BFMatcher(cv2.NORM_L2, crossCheck=True)
    found = matcher.match(first.descriptors.astype(np.float32), second.descriptors.astype(np.float32))
    pairs = [(m.queryIdx, m.trainIdx) for m in found if m.distance < NEAR_DESCRIPTORS]
    if len(pairs) < MIN_INLIERS:
        return None
    here, there = np.array(pairs).T
    cv2.setRNGSeed(_SEED)
    matrix, inliers = cv2.estimateAffinePartial2D(
        first.points[here, :2], second.points[there, :2], method=cv2.RANSAC,
        ransacReprojThreshold=POINT_ERROR_PX, maxIters=2000, confidence=0.999,
    )  # fmt: skip
    count = 0 if matrix is None else int(inliers.sum())
    return Alignment(matrix, count, "points") if count >= MIN_INLIERS else None


def by_size(first: np.ndarray, second: np.ndarray) -> Alignment | None:
    """Propose that both show the same and differ in size only; None where their shapes differ by over 2 %."""
    across, down = second.shape[1] / first.shape[1], second.shape[0] / first.shape[0]
    if not 0.98 < across / down < 1.02:
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
    first_is_frame: bool
    matrix: np.ndarray
    """From the finer picture's working form to the frame."""
    patches: int
    """Patches that agreed on the refined alignment."""


def overlay(first: np.ndarray, second: np.ndarray, alignment: Alignment) -> Overlay | None:
    """Lay the finer picture on the coarser one; None where no refined alignment holds."""
    scale = scale_of(alignment.matrix)
    if not 0.1 < scale < 10:
        return None
    first_is_frame = scale > 1
    fine, frame = (second, first) if first_is_frame else (first, second)
    matrix = cv2.invertAffineTransform(alignment.matrix) if first_is_frame else alignment.matrix
    reduced, shrink = _reduced(fine, min(scale, 1 / scale))
    laid, _ = _laid(reduced, frame, matrix @ shrink)
    correction, patches = _correction(laid, frame)
    if correction is None:
        return None
    refined = (np.vstack([correction, [0, 0, 1]]) @ np.vstack([matrix, [0, 0, 1]]))[:2]
    laid, mask = _laid(reduced, frame, refined @ shrink)
    return Overlay(frame, laid, mask, first_is_frame, refined, patches)


def _reduced(fine: np.ndarray, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Shrink by area before laying, so that fine detail is averaged and not skipped."""
    if scale > 0.95:
        return fine, np.eye(3)
    height, width = (max(1, round(side * scale)) for side in fine.shape)
    small = cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA)
    return small, np.diag([fine.shape[1] / width, fine.shape[0] / height, 1.0])


def _laid(fine: np.ndarray, frame: np.ndarray, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    size = frame.shape[::-1]
    laid = cv2.warpAffine(fine, matrix[:2], size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    inside = np.full(fine.shape, 255, np.uint8)
    return laid, cv2.warpAffine(inside, matrix[:2], size, flags=cv2.INTER_NEAREST) > 0


def _correction(laid: np.ndarray, frame: np.ndarray) -> tuple[np.ndarray | None, int]:
    """Return the small affine map that brings `laid` onto `frame`, from patches found again nearby."""
    moved = [m for at in _detailed_spots(frame) if (m := _move(laid, frame, *at)) is not None]
    if len(moved) < 6:
        return None, len(moved)
    source, target = (np.array(points, np.float32) for points in zip(*moved, strict=True))
    cv2.setRNGSeed(_SEED)
    matrix, inliers = cv2.estimateAffine2D(source, target, method=cv2.RANSAC, ransacReprojThreshold=1.2)
    if matrix is None or inliers.sum() < 6 or not 0.95 < scale_of(matrix) < 1.05:
        return None, len(moved)
    return matrix, int(inliers.sum())


def _detailed_spots(frame: np.ndarray) -> list[tuple[int, int]]:
    """Return the most detailed place of each cell of a grid."""
    edge = PATCH_PX + SEARCH_PX
    height, width = frame.shape
    if min(height, width) <= 2 * edge + 1:
        return []
    strength = cv2.Sobel(frame, cv2.CV_32F, 1, 0) ** 2 + cv2.Sobel(frame, cv2.CV_32F, 0, 1) ** 2
    energy = cv2.boxFilter(strength, -1, (2 * PATCH_PX, 2 * PATCH_PX))[edge:-edge, edge:-edge]
    step = max(32, round((height * width / GRID) ** 0.5))
    spots = []
    for top in range(0, energy.shape[0], step):
        for left in range(0, energy.shape[1], step):
            cell = energy[top : top + step, left : left + step]
            y, x = np.unravel_index(int(cell.argmax()), cell.shape)
            if cell[y, x] > 200:
                spots.append((left + int(x) + edge, top + int(y) + edge))
    return spots


def _move(
    laid: np.ndarray, frame: np.ndarray, x: int, y: int
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return where a patch of `frame` lies in `laid`, to a fraction of a pixel, and where it lies in `frame`."""
    far = PATCH_PX + SEARCH_PX
    patch = frame[y - PATCH_PX : y + PATCH_PX, x - PATCH_PX : x + PATCH_PX]
    match = cv2.matchTemplate(laid[y - far : y + far, x - far : x + far], patch, cv2.TM_CCOEFF_NORMED)
    _, best, _, (dx, dy) = cv2.minMaxLoc(match)
    if best < 0.6:
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
