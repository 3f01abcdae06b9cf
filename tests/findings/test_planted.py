"""Planted rumors: several platforms, known first posts, and five kinds of archives.

The simulator makes tables as the load stage would: class-A ids on X, server times on Reddit and Telegram,
Bluesky posts confirmed by the index within a minute, Mastodon ids of the home server. Seeds are fixed; they
were not used while the assumptions of tracker/findings/origin.py were chosen.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from tracker.base.clock import DAY_US, HOUR_US, SECOND_US
from tracker.base.idtime import X_EPOCH_MS
from tracker.findings.origin import Origins, origins_of
from tracker.findings.spread import Spread, spread_of

if TYPE_CHECKING:
    from collections.abc import Callable

ARCHIVES = 100
PLATFORMS = ("x", "reddit", "bluesky", "mastodon", "telegram")
CONTENT_BEARING = ("x", "reddit", "bluesky", "telegram")  # their reshares show what they reshare
TID = "234567abcdefghijklmnopqrstuvwxyz"
KINDS = {
    "x": "repost",
    "bluesky": "quote",
    "mastodon": "repost",
    "reddit": "crosspost",
    "telegram": "forward",
}
BARE = "mastodon"  # a boost's record holds no picture; those of the others do


class Planted(NamedTuple):
    """An archive and the truth beside it."""

    posts: list[dict[str, Any]]
    pointers: list[tuple[str, str, str]]
    carriers: list[str]
    uploads: list[str]
    """Captured or not, in the order of their true times."""
    liar: str | None
    """Account of the post whose stated time is wrong."""


class Simulator:
    """Makes one archive from a seed."""

    def __init__(self, made: Any, seed: int, platforms: tuple[str, ...]) -> None:
        self.made = made
        self.random = random.Random(seed)
        self.platforms = platforms
        self.start = made.noon + self.random.randrange(DAY_US)
        self.serial = 0

    def key(self, platform: str, at: int) -> str:
        """Return a key as the platform would make it at that moment."""
        self.serial += 1
        if platform == "x":
            return f"x:{(at // 1000 - X_EPOCH_MS << 22) + self.serial % 4096}"
        if platform == "mastodon":
            return f"mastodon:https://home.example/users/a/statuses/{(at // 1000 << 16) + self.serial}"
        if platform == "bluesky":
            return f"bluesky:at://did:plc:a{self.serial}example/app.bsky.feed.post/{self._tid(at)}"
        number = 10**9 + (at - self.made.noon) // 1000  # rises with time, several a second
        return f"telegram:c/{number}" if platform == "telegram" else f"reddit:t3_{_base36(number)}"

    def _tid(self, at: int) -> str:
        number = at << 10
        return "".join(TID[number >> 5 * place & 31] for place in reversed(range(13)))

    def post(self, platform: str, at: int, kind: str = "post", *, backdated_us: int = 0) -> dict[str, Any]:
        """Return the row that the load stage would make of a post."""
        key = self.key(platform, at)
        low, high = at // SECOND_US * SECOND_US, at // SECOND_US * SECOND_US + SECOND_US
        if platform in {"x", "mastodon"}:
            low, high = at - SECOND_US, at + SECOND_US
        elif platform == "bluesky":
            high = at + round(self.random.expovariate(1 / 3) * SECOND_US)
            low = high - 60 * SECOND_US
        claimed = at - backdated_us
        row: dict[str, Any] = self.made.post(
            key, 0, posted_at=min(max(claimed, low), high), low=low, high=high, claimed_at=claimed, kind=kind,
            disputed=bool(backdated_us), account=f"account {self.serial}", handle=None,
        )  # fmt: skip
        return row

    def archive(self) -> Planted:
        """Return a whole rumor: 3 to 30 uploads, their reshares, and posts about other things."""
        posts, pointers, uploads, carriers, at = [], [], [], [], self.start
        for _ in range(self.random.randint(3, 30)):
            platform = self.random.choice(self.platforms)
            upload = self.post(platform, at)
            uploads.append(upload)
            reshares, points = self.reshares(upload, platform, at, least=0 if len(uploads) > 1 else 1)
            posts += [upload, *reshares]
            carriers += [row["post"] for row in [upload, *reshares] if row is upload or platform != BARE]
            pointers += points
            at += round(self.random.expovariate(1 / 2400) * SECOND_US) + SECOND_US
        posts += [
            self.post(self.random.choice(self.platforms), self.start + self.random.randrange(-DAY_US, DAY_US))
            for _ in range(60)
        ]
        return Planted(posts, pointers, carriers, [row["post"] for row in uploads], None)

    def reshares(
        self, upload: dict[str, Any], platform: str, at: int, least: int
    ) -> tuple[list[Any], list[Any]]:
        rows = []
        for _ in range(max(least, min(40, int(self.random.paretovariate(0.8)) - 1))):
            later = at + round(self.random.expovariate(1 / 1200) * SECOND_US) + 2 * SECOND_US
            rows.append(self.post(platform, later, KINDS[platform]))
        return rows, [(row["post"], upload["post"], KINDS[platform]) for row in rows]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits


def _without(planted: Planted, gone: set[str]) -> Planted:
    return planted._replace(
        posts=[row for row in planted.posts if row["post"] not in gone],
        pointers=[pointer for pointer in planted.pointers if pointer[0] not in gone],
        carriers=[key for key in planted.carriers if key not in gone],
    )


def _forged(simulator: Simulator, planted: Planted) -> Planted:
    """Let one later upload state a time of 2 minutes to 3 days before the first."""
    place = simulator.random.randrange(1, len(planted.uploads))
    key = planted.uploads[place]
    old = next(row for row in planted.posts if row["post"] == key)
    before = round(120 * (2160 ** simulator.random.random()) * SECOND_US)
    first = next(row for row in planted.posts if row["post"] == planted.uploads[0])
    claimed = first["posted_at"].timestamp() * SECOND_US - before
    lie = dict(
        old, claimed_at=None, disputed=True, posted_at=old["low"], dispute_rule=f"claims {claimed:.0f}"
    )
    posts = [lie if row["post"] == key else row for row in planted.posts]
    return planted._replace(posts=posts, liar=old["account"])


def _solve(made: Any, planted: Planted) -> tuple[Spread, Origins]:
    evidence = made.evidence(made.tables(planted.posts, planted.pointers, carriers=planted.carriers), seed=7)
    spread = spread_of(evidence.tables, evidence.rumor, evidence.settings)
    return spread, origins_of(spread, evidence)


def _account(planted: Planted, key: str | None) -> str | None:
    return next((row["account"] for row in planted.posts if row["post"] == key), None)


def _rate(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


@pytest.fixture(scope="module")
def simulate(made: Any) -> Callable[..., Simulator]:
    return lambda seed, platforms=PLATFORMS: Simulator(made, seed, platforms)


@pytest.mark.parametrize("platforms", [("x",), PLATFORMS[:4]], ids=["one platform", "four platforms"])
def test_complete_archives__the_first_post_leads_and_its_author_is_named(
    made: Any, simulate: Callable[..., Simulator], platforms: tuple[str, ...]
) -> None:
    led, named, wrong = [], [], []
    for seed in range(ARCHIVES):
        planted = simulate(1000 + seed, platforms).archive()
        spread, origins = _solve(made, planted)
        truth = _account(planted, planted.uploads[0])
        led.append(spread.earliest.members[0].post == planted.uploads[0])
        named.append(origins.account == truth)
        wrong.append(origins.account not in {truth, None})
    assert _rate(led) >= 0.99
    assert _rate(named) >= 0.95
    assert not any(wrong)


def test_one_contradicted_time__the_first_author_is_named_and_that_account_never(
    made: Any, simulate: Callable[..., Simulator]
) -> None:
    named, blamed = [], []
    for seed in range(ARCHIVES):
        simulator = simulate(2000 + seed)
        planted = _forged(simulator, simulator.archive())
        spread, origins = _solve(made, planted)
        named.append(origins.account == _account(planted, planted.uploads[0]))
        firsts = {spread.posts[first.post].account for first in spread.earliest.members}
        blamed.append(planted.liar in firsts | {origins.account})
    assert _rate(named) >= 0.90  # required: 0.80
    assert not any(blamed)


def test_root_deleted_but_referenced__it_leads_as_absent(
    made: Any, simulate: Callable[..., Simulator]
) -> None:
    led, named = [], []
    for seed in range(ARCHIVES):
        planted = simulate(3000 + seed, CONTENT_BEARING).archive()
        root = planted.uploads[0]
        _, origins = _solve(made, _without(planted, {root}))
        led.append(origins.candidates[0].post == root and origins.candidates[0].absent)
        named.append(origins.account is not None)
    assert _rate(led) >= 0.95
    assert _rate(named) <= 0.02  # only where the first reshare itself was later than the next upload


def test_thirty_percent_missing__nobody_but_the_earliest_uploader_is_named(
    made: Any, simulate: Callable[..., Simulator]
) -> None:
    named, wrong, kept = [], [], []
    for seed in range(ARCHIVES):
        simulator = simulate(4000 + seed)
        whole = simulator.archive()
        gone = {row["post"] for row in whole.posts if simulator.random.random() < 0.3}
        planted = _without(whole, gone)
        if not planted.carriers:
            continue
        _, origins = _solve(made, planted)
        first = next((key for key in whole.uploads if key in planted.carriers), None)
        complete = whole.uploads[0] == first
        kept += [complete]
        named += [origins.account == _account(planted, first)] if complete else []
        wrong.append(origins.account not in {_account(planted, first), None})
    assert sum(kept) >= ARCHIVES / 2
    assert _rate(named) >= 0.85  # an empty answer is no success where the first post is here
    assert not any(wrong)


def test_a_stated_time_that_nothing_supports__blocks_the_name_but_not_the_order(made: Any) -> None:
    hour = HOUR_US // SECOND_US
    claim = made.post("bluesky:at://did:plc:b/app.bsky.feed.post/3", -hour, low=None, high=None, hard=False,
                      time_source="claim")  # fmt: skip
    evidence = made.evidence(made.tables([made.post("x:1", 0), claim, made.post("x:2", hour)]))
    spread = spread_of(evidence.tables, evidence.rumor, evidence.settings)
    origins = origins_of(spread, evidence)
    assert [first.post for first in spread.earliest.members] == ["x:1"]
    assert spread.earliest.unsupported == (claim["post"],)
    assert origins.account is None
    assert set(origins.credible) == {"x:1", claim["post"]}
