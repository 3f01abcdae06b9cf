"""Near-duplicate hashes, 64 bits, d <= 8: CPU seconds and memory, and the ratio to scikit-learn's DBSCAN at 1e4.

Run: python benchmarks/neighbours.py [count...] (default 10000 100000); 1000000 takes about a minute.
Half of the hashes are unrelated, half lie in planted clusters with a heavy tail (the largest is 1 % of all).
Limits: 1e5 within 3 s, 1e6 within 90 s, at 1e4 at least 20 times as fast as DBSCAN.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import resource
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from tracker.images.components import components
from tracker.images.neighbours import near_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

BITS = 8
BRUTE = 10_000  # up to here all pairs are compared; DBSCAN is run on as many
STREAMED = 100_000  # up to here all pairs are listed too
SEED = 1


def thrown(count: int) -> np.ndarray:
    rng = np.random.default_rng(SEED)
    parts = [rng.integers(0, 256, (count // 2, 8), dtype=np.uint8)]
    left = count - count // 2
    while left:
        size = min(left, int(rng.pareto(1.2) * 3) + 2, max(count // 100, 2))
        parts.append(around(rng, size))
        left -= size
    hashes = np.concatenate(parts)
    return hashes[rng.permutation(count)]


def around(rng: np.random.Generator, size: int) -> np.ndarray:
    """Return forms of one hash, each with up to four bits flipped."""
    flips = np.zeros((size, 64), bool)
    for _ in range(4):
        flips[np.arange(size), rng.integers(0, 64, size)] ^= rng.random(size) < 0.8
    return rng.integers(0, 256, (1, 8), dtype=np.uint8) ^ np.packbits(flips, axis=1)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    answer = work()
    return answer, time.process_time() - start


def least_rows(labels: np.ndarray) -> np.ndarray:
    _, first, groups = np.unique(labels, return_index=True, return_inverse=True)
    return first[groups]


def brute_pairs(values: np.ndarray) -> int:
    words = values.view(">u8").ravel().astype(np.uint64)
    return sum(int((np.bitwise_count(words[n + 1 :] ^ words[n]) <= BITS).sum()) for n in range(len(words)))


def against_dbscan(count: int) -> None:
    from sklearn.cluster import DBSCAN

    hashes = thrown(count)
    ours = [timed(lambda: components(hashes, BITS)) for _ in range(3)]
    ours_s = min(seconds for _, seconds in ours)
    bits = np.unpackbits(hashes, axis=1)
    search = DBSCAN(eps=(BITS + 0.5) / 64, min_samples=1, metric="hamming")
    labels, theirs_s = timed(lambda: search.fit(bits).labels_)
    assert np.array_equal(least_rows(labels), ours[0][0][0]), "other groups than DBSCAN"
    print(f"{count:>9,}  DBSCAN {theirs_s:.2f} s, ours {ours_s:.2f} s, the same groups; ratio {theirs_s / ours_s:.0f}")


def measure(count: int) -> None:
    hashes = thrown(count)
    (rows, sizes), groups_s = timed(lambda: components(hashes, BITS))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    groups = f"{len(np.unique(rows)):,}, the largest {sizes.max():,}"
    print(f"{count:>9,}  groups {groups_s:.2f} s: {groups}; peak {peak} MiB")
    if count <= STREAMED:
        values = np.unique(hashes, axis=0)
        pairs, pairs_s = timed(lambda: sum(len(piece) for piece in near_pairs(values, BITS)))
        print(f"{'':>9}  pairs {pairs_s:.2f} s: {pairs:,} of {len(values):,} distinct hashes")
        if count <= BRUTE:
            assert pairs == brute_pairs(values), "other pairs than brute force"


if __name__ == "__main__":
    for argument in sys.argv[1:] or ["10000", "100000"]:
        measure(int(argument))
    against_dbscan(BRUTE)
