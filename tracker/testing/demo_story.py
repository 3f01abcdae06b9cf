"""Writes the demo story: an invented screenshot on its way over five platforms.

A channel on Telegram shows a screenshot in which Lumenwerk AI and Perigee Rockets, two firms that do not
exist, announce data centres in orbit. It turns up on X, Reddit, Bluesky and Mastodon; one post on Bluesky
states a time ten days before its own id; an early post on X is deleted; a day later comes a fact-check.

Run `python -m tracker.testing.demo_story [FOLDER]` to write it again: the same bytes, given the same versions
of the libraries that `drawn_with` in truth.json names.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PIL import features

from tracker.base.clock import DAY_US, HOUR_US, MINUTE_US, SECOND_US, parse_iso
from tracker.flow.bundled import story_folder
from tracker.testing.altering import STEPS, save
from tracker.testing.cast import Account, Cast
from tracker.testing.drawing import Screen, draw
from tracker.testing.exports import Files, bluesky, mastodon, reddit, telegram, x
from tracker.testing.exports.printing import zip_bytes
from tracker.testing.gallery import Gallery
from tracker.testing.story import (
    DELETED,
    Draft,
    Picture,
    PlantedPost,
    ensure_witness,
    grow,
    settle,
)
from tracker.testing.truth import truth_of
from tracker.testing.wording import dice_of, small_talk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

SEED: Final = 20260303
_WIDTH: Final = 400
"""Pixels; the picture asked for has the width of the first upload, of which it is a true copy."""
_FIRST_US: Final = parse_iso("2026-03-03T06:41:12.480Z").us or 0
_FACTCHECK_US: Final = parse_iso("2026-03-04T09:30:00Z").us or 0
_FACTCHECK_URL: Final = "https://factcheck.example/2026/03/orbit-data-centres"
_OPENS_US: Final = parse_iso("2026-02-24T00:00:00Z").us or 0
_CLOSES_US: Final = parse_iso("2026-03-07T00:00:00Z").us or 0
SCREEN: Final = Screen(
    "post", "Lumenwerk AI", "@lumenwerk_ai_example",
    "Today we announce Project Canopy: with Perigee Rockets we will put 12 data centres into orbit by 2031. "
    "Cold, sunny and out of reach. First launch: autumn.",
    "08:14 - 3 Mar", (1204, 18310, 5077), hue=0.47,
)  # fmt: skip
"""What the invented screenshot shows."""
FORMATS: Final = {
    "bluesky": "bluesky_api",
    "mastodon": "mastodon_archive",
    "reddit": "reddit_dump",
    "telegram": "telegram_desktop",
    "x": "x_api_v2",
}
_LEAKS: Final = Account(
    "telegram", "orbit_leaks_example", f"channel{telegram.CHANNEL}", telegram.CHAT_NAMES[telegram.CHANNEL]
)
_PLACES: Final[dict[str, tuple[str, ...]]] = {
    "telegram": ("1100000001", "1100000002", "1100000003"),
    "reddit": ("orbitnews_example", "futurology_example", "serverroom_example"),
}
_JUMPS: Final = (
    ("x", 47),
    ("x", 66),
    ("telegram", 95),
    ("reddit", 131),
    ("x", 170),
    ("bluesky", 214),
    ("mastodon", 305),
)
"""First uploads after the channel's: platform, minutes later. The second on X is deleted."""
_SIZES: Final = {
    "x": (420, 90, 260),
    "reddit": (240,),
    "bluesky": (150,),
    "mastodon": (12,),
    "telegram": (70,),
}
"""Reshares of the first uploads of each platform."""
_CHATTER: Final = {"x": 520, "reddit": 300, "bluesky": 240, "telegram": 230, "mastodon": 75}
"""Posts about other things."""
_CLAIMS: Final = (
    "Project Canopy: Lumenwerk AI and Perigee Rockets want 12 data centres in orbit by 2031",
    "Lumenwerk AI goes to space with Perigee Rockets?!", "12 data centres. In orbit. By 2031.",
    "has anyone seen a source for this", "screenshot from a friend", "found in a group chat",
)  # fmt: skip


@dataclass(frozen=True)
class Demo:
    """The demo story, ready to be written."""

    posts: tuple[PlantedPost, ...]
    pictures: tuple[Picture, ...]
    image: bytes
    """The picture asked for, as PNG."""

    def files(self) -> Files:
        """Return every file of the fixture, path -> bytes."""
        answers = truth_of(self.posts, self.pictures, FORMATS) | {"drawn_with": drawn_with()}
        settings = {
            "image": "fake.png", "exports": "exports",
            "factcheck": [f"{_FACTCHECK_URL}@2026-03-04T09:30:00Z"],
        }  # fmt: skip
        exports = {f"exports/{path}": content for path, content in self._exports().items()}
        return exports | {
            "fake.png": self.image,
            "truth.json": _pretty(answers),
            "demo.json": _pretty(settings),
        }

    def _exports(self) -> Files:
        here = {one: [post for post in self.posts if post.platform == one] for one in FORMATS}
        dice = dice_of(SEED)
        first = next(post for post in here["x"] if post.role == "upload")
        own = [post for post in here["x"] if post.account == first.account]
        return {
            "x_pages_example.zip": zip_bytes(x.write_v2(here["x"], dice)),
            "bluesky_example.zip": zip_bytes(bluesky.write(here["bluesky"], dice)),
            **_under("x_archive_example", x.write_archive(own, dice)),
            **_under("reddit_example", reddit.write(here["reddit"], dice)),
            **_under("mastodon_example", mastodon.write(here["mastodon"], dice)),
            **_under("telegram_example", telegram.write(here["telegram"], dice)),
        }


def _under(folder: str, files: Files) -> Files:
    return {f"{folder}/{path}": content for path, content in files.items()}


def _pretty(value: Any) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def drawn_with() -> dict[str, str | None]:
    """Return the versions that decide the bytes of pictures and archives."""
    import PIL
    import zstandard

    libraries = {
        name: features.version(name) for name in ("freetype2", "jpg", "libjpeg_turbo", "webp", "zlib")
    }
    return {"pillow": PIL.__version__, "zstandard": zstandard.__version__, **libraries}


def tell() -> Demo:
    """Return the demo story."""
    dice = dice_of(SEED)
    teller = _Teller(dice, Gallery(dice, _WIDTH, SCREEN, _kinds()), Cast(dice, {"mastodon": 3}, _PLACES))
    posts = settle(
        [*teller.rumor(), *teller.factchecks(), *teller.lookalikes(), *teller.words(), *teller.chatter()],
        dice,
    )
    pictures = {id(post.picture): post.picture for post in posts if post.picture}
    return Demo(posts, tuple(pictures.values()), save(draw(SCREEN, _WIDTH), "png").content)


def _kinds() -> tuple[str, ...]:
    """Return the kinds of copy that stay small as files."""
    return tuple(kind for kind in sorted(STEPS) if kind != "png")


@dataclass(frozen=True)
class _Teller:
    """Drafts the posts of the demo story."""

    dice: Random
    gallery: Gallery
    cast: Cast

    def rumor(self) -> list[Draft]:
        """Return the channel's post, the uploads elsewhere, and all reshares."""
        origin = Draft(
            _FIRST_US,
            _LEAKS,
            "Somebody sent us this. No comment from the company yet.",
            place=telegram.CHANNEL,
            role="origin",
            picture=self.gallery.fake(),
        )
        uploads = [
            origin,
            *(self._upload(platform, origin.us + minutes * MINUTE_US) for platform, minutes in _JUMPS),
        ]
        uploads += [self._upload(self._anywhere(), self._later(origin)) for _ in range(34)]
        reshares = self._reshares(uploads)
        return [*uploads, self._contradiction(origin), *reshares]

    def _reshares(self, uploads: Sequence[Draft]) -> list[Draft]:
        left = {platform: list(sizes) for platform, sizes in _SIZES.items()}
        reshares: list[Draft] = []
        for number, upload in enumerate(uploads):
            sizes = left[upload.account.platform] if 0 < number <= len(_JUMPS) else []
            size = sizes.pop(0) if sizes else min(25, round(self.dice.lognormvariate(0.8, 1.0)))
            grown = grow(upload, size, self.cast, self.dice)
            reshares += [draft for draft in grown if draft.us < _CLOSES_US]
        deleted = uploads[2]
        deleted.fate = DELETED
        ensure_witness(deleted, reshares)
        return reshares

    def _upload(self, platform: str, us: int) -> Draft:
        draft = self._post(platform, us)
        draft.role, draft.text, draft.picture = "upload", self.dice.choice(_CLAIMS), self.gallery.copy()
        return draft

    def _contradiction(self, origin: Draft) -> Draft:
        """Return a post on Bluesky of eight hours later that states a time ten days before."""
        draft = self._upload("bluesky", origin.us + 8 * HOUR_US)
        draft.account, draft.text = self.cast.newcomer("bluesky"), "I posted this long before anybody else."
        draft.shift_us = -10 * DAY_US
        return draft

    def factchecks(self) -> list[Draft]:
        """Return posts that call the screenshot false, and what came of them."""
        drafts: list[Draft] = []
        for platform, minutes, size in (
            ("mastodon", 4, 5),
            ("x", 6, 60),
            ("bluesky", 11, 30),
            ("reddit", 40, 25),
        ):
            draft = self._post(platform, _FACTCHECK_US + minutes * MINUTE_US)
            draft.role = "factcheck"
            draft.text = f"False: there is no Project Canopy, and the screenshot is made up. {_FACTCHECK_URL}"
            drafts += [draft, *grow(draft, size, self.cast, self.dice)]
        return [draft for draft in drafts if draft.us < _CLOSES_US]

    def lookalikes(self) -> list[Draft]:
        """Return screenshots of the same layout that say other things, and edited ones, all younger."""
        older = [self._shown("lookalike", self.gallery.lookalike(), self._moment()) for _ in range(22)]
        edited = [
            self._shown("variant", self.gallery.variant(), _FIRST_US + (9 + 5 * place) * HOUR_US)
            for place in range(6)
        ]
        return older + edited

    def words(self) -> list[Draft]:
        """Return posts that repeat the claim without the picture."""
        drafts = [self._post(self._anywhere(), _FIRST_US + (3 + 2 * place) * HOUR_US) for place in range(30)]
        for draft in drafts:
            draft.role, draft.text = "words", self.dice.choice((SCREEN.text, _CLAIMS[0]))
        return drafts

    def _shown(self, role: str, picture: Picture, us: int) -> Draft:
        draft = self._post(self._anywhere(), us)
        draft.role, draft.picture = role, picture
        return draft

    def chatter(self) -> list[Draft]:
        """Return posts about other things, every sixteenth with a picture."""
        drafts = [
            self._post(platform, self._moment()) for platform, count in _CHATTER.items() for _ in range(count)
        ]
        for draft in drafts[::16]:
            draft.picture = self.gallery.ordinary()
        return drafts

    def _post(self, platform: str, us: int) -> Draft:
        second = us - us % SECOND_US + self.dice.randrange(SECOND_US)
        return Draft(
            second, self.cast.anyone(platform), small_talk(self.dice), place=self.cast.place(platform)
        )

    def _anywhere(self) -> str:
        return self.dice.choices(("x", "reddit", "bluesky", "telegram", "mastodon"), (8, 4, 4, 3, 1))[0]

    def _later(self, origin: Draft) -> int:
        hours = 5.2 + self.dice.lognormvariate(0, 1.0) * 11
        return min(_CLOSES_US - HOUR_US, origin.us + round(hours * HOUR_US))

    def _moment(self) -> int:
        return self.dice.randrange(_OPENS_US, _CLOSES_US, SECOND_US)


def write(folder: Path) -> None:
    """Write the demo story into a folder; what lies in its `exports/` is removed first."""
    files = tell().files()
    if (folder / "exports").is_dir():
        shutil.rmtree(folder / "exports")
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else story_folder())
