"""The LANCZOS reduction that every hash begins with: Pillow's bits, by matrix products.

Pillow weighs each pixel with an integer of 22 bits, rounds to 8 bits after each of two passes, and in some releases
begins with the rows of a tall picture (libImaging/Resample.c). A product of float32 matrices gives the same
integers as long as no sum passes 2^24, so each weight is split into a high part and a rest of 7 bits.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import PIL
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST_PROVED, LAST_PROVED = (11, 2), (13, 0)
"""Pillow releases that were compared bit for bit, 11.2.1 to 13.0.0 (tests/images/test_reduction.py)."""

_RELEASE: Final = tuple(int(part) for part in PIL.__version__.split(".")[:2])
_ROWS_FIRST: Final = (13, 0)  # the release in which tall pictures began with their rows
_SLENDER: Final = 100  # times as tall as wide: some releases before that have an order of their own here
_LOBES: Final = 3.0  # LANCZOS reaches over three cells on each side
_WEIGHT_BITS: Final = 22
_REST: Final = 1 << 7
_EXACT: Final = 1 << 24  # float32 holds every integer up to here
_CHUNK: Final = 128  # rows that stay in the processor's cache
_SIZES_KEPT: Final = 32  # widths and heights; screenshots share few


def reduced(grey: Image.Image, width: int, height: int) -> Image.Image:
    """Return `grey.resize((width, height), LANCZOS)` of a picture in mode L, bit for bit, several times as fast.

    A release of Pillow that was not compared, and a size at which float32 would not be exact, are left to Pillow.
    """
    if not _is_proved(grey, width, height):
        return grey.resize((width, height), Image.Resampling.LANCZOS)
    pixels = np.asarray(grey)
    if _rows_first(grey.width - width, grey.height - height):
        return Image.fromarray(_across(_down(pixels, height), width))
    return Image.fromarray(_down(_across(pixels, width), height))


def _is_proved(grey: Image.Image, width: int, height: int) -> bool:
    return (
        FIRST_PROVED <= _RELEASE <= LAST_PROVED
        and grey.mode == "L"
        and grey.height <= _SLENDER * grey.width
        and _is_exact(grey.width, width)
        and _is_exact(grey.height, height)
    )


def _rows_first(narrower: int, shorter: int) -> bool:
    return _RELEASE >= _ROWS_FIRST and shorter > 0 and shorter > 2 * narrower


def _across(pixels: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    height, wide = pixels.shape
    if wide == width:
        return pixels
    weights = _split_weights(wide, width)
    sums = np.empty((height, 2 * width), np.float32)
    for top in range(0, height, _CHUNK):
        rows = slice(top, top + _CHUNK)
        np.matmul(pixels[rows].astype(np.float32), weights, out=sums[rows])
    return _rounded(sums[:, :width], sums[:, width:])


def _down(pixels: NDArray[np.uint8], height: int) -> NDArray[np.uint8]:
    tall, width = pixels.shape
    if tall == height:
        return pixels
    weights = _split_weights(tall, height).T
    sums = np.empty((2 * height, width), np.float32)
    for left in range(0, width, _CHUNK):
        columns = slice(left, left + _CHUNK)
        sums[:, columns] = weights @ pixels[:, columns].astype(np.float32)
    return _rounded(sums[:height], sums[height:])


def _rounded(high: NDArray[np.float32], rest: NDArray[np.float32]) -> NDArray[np.uint8]:
    sums = high.astype(np.int32) * _REST + rest.astype(np.int32)
    halves = 1 << (_WEIGHT_BITS - 1)
    levels: NDArray[np.uint8] = np.clip((sums + halves) >> _WEIGHT_BITS, 0, 255).astype(np.uint8)
    return levels


@lru_cache(maxsize=_SIZES_KEPT)
def _split_weights(size: int, cells: int) -> NDArray[np.float32]:
    """Return size x 2 cells: of each weight the part above 7 bits, then the rest."""
    place, weights = _weights(size, cells)
    high = (weights + _REST // 2) >> (_REST.bit_length() - 1)
    cell = np.broadcast_to(np.arange(cells)[:, None], place.shape)
    split = np.zeros((size + place.shape[1], 2 * cells), np.float32)
    split[place, cell] = high
    split[place, cell + cells] = weights - high * _REST
    return split[:size]


@lru_cache(maxsize=_SIZES_KEPT)
def _is_exact(size: int, cells: int) -> bool:
    return float(255 * np.abs(_split_weights(size, cells)).sum(axis=0).max()) < _EXACT


def _weights(size: int, cells: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each cell the places it draws from and their weights; the order of operations is Pillow's."""
    scale = size / cells
    stretch = max(scale, 1.0)
    centre = (np.arange(cells)[:, None] + 0.5) * scale
    first = np.maximum((centre - _LOBES * stretch + 0.5).astype(np.int64), 0)
    last = np.minimum((centre + _LOBES * stretch + 0.5).astype(np.int64), size)
    place = first + np.arange((last - first).max())
    weight = np.where(place < last, _lanczos((place - centre + 0.5) * (1.0 / stretch)), 0.0)
    share = weight / np.cumsum(weight, axis=1)[:, -1:] * (1 << _WEIGHT_BITS)
    return place, np.trunc(share + np.copysign(0.5, share)).astype(np.int64)


def _lanczos(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where((x >= -_LOBES) & (x < _LOBES), np.sinc(x) * np.sinc(x / _LOBES), 0.0)
