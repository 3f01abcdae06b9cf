"""What the tiles of two pictures tell of a step, at the child's own size, and what each tells of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import msgspec
import numpy as np

from tracker.images.grain import TILE_PX, Place, cut
from tracker.images.outline import Tone, fit_tone, toned
from tracker.images.placing import Form, Laying, laid_tiles
from tracker.images.traces import saved_again

if TYPE_CHECKING:
    from collections.abc import Sequence

CALM: Final = 2 / 3  # of the tiles, those that differ least: a stamp may lie on the others
_BLURS: Final = (0.5, 0.7, 0.9, 1.2)  # px
_BLURRED: Final = 0.85  # of the parent's fine detail
FINEST: Final = 0.2  # grey levels: below it is rounding


class Closeness(msgspec.Struct, frozen=True):
    """What the tiles tell of a step; the first three are logarithms of grey levels."""

    rest: float
    """Of the parent, toned, blurred and saved as the child was: what is left over in the calmest tiles."""
    worst: float
    """The same in the worst tile."""
    raw: float
    """What is left over in the calmest before saving."""
    trace: float
    """How well the child fits the parent's JPEG grid."""
    contrast: float
    toned: float
    """Grey levels that the tone changed."""


def compare_tiles(parent: Form, child: Form, laying: Laying, tone: Tone) -> Closeness | None:
    """Compare tiles at the child's own size; None where fewer than two can be."""
    laid, places = laid_tiles(parent, child, laying)
    if len(places) < 2:  # noqa: PLR2004 - one place proves nothing
        return None
    strip, frame = np.hstack(laid), cut(child.pixels, places).astype(np.float32)
    tone = fit_tone(strip, frame, tone)
    shown = toned(strip, tone)
    expected = _blurred(shown, frame).round().astype(np.uint8)
    saved = saved_again(expected, child.table) if child.table else expected
    rest = np.sqrt(_per_tile((frame - saved) ** 2))
    calm = np.argsort(rest, kind="stable")[: max(2, round(len(rest) * CALM))]
    raw = _per_tile(np.abs(frame - expected))[calm].mean()
    return Closeness(
        rest=_log(rest[calm].mean()), worst=_log(rest.max()), raw=_log(raw),
        trace=_trace(parent, child, laying, places), contrast=tone[0], toned=float(np.abs(shown - strip).mean()),
    )  # fmt: skip


def _blurred(expected: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """Blur the parent as the child is, where it has less fine detail."""
    fine_frame, fine = (np.abs(cv2.Laplacian(strip, cv2.CV_32F)).mean() for strip in (frame, expected))
    if fine_frame >= _BLURRED * fine:
        return expected
    forms = [expected, *(cv2.GaussianBlur(expected, (0, 0), blur) for blur in _BLURS)]
    return min(forms, key=lambda form: float(np.abs(frame - form).mean()))


def _per_tile(strip: np.ndarray) -> np.ndarray:
    means: np.ndarray = strip.reshape(TILE_PX, -1, TILE_PX).mean(axis=(0, 2))
    return means


def _log(value: float) -> float:
    return float(np.log(FINEST + value))


def _trace(parent: Form, child: Form, laying: Laying, places: Sequence[Place]) -> float:
    """Return how much less saving the child on the parent's JPEG grid changes it than saving it beside the grid."""
    if not parent.table or not laying.is_shift:
        return 0.0
    across, down = laying.grid_of(parent.shape)
    changes = []
    for by in ((across, down), ((across + 4) % 8, (down + 4) % 8)):
        strip = cut(child.pixels, places, by)
        changes.append(float(np.abs(saved_again(strip, parent.table).astype(np.float32) - strip).mean()))
    return float(np.log((changes[1] + 0.05) / (changes[0] + 0.05)))
