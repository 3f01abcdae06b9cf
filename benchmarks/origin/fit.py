"""Fits the weights by which bare claims are believed, on even seeds, and prints tracker/findings/weights.py.

    python benchmarks/origin/fit.py --stories 6000 > weights.py && mv weights.py tracker/findings/weights.py

Each story gives one example for every claim up to the true origin: was it the one? So the chances are those of a
chain: this claim, if none before it. scikit-learn's logistic regression, features scaled to unit spread, L2.
"""

from __future__ import annotations

import argparse
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from archives import archive
from damage import Damage, spoil
from judge import visible
from run import story_of
from scenarios import SCENARIOS
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from stories import Shape, tell
from tracker.findings.belief import signs_of
from tracker.findings.claims import claims_of
from tracker.findings.origin import is_root
from tracker.findings.spread import spread_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stories import Story

OBSCURE = [name for name in SCENARIOS if name.startswith("obscure") and "all ids" not in name]
WRONG = (0, 0, 0, 1, 1, 1, 1, 2, 3, 3, 3, 5)
"""How many stated times are wrong, at most a third of the uploads."""
STRENGTH = 1.0
HEADER = '''"""The frozen weights of tracker/findings/belief.py: how each sign moves the log odds that a claim is true.

Made by `python benchmarks/origin/fit.py --stories {stories}`: {examples} claims, even seeds.
`clock`: another post of the rumor has a confirmed time; `claim`: none has.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, dict[str, float]]] = {{'''


class Example(NamedTuple):
    """One claim and whether it was the first post of all."""

    column: str
    signs: dict[str, float]
    true: bool


def drawn(seed: int) -> Story:
    """Draw a story to learn from: anything from no clock at all to nearly all, from no wrong time to many."""
    dice = Random(f"taught {seed}")
    uploads = dice.choice((20, 20, dice.randint(2, 40)))
    clocked = dice.choice((0.0, dice.uniform(0.6, 0.9)))
    shape = Shape((uploads, uploads), ("x",), obscure=dice.random() < 0.8, clocked=clocked)
    zones, missing = dice.choice((0, 0, 0, 0, 0.1)), dice.choice((0, 0, 0, 0, 0.3))
    wrong = min(dice.choice(WRONG), uploads // 3)
    story = tell(shape, dice)
    spoil(story, Damage(missing, wrong=(wrong,), after=dice.random() < 0.1, zones=zones), dice)
    return story


def examples(story: Story, seed: int) -> Iterator[Example]:
    """Yield the claims of one story up to the true one."""
    evidence, keys = archive(story, seed, draws=1)
    spread = spread_of(evidence.tables, evidence.rumor, evidence.settings)
    target = keys[visible(story).number]
    roots = [post for key, post in spread.posts.items() if is_root(key, spread) and post.span is not None]
    for key, claim in claims_of(roots, spread).items():
        yield Example("claim" if claim.bound is None else "clock", signs_of(claim), key == target)
        if key == target:
            return


def taught(stories: int) -> Iterator[Example]:
    """Yield the claims of that many stories of any kind, and of a tenth as many of each obscure kind."""
    for seed in range(0, 2 * stories, 2):
        yield from examples(drawn(seed), seed)
    for name in OBSCURE:
        for seed in range(0, stories // 5, 2):
            yield from examples(story_of(SCENARIOS[name], name, seed), seed)


def fitted(taught: list[Example]) -> dict[str, float]:
    """Return one weight per sign, in its own unit."""
    names = list(taught[0].signs)
    table = np.array([[one.signs[name] for name in names] for one in taught])
    scaler = StandardScaler().fit(table[:, 1:])
    model = LogisticRegression(C=STRENGTH, max_iter=20_000)
    model.fit(scaler.transform(table[:, 1:]), [one.true for one in taught])
    slopes = model.coef_[0] / scaler.scale_
    start = float(model.intercept_[0] - slopes @ scaler.mean_)
    return dict(zip(names, [start, *map(float, slopes)], strict=True))


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--stories", type=int, default=6000)
    asked = words.parse_args()
    found = list(taught(asked.stories))
    print(HEADER.format(stories=asked.stories, examples=f"{len(found):,}"))
    for column in ("clock", "claim"):
        weights = fitted([one for one in found if one.column == column])
        print(f'    "{column}": {{')
        print("\n".join(f'        "{name}": {weight:.4f},' for name, weight in weights.items()))
        print("    },")
    print("}")


if __name__ == "__main__":
    main()
