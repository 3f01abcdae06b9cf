"""Draw a whole set: stories in many layouts, their copies, their look-alikes, all in one pool, with the truth."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from random import Random
from typing import TYPE_CHECKING

import pixels
from kinds import COLLAGE, KINDS, LOOK_ALIKES, collage, copy_of, layouts_of, look_alike
from layouts import Scene, device
from photos import photo
from pixels import Drawn
from wording import banks, story

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

STRENGTHS = 3


@dataclass(frozen=True)
class Moment:
    """What an archive says of when something was posted: the time given, and the interval that is proved."""

    posted_at: datetime
    low: datetime | None
    high: datetime | None


@dataclass(frozen=True)
class File:
    """One picture file and the truth about it."""

    name: str
    content: bytes
    stories: tuple[str, ...]
    """What it says, edits apart; several for a collage."""
    families: tuple[str, ...]
    """The same with edits and what they were made from together."""
    role: str
    """`original`, `copy`, `look-alike`, or `echo`: a second saving by a site, of an original or a look-alike."""
    kind: str
    strength: int
    script: str
    layout: str
    dark: bool
    parent: str
    """File that it was made from, or that it looks like."""
    posts: int
    """How many posts carry these bytes."""
    was: str = ""
    now: str = ""


@dataclass(frozen=True)
class Plan:
    """What to draw."""

    half: str
    stories: int
    seed: int
    kinds: tuple[str, ...] = KINDS
    look_alikes: tuple[str, ...] = LOOK_ALIKES
    copies: int = 15
    """Copies of each story; kinds and strengths take turns."""
    imitations: int = 5
    """Look-alikes of each story; kinds take turns."""


def draw_pool(plan: Plan, workers: int = 1) -> list[File]:
    """Return the files of a plan, the same bytes whatever the number of workers."""
    if workers == 1:
        return [file for number in range(plan.stories) for file in draw_story(plan, number)]
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        parts = pool.map(partial(draw_story, plan), range(plan.stories), chunksize=2)
        return [file for part in parts for file in part]


def draw_asked(plan: Plan) -> list[File]:
    """Return for each screen one copy that nobody posted in the case: what a user may hold in hand."""
    numbers = [number for number in range(plan.stories) if not _is_photograph(number)]
    return [_asked(plan, number) for number in numbers]


def _asked(plan: Plan, number: int) -> File:
    scene, dice = scene_of(plan, number), Random(f"{plan.half} {plan.seed} {number} asked")
    maker = _Maker(f"s{number}", scene.told.script, scene.layout, scene.device.dark)
    content = copy_of(
        scene, scene.draw(), dice.choice(("messenger", "crop all sides", "phone frame", "chain")), 1, dice
    )
    return replace(maker.file("asked", "asked", content), name=f"s{number}-asked", posts=0)


def _is_photograph(number: int) -> bool:
    """Every sixth story is no screen."""
    return number % 6 == 5


def scene_of(plan: Plan, number: int) -> Scene:
    """Return the screen of a story; layouts and languages take turns."""
    layouts, languages = layouts_of(plan.half), list(banks(plan.half))
    language = languages[(number + number // len(layouts)) % len(languages)]
    told = story(plan.half, language, f"{plan.seed} {number}")
    return Scene(layouts[number % len(layouts)], told, device(Random(f"{plan.seed} {number} device")))


def draw_story(plan: Plan, number: int) -> list[File]:
    """Return one story's files."""
    dice = Random(f"{plan.half} {plan.seed} {number}")
    if _is_photograph(number):
        return list(_photograph(plan, number, dice))
    return list(_screen(plan, number, dice))


def _screen(plan: Plan, number: int, dice: Random) -> Iterator[File]:
    scene = scene_of(plan, number)
    first, key = scene.draw(), f"s{number}"
    maker = _Maker(key, scene.told.script, scene.layout, scene.device.dark)
    yield from _originals(maker, first, dice)
    for kind, strength in _turns(plan, plan.kinds, plan.copies, number):
        if kind == COLLAGE:
            yield _collage(plan, number, maker, first, strength, dice)
        else:
            yield maker.copy(kind, strength, copy_of(scene, first, kind, strength, dice), dice)
    for kind, _ in _turns(plan, plan.look_alikes, plan.imitations, number):
        if kind == "same photo" and not any(first.photo):
            continue
        yield from _imitation(maker, scene, first, kind, dice)


def _originals(maker: _Maker, first: Drawn, dice: Random) -> Iterator[File]:
    form = dice.choice((("PNG", 0), ("JPEG", 92), ("JPEG", 86)))
    yield maker.file("original", "original", pixels.encoded(first.image, *form), posts=dice.randint(2, 5))
    yield maker.file(
        "echo", "site", pixels.encoded(first.image, "JPEG", dice.choice((75, 82, 85))), posts=dice.randint(1, 4)
    )


def _imitation(maker: _Maker, scene: Scene, first: Drawn, kind: str, dice: Random) -> Iterator[File]:
    _, drawn, was, now = look_alike(scene, kind, dice)
    if drawn.image.size == first.image.size and drawn.image.tobytes() == first.image.tobytes():
        return
    own = dice.getrandbits(24)
    told = f"{maker.key} {kind} {was} {now}" if now else f"{maker.key} {kind} {own}"  # one edit may be drawn twice
    family = maker.key if kind.startswith("edited ") else told
    made = maker.file(
        "look-alike",
        kind,
        pixels.encoded(drawn.image, *dice.choice((("PNG", 0), ("JPEG", 88)))),
        posts=dice.randint(1, 2),
    )
    made = replace(made, stories=(told,), families=(family,), was=was, now=now)
    yield made
    again = replace(
        made, name=f"{made.name} again", role="echo", posts=1, content=pixels.encoded(drawn.image, "JPEG", 78)
    )
    yield again


def _photograph(plan: Plan, number: int, dice: Random) -> Iterator[File]:
    """Return an ordinary photograph and its copies; screens' own kinds do not apply."""
    size = dice.choice(((960, 640), (720, 960), (900, 600)))
    image = photo(plan.half, dice.getrandbits(30), *size)
    w, h = size
    first = Drawn(image, (w // 3, h // 3, 2 * w // 3, 2 * h // 3))
    maker = _Maker(f"s{number}", "none", "photograph", dark=False)
    yield from _originals(maker, first, dice)
    scene = scene_of(plan, number)
    kinds = [kind for kind in plan.kinds if kind not in {"dark mode", "other device", COLLAGE}]
    for kind, strength in _turns(plan, kinds, plan.copies if kinds else 0, number):
        yield maker.copy(kind, strength, copy_of(scene, first, kind, strength, dice), dice)


def _collage(plan: Plan, number: int, maker: _Maker, first: Drawn, strength: int, dice: Random) -> File:
    """Put the picture beside one, two or three others."""
    others = [n for n in range(plan.stories) if n != number and not _is_photograph(n)]
    chosen = dice.sample(others, min(len(others), strength))
    drawn = [first, *(scene_of(plan, other).draw() for other in chosen)]
    keys = tuple(f"s{n}" for n in (number, *chosen))
    made = maker.copy(COLLAGE, strength, collage(drawn, dice), dice)
    return replace(made, stories=keys, families=keys)


def _turns(plan: Plan, kinds: Sequence[str], count: int, number: int) -> list[tuple[str, int]]:
    """Return the kinds and strengths of one story: each comes once before any comes again, in an order of chance.

    An order of chance, so that no kind meets the same layouts or scripts again and again.
    """
    every = [(kind, strength) for kind in kinds for strength in range(1, STRENGTHS + 1)]
    places = [divmod(number * count + at, len(every)) for at in range(count)]
    rounds = {turn: Random(f"{plan.seed} {turn}").sample(every, len(every)) for turn, _ in places}
    return [rounds[turn][at] for turn, at in places]


@dataclass
class _Maker:
    """Numbers and labels the files of one story."""

    key: str
    script: str
    layout: str
    dark: bool
    made: int = 0

    def file(self, role: str, kind: str, content: bytes, *, strength: int = 0, posts: int = 1) -> File:
        self.made += 1
        return File(
            f"{self.key}-{self.made}", content, (self.key,), (self.key,), role, kind, strength,
            self.script, self.layout, self.dark, f"{self.key}-1" if self.made > 1 else "", posts,
        )  # fmt: skip

    def copy(self, kind: str, strength: int, content: bytes, dice: Random) -> File:
        return self.file("copy", kind, content, strength=strength, posts=1 + (dice.random() < 0.2))
