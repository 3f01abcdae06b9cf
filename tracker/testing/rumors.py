"""Plants rumors whose origin is known, to count how often the tool is right.

A planted rumor has an invented screenshot, several uploads of it that nothing links, reshares of each,
pictures that only look alike, posts that have nothing to do with it (some of them earlier), and what goes
wrong in real archives: deletions, missing posts, stated times that contradict the post's own id. The same
seed gives the same rumor.

>>> rumor = plant(7, "complete")
>>> rumor.truth["origin"]["captured"], rumor.truth == plant(7, "complete").truth
(True, True)
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from tracker.testing.cast import Cast
from tracker.testing.exports import FORMATS, NATIVE, Files
from tracker.testing.gallery import Gallery
from tracker.testing.story import (
    DELETED,
    MISSED,
    Draft,
    Picture,
    PlantedPost,
    ensure_witness,
    grow,
    settle,
)
from tracker.testing.truth import truth_of
from tracker.testing.wording import dice_of, happens, small_talk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from random import Random

START_US: Final = 1_772_323_200_000_000
"""2026-03-01T00:00:00Z: planted rumors begin within a month of it."""
SLOWEST_FINGERS_US: Final = 2 * MINUTE_US
"""Nobody sees, saves and uploads a picture faster than this."""
PLATFORMS: Final = ("x", "reddit", "bluesky", "mastodon", "telegram")
_CHATS: Final = ("1100000001", "1100000002", "1100000003")
_ORDINARY: Final = 4
"""Posts with a picture that is no screenshot."""
_SUBREDDITS: Final = ("orbitnews_example", "futurology_example", "serverroom_example")


@dataclass(frozen=True)
class Kind:
    """What goes wrong in one kind of planted archive."""

    platforms: tuple[int, int] = (1, 3)
    """Fewest and most platforms."""
    missing_share: float = 0.0
    """Share of posts that were not collected, each by chance."""
    root_deleted: bool = False
    """The origin is gone; posts that answer it or pass it on are there."""
    wrong_times: int = 0
    """Uploads that state a time days too early, against their own ids."""


KINDS: Final[dict[str, Kind]] = {
    "complete": Kind(),
    "root_deleted": Kind(root_deleted=True),
    "wrong_time": Kind(wrong_times=1),
    "missing30": Kind(missing_share=0.3),
    "mixed": Kind(platforms=(4, 4)),
}
CLOCKED: Final = frozenset({"x", "bluesky", "mastodon"})
"""Platforms whose ids hold a time that can contradict the stated one."""


@dataclass(frozen=True)
class Planted:
    """A planted rumor: its posts, the picture asked for, and the truth."""

    seed: int
    kind: str
    posts: tuple[PlantedPost, ...]
    pictures: tuple[Picture, ...]
    """Every picture file of the archives."""
    image: Picture
    """The picture that a user would ask for: a copy of the fake, no post's own file."""
    formats: Mapping[str, str]
    """Platform -> export format."""

    @cached_property
    def truth(self) -> dict[str, Any]:
        """The answers; see `truth.truth_of`."""
        return {"seed": self.seed, "kind": self.kind} | truth_of(self.posts, self.pictures, self.formats)

    def exports(self) -> Files:
        """Return the export files, path -> bytes; the first part of a path names the input."""
        files: Files = {}
        for name in sorted(set(self.formats.values())):
            here = [post for post in self.posts if self.formats[post.platform] == name]
            if here:
                written = FORMATS[name](here, dice_of(f"{self.seed}:{name}"))
                files |= {f"{name}/{path}": content for path, content in written.items()}
        return files

    def write(self, folder: Path) -> list[Path]:
        """Write `exports/`, `fake.*` (the picture asked for) and `truth.json`; return the inputs to load."""
        inputs: dict[Path, None] = {}
        for name, content in self.exports().items():
            path = folder / "exports" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            inputs[folder / "exports" / name.partition("/")[0]] = None
        self.image_path(folder).write_bytes(self.image.content)
        truth = json.dumps(self.truth, indent=1, ensure_ascii=False) + "\n"
        (folder / "truth.json").write_text(truth, encoding="utf-8")
        return list(inputs)

    def image_path(self, folder: Path) -> Path:
        """Return where `write` puts the picture asked for."""
        return folder / f"fake.{self.image.name.rpartition('.')[2]}"


def plant(seed: int, kind: str = "complete", *, formats: str = "generic", width: int = 400) -> Planted:
    """Plant a rumor: 3 to 30 unlinked uploads, their reshares, look-alikes and unrelated posts.

    `kind` is one of `KINDS`; `formats` is `generic` (one JSONL file with pictures beside it) or `native`
    (each platform in an export format of its own); `width` is that of the screenshot, in pixels.
    """
    dice = dice_of(f"{seed}:{kind}:{formats}")
    rules = KINDS[kind]
    platforms = dice.sample(PLATFORMS, dice.randint(*rules.platforms))
    if rules.wrong_times and not CLOCKED & set(platforms):
        platforms[0] = dice.choice(sorted(CLOCKED))
    writer = _Writer(dice, Gallery(dice, width), _cast(dice, formats), platforms)
    drafts = writer.rumor(rules)
    drafts += writer.lookalikes(drafts[0]) + writer.words(drafts[0]) + writer.unrelated(drafts[0])
    _lose(drafts, rules, dice)
    posts = settle(drafts, dice)
    used = {id(post.picture): post.picture for post in posts if post.picture}
    chosen = {
        one: "generic" if formats == "generic" else dice.choice(NATIVE[one]) for one in sorted(platforms)
    }
    return Planted(seed, kind, posts, tuple(used.values()), writer.gallery.asked_for(), chosen)


def _cast(dice: Random, formats: str) -> Cast:
    return Cast(
        dice, {"mastodon": 4} if formats == "native" else {}, {"telegram": _CHATS, "reddit": _SUBREDDITS}
    )


def _lose(drafts: list[Draft], rules: Kind, dice: Random) -> None:
    if rules.root_deleted:
        drafts[0].fate = DELETED
    for draft in drafts:
        if happens(dice, rules.missing_share):
            draft.fate = MISSED


@dataclass(frozen=True)
class _Writer:
    """Drafts the posts of one rumor."""

    dice: Random
    gallery: Gallery
    cast: Cast
    platforms: list[str]

    def rumor(self, rules: Kind) -> list[Draft]:
        """Return the origin first, then the other uploads, then all their reshares."""
        uploads = self._uploads(rules)
        reshares: list[Draft] = []
        for upload in uploads:
            size = self._size(obscure=upload.role == "origin")
            if upload.role == "origin" and rules.root_deleted:
                size += 3
            grown = grow(upload, size, self.cast, self.dice)
            reshares += grown
            if upload.role == "origin" and rules.root_deleted:
                ensure_witness(upload, grown)
        return uploads + reshares

    def _uploads(self, rules: Kind) -> list[Draft]:
        origin = self._post(
            START_US + round(self.dice.uniform(0, 30) * DAY_US), self.dice.choice(self.platforms)
        )
        origin.role, origin.picture, origin.text = "origin", self.gallery.fake(), self._claim_text()
        count = self.dice.randint(3, 30)
        delays = sorted(self._delay() for _ in range(count - 1))
        uploads = [origin]
        for number, delay in enumerate(delays):
            everywhere = number < len(self.platforms)
            platform = self.platforms[number] if everywhere else self.dice.choice(self.platforms)
            upload = self._post(origin.us + delay, platform)
            upload.role, upload.text = "upload", self._claim_text()
            upload.picture = self.gallery.copy()
            uploads.append(upload)
        self._state_wrong_times(uploads, rules.wrong_times)
        return uploads

    def _delay(self) -> int:
        """Draw the time from the origin to an unlinked upload: median 4 h, heavy tail, never superhuman."""
        return SLOWEST_FINGERS_US + round(self.dice.lognormvariate(0, 1.4) * 4 * HOUR_US)

    def _state_wrong_times(self, uploads: list[Draft], count: int) -> None:
        able = [one for one in uploads[1:] if one.account.platform in CLOCKED]
        if count and not able:
            clocked = self.dice.choice(sorted(CLOCKED & set(self.platforms)))
            uploads[-1].account = self.cast.newcomer(clocked)
            able = [uploads[-1]]
        for liar in self.dice.sample(able, min(count, len(able))):
            liar.account = self.cast.newcomer(liar.account.platform)
            ahead = liar.us - uploads[0].us
            liar.shift_us = -ahead - round(self.dice.uniform(0.5, 15) * DAY_US)

    def _size(self, *, obscure: bool) -> int:
        """Draw how often a post is passed on: most not at all, a few often; the origin is often obscure."""
        if happens(self.dice, 0.4 if obscure else 0.6):
            return 0
        return min(40, round(self.dice.lognormvariate(1.0, 1.1)))

    def lookalikes(self, origin: Draft) -> list[Draft]:
        """Return posts with pictures that resemble the fake and are others, or say something else.

        Those of the same layout may be older than the origin, from the same account even; one with an edited
        claim is younger, since it was made from the fake.
        """
        drafts = []
        for _ in range(self.dice.randint(2, 5)):
            draft = self._post(
                origin.us + round(self.dice.uniform(-20, 5) * DAY_US), self.dice.choice(self.platforms)
            )
            draft.role, draft.picture, draft.text = (
                "lookalike",
                self.gallery.lookalike(),
                "another one from that account",
            )
            drafts.append(draft)
        if drafts[0].us < origin.us - DAY_US and happens(self.dice, 0.5):
            drafts[0].account, drafts[0].place = origin.account, origin.place
        for _ in range(self.dice.randint(0, 2)):
            draft = self._post(origin.us + self._delay(), self.dice.choice(self.platforms))
            draft.role, draft.picture, draft.text = "variant", self.gallery.variant(), self._claim_text()
            drafts.append(draft)
        return drafts

    def words(self, origin: Draft) -> list[Draft]:
        """Return posts that repeat the claim in words, without the picture; all younger than the origin."""
        drafts = [
            self._post(origin.us + self._delay(), self.dice.choice(self.platforms))
            for _ in range(self.dice.randint(0, 3))
        ]
        for draft in drafts:
            draft.role, draft.text = "words", self.gallery.screen.text
        return drafts

    def unrelated(self, origin: Draft) -> list[Draft]:
        """Return posts before, during and after the rumor, some with ordinary pictures or reshares."""
        drafts: list[Draft] = []
        for number in range(self.dice.randint(25, 60)):
            draft = self._post(
                origin.us + round(self.dice.uniform(-25, 10) * DAY_US), self.dice.choice(self.platforms)
            )
            if number < _ORDINARY:
                draft.picture = self.gallery.ordinary()
            drafts.append(draft)
            if happens(self.dice, 0.1):
                drafts += grow(draft, self.dice.randint(1, 6), self.cast, self.dice)
        return drafts

    def _post(self, us: int, platform: str) -> Draft:
        second = us - us % SECOND_US + self.dice.randrange(SECOND_US)
        return Draft(
            second, self.cast.anyone(platform), small_talk(self.dice), place=self.cast.place(platform)
        )

    def _claim_text(self) -> str:
        return self.dice.choice(
            (
                "",
                self.gallery.screen.text,
                f"Look: {self.gallery.screen.text}",
                "have you seen this",
                "screenshot going around",
                "found in a group chat, no idea if true",
            )
        )
