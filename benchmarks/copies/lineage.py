"""Which picture was made from which? Grows derivation trees and asks the tracker for every parent.

    python benchmarks/copies/lineage.py --half tuning --trees 14 --seed 1
    python benchmarks/copies/lineage.py --half reporting --trees 28 --seed 7 --hard

Each tree is matched twice: with the posts' times, and without any. A picture that is not found to belong to the
others has no parent. The signs, their weights and margins: benchmarks/lineage.py.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

import cv2
from matching import matched
from pool import Moment
from score import Lineage, Share, lineage
from trees import Tree, grow
from wording import HALVES

Method = Callable[[Tree, Mapping[str, Moment]], dict[str, str]]


def by_tracker(tree: Tree, times: Mapping[str, Moment]) -> dict[str, str]:
    """Return child -> parent as the tracker's lineage says."""
    return matched(tree.files, (), 1, times).parents


def first_picture(tree: Tree, times: Mapping[str, Moment]) -> dict[str, str]:
    """Baseline: all were made from the first, which is given."""
    first = min(
        (file.name for file in tree.files if file.name not in tree.parents), key=lambda name: tree.times[name].posted_at
    )
    del times
    return {file.name: first for file in tree.files if file.name != first}


def one_before(tree: Tree, times: Mapping[str, Moment]) -> dict[str, str]:
    """Baseline: each was made from the one posted just before; without times, a chain in the order of names."""
    order = sorted(file.name for file in tree.files)
    if times:
        order.sort(key=lambda name: times[name].posted_at)
    return dict(zip(order[1:], order[:-1], strict=True))


METHODS: dict[str, Method] = {
    "tracker": by_tracker,
    "baseline: first": first_picture,
    "baseline: one before": one_before,
}


def line(name: str, results: list[Lineage]) -> str:
    """Return one row of the table."""
    shares = [
        Share(sum(part.right for part in parts), sum(part.of for part in parts))
        for parts in zip(*((r.root, r.edges, r.edges_either_way) for r in results), strict=True)
    ]
    means = [sum(getattr(r, measure) for r in results) / len(results) for measure in ("ancestry", "leaves")]
    return f"| {name} | {' | '.join(map(str, shares))} | {means[0]:.3f} | {means[1]:.3f} |"


def main() -> None:
    """Grow, match, compare, print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--half", choices=HALVES, default="tuning")
    words.add_argument("--trees", type=int, default=14)
    words.add_argument("--size", type=int, default=12)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--hard", action="store_true", help="missing links, pictures uploaded again, wrong times")
    asked = words.parse_args()
    cv2.setNumThreads(1)
    trees = [grow(asked.half, asked.seed + n, asked.size, hard=asked.hard) for n in range(asked.trees)]
    print("| method | root | edges | edges either way | ancestry | leaves |\n|---|---|---|---|---|---|")
    for name, method in METHODS.items():
        for times_known in (True, False):
            found = [method(tree, tree.times if times_known else {}) for tree in trees]
            results = [
                lineage(one, tree.parents, [file.name for file in tree.files])
                for one, tree in zip(found, trees, strict=True)
            ]
            print(line(f"{name}, times {'known' if times_known else 'withheld'}", results), flush=True)


if __name__ == "__main__":
    main()
