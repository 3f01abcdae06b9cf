"""Which hashes hang together by chains of near pairs, and how many: without a list of the pairs.

A bucket compares only hashes that are not known to hang together, those of the largest group first, so that a
picture with 100,000 forms costs about as much as 100,000 strangers. Chains join strangers where there are many
(:func:`tracker.images.neighbours.chance_pairs`): these are shards of candidates to prove, never clusters of copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.images.buckets import WORTH_ALL, ends_of, planned, sorted_table, within, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tracker.images.buckets import Block, Words

    Places = NDArray[np.int64]

_STEPS: Final = 8  # comparisons a place makes before what was found is used to spare it the rest
_COMPARING_NS: Final = 16.0  # per pair of one bucket (benchmarks/neighbours.py)
_MORE: Final = 4  # times as many in the next round
_STALE: Final = 0.01  # share of hashes that changed group before they are ranked anew: that costs a sort


def components(
    hashes: NDArray[np.uint8], bits: int, confirm: tuple[NDArray[np.uint8], int] | None = None
) -> tuple[Places, Places]:
    """Return for each row the least row that it hangs together with, and how many rows do.

    About 100 bytes a hash; the result does not depend on the order of work.

    Parameters
    ----------
    hashes
        n x w of uint8: w bytes per hash.
    bits
        Two hashes are near that differ in at most so many bits.
    confirm
        Longer hashes of the same rows and their largest distance: both must agree, so that strangers whose
        short hashes are near by chance do not join.

    """
    if not len(hashes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    longer = confirm[0] if confirm else hashes[:, :0]
    least, inverse = _distinct(words_of(hashes) + words_of(longer))
    groups = _Groups(words_of(hashes[least]), bits, words_of(longer[least]), confirm[1] if confirm else 0)
    plan = planned(len(least), hashes.shape[1] * 8, bits, _COMPARING_NS)
    for table in plan.tables():
        groups.join_table([plan.blocks[n] for n in table])
    labels = groups.labels()
    first = np.full(len(least), len(hashes))
    np.minimum.at(first, labels, least)
    rows = first[labels[inverse]]
    return rows, np.bincount(rows)[rows]


def _distinct(words: Words) -> tuple[Places, Places]:
    """Return the first row of each distinct hash, and for each row which distinct hash it has."""
    order = np.lexsort(words)
    ranked = [column[order] for column in words]
    new = np.ones(len(order), bool)
    new[1:] = np.any([column[1:] != column[:-1] for column in ranked], axis=0)
    inverse = np.empty(len(order), np.int64)
    inverse[order] = np.cumsum(new) - 1
    return order[new], inverse


class _Groups:
    """Who is known to hang together, while the tables are read one after another.

    Everything is held in an order that puts large groups first, so that they meet strangers and not one another.
    """

    def __init__(self, short: Words, bits: int, longer: Words, longer_bits: int) -> None:
        self._short, self._bits = short, bits
        self._longer, self._longer_bits = longer, longer_bits
        self._hash = np.arange(len(short[0]))
        self._label = self._hash.copy()
        self._moved = 0

    def labels(self) -> Places:
        """Return the group of each hash."""
        labels = np.empty_like(self._label)
        labels[self._hash] = self._label
        return labels

    def join_table(self, blocks: list[Block]) -> None:
        """Join all that are near in one table."""
        if self._moved > _STALE * len(self._label):
            self._sort()
        order, ends = sorted_table(self._short, blocks)
        steps = _STEPS
        while len(order):
            kept = np.isin(ends, self._join(order, ends, steps))
            order, buckets = order[kept], ends[kept]
            again = np.lexsort((*self._by_size(order), buckets))
            order, ends = order[again], ends_of(buckets[again].astype(np.uint64))
            steps *= _MORE

    def _sort(self) -> None:
        order = np.lexsort(self._by_size(np.arange(len(self._label))))
        self._short = [column[order] for column in self._short]
        self._longer = [column[order] for column in self._longer]
        self._hash, self._label = self._hash[order], self._label[order]
        self._moved = 0

    def _by_size(self, order: Places) -> tuple[Places, Places]:
        """Return sort keys, the least weighty first, that put large groups first and keep groups whole."""
        label = self._label[order]
        return label, -np.bincount(self._label)[label]

    def _join(self, order: Places, ends: Places, steps: int) -> Places:
        """Compare each place with the next `steps` of its bucket that are of other groups.

        Return the ends of the buckets that have more to compare.
        """
        ranked = [column[order] for column in self._short]
        runs = _run_ends(self._label[order], ends)
        found = list(self._all_with_next(ranked, ends, runs, steps))
        start = np.maximum(runs, np.arange(1, len(order) + 1) + len(found))
        found += self._others_from(ranked, start, ends, steps)
        if found:
            self._unite(order[np.concatenate(found, axis=1)])
        return np.unique(ends[start + steps < ends])

    def _all_with_next(self, ranked: Words, ends: Places, runs: Places, steps: int) -> Iterator[Places]:
        """Compare every place with the next, the next but one, ... as long as that is no waste: it needs no index."""
        left = np.where(runs < ends, ends, 0) - np.arange(1, len(ends) + 1)
        for step in range(1, min(steps, len(ends) - 1) + 1):
            if np.count_nonzero(left >= step) < WORTH_ALL * len(ends):
                return
            near = within([c[:-step] for c in ranked], [c[step:] for c in ranked], self._bits)
            first = np.flatnonzero(near & (left[:-step] >= step))
            yield np.stack([first, first + step])

    def _others_from(self, ranked: Words, start: Places, ends: Places, steps: int) -> Iterator[Places]:
        """Compare each place with the next `steps` from `start` on."""
        rows = np.flatnonzero(start < ends)
        for step in range(steps):
            rows = rows[start[rows] + step < ends[rows]]
            if not len(rows):
                return
            other = start[rows] + step
            near = within([column[rows] for column in ranked], [column[other] for column in ranked], self._bits)
            yield np.stack([rows[near], other[near]])

    def _unite(self, pairs: Places) -> None:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        first, second = pairs[:, self._label[pairs[0]] != self._label[pairs[1]]]
        if self._longer:
            sure = within([c[first] for c in self._longer], [c[second] for c in self._longer], self._longer_bits)
            first, second = first[sure], second[sure]
        if not len(first):
            return
        labels = self._label[np.stack([first, second])]
        touched, ends = np.unique(labels, return_inverse=True)
        graph = coo_array((np.ones(len(first), bool), tuple(ends.reshape(2, -1))), shape=(len(touched),) * 2)
        _, joined = connected_components(graph, directed=False)
        _, least = np.unique(joined, return_index=True)  # `touched` is sorted: the first is the least
        now = np.arange(len(self._label))
        now[touched] = touched[least][joined]
        self._label = now[self._label]
        self._moved += len(touched)


def _run_ends(label: Places, ends: Places) -> Places:
    """Return for each place the end of its run of one group within its bucket."""
    last = np.flatnonzero((label[1:] != label[:-1]) | (ends[1:] != ends[:-1])) + 1
    runs = np.append(last, len(label))
    return np.repeat(runs, np.diff(runs, prepend=0))
