"""How often the lineage of pictures is right: prints the tables of docs/lineage.md.

`python benchmarks/lineage.py report --trees apart` scores trees of the reporting layouts, `fit` prints the weights
of `tracker.images.descent` from trees of the tuning layouts, `margins` what a margin is worth on those.
About four CPU seconds per tree of twelve pictures.

Here every picture of a tree is known to belong to it; benchmarks/copies/lineage.py has them found first.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import cv2
import descents
import drawings
import likeliest
import msgspec
import numpy as np
from tracker.base.limits import Limits
from tracker.images.album import Album
from tracker.images.descent import Descent, Signs, steps_between
from tracker.images.lineage import Seen, Step, descend
from tracker.images.look import look_at, look_closely

sys.path.insert(0, str(Path(__file__).parent / "copies"))  # scripts, not a package

from trees import grow

HOUR_US = 3_600_000_000
Pairs = dict[tuple[str, str], Descent]


@dataclass(frozen=True)
class Looked:
    """A tree, and every possible step among its files."""

    tree: descents.Tree
    steps: Pairs


def look(tree: descents.Tree) -> Looked:
    with Album((name(n), look_at(raw, Limits())) for n, raw in enumerate(tree.files)) as album:
        large = [n for n in range(len(tree.files)) if album.is_reduced(name(n))]
        own = {name(n): look_closely(tree.files[n], Limits()).grey() for n in large}
        return Looked(tree, steps_between(album, album.names(), {}, own))


def name(index: int) -> str:
    return f"{index:02d}"


def direct(half: str, start: int, count: int) -> list[descents.Tree]:
    """Each file made from another file (benchmarks/descents.py)."""
    layouts = list((drawings.UNSEEN if half == "reporting" else drawings.TUNING).values())
    return [descents.tree(layouts[n % len(layouts)], start + n // len(layouts)) for n in range(count)]


def apart(half: str, start: int, count: int) -> list[descents.Tree]:
    """Each picture saved once for those who go on from it, and once more as the file (benchmarks/copies/trees.py)."""
    found = []
    for seed in range(start, start + count):
        grown = grow(half, seed, descents.SIZE)
        files = sorted(grown.files, key=lambda file: (grown.times[file.name].posted_at, file.name))
        at = {file.name: n for n, file in enumerate(files)}
        parents = tuple(at.get(grown.parents.get(file.name, ""), -1) for file in files)
        found.append(descents.Tree(tuple(file.content for file in files), parents, tuple(file.kind for file in files)))
    return found


KINDS: dict[str, Callable[[str, int, int], list[descents.Tree]]] = {"direct": direct, "apart": apart}


# ---- times ------------------------------------------------------------------------------------------------


def known(one: Looked, _: random.Random) -> dict[str, Seen]:
    """Every first posting to the second."""
    return {name(n): _at(n * HOUR_US, n * HOUR_US) for n in range(len(one.tree.files))}


def intervals(one: Looked, dice: random.Random) -> dict[str, Seen]:
    """Of two thirds of the pictures an interval up to six steps long; of the others an upper bound only."""
    found = {}
    for n in range(len(one.tree.files)):
        low = (n - dice.uniform(0, 3)) * HOUR_US
        high = (n + dice.uniform(0, 3)) * HOUR_US
        found[name(n)] = _at(round(low), round(high)) if dice.random() < 2 / 3 else Seen(high=round(high))
    return found


def claims(one: Looked, dice: random.Random) -> dict[str, Seen]:
    """Nothing but claims, a fifth of them wrong."""
    size = len(one.tree.files)
    at = [HOUR_US * (dice.randrange(size) if dice.random() < 0.2 else n) for n in range(size)]
    return {name(n): Seen(claimed_low=moment, claimed_high=moment) for n, moment in enumerate(at)}


def none(_: Looked, __: random.Random) -> dict[str, Seen]:
    return {}


def _at(low: int, high: int) -> Seen:
    return Seen(low=low, high=high, claimed_low=low, claimed_high=high)


Times = Callable[[Looked, random.Random], dict[str, Seen]]
TIMES: dict[str, Times] = {"all right": known, "intervals": intervals, "claims, 20 % wrong": claims, "none": none}


# ---- what is held -----------------------------------------------------------------------------------------


def everything(_: Looked, __: random.Random) -> list[int]:
    return list(range(descents.SIZE))


def two_missing(one: Looked, dice: random.Random) -> list[int]:
    """Leave out two pictures from which others were made, the first excepted."""
    inner = sorted(set(one.tree.parents) - {-1, 0})
    gone = dice.sample(inner, min(2, len(inner)))
    return [n for n in range(len(one.tree.files)) if n not in gone]


def true_parents(one: Looked, held: list[int]) -> dict[str, str]:
    """Return child -> the nearest picture held that it was made from."""
    found = {}
    for n in held:
        parent = one.tree.parents[n]
        while parent >= 0 and parent not in held:
            parent = one.tree.parents[parent]
        found[name(n)] = name(parent) if parent >= 0 else ""
    return found


# ---- scores -----------------------------------------------------------------------------------------------


@dataclass
class Score:
    """Counts over trees."""

    roots: int = 0
    trees: int = 0
    directed: int = 0
    undirected: int = 0
    edges: int = 0
    ancestry: float = 0.0
    told: int = 0
    told_right: int = 0

    def add(self, found: dict[str, str], truth: dict[str, str], sure: set[str]) -> None:
        """Count one tree; `sure` are the pictures whose step is told as known."""
        pairs = [(child, parent) for child, parent in truth.items() if parent]
        drawn = {frozenset(edge) for edge in found.items() if edge[1]}
        self.trees += 1
        self.roots += any(not parent and not found[child] for child, parent in truth.items())
        self.edges += len(pairs)
        self.directed += sum(found[child] == parent for child, parent in pairs)
        self.undirected += sum(frozenset(pair) in drawn for pair in pairs)
        here, there = ancestors(found), ancestors(truth)
        self.ancestry += len(here & there) / len(here | there)
        claimed = [child for child in sure if found[child]]
        self.told += len(claimed)
        self.told_right += sum(found[child] == truth[child] for child in claimed)

    def line(self, title: str) -> str:
        """Return a row of the table."""
        cells = [share(self.roots, self.trees), share(self.directed, self.edges), share(self.undirected, self.edges)]
        told = f"{self.told / self.edges:.2f} | {share(self.told_right, self.told)}" if self.told else "- | -"
        return f"| {title} | {' | '.join(cells)} | {self.ancestry / self.trees:.3f} | {told} |"


def ancestors(parents: dict[str, str]) -> set[tuple[str, str]]:
    found = set()
    for child, parent in parents.items():
        at = parent
        while at:
            found.add((at, child))
            at = parents[at]
    return found


def share(good: int, of: int) -> str:
    """Return a share with its 95 % Wilson interval."""
    p, z = good / of, 1.96
    middle, half = p + z * z / 2 / of, z * (p * (1 - p) / of + z * z / 4 / of / of) ** 0.5
    low, high = (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)
    return f"{p:.3f} [{low:.3f}, {high:.3f}]"


def solved(one: Looked, seen: dict[str, Seen], held: list[int]) -> list[Step]:
    names = [name(n) for n in held]
    return descend(names, {pair: step.cost for pair, step in one.steps.items()}, seen)


def scored(trees: list[Looked], times: Times, hold: Callable[..., list[int]], least: int) -> Score:
    score = Score()
    for number, one in enumerate(trees):
        dice = random.Random(number)
        held = hold(one, dice)
        steps = solved(one, times(one, dice), held)
        sure = {step.child for step in steps if step.margin is None or step.margin >= least}
        score.add({step.child: step.parent for step in steps}, true_parents(one, held), sure)
    return score


def naive(trees: list[Looked], *, just_before: bool) -> Score:
    score = Score()
    for one in trees:
        size = len(one.tree.files)
        found = {name(n): "" if n == 0 else name(n - 1 if just_before else 0) for n in range(size)}
        score.add(found, true_parents(one, list(range(size))), set())
    return score


def report(trees: list[Looked]) -> None:
    from tracker.images.family import LEAST_MARGIN

    heads = "root found", "directed edges", "undirected edges", "ancestry Jaccard", "told as known", "of these right"
    print(f"| times | {' | '.join(heads)} |")
    print("|---|---|---|---|---|---|---|")
    for title, times in TIMES.items():
        print(scored(trees, times, everything, LEAST_MARGIN).line(title))
    for title in ("all right", "none"):
        print(scored(trees, TIMES[title], two_missing, LEAST_MARGIN).line(f"{title}; two links missing"))
    print(naive(trees, just_before=False).line("all from the first"))
    print(naive(trees, just_before=True).line("each from the one just before"))
    print(misses(trees))


def misses(trees: list[Looked]) -> str:
    """Return by kind of change how many edges were wrong with all times right."""
    wrong: dict[str, list[int]] = {kind: [0, 0] for one in trees for kind in sorted(set(one.tree.kinds))}
    for one in trees:
        for step in solved(one, known(one, random.Random(0)), list(range(len(one.tree.files)))):
            if step.parent:
                child = int(step.child)
                wrong[one.tree.kinds[child]][1] += 1
                wrong[one.tree.kinds[child]][0] += int(step.parent) != one.tree.parents[child]
    return "wrong, by change: " + ", ".join(f"{kind} {bad} of {all_}" for kind, (bad, all_) in wrong.items())


def margins(trees: list[Looked]) -> None:
    """Print what a margin is worth; no tree is scored with weights that it helped to set (four-fold)."""
    parts = [trees[fold::4] for fold in range(4)]
    rest = [[one for part in parts if part is not own for one in part] for own in parts]
    trees = [one for own, others in zip(parts, rest, strict=True) for one in _weighed(own, others)]
    print("| least margin | times | told as known | of these right |")
    for title in ("all right", "none"):
        for least in (0, 1000, 2000, 2500, 3000, 3500, 4000):
            score = scored(trees, TIMES[title], everything, least)
            told = f"{score.told / score.edges:.2f} | {share(score.told_right, score.told)}"
            print(f"| {least / 1000} | {title} | {told} |")


def _weighed(trees: list[Looked], others: list[Looked]) -> list[Looked]:
    """Return trees whose steps cost what the others say."""
    found = likeliest.weights([choices(one) for one in others])
    return [Looked(one.tree, {pair: _cost(step, found) for pair, step in one.steps.items()}) for one in trees]


def _cost(step: Descent, found: np.ndarray) -> Descent:
    cost = round(1000 * float(np.dot(msgspec.structs.astuple(step.signs), found)))
    return msgspec.structs.replace(step, cost=cost)


# ---- weights ----------------------------------------------------------------------------------------------


def fit(trees: list[Looked]) -> None:
    found = likeliest.weights([choices(one) for one in trees])
    for field, weight in zip(Signs.__struct_fields__, found, strict=True):
        print(f"    {field}={weight:.2f},")


def choices(one: Looked) -> likeliest.Choices:
    size = len(one.tree.files)
    signs, able = np.zeros((size, size, len(Signs.__struct_fields__))), np.zeros((size, size), bool)
    for parent, child in product(range(size), repeat=2):
        if step := one.steps.get((name(parent), name(child))):
            signs[parent, child], able[parent, child] = msgspec.structs.astuple(step.signs), True
    return likeliest.Choices(signs, able, one.tree.parents)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("what", choices=("report", "fit", "margins"))
    asked.add_argument("--trees", choices=sorted(KINDS), action="append", help="both kinds where none is given")
    asked.add_argument("--count", type=int, default=28, help="trees of each kind")
    asked.add_argument("--seed", type=int, default=None, help="of the first tree")
    given = asked.parse_args()
    cv2.setNumThreads(1)
    half = "reporting" if given.what == "report" else "tuning"
    start = given.seed if given.seed is not None else (9000 if half == "reporting" else 100)
    grown = [tree for kind in given.trees or sorted(KINDS) for tree in KINDS[kind](half, start, given.count)]
    {"report": report, "fit": fit, "margins": margins}[given.what]([look(tree) for tree in grown])
