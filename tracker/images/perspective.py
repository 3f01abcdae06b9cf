"""Where a picture lies in another that was photographed, turned or mirrored: by many points, under a homography.

The similarity of `align` fits screenshots; a screen photographed aslant needs eight degrees of freedom, and more
points, because blur, moire and the desk around it take most of them away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import msgspec
import numpy as np

from tracker.images.align import detailed_spots
from tracker.images.features import Features, working_form

if TYPE_CHECKING:
    from collections.abc import Sequence

RICH_PX: Final = 640 * 480  # about where letters stop giving points and words begin
RICH_POINTS: Final = 600
SMALL_POINT: Final = 4.0  # px of diameter: grain
RICH_CONTRAST: Final = 0.01  # half of SIFT's default: a photographed screen is pale
RATIO: Final = 0.86  # Lowe's test against the second nearest: letters of one font are alike
MIN_INLIERS: Final = 12
POINT_ERROR_PX: Final = 5.0
MOST_SCALE: Final = 8.0
MOST_FORESHORTENING: Final = 4.0  # ratio of the largest to the smallest local scale over the picture
MOST_SQUEEZE: Final = 3.0  # ratio of both axes' scales in one place
MIN_SIDE_PX: Final = 60  # of the overlap in the frame: less holds no line of words
OVERSAMPLED: Final = 1.3  # pixels of the frame for one of the photograph
PATCH_PX: Final = 14
FOUND_AGAIN: Final = 0.55
ROUNDS: Final = ((10, 3.0), (4, 1.5), (3, 1.0))
"""Search reach and tolerance, in pixels, of each round of refinement."""
MIN_PATCHES: Final = 10
NEARLY_SAME: Final = 0.9  # of scale: nothing to average
SINGULAR: Final = 1e-12
_SEED: Final = 1


class Laid(msgspec.Struct, frozen=True):
    """A photograph laid on the original, in the original's frame."""

    frame: np.ndarray
    """The original, reduced to the photograph's own resolution if that is lower."""
    laid: np.ndarray
    mask: np.ndarray
    """Where the photograph has pixels."""
    matrix: np.ndarray
    """Homography from the photograph's working form to the frame."""
    zoom: float
    """Pixels of the frame for one of the original's working form."""
    scale: float
    """Pixels of the photograph for one of the original's working form, in the middle of the overlap."""
    inliers: int
    patches: int
    checked: int
    """Patches looked for; those found again are `patches`."""
    mirrored: bool


def rich_features(work: np.ndarray) -> Features:
    """Return up to 600 points of a working form, for pictures that the cheaper nets left alone.

    At most half of them are small: grain and moire have thousands, and stronger ones than blurred words have.
    """
    small = working_form(work, RICH_PX)
    sift = cv2.SIFT.create(0, contrastThreshold=RICH_CONTRAST)
    found, descriptors = sift.compute(small, _chosen(sift.detect(small, None)))
    if descriptors is None:
        return Features(np.zeros((0, 4), np.float32), np.zeros((0, 128), np.uint8))
    factor = work.shape[1] / small.shape[1]
    points = np.array([(*(c * factor for c in p.pt), p.size * factor, p.angle) for p in found], np.float32)
    return Features(points, descriptors.astype(np.uint8))


def _chosen(found: Sequence[cv2.KeyPoint]) -> list[cv2.KeyPoint]:
    """Return the strongest small and the strongest large points, in an order that no platform changes."""
    ranked = sorted(found, key=lambda p: (-p.response, p.pt, p.size, p.angle))
    small = [p for p in ranked if p.size < SMALL_POINT][: RICH_POINTS // 2]
    return small + [p for p in ranked if p.size >= SMALL_POINT][: RICH_POINTS - len(small)]


def mirrored(descriptors: np.ndarray) -> np.ndarray:
    """Return what the descriptors of the mirrored picture are: rows of cells and turns of gradients reversed."""
    cells = descriptors.reshape(-1, 4, 4, 8)[:, ::-1]
    return np.ascontiguousarray(np.roll(cells[..., ::-1], 1, axis=3).reshape(-1, 128))


def homography(
    photo: Features, original: Features, *, is_mirrored: bool = False
) -> tuple[np.ndarray, int] | None:
    """Return the map of the photograph to the original on which at least twelve points agree, and their number."""
    flip = np.diag([-1.0 if is_mirrored else 1.0, 1.0, 1.0])  # a fit never turns a plane over
    here, there = _matches(mirrored(photo.descriptors) if is_mirrored else photo.descriptors, original.descriptors)
    if len(here) < MIN_INLIERS:
        return None
    found, inliers = _fitted(photo.points[here, :2] * flip.diagonal()[:2], original.points[there, :2], POINT_ERROR_PX)
    if found is None:
        return None
    count = len(np.unique(np.round(original.points[there[inliers], :2]), axis=0))
    return (found @ flip, count) if count >= MIN_INLIERS else None


def _matches(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs of points that are each other's nearest, clearly nearer than the next (root SIFT, 2012)."""
    nothing = np.zeros(0, np.int64)
    if min(len(first), len(second)) < MIN_INLIERS:
        return nothing, nothing
    near = _rooted(first) @ _rooted(second).T
    best = near.argmax(axis=1)
    rows = np.arange(len(near))
    top = near[rows, best]
    mutual = near.argmax(axis=0)[best] == rows
    near[rows, best] = -1
    clear = np.sqrt(np.maximum(0, 2 - 2 * top)) <= RATIO * np.sqrt(2 - 2 * near.max(axis=1))
    kept = np.flatnonzero(mutual & clear)
    return kept, best[kept]


def _rooted(descriptors: np.ndarray) -> np.ndarray:
    values = np.sqrt(descriptors.astype(np.float32))
    return np.asarray(values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-6))


def _fitted(source: np.ndarray, target: np.ndarray, error_px: float) -> tuple[np.ndarray | None, np.ndarray]:
    """Fit a homography (MAGSAC++, Barath and others, 2020), always with the same draws."""
    how = cv2.UsacParams()
    how.threshold, how.confidence, how.maxIterations = error_px, 0.9999, 4000
    how.score, how.loMethod, how.randomGeneratorState = cv2.SCORE_METHOD_MAGSAC, cv2.LOCAL_OPTIM_SIGMA, _SEED
    matrix, inliers = cv2.findHomography(source.astype(np.float64), target.astype(np.float64), how)
    if matrix is None or inliers is None:
        return None, np.zeros(0, np.int64)
    return matrix, np.flatnonzero(inliers.ravel())


def local_scales(matrix: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return at each point: signed area scale, squeeze (ratio of singular values), and the denominator."""
    ones = np.column_stack([points, np.ones(len(points))])
    u, v, w = (ones @ matrix.T).T
    jacobians = np.stack([
        np.stack([(matrix[0, k] * w - u * matrix[2, k]) / w**2 for k in (0, 1)], axis=1),
        np.stack([(matrix[1, k] * w - v * matrix[2, k]) / w**2 for k in (0, 1)], axis=1),
    ], axis=1)  # fmt: skip
    singular = np.linalg.svd(jacobians, compute_uv=False)
    return np.linalg.det(jacobians), singular[:, 0] / np.maximum(singular[:, 1], 1e-9), w


def is_possible(to_photo: np.ndarray, shape: tuple[int, ...], is_mirrored: bool) -> bool:
    """Tell whether a camera before a flat screen can have made this map of the original to the photograph."""
    height, width = shape
    spots = np.array([(x * width, y * height) for x in (0, 0.5, 1) for y in (0, 0.5, 1)])
    area, squeeze, depth = local_scales(to_photo, spots)
    if (depth * depth[4] <= 0).any() or ((area < 0) != is_mirrored).any():
        return False
    lengths = np.sqrt(np.abs(area))
    return bool(
        lengths.max() <= MOST_FORESHORTENING * lengths.min()
        and 1 / MOST_SCALE < lengths[4] < MOST_SCALE
        and squeeze[4] <= MOST_SQUEEZE
    )


def lay(
    photo: np.ndarray, original: np.ndarray, found: tuple[np.ndarray, int], is_mirrored: bool = False
) -> Laid | None:
    """Lay a photograph on the original and refine it; None where most places checked show something else."""
    to_original, inliers = found
    if abs(np.linalg.det(to_original)) < SINGULAR:
        return None
    to_photo = np.linalg.inv(to_original)
    if not is_possible(to_photo, original.shape, is_mirrored):
        return None
    centre = _covered_centre(to_original, photo.shape, original.shape)
    if centre is None:
        return None
    scale = float(np.sqrt(abs(local_scales(to_photo, centre)[0][0])))
    zoom = min(1.0, OVERSAMPLED * scale)
    size = round(original.shape[1] * zoom), round(original.shape[0] * zoom)
    if min(size) < MIN_SIDE_PX:
        return None
    frame = np.asarray(cv2.resize(original, size, interpolation=cv2.INTER_AREA)) if zoom < 1 else original
    matrix = np.diag([size[0] / original.shape[1], size[1] / original.shape[0], 1.0]) @ to_original
    soft = _softened(photo, zoom / scale)
    refined, patches, checked = _refined(soft, frame, matrix)
    if patches < MIN_PATCHES:
        return None
    laid, mask = warped(soft, frame.shape, refined)
    return Laid(frame, laid, mask, refined, zoom, scale, inliers, patches, checked, is_mirrored)


def _softened(photo: np.ndarray, shrink: float) -> np.ndarray:
    """Blur before reducing, so that moire and grain are averaged and not sampled."""
    if shrink > NEARLY_SAME:
        return photo
    return np.asarray(cv2.GaussianBlur(photo, (0, 0), 0.45 * np.sqrt(1 / shrink**2 - 1) + 0.2))


def _covered_centre(
    to_original: np.ndarray, photo: tuple[int, ...], original: tuple[int, ...]
) -> np.ndarray | None:
    """Return the middle of that part of the original which the photograph shows."""
    to_photo = np.linalg.inv(to_original)
    grid = np.stack(np.meshgrid(np.linspace(0, original[1], 9), np.linspace(0, original[0], 9)), axis=-1)
    grid = grid.reshape(1, -1, 2)
    x, y = cv2.perspectiveTransform(grid, to_photo)[0].T
    inside = (x >= 0) & (y >= 0) & (x < photo[1]) & (y < photo[0])
    return grid[0][inside].mean(axis=0)[None] if inside.any() else None


def warped(photo: np.ndarray, shape: tuple[int, ...], matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a photograph in the frame of the original, and where it has pixels."""
    size = shape[1], shape[0]
    laid = cv2.warpPerspective(photo, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    inside = cv2.warpPerspective(np.ones(photo.shape, np.float32), matrix, size)
    return np.asarray(laid), np.asarray(inside > 1 - 1e-3)


def flattened(picture: np.ndarray, reach_px: int) -> np.ndarray:
    """Return a picture without slow changes of light: local mean 0, local deviation about 1."""
    values = picture.astype(np.float32)
    values -= cv2.blur(values, (reach_px, reach_px))
    spread = np.sqrt(np.maximum(cv2.blur(values * values, (2 * reach_px, 2 * reach_px)), 0))
    return np.asarray(values / (spread + 4.0))


def _refined(photo: np.ndarray, frame: np.ndarray, matrix: np.ndarray) -> tuple[np.ndarray, int, int]:
    """Correct the map on patches spread over the frame, in rounds of ever closer search."""
    spots = detailed_spots(frame)
    even = flattened(cv2.GaussianBlur(frame, (0, 0), 1.0), 31)
    patches, checked = 0, 0
    for reach, error_px in ROUNDS:
        laid, mask = warped(photo, frame.shape, matrix)
        moves, checked = _moves(flattened(laid, 31), even, mask, spots, reach)
        if len(moves) < MIN_PATCHES:
            return matrix, 0, checked
        correction, inliers = _fitted(moves[:, :2], moves[:, 2:], error_px)
        if correction is None or len(inliers) < MIN_PATCHES:
            return matrix, 0, checked
        matrix, patches = correction @ matrix, len(inliers)
    return matrix, patches, checked


def _moves(
    laid: np.ndarray, frame: np.ndarray, mask: np.ndarray, spots: tuple[tuple[int, int], ...], reach: int
) -> tuple[np.ndarray, int]:
    """Return from where to where patches moved (x, y, x, y), and how many were looked for."""
    found, checked = [], 0
    far = PATCH_PX + reach
    height, width = frame.shape
    for x, y in spots:
        inside = far <= x < width - far and far <= y < height - far
        if not inside or not mask[y - far : y + far : 4, x - far : x + far : 4].all():
            continue
        checked += 1
        patch = frame[y - PATCH_PX : y + PATCH_PX, x - PATCH_PX : x + PATCH_PX]
        match = cv2.matchTemplate(laid[y - far : y + far, x - far : x + far], patch, cv2.TM_CCOEFF_NORMED)
        _, best, _, (dx, dy) = cv2.minMaxLoc(match)
        if best >= FOUND_AGAIN and 0 < dx < 2 * reach and 0 < dy < 2 * reach:
            found.append((x + dx - reach + _peak(match[dy], dx), y + dy - reach + _peak(match[:, dx], dy), x, y))
    return np.array(found, np.float64).reshape(-1, 4), checked


def _peak(row: np.ndarray, at: int) -> float:
    """Return how far beside index `at` a parabola through it and its neighbours has its top."""
    before, here, after = (float(value) for value in row[at - 1 : at + 2])
    bend = before - 2 * here + after
    return 0.5 * (before - after) / bend if bend < 0 else 0.0
