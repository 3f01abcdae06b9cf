"""The kinds of archives that are measured."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import NamedTuple

from damage import Damage
from stories import Shape


class Scenario(NamedTuple):
    """A kind of story, and what goes wrong in its archives."""

    shape: Shape
    damage: Damage


PLAIN, HIDDEN = Shape(), Shape(uploads=(20, 20), platforms=("x",), obscure=True)
CLOCKED, CLAIMED = replace(HIDDEN, clocked=0.8), replace(HIDDEN, clocked=0.0)
DATED = Shape(platforms=("x", "mastodon"))
LINKED = Shape(uploads=(1, 1), deep=0.6)

SCENARIOS: dict[str, Scenario] = {
    "complete": Scenario(PLAIN, Damage()),
    "root deleted": Scenario(PLAIN, Damage(deleted=True)),
    "10 % missing": Scenario(PLAIN, Damage(missing=0.1)),
    "30 % missing": Scenario(PLAIN, Damage(missing=0.3)),
    "50 % missing": Scenario(PLAIN, Damage(missing=0.5)),
    "70 % missing": Scenario(PLAIN, Damage(missing=0.7)),
    "root deleted, clocks in ids": Scenario(DATED, Damage(deleted=True)),
    "50 % missing, clocks in ids": Scenario(DATED, Damage(missing=0.5)),
    "70 % missing, clocks in ids": Scenario(DATED, Damage(missing=0.7)),
    "flattened": Scenario(replace(PLAIN, deep=0.6), Damage(flattened=True)),
    "no links": Scenario(PLAIN, Damage(unlinked=True)),
    "1 wrong time": Scenario(PLAIN, Damage(wrong=(1,))),
    "3 wrong times": Scenario(PLAIN, Damage(wrong=(3,))),
    "8 wrong times": Scenario(PLAIN, Damage(wrong=(8,))),
    "3 wrong, before or after": Scenario(PLAIN, Damage(wrong=(3,), after=True)),
    "3 wrong, entangled": Scenario(PLAIN, Damage(wrong=(3,), entangled=True)),
    "5 % skewed": Scenario(PLAIN, Damage(skewed=0.05)),
    "30 % skewed": Scenario(PLAIN, Damage(skewed=0.3)),
    "10 % zone errors": Scenario(PLAIN, Damage(zones=0.1)),
    "one tree, 50 % missing": Scenario(replace(LINKED, obscure=False), Damage(missing=0.5)),
    "one tree, 30 % skewed": Scenario(LINKED, Damage(skewed=0.3)),
    "obscure, ids, 0 wrong": Scenario(CLOCKED, Damage()),
    "obscure, ids, 1 wrong": Scenario(CLOCKED, Damage(wrong=(1,))),
    "obscure, ids, 3 wrong": Scenario(CLOCKED, Damage(wrong=(3,))),
    "obscure, ids, 10 % zone errors": Scenario(CLOCKED, Damage(zones=0.1)),
    "obscure, all ids, 3 wrong": Scenario(HIDDEN, Damage(wrong=(3,))),
    "obscure, no ids, 0 wrong": Scenario(CLAIMED, Damage()),
    "obscure, no ids, 1 wrong": Scenario(CLAIMED, Damage(wrong=(1,))),
    "obscure, no ids, 3 wrong": Scenario(CLAIMED, Damage(wrong=(3,))),
    "obscure, no ids, 10 % zone errors": Scenario(CLAIMED, Damage(zones=0.1)),
}


def mixed(seed: int) -> Scenario:
    """Return any scenario, by chance: all kinds in one pool."""
    return SCENARIOS[Random(f"mixed {seed}").choice(sorted(SCENARIOS))]
