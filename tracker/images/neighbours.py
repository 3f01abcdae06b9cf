"""Which hashes lie within d bits of one another, without an n x n matrix.

Multi-index hashing (Norouzi, Punjani and Fleet, 2012, doi:10.1109/CVPR.2012.6248043): two hashes within d
bits agree to within d // m bits in at least one of m bands, so only hashes that share a band's value, or
nearly, are compared.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np

NARROW: Final = 10  # bits of a band: fewer, and every hash shares it with many
_AT_ONCE: Final = 1 << 20  # pairs compared in one go: 16 MB


def pairs_within(hashes: np.ndarray, bits: int) -> np.ndarray:
    """Return all pairs (i, j), i < j, of rows within `bits` of one another, sorted.

    Parameters
    ----------
    hashes
        n x w of uint8: w bytes per hash.
    bits
        Largest number of differing bits, >= 0.

    """
    if len(hashes) <= 1:
        return np.zeros((0, 2), np.int64)
    values, inverse = np.unique(hashes, axis=0, return_inverse=True)
    near = _distinct_pairs(values, bits)
    return _spread(near, inverse.ravel())


def _distinct_pairs(values: np.ndarray, bits: int) -> np.ndarray:
    radius, bands = _plan(values.shape[1] * 8, bits)
    unpacked = np.unpackbits(values, axis=1)
    found = [np.zeros((0, 2), np.int64)]
    for columns in np.array_split(np.arange(unpacked.shape[1]), bands):
        keys = unpacked[:, columns].astype(np.int64) @ (1 << np.arange(len(columns), dtype=np.int64))
        found.extend(_close(values, pairs, bits) for pairs in _band_pairs(keys, len(columns), radius))
    return np.unique(np.concatenate(found), axis=0)


def _plan(width: int, bits: int) -> tuple[int, int]:
    """Return (radius, bands): bands as wide as the pigeonhole allows, about 11 to 22 bits."""
    for radius in (0, 1, 2, 3):
        bands = bits // (radius + 1) + 1
        if width // bands >= NARROW:
            return radius, bands
    return 3, max(bits // 4 + 1, 1)


def _band_pairs(keys: np.ndarray, width: int, radius: int) -> list[np.ndarray]:
    """Return the pairs whose band values differ in at most `radius` bits, in pieces."""
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    pieces: list[np.ndarray] = []
    for count in range(radius + 1):
        for flipped in combinations(range(width), count):
            wanted = keys ^ sum(1 << bit for bit in flipped)
            starts, ends = np.searchsorted(ranked, wanted, "left"), np.searchsorted(ranked, wanted, "right")
            pieces.extend(_expanded(order, starts, ends))
    return pieces


def _expanded(order: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> list[np.ndarray]:
    """Turn one range of `order` per row into pairs (row, member) with row < member."""
    sizes = ends - starts
    totals = np.cumsum(sizes)
    cuts = np.searchsorted(totals, np.arange(_AT_ONCE, totals[-1] + _AT_ONCE, _AT_ONCE)) + 1
    pieces = []
    for rows in np.split(np.arange(len(sizes)), np.unique(np.minimum(cuts, len(sizes)))):
        repeated = np.repeat(rows, sizes[rows])
        first = np.repeat(totals[rows] - sizes[rows], sizes[rows])
        place = np.arange(len(repeated)) - (first - first[0] if len(first) else 0)
        members = order[np.repeat(starts[rows], sizes[rows]) + place]
        pairs = np.stack([repeated, members], axis=1)
        pieces.append(pairs[repeated < members])
    return pieces


def _close(values: np.ndarray, pairs: np.ndarray, bits: int) -> np.ndarray:
    return pairs[distances(values[pairs[:, 0]], values[pairs[:, 1]]) <= bits]


def distances(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the number of differing bits of each row of two n x w arrays of bytes."""
    return np.asarray(np.bitwise_count(first ^ second).sum(axis=1, dtype=np.int64))


def _spread(near: np.ndarray, inverse: np.ndarray) -> np.ndarray:
    """Turn pairs of distinct values into pairs of rows, equal rows included."""
    members = np.split(np.argsort(inverse, kind="stable"), np.cumsum(np.bincount(inverse))[:-1])
    found = [np.array(list(combinations(rows.tolist(), 2)), np.int64).reshape(-1, 2) for rows in members]
    found += [np.stack(np.meshgrid(members[i], members[j]), -1).reshape(-1, 2) for i, j in near.tolist()]
    pairs = np.sort(np.concatenate(found), axis=1)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
