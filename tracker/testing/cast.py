"""Invented accounts, as many as a story needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.testing.wording import happens

if TYPE_CHECKING:
    from random import Random


class Account(NamedTuple):
    """One invented account."""

    platform: str
    handle: str
    account_id: str
    name: str
    host: str = ""
    """Home server, on Mastodon."""


@dataclass
class Cast:
    """Everybody who takes part; the same draw never comes twice."""

    dice: Random
    sizes: dict[str, int] = field(default_factory=dict)
    """Most accounts of a platform: a Mastodon archive holds one account, so few of them are plausible."""
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Chats and subreddits of a platform."""
    accounts: dict[str, list[Account]] = field(default_factory=dict)
    first_user: int = 0

    def place(self, platform: str) -> str:
        """Return a chat or subreddit; empty on platforms without."""
        return self.dice.choice(self.places.get(platform, ("",)))

    def anyone(self, platform: str) -> Account:
        """Return an account of a platform, old or new."""
        known = self.accounts.setdefault(platform, [])
        full = len(known) >= self.sizes.get(platform, 10_000)
        if known and (full or happens(self.dice, 0.2)):
            return self.dice.choice(known)
        return self.newcomer(platform)

    def newcomer(self, platform: str) -> Account:
        """Return an account that has not appeared yet."""
        known = self.accounts.setdefault(platform, [])
        self.first_user += 1
        words = f"{self.dice.choice(_FIRST)} {self.dice.choice(_SECOND)} {self.first_user}"
        known.append(_account(platform, words, self.first_user, self.dice))
        return known[-1]


_FIRST: Final = (
    "brisk",
    "calm",
    "dapper",
    "eager",
    "fabled",
    "gentle",
    "humble",
    "idle",
    "jolly",
    "keen",
    "lunar",
    "mellow",
    "nimble",
    "opal",
    "plucky",
    "quiet",
    "rusty",
    "sunny",
    "tidy",
    "umber",
    "vivid",
    "witty",
)
_SECOND: Final = (
    "otter",
    "lantern",
    "pebble",
    "comet",
    "teapot",
    "maple",
    "badger",
    "kite",
    "harbour",
    "walnut",
    "puffin",
    "orchard",
    "cobalt",
    "thimble",
    "meadow",
    "lichen",
    "anchor",
    "sparrow",
    "fennel",
)
HOSTS: Final = ("fedi.example", "social.example", "tusk.example")


def _account(platform: str, words: str, number: int, dice: Random) -> Account:
    plain = words.replace(" ", "_")
    if platform == "bluesky":
        did = "did:plc:example" + "".join(dice.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(17))
        return Account(platform, f"{words.replace(' ', '-')}.example", did, words.title())
    if platform == "mastodon":
        return Account(
            platform,
            f"{plain}_example",
            str(110_000_000_000_000_000 + number),
            words.title(),
            dice.choice(HOSTS),
        )
    if platform == "reddit":
        return Account(platform, f"{plain}_example", f"t2_ex{number:06d}", words.title())
    if platform == "telegram":
        return Account(
            platform, f"{plain}_example", f"user{5_000_000_000 + number}", f"{words.title()} example"
        )
    short = "".join(words.split()[1:])  # X takes 20 characters at most
    return Account(
        platform, f"{short}_example", str(1_200_000_000_000_000_000 + number * 7919), words.title()
    )
