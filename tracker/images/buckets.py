"""Hashes sorted so that near ones meet: which share whole blocks of bits (Manku, Jain and Das Sarma, 2007).

doi:10.1145/1242572.1242592. Two hashes that differ in at most d bits agree in at least q of any d + q blocks, so
one sorted table for each choice of q blocks meets every near pair. More blocks mean more tables and fewer
strangers in each: the number of hashes decides.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from math import comb
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Words = list[NDArray[np.uint64]]
    """Hashes by columns of 64 bits, so that the common narrow hash is one plain array."""

WORD: Final = 64  # bits
_SORTING_NS: Final = 60.0  # per hash and table (benchmarks/neighbours.py); it changes the speed only
_MOST_AGREEING: Final = 4  # blocks of one table: beyond, tables are too many at any size that fits in memory

WORTH_ALL: Final = 0.2  # share of the places at work above which all are compared: without an index each is faster

Block = tuple[int, int]


class Plan(msgspec.Struct, frozen=True):
    """How the bits are cut into blocks, and how many of them a table takes."""

    blocks: tuple[Block, ...]
    agreeing: int

    def tables(self) -> Iterator[tuple[int, ...]]:
        """Yield each table as the numbers of its blocks."""
        return combinations(range(len(self.blocks)), self.agreeing)


def planned(count: int, width: int, bits: int, comparing_ns: float) -> Plan:
    """Return the cheapest plan that meets every pair of `count` hashes of `width` bits within `bits`.

    `comparing_ns` is what the caller does with each pair of a bucket; it changes the speed only.
    """
    choices = [agreeing for agreeing in range(_MOST_AGREEING + 1) if agreeing == 0 or bits + agreeing <= width]
    agreeing = min(choices, key=lambda choice: _cost(count, width, bits, choice, comparing_ns))
    cuts = [width * n // (bits + agreeing) for n in range(bits + agreeing + 1)] if agreeing else [0]
    return Plan(tuple(pairwise(cuts)), agreeing)


def _cost(count: int, width: int, bits: int, agreeing: int, comparing_ns: float) -> float:
    key_bits = width * agreeing // (bits + agreeing) if agreeing else 0
    if key_bits + count.bit_length() > WORD:
        return float("inf")
    met = count * count / 2 / float(1 << key_bits)
    return comb(bits + agreeing, agreeing) * (count * _SORTING_NS + met * comparing_ns)


def words_of(hashes: NDArray[np.uint8]) -> Words:
    """Return the columns of n x w bytes, filled up with zeros to whole words."""
    count, size = hashes.shape
    filled = np.zeros((count, -(-size // 8) * 8), np.uint8)
    filled[:, :size] = hashes
    columns = filled.view(">u8").T.astype(np.uint64)
    return list(columns)


def field(words: Words, block: Block) -> NDArray[np.uint64]:
    """Return the bits [start, stop) of each hash, first bit highest; at most 64 of them."""
    start, stop = block
    word, last = start // WORD, (stop - 1) // WORD
    value = words[last] >> np.uint64((last + 1) * WORD - stop)
    if word != last:
        value = value | words[word] << np.uint64(stop - last * WORD)
    return value & np.uint64((1 << (stop - start)) - 1)


def sorted_table(words: Words, blocks: list[Block]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows sorted by these blocks, equal ones in their own order, and for each place its bucket's end."""
    count = len(words[0])
    shift = count.bit_length()
    keys = np.arange(count, dtype=np.uint64)
    for block, above in zip(blocks, _offsets(blocks), strict=True):
        keys |= field(words, block) << np.uint64(above + shift)
    keys.sort()
    rows = (keys & np.uint64((1 << shift) - 1)).astype(np.int64)
    return rows, ends_of(keys >> np.uint64(shift))


def _offsets(blocks: list[Block]) -> list[int]:
    lengths = [stop - start for start, stop in blocks]
    return [sum(lengths[n + 1 :]) for n in range(len(lengths))]


def ends_of(ranked: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return for each place of a sorted array the end of its run of equal values."""
    ends = np.append(np.flatnonzero(ranked[1:] != ranked[:-1]) + 1, len(ranked))
    return np.repeat(ends, np.diff(ends, prepend=0))


def met(ranked: Words, ends: NDArray[np.int64], bits: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield the places of one bucket within `bits`: each with its next, then with its next but one, ..."""
    left = ends - np.arange(1, len(ends) + 1)
    active = len(left) - np.cumsum(np.bincount(left))  # of step n: places with more than n others behind them
    rows: NDArray[np.int64] | None = None
    for step in range(1, len(active)):
        if active[step - 1] > WORTH_ALL * len(left):
            near = within([c[:-step] for c in ranked], [c[step:] for c in ranked], bits)
            first = np.flatnonzero(near & (left[:-step] >= step))
        else:
            rows = np.flatnonzero(left >= step) if rows is None else rows[left[rows] >= step]
            first = rows[within([c[rows] for c in ranked], [c[rows + step] for c in ranked], bits)]
        yield first, first + step


def within(first: Words, second: Words, bits: int) -> NDArray[np.bool_]:
    """Say of each row whether at most `bits` differ."""
    if len(first) == 1:  # one byte a count, not eight
        return np.asarray(np.bitwise_count(first[0] ^ second[0]) <= min(bits, WORD))
    return np.asarray(bits_apart(first, second) <= bits)


def bits_apart(first: Words, second: Words) -> NDArray[np.int64]:
    """Return the number of differing bits of each row."""
    apart: NDArray[np.int64] = np.bitwise_count(first[0] ^ second[0]).astype(np.int64)
    for one, other in zip(first[1:], second[1:], strict=True):
        apart += np.bitwise_count(one ^ other)
    return apart
