"""How often is the first poster found, and how honest are the probabilities? Asks the findings layer alone.

    python benchmarks/origin/run.py --each 1000
    python benchmarks/origin/run.py --each 1000 --scenario "root deleted" --show
    python benchmarks/origin/run.py --each 200 --half tuning

Stories are drawn in memory, dated by the tracker's own clock audit, and asked about: no files, no pictures. Even
seeds are for tuning, odd ones for reporting. What the figures mean: benchmarks/origin/README.md.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from random import Random

from archives import archive
from damage import spoil
from judge import Outcome, figures, judge, reliability
from scenarios import SCENARIOS, Scenario, mixed
from stories import Story, tell

POOL = "all kinds in one pool"


def story_of(scenario: Scenario, name: str, seed: int) -> Story:
    """Draw a story and let go wrong what goes wrong."""
    dice = Random(f"{name} {seed}")
    story = tell(scenario.shape, dice)
    spoil(story, scenario.damage, dice)
    return story


def outcome(name: str, draws: int, seed: int) -> Outcome:
    """Draw one archive and judge what the tracker says of it."""
    story = story_of(mixed(seed) if name == POOL else SCENARIOS[name], name, seed)
    evidence, keys = archive(story, seed, draws)
    return judge(story, evidence, keys, seed)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--each", type=int, default=1000, help="archives of each kind")
    words.add_argument("--half", choices=("tuning", "reporting"), default="reporting")
    words.add_argument("--first", type=int, default=0, help="number of the first seed of that half")
    words.add_argument("--scenario", choices=[*SCENARIOS, POOL], action="append", help="only this kind")
    words.add_argument("--draws", type=int, default=10_000)
    words.add_argument("--workers", type=int, default=1)
    words.add_argument("--show", action="store_true", help="print the bins, and the archives that were not right")
    asked = words.parse_args()
    odd = asked.half == "reporting"
    seeds = [2 * number + odd for number in range(asked.first, asked.first + asked.each)]
    with ProcessPoolExecutor(asked.workers) as pool:
        for name in asked.scenario or [*SCENARIOS, POOL]:
            found = list(pool.map(partial(outcome, name, asked.draws), seeds, chunksize=20))
            print(f"{name}: {figures(found)}", flush=True)
            for line in details(found) if asked.show else ():
                print(line)


def details(found: list[Outcome]) -> list[str]:
    """Return the bins of the probabilities, and the archives that were not answered rightly."""
    bins = [f"  said {said:.3f} true {true:.3f} of {size}" for said, true, size in reliability(found)]
    missed = [
        f"  seed {one.seed} top {one.top} named {one.named} held {one.held} lied {one.lied} {one.because}"
        for one in found if one.named != "right" or not one.held
    ]  # fmt: skip
    return bins + missed


if __name__ == "__main__":
    main()
