"""Points of a picture that are found again in its copies, wherever a crop, frame or caption has put them.

SIFT (Lowe, 2004, doi:10.1023/B:VISI.0000029664.99615.94) on a small form of the picture: its points then
cover several words each, so that they tell pictures apart and not letters.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

import cv2
import msgspec
import numpy as np

SMALL_WIDTH: Final = 400
"""Width of the form that points are found in; feeds are cut off above and below, so width keeps its scale."""
SMALL_PX: Final = 400 * 1200  # of a very long screenshot
FOUND_AT_MOST: Final = 1000
QUOTAS: Final = (180, 120, 60, 40, 20)
"""Points kept per octave, finest first: the strongest are nearly all fine, and a small copy has only coarse ones."""
WORK_PX: Final = 1_000_000  # the form that is compared: small text of a phone screenshot stays legible


class Features(msgspec.Struct, frozen=True):
    """Points in order of strength, in pixels of the working form, and what surrounds each."""

    points: np.ndarray
    """n x 4 of float32: x, y, size, angle in degrees."""
    descriptors: np.ndarray
    """n x 128 of uint8."""


def working_form(grey: np.ndarray, most_px: int = WORK_PX) -> np.ndarray:
    """Return a picture at no more than `most_px` pixels, by area, never enlarged."""
    factor = (most_px / grey.size) ** 0.5
    if factor >= 1:
        return grey
    height, width = (max(1, round(side * factor)) for side in grey.shape)
    return np.asarray(cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA))


def find(work: np.ndarray) -> Features:
    """Return the points of a picture in its working form."""
    small = working_form(work, min(SMALL_PX, round(SMALL_WIDTH**2 * work.shape[0] / work.shape[1])))
    found, descriptors = cv2.SIFT.create(FOUND_AT_MOST, contrastThreshold=0.02).detectAndCompute(small, None)
    if descriptors is None:
        return Features(np.zeros((0, 4), np.float32), np.zeros((0, 128), np.uint8))
    factor = work.shape[1] / small.shape[1]
    points = np.array([(*(c * factor for c in p.pt), p.size * factor, p.angle) for p in found], np.float32)
    order = np.lexsort((*points.T[::-1], [-p.response for p in found]))
    kept = _strongest_of_each(order, np.array([p.octave for p in found]))
    return Features(points[kept], descriptors[kept].astype(np.uint8))


def _strongest_of_each(order: np.ndarray, packed: np.ndarray) -> np.ndarray:
    """Return the indices in `order` that are within the quota of their octave (OpenCV's lowest byte, from -1)."""
    octave = np.clip((packed & 255).astype(np.uint8).astype(np.int8).astype(int) + 1, 0, len(QUOTAS) - 1)[order]
    place = np.array([np.count_nonzero(octave[:n] == octave[n]) for n in range(len(order))])
    return np.asarray(order[place < np.array(QUOTAS)[octave]])


def inverted(descriptors: np.ndarray) -> np.ndarray:
    """Return the descriptors that the same points have where light and dark are exchanged (n x 128).

    All gradients turn by half a circle, and with them the direction that each point is described along: the
    cells of a descriptor change places, its values stay.
    """
    cells = descriptors.reshape(-1, 4, 4, 8)[:, ::-1, ::-1]
    return np.ascontiguousarray(cells).reshape(-1, 128)


def mirrored(descriptors: np.ndarray) -> np.ndarray:
    """Return the descriptors that the same points have in the mirrored picture (n x 128)."""
    cells = descriptors.reshape(-1, 4, 4, 8)[:, ::-1][..., -np.arange(8) % 8]
    return np.ascontiguousarray(cells).reshape(-1, 128)


@lru_cache(maxsize=1)
def _planes() -> np.ndarray:
    """Return 64 fixed random directions, from SHA-256 so that no library's generator can change them."""
    bits = b"".join(hashlib.sha256(b"plane %d" % n).digest()[:16] for n in range(64))
    signs = np.unpackbits(np.frombuffer(bits, np.uint8)).reshape(64, 128).astype(np.float32) * 2 - 1
    return np.asarray((signs - signs.mean(axis=1, keepdims=True)).T)


def codes(descriptors: np.ndarray) -> np.ndarray:
    """Return 64 bits per descriptor; near descriptors differ in few (Charikar, 2002, random projections)."""
    rooted = np.sqrt(descriptors.astype(np.float32))
    bits = (rooted - rooted.mean(axis=1, keepdims=True)) @ _planes() > 0
    packed: np.ndarray = np.packbits(bits, axis=1).view(">u8").astype(np.uint64).ravel()
    return packed
