"""Rumors whose origin is known: unlinked uploads of one picture, and what is reshared from each.

A story is what happened; what the archives hold of it is made in damage.py and archives.py. Nothing is drawn on
screen: a post is a few values. The same seed gives the same story.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.base.clock import DAY_US, HOUR_US, MINUTE_US, SECOND_US, parse_iso

if TYPE_CHECKING:
    from random import Random

START_US = parse_iso("2026-03-01T00:00:00Z").us or 0
NATIVE = ("x", "x", "x", "reddit", "bluesky", "mastodon", "telegram")
RESHARES = {"x": "repost", "reddit": "crosspost", "bluesky": "quote", "mastodon": "quote", "telegram": "forward"}


@dataclass
class Post:
    """One post as it was, and what an archive says of it."""

    number: int
    platform: str
    us: int
    kind: str = "post"
    parent: Post | None = None
    stated_off_us: int = 0
    """How far its stated time lies from the true one."""
    lies: bool = False
    captured: bool = True
    linked: bool = True
    """False where the archive does not say what it passes on."""

    @property
    def stated_us(self) -> int:
        """The time that it states."""
        return self.us + self.stated_off_us


@dataclass(frozen=True)
class Shape:
    """How a story goes."""

    uploads: tuple[int, int] = (3, 30)
    platforms: tuple[str, ...] = NATIVE
    obscure: bool = False
    """The origin is reshared no more than any other upload, most likely not at all."""
    deep: float = 0.3
    """Share of reshares that pass on a reshare instead of the upload."""
    clocked: float = 1.0
    """Share of posts whose platform or id tells their time; of the others there is the stated one alone."""


@dataclass
class Story:
    """Uploads in the order of their true times, and everything that was reshared from them."""

    uploads: list[Post]
    others: list[Post] = field(default_factory=list)

    @property
    def posts(self) -> list[Post]:
        """Every post, uploads first."""
        return self.uploads + self.others

    @property
    def origin(self) -> Post:
        """The first post of all."""
        return self.uploads[0]


def tell(shape: Shape, dice: Random) -> Story:
    """Draw a story."""
    start = START_US + round(dice.uniform(0, 60) * DAY_US)
    count = dice.randint(*shape.uploads)
    story = Story([])
    for number, delay in enumerate([0, *delays(count - 1, dice)]):
        story.uploads.append(Post(number, _platform(shape, dice), start + delay))
    for upload in story.uploads:
        _reshare(upload, _size(upload is story.origin and not shape.obscure, dice), story, shape, dice)
    return story


def _platform(shape: Shape, dice: Random) -> str:
    return dice.choice(shape.platforms) if dice.random() < shape.clocked else "other"


def delays(count: int, dice: Random) -> list[int]:
    """Draw how long after the origin each other upload came, microseconds; in order.

    Three families by chance, since nobody knows the true one: a heavy tail about a median of 15 minutes to a day; a
    steady stream; and a late wave, as where a large account takes a story up. Nobody uploads a copy within a minute.
    """
    family = dice.random()
    if family < 0.5:
        median, width = math.exp(dice.uniform(math.log(15 * MINUTE_US), math.log(DAY_US))), dice.uniform(0.8, 1.8)
        drawn = [median * dice.lognormvariate(0, width) for _ in range(count)]
    elif family < 0.8:
        gap, at, drawn = math.exp(dice.uniform(math.log(5 * MINUTE_US), math.log(3 * HOUR_US))), 0.0, []
        for _ in range(count):
            at += dice.expovariate(1 / gap)
            drawn.append(at)
    else:
        wave = math.exp(dice.uniform(math.log(HOUR_US), math.log(2 * DAY_US)))
        drawn = [wave * (dice.random() if dice.random() < 0.15 else 1 + dice.expovariate(3)) for _ in range(count)]
    return sorted(MINUTE_US + round(one) for one in drawn)


def _size(is_famous: bool, dice: Random) -> int:
    """Draw how often an upload is passed on: six in ten not at all, a few very often."""
    if is_famous:
        return 1 + min(60, round(dice.lognormvariate(1.5, 1.0)))
    return 0 if dice.random() < 0.6 else 1 + min(40, round(dice.lognormvariate(0.8, 1.1)))


def _reshare(upload: Post, size: int, story: Story, shape: Shape, dice: Random) -> None:
    pace = math.exp(dice.gauss(math.log(25 * MINUTE_US), 1.2))
    tree = [upload]
    for _ in range(size):
        parent = dice.choice(tree) if dice.random() < shape.deep else upload
        at = parent.us + SECOND_US + round(pace * dice.lognormvariate(0, 1.3))
        platform = upload.platform if shape.clocked == 1 else _platform(shape, dice)
        number = len(story.posts) + 1000
        child = Post(number, platform, at, RESHARES.get(upload.platform, "repost"), parent)
        tree.append(child)
        story.others.append(child)
