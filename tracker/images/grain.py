"""How much of JPEG a picture shows beside its ink, whatever its file is now.

A drawn screen is flat around its letters; saving it as JPEG leaves ripples there, and each further saving more of
them. So of two forms of a picture the purer is seldom the one that was made from the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

TILE_PX: Final = 64  # a side: eight blocks of JPEG
BLOCK: Final = 8
_BUSY: Final = 8.0  # grey levels, standard deviation of a block: ink beside paper
_FEWEST_BLOCKS: Final = 5

Place = tuple[int, int]
"""Left and top of a tile."""


def cut(pixels: np.ndarray, places: Sequence[Place], by: Place = (0, 0)) -> np.ndarray:
    """Return tiles of a picture, side by side, each moved by some pixels."""
    tiles = [pixels[y + by[1] : y + by[1] + TILE_PX, x + by[0] : x + by[0] + TILE_PX] for x, y in places]
    return np.hstack(tiles)


def purity_of(pixels: np.ndarray, places: Sequence[Place]) -> float:
    """Return what share of the pixels in blocks with ink equal the next ones: 0 to 1, seldom over 0.1 after JPEG."""
    strip, right, lower = (cut(pixels, places, by) for by in ((0, 0), (1, 0), (0, 1)))
    busy = _blocks(strip).std(axis=(1, 2)) > _BUSY
    if np.count_nonzero(busy) < _FEWEST_BLOCKS:
        return 0.0
    return float(_blocks((strip == right) & (strip == lower))[busy].mean())


def _blocks(strip: np.ndarray) -> np.ndarray:
    return strip.reshape(TILE_PX // BLOCK, BLOCK, -1, BLOCK).transpose(0, 2, 1, 3).reshape(-1, BLOCK, BLOCK)
