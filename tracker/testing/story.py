"""What happened, before any platform exported it: accounts, pictures, posts, and who passed on what.

A story is drafted with links between drafts and true times; `settle` then gives each post the id that its
platform would have given it at that moment.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from tracker.base.clock import MINUTE_US, SECOND_US
from tracker.base.keys import post_key
from tracker.testing.native_ids import Counters, mastodon_id, tid, x_id
from tracker.testing.wording import happens, remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    from tracker.testing.cast import Account, Cast

CAPTURED: Final = "captured"
MISSED: Final = "missed"
"""Not collected; an export that embeds originals may still hold it."""
DELETED: Final = "deleted"
"""Gone from the platform: only references to it are left."""


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture file; two files may hold the same bytes."""

    name: str
    content: bytes
    cluster: str
    """`rumor` for the fake and its copies, else a name of its own."""
    relation: str
    """reference, same_file, copy, variant, lookalike, near_empty or ordinary."""
    kind: str = ""
    """What was done to it: one of `altering.STEPS`, or what a variant changed."""
    made_from: str | None = None
    """Name of the file that it was made from."""

    @cached_property
    def sha256(self) -> str:
        """Digest of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(eq=False)
class Draft:
    """One post of the story, with its true time."""

    us: int
    account: Account
    text: str
    kind: str = "post"
    parent: Draft | None = None
    picture: Picture | None = None
    place: str = ""
    """Telegram chat, or subreddit."""
    role: str = "unrelated"
    """origin, upload, reshare, variant, lookalike, words, factcheck or unrelated."""
    shift_us: int = 0
    """Stated time minus true time: not 0 where a post states a wrong one."""
    fate: str = CAPTURED


@dataclass(frozen=True, eq=False)
class PlantedPost:
    """One post with its platform's id."""

    platform: str
    native_id: str
    account: Account
    us: int
    """True time; the moment inside its id."""
    stated_us: int
    """Time that its export states, at full precision."""
    indexed_us: int
    """When a third server saw it."""
    kind: str
    text: str
    parent: PlantedPost | None
    picture: Picture | None
    place: str
    role: str
    fate: str
    passed_on: Counter[str] = field(default_factory=Counter)
    """How often it was passed on or answered, by kind: what its platform counts, captured or not."""

    @property
    def likes(self) -> int:
        """How many liked it."""
        return 3 * self.passed_on.total()

    @cached_property
    def key(self) -> str:
        """Return the key that the tool gives it."""
        return post_key(self.platform, self.native_id)

    @property
    def short_id(self) -> str:
        """Return the last part of its id: a message number, a record key, a status number."""
        return self.native_id.rpartition("/")[2].removeprefix("t1_").removeprefix("t3_")

    @cached_property
    def root(self) -> PlantedPost:
        """Return the post that its thread answers, however indirectly: itself where it is no reply."""
        post = self
        while post.kind == "reply" and post.parent is not None:
            post = post.parent
        return post


RESHARES: Final[dict[str, tuple[tuple[str, ...], tuple[int, ...]]]] = {
    "x": (("repost", "quote", "reply"), (6, 2, 2)),
    "bluesky": (("repost", "quote", "reply"), (5, 2, 3)),
    "reddit": (("crosspost", "reply"), (1, 5)),
    "mastodon": (("repost", "reply"), (7, 3)),
    "telegram": (("forward", "reply"), (6, 4)),
}
"""How each platform passes posts on, and how often."""

_CARRIES: Final = frozenset({("x", "repost"), ("telegram", "forward"), ("reddit", "crosspost")})
"""Reshares whose exports repeat the original's picture."""
_ANSWER: Final = {
    "x": "quote",
    "bluesky": "quote",
    "reddit": "crosspost",
    "mastodon": "reply",
    "telegram": "reply",
}
"""The kind of reshare that may show the picture once more."""


def grow(root: Draft, size: int, cast: Cast, dice: Random) -> list[Draft]:
    """Return `size` reshares of a post and of its reshares, in the order of drawing.

    A repost points at the post itself, never at another repost, as platforms export it. Delays after the post
    passed on are lognormal with a median of 35 minutes.
    """
    grown: list[Draft] = []
    kinds, weights = RESHARES[root.account.platform]
    targets = [root]
    for _ in range(size):
        kind = dice.choices(kinds, weights)[0]
        target = root if kind == "crosspost" or happens(dice, 0.7) else dice.choice(targets)
        if target.account.account_id.startswith("channel"):
            kind = "forward"  # a Telegram channel takes no answers
        child = _reshare(target, kind, cast, dice)
        grown.append(child)
        if kind not in {"repost", "crosspost", "forward"}:
            targets.append(child)
    return grown


def _reshare(target: Draft, kind: str, cast: Cast, dice: Random) -> Draft:
    delay = max(15 * SECOND_US, round(dice.lognormvariate(0, 1.4) * 35 * MINUTE_US))
    account = cast.anyone(target.account.platform)
    carries = (account.platform, kind) in _CARRIES or (
        happens(dice, 0.04) and kind == _ANSWER.get(account.platform)
    )
    place = target.place if kind == "reply" else cast.place(account.platform)
    copied = kind in {"repost", "forward", "crosspost"}
    return Draft(
        target.us + delay, account, target.text if copied else remark(dice), kind, target,
        target.picture if carries else None, place, "reshare",
    )  # fmt: skip


def ensure_witness(root: Draft, reshares: Sequence[Draft]) -> None:
    """Make sure that one answer to `root` shows its picture: a deleted root is then tied to the rumor."""
    direct = [draft for draft in reshares if draft.parent is root]
    answer = _ANSWER[root.account.platform]
    if not any(draft.picture and draft.kind == answer for draft in direct):
        witness = next((draft for draft in direct if draft.kind == answer), direct[0])
        witness.kind, witness.picture = answer, root.picture


def settle(drafts: Iterable[Draft], dice: Random) -> tuple[PlantedPost, ...]:
    """Give every draft the id that its platform would have given it, in the order of true time."""
    counters = Counters()
    settled: dict[int, PlantedPost] = {}
    for draft in sorted(drafts, key=lambda draft: draft.us):
        parent = None if draft.parent is None else settled[id(draft.parent)]
        settled[id(draft)] = _settled(draft, parent, counters, dice)
        if parent is not None:
            parent.passed_on[draft.kind] += 1
    return tuple(settled.values())


def _settled(draft: Draft, parent: PlantedPost | None, counters: Counters, dice: Random) -> PlantedPost:
    us = draft.us - draft.us % (1 if draft.account.platform == "bluesky" else 1000)
    return PlantedPost(
        draft.account.platform, _native_id(draft, us, counters, dice), draft.account, us, us + draft.shift_us,
        us + round(dice.uniform(0.3, 4) * SECOND_US), draft.kind, draft.text, parent, draft.picture,
        draft.place,
        draft.role, draft.fate,
    )  # fmt: skip


def _native_id(draft: Draft, us: int, counters: Counters, dice: Random) -> str:
    account = draft.account
    match account.platform:
        case "x":
            return x_id(us, dice)
        case "mastodon":
            address = f"https://{account.host}/users/{account.handle}/statuses/{mastodon_id(us, dice)}"
            return f"{address}/activity" if draft.kind == "repost" else address
        case "bluesky":
            collection = "repost" if draft.kind == "repost" else "post"
            return f"at://{account.account_id}/app.bsky.feed.{collection}/{tid(us, dice)}"
        case "reddit":
            return counters.reddit(us, "t1" if draft.kind == "reply" else "t3")
        case _:
            return counters.telegram(draft.place, dice)
