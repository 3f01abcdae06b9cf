"""Choose the knots by which X ids of before November 2010 are dated, and say how often the truth is held.

    python benchmarks/x_counts.py PAIRS.csv [--write]

PAIRS.csv holds lines `id,unix seconds,...` of known posts (oduwsdl/tweetedat, data/TweetTimeline.txt). Coverage is
cross-validated: ten parts, five shuffles; knots and widths are chosen without the part that is dated.
`--write` prints the table of `tracker/base/x_counts.py`.
"""

from __future__ import annotations

import heapq
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

KNOTS = 150
MARGIN_S = 3 * 3600
Ints = NDArray[np.int64]


def choose(ids: Ints, us: Ints, count: int) -> Ints:
    """Return the places of knots: again and again the pair that lies farthest from the line between its knots."""
    chosen = [0, len(ids) - 1]
    heap = [farthest(ids, us, 0, len(ids) - 1)]
    while len(chosen) < count and heap:
        _, start, place, end = heapq.heappop(heap)
        if start < place:
            chosen.append(place)
            heap += [farthest(ids, us, start, place), farthest(ids, us, place, end)]
            heapq.heapify(heap)
    return np.array(sorted(chosen))


def farthest(ids: Ints, times: Ints, start: int, end: int) -> tuple[float, int, int, int]:
    if end - start < 2:
        return 0.0, start, start, end
    inside = slice(start + 1, end)
    error = np.abs(np.interp(ids[inside], ids[[start, end]], times[[start, end]]) - times[inside])
    return -float(error.max()), start, start + 1 + int(error.argmax()), end


def widths(ids: Ints, times: Ints, knots: Ints) -> Ints:
    """Return for each stretch between knots how far the truth may lie from the line, seconds."""
    error = np.abs(np.interp(ids, ids[knots], times[knots]) - times)
    worst = np.zeros(len(knots) - 1)
    np.maximum.at(worst, stretch(ids, ids[knots]), error)
    padded = np.pad(worst, 1, mode="edge")
    near = np.maximum.reduce([padded[:-2], padded[1:-1], padded[2:]])
    return np.ceil(near + MARGIN_S).astype(np.int64)


def stretch(ids: Ints, knots: Ints) -> Ints:
    return np.clip(np.searchsorted(knots, ids, "right") - 1, 0, len(knots) - 2)


def span(ids: Ints, knot_ids: Ints, knot_times: Ints, width: Ints) -> tuple[NDArray[np.float64], ...]:
    here = stretch(ids, knot_ids)
    middle = np.interp(ids, knot_ids, knot_times)
    return np.maximum(middle - width[here], knot_times[here]), np.minimum(middle + width[here], knot_times[here + 1])


def validate(ids: Ints, times: Ints) -> None:
    held, half, error = [], [], []
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(np.arange(1, len(ids) - 1))
        for part in range(10):
            left_out = np.zeros(len(ids), np.bool_)
            left_out[order[part::10]] = True
            known, when = ids[~left_out], times[~left_out]
            knots = choose(known, when, KNOTS)
            low, high = span(ids[left_out], known[knots], when[knots], widths(known, when, knots))
            truth = times[left_out]
            held.append((truth >= low) & (truth <= high))
            half.append((high - low) / 2)
            error.append(np.abs(np.interp(ids[left_out], known[knots], when[knots]) - truth))
    each, hours, off = np.concatenate(held), np.concatenate(half) / 3600, np.concatenate(error) / 3600
    print(f"{len(ids)} pairs, {KNOTS} knots: held {each.mean():.4f} of {len(each)}")
    for name, found in (("half width", hours), ("error", off)):
        middle, most = np.quantile(found, (0.5, 0.9))
        print(f"{name}: median {middle:.1f} h, 90 % {most:.1f} h, most {found.max():.1f} h")


def main() -> None:
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    pairs = sorted(tuple(map(int, line.split(",")[:2])) for line in lines if line[:1].isdecimal())
    ids, times = np.array(pairs, np.int64).T
    validate(ids, times)
    if "--write" in sys.argv:
        knots = choose(ids, times, KNOTS)
        width = [*widths(ids, times, knots).tolist(), 0]
        rows = [f"({ids[k]}, {times[k]}, {w})" for k, w in zip(knots.tolist(), width, strict=True)]
        for first in range(0, len(rows), 3):
            print(f"    {', '.join(rows[first : first + 3])},")


if __name__ == "__main__":
    main()
