"""Which pictures a lone one may be a photograph of: votes of many points, over all that is held.

Dearer than `candidates.by_points`, and blind to nothing but blur: for pictures that the cheaper nets left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from tracker.images.features import codes
from tracker.images.perspective import mirrored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.images.features import Features

BANDS: Final = 8
BAND_BITS: Final = 16  # overlapping: one begins every eight bits
CODE_BITS: Final = 8  # of 64: nine of ten points of a photographed screen are as near as that
CROWD: Final = 60  # points in one bucket: chrome, or a plain edge, which tells nothing
MIN_VOTES: Final = 3.0
MOST: Final = 10


class PointIndex(msgspec.Struct, frozen=True):
    """The points of all pictures held, sorted once per band."""

    names: tuple[str, ...]
    owners: np.ndarray
    codes: np.ndarray
    orders: tuple[np.ndarray, ...]
    keys: tuple[np.ndarray, ...]


def index_points(held: Mapping[str, Features]) -> PointIndex:
    """Return an index over the rich points (`perspective.rich_features`) of each picture held."""
    names = tuple(sorted(held))
    each = [codes(held[name].descriptors) for name in names]
    owners = np.repeat(np.arange(len(names)), [len(c) for c in each])
    packed = np.concatenate(each) if each else np.zeros(0, np.uint64)
    bands = [_band(packed, band) for band in range(BANDS)]
    orders = [np.argsort(band, kind="stable") for band in bands]
    return PointIndex(
        names, owners, packed, tuple(orders), tuple(band[order] for band, order in zip(bands, orders, strict=True))
    )


def orphan_candidates(asked: str, points: Features, index: PointIndex, most: int = MOST) -> list[str]:
    """Return the pictures that share most points with one, mirrored or not, rare points counting most.

    A point that n pictures show gives each of them a vote of 1 / n: what a site's chrome or a look-alike shares
    counts little, what only one picture shows counts whole.
    """
    votes = np.zeros(len(index.names))
    for descriptors in (points.descriptors, mirrored(points.descriptors)):
        votes = np.maximum(votes, _votes(codes(descriptors), index))
    order = np.lexsort((np.arange(len(votes)), -votes))
    return [index.names[k] for k in order if votes[k] >= MIN_VOTES and index.names[k] != asked][:most]


def _band(packed: np.ndarray, band: int) -> np.ndarray:
    """Return 16 of the 64 bits, turned round at the end."""
    shift = np.uint64(8 * band)
    turned = (packed >> shift) | (packed << (np.uint64(64) - shift) if band else np.uint64(0))
    return np.asarray(turned & np.uint64(0xFFFF))


def _votes(asked: np.ndarray, index: PointIndex) -> np.ndarray:
    found = [_near(asked, index, band) for band in range(BANDS)]
    pairs = np.unique(np.concatenate(found), axis=0)
    seen = np.unique(np.stack([pairs[:, 0], index.owners[pairs[:, 1]]], axis=1), axis=0)
    shown_by = np.bincount(seen[:, 0], minlength=len(asked))
    return np.bincount(seen[:, 1], 1 / shown_by[seen[:, 0]], len(index.names))


def _near(asked: np.ndarray, index: PointIndex, band: int) -> np.ndarray:
    """Return pairs (asked, held) that agree in one band and differ in few bits overall."""
    wanted, keys = _band(asked, band), index.keys[band]
    starts, ends = np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right")
    sizes = np.where(ends - starts <= CROWD * max(1, len(index.names) // 100), ends - starts, 0)
    rows = np.repeat(np.arange(len(asked)), sizes)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    members = index.orders[band][np.repeat(starts, sizes) + within]
    near = np.bitwise_count(asked[rows] ^ index.codes[members]) <= CODE_BITS
    return np.stack([rows[near], members[near]], axis=1)
