"""Which hashes lie within d bits of one another, without an n x n matrix (the method: :mod:`tracker.images.buckets`).

A hash proposes, it proves nothing: by chance alone, unrelated pictures come near one another once there are
enough of them (:func:`chance_pairs`).
"""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.images.buckets import bits_apart, field, met, planned, sorted_table, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tracker.images.buckets import Plan, Words

_COMPARING_NS: Final = 4.0  # a near pair comes again in many tables, so fewer tables than strangers alone ask for


def pairs_within(hashes: NDArray[np.uint8], bits: int) -> NDArray[np.int64]:
    """Return all pairs (i, j), i < j, of rows within `bits` of one another, sorted.

    A picture that was posted n times alone has n(n - 1)/2 of them: for many rows use :func:`near_pairs`, which
    holds few at a time, or :func:`tracker.images.components.components`.

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
    near = np.concatenate([np.zeros((0, 2), np.int64), *near_pairs(values, bits)])
    pairs = _spread(near, inverse.ravel())
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def near_pairs(hashes: NDArray[np.uint8], bits: int) -> Iterator[NDArray[np.int64]]:
    """Yield the same pairs in pieces of at most n, each pair once, in an order that the hashes alone decide.

    Memory is about 100 bytes a hash, however many the pairs. Equal hashes cost most: give distinct ones.
    """
    words = words_of(hashes)
    plan = planned(len(hashes), hashes.shape[1] * 8, bits, _COMPARING_NS)
    for table in plan.tables() if len(hashes) > 1 else ():
        order, ends = sorted_table(words, [plan.blocks[n] for n in table])
        ranked = [column[order] for column in words]
        for first, second in met(ranked, ends, bits):
            new = _is_first([column[first] ^ column[second] for column in ranked], plan, table)
            if new.any():
                yield np.sort(np.stack([order[first[new]], order[second[new]]], axis=1), axis=1)


def _is_first(apart: Words, plan: Plan, table: tuple[int, ...]) -> NDArray[np.bool_]:
    """Say of each pair whether no table before this one met it: they take the first blocks in which it agrees."""
    new = np.ones(len(apart[0]), bool)
    for number in range(max(table, default=0)):
        if number not in table:
            new &= field(apart, plan.blocks[number]) != 0
    return new


def _spread(near: NDArray[np.int64], inverse: NDArray[np.int64]) -> NDArray[np.int64]:
    """Turn pairs of distinct values into pairs of rows, equal rows included."""
    sizes = np.bincount(inverse)
    if len(sizes) == len(inverse):
        places = np.argsort(inverse)
        return np.sort(places[near], axis=1)
    same = np.repeat(np.flatnonzero(sizes > 1)[:, None], 2, axis=1)
    values = np.concatenate([near, same])
    members, starts = np.argsort(inverse, kind="stable"), np.cumsum(sizes) - sizes
    times = sizes[values[:, 0]] * sizes[values[:, 1]]
    value = np.repeat(np.arange(len(values)), times)
    place = np.arange(len(value)) - np.repeat(np.cumsum(times) - times, times)
    one, other = np.divmod(place, sizes[values[value, 1]])
    pairs = members[np.stack([starts[values[value, 0]] + one, starts[values[value, 1]] + other], axis=1)]
    return np.sort(pairs[(values[value, 0] != values[value, 1]) | (one < other)], axis=1)


def distances(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the number of differing bits of each row of two n x w arrays of bytes."""
    return bits_apart(words_of(first), words_of(second))


def chance_pairs(count: int, width: int, bits: int) -> float:
    """Return how many pairs of `count` unrelated hashes of `width` evenly thrown bits lie within `bits` by chance.

    Hashes of one site's screenshots are nearer than that: this is a lower bound of what a hash alone confuses.

    >>> round(chance_pairs(10_000_000, 64, 8))
    13907
    """
    return comb(count, 2) * sum(comb(width, n) for n in range(bits + 1)) / (1 << width)


def safe_bits(count: int, width: int, most: int, allowed: float = 1.0) -> int:
    """Return the largest distance, at most `most`, at which fewer than `allowed` pairs are due to chance; -1 if none.

    >>> safe_bits(10_000, 64, 8), safe_bits(10_000_000, 64, 8), safe_bits(10_000_000, 256, 20)
    (8, 3, 20)
    """
    return max((bits for bits in range(most + 1) if chance_pairs(count, width, bits) < allowed), default=-1)
