"""What the small forms of two pictures tell: what was cut, added, drawn over, toned and tinted."""

from __future__ import annotations

from typing import Final

import cv2
import msgspec
import numpy as np

from tracker.images.placing import Form, Laying, resizing, warped
from tracker.images.traces import TINTS

CHANGED: Final = 10.0  # grey levels, mean of a window of the small form: more than grain
TOUCHED: Final = 6.0  # the same: perhaps grain
_LEAST_COVER: Final = 0.05
_LEAST_PX: Final = 300
_FEWEST_PARTS: Final = 4

Tone = tuple[float, float]
"""Contrast and brightness: child = contrast x parent + brightness."""


class Outline(msgspec.Struct, frozen=True):
    """What the small forms tell of a step."""

    tone: Tone
    apart: float
    """Grey levels between them, parts that were drawn over counting as black on white."""
    changed: float
    """Share of the area in common."""
    touched: float
    gained: float
    """Share of the child's area that the parent does not show."""
    lost: float
    """Share of the parent's area that the child does not show."""
    tinted: float
    """Of blue and of red difference together, the median over parts of the picture."""


def outline_of(parent: Form, child: Form, laying: Laying) -> Outline | None:
    """Lay the small form of one picture, mirrored already, on that of another; None where too little meets."""
    small = _between(parent, child, laying, (parent.small.shape, child.small.shape))[:2]
    inside = _covered(parent.small.shape, small, child.small.shape)
    if inside.mean() < _LEAST_COVER:
        return None
    laid = warped(parent.small, small, child.small.shape)
    tone = fit_tone(laid[inside], child.small[inside], (1.0, 0.0))
    whole = cv2.erode(inside.astype(np.uint8), np.ones((5, 5), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    apart = np.abs(cv2.GaussianBlur(child.small.astype(np.float32) - toned(laid, tone), (0, 0), 1.0))
    worst = cv2.boxFilter(apart, -1, (5, 5))
    area, same = np.count_nonzero(whole), (whole > 0) & (worst <= CHANGED)
    if np.count_nonzero(same) < _LEAST_PX:
        return None
    shown = _covered(child.small.shape, cv2.invertAffineTransform(small), parent.small.shape)
    changed, touched = (float(np.count_nonzero((whole > 0) & (worst > least)) / area) for least in (CHANGED, TOUCHED))
    return Outline(
        tone=tone, apart=float(apart[same].mean()) + 255 * changed, changed=changed, touched=touched,
        gained=float(1 - inside.mean()), lost=float(1 - shown.mean()), tinted=_tinted(parent, child, laying),
    )  # fmt: skip


def _between(parent: Form, child: Form, laying: Laying, shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> np.ndarray:
    """Return the map between two other sizes of the pictures (3 x 3)."""
    whole = np.vstack([laying.matrix, [0, 0, 1]])
    return np.asarray(resizing(child.shape, shapes[1]) @ whole @ resizing(shapes[0], parent.shape))


def _tinted(parent: Form, child: Form, laying: Laying) -> float:
    """Return how far the colours of the parts in common lie apart; 0 where hardly any are."""
    size = (TINTS, TINTS)
    back = np.linalg.inv(_between(parent, child, laying, (size, size)))
    parts = np.stack([*np.meshgrid(np.arange(TINTS), np.arange(TINTS)), np.ones(size)])
    x, y, _ = np.tensordot(back, parts, 1).astype(np.float32)
    inside = (np.minimum(x, y) > -0.5) & (np.maximum(x, y) < TINTS - 0.5)  # noqa: PLR2004 - half a part
    if np.count_nonzero(inside) < _FEWEST_PARTS:
        return 0.0
    laid = cv2.remap(np.ascontiguousarray(parent.tints), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return float(np.median(np.abs(child.tints - laid)[inside], axis=0).sum())


def _covered(shape: tuple[int, ...], matrix: np.ndarray, frame: tuple[int, ...]) -> np.ndarray:
    whole = np.full(shape, 255, np.uint8)
    covered: np.ndarray = warped(whole, matrix, (frame[0], frame[1]), cv2.BORDER_CONSTANT) > 250  # noqa: PLR2004
    return covered


def toned(laid: np.ndarray, tone: Tone) -> np.ndarray:
    """Return a picture with its contrast and brightness changed."""
    return np.asarray(np.clip(tone[0] * laid.astype(np.float32) + tone[1], 0, 255))


def fit_tone(laid: np.ndarray, frame: np.ndarray, start: Tone) -> Tone:
    """Fit contrast and brightness by least squares on what neither picture clips, outliers trimmed twice."""
    x, y = laid.ravel()[::5].astype(np.float64), frame.ravel()[::5].astype(np.float64)
    fair = (y > 3) & (y < 252) & (x > 1) & (x < 254)  # noqa: PLR2004 - grey levels short of clipping
    if np.count_nonzero(fair) > _LEAST_PX and x[fair].std() > 8:  # noqa: PLR2004 - else one flat colour
        x, y = x[fair], y[fair]
    keep = np.ones(len(x), bool)
    contrast, brightness = start
    for _ in range(3):
        mean_x, mean_y, spread = x[keep].mean(), y[keep].mean(), x[keep].var()
        if spread < 1:
            break
        contrast = float(((x[keep] - mean_x) * (y[keep] - mean_y)).mean() / spread)
        brightness = float(mean_y - contrast * mean_x)
        rest = np.abs(y - contrast * x - brightness)
        keep = rest <= max(3 * float(np.median(rest)), 2.0)
    return contrast, brightness
