"""Writes a story as the platforms would export it: one module per platform, one function per format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from tracker.testing.exports import bluesky, generic, mastodon, reddit, telegram, x
from tracker.testing.story import PlantedPost

Files = dict[str, bytes]
Export = Callable[[Sequence[PlantedPost], Random], Files]

FORMATS: Final[dict[str, Export]] = {
    "generic": generic.write,
    "x_api_v2": x.write_v2,
    "x_api_v1": x.write_v1,
    "x_archive": x.write_archive,
    "reddit_dump": reddit.write,
    "bluesky_api": bluesky.write,
    "mastodon_archive": mastodon.write,
    "telegram_desktop": telegram.write,
}
"""Export format -> function from posts to files (path -> bytes). A post that was not captured may be among
them: each format knows whether it embeds such a post, only refers to it, or lists it as gone."""

EMBEDS: Final[dict[str, frozenset[str]]] = {
    "x_api_v2": frozenset({"repost", "quote", "reply"}),
    "x_api_v1": frozenset({"repost", "quote"}),
    "reddit_dump": frozenset({"crosspost"}),
    "bluesky_api": frozenset({"repost", "quote"}),
}
"""Format -> kinds of reshare that bring the whole original with them."""

UNLINKED: Final[dict[str, frozenset[str]]] = {"telegram_desktop": frozenset({"forward"})}
"""Format -> kinds of reshare that name the original's author and not the post."""

NATIVE: Final[dict[str, tuple[str, ...]]] = {
    "x": ("x_api_v2", "x_api_v1"),
    "reddit": ("reddit_dump",),
    "bluesky": ("bluesky_api",),
    "mastodon": ("mastodon_archive",),
    "telegram": ("telegram_desktop",),
}
"""Platform -> formats that hold posts of many accounts (or, on Mastodon, one archive per account)."""
