"""What goes wrong in archives: posts that are missing, stated times that are not true, links that were lost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stories import RESHARES, Post, Story
from tracker.base.clock import DAY_US, HOUR_US, MINUTE_US

if TYPE_CHECKING:
    from random import Random

LIARS = frozenset({"x", "bluesky", "mastodon", "other"})
"""Where a wrong stated time can be met: elsewhere the platform's own server states it."""


@dataclass(frozen=True)
class Damage:
    """What goes wrong in one kind of archive."""

    missing: float = 0.0
    """Share of posts that were not collected."""
    deleted: bool = False
    """The origin is gone, and at least one post that passes it on is here."""
    wrong: tuple[int, ...] = (0,)
    """How many uploads state a wrong time: one of these, by chance."""
    after: bool = False
    """Wrong times may lie after the origin too; else 2 minutes to 3 days before it."""
    entangled: bool = False
    """Some posts with wrong times pass on one another, at their wrong times."""
    zones: float = 0.0
    """Share of posts whose stated time is whole hours off."""
    skewed: float = 0.0
    """Share of posts whose clock is up to 6 h off."""
    flattened: bool = False
    """Reshares point at the root, not at the post that they were seen through."""
    unlinked: bool = False
    """No archive says what a post passes on."""


def spoil(story: Story, damage: Damage, dice: Random) -> None:
    """Let go wrong what goes wrong, in place."""
    if damage.flattened:
        for post in story.others:
            post.parent = _root(post)
    for post in story.posts:
        _set_clock(post, damage, dice)
        post.captured = dice.random() >= damage.missing
        post.linked = not damage.unlinked
    _state_wrong_times(story, dice.choice(damage.wrong), damage, dice)
    if damage.deleted:
        _delete(story, dice)
    if not any(post.captured for post in story.posts):
        story.uploads[-1].captured = True


def _root(post: Post) -> Post:
    while post.parent is not None:
        post = post.parent
    return post


def _set_clock(post: Post, damage: Damage, dice: Random) -> None:
    if post.platform not in LIARS:
        return
    if dice.random() < damage.zones:
        post.stated_off_us, post.lies = dice.choice((-1, 1)) * dice.randint(1, 9) * HOUR_US, True
    if dice.random() < damage.skewed:
        post.stated_off_us, post.lies = round(dice.uniform(-6, 6) * HOUR_US), True


def _state_wrong_times(story: Story, count: int, damage: Damage, dice: Random) -> None:
    """Give some later uploads a wrong time, log-uniform in its distance from the origin's."""
    able = [post for post in story.uploads[1:] if post.platform in LIARS]
    liars = sorted(dice.sample(able, min(count, len(able))), key=lambda post: post.us)
    for liar in liars:
        away = round(math.exp(dice.uniform(math.log(2 * MINUTE_US), math.log(3 * DAY_US))))
        sign = 1 if damage.after and dice.random() < 0.5 else -1
        liar.stated_off_us, liar.lies = story.origin.us + sign * away - liar.us, True
    if damage.entangled:
        for liar, other in zip(liars[1:], liars, strict=False):
            if dice.random() < 0.5 and liar.platform == other.platform:
                liar.parent, liar.kind = other, "quote"


def _delete(story: Story, dice: Random) -> None:
    origin = story.origin
    origin.captured = False
    children = [post for post in story.others if post.parent is origin]
    if not children:
        at = origin.us + round(dice.uniform(1, 60) * MINUTE_US)
        kind = RESHARES.get(origin.platform, "repost")
        witness = Post(len(story.posts) + 1000, origin.platform, at, kind, origin)
        story.others.append(witness)
        children = [witness]
    dice.choice(children).captured = True
