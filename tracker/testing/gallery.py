"""The pictures of one planted rumor: the fake, its copies, and everything that is neither."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tracker.testing.altering import STEPS, alter, save
from tracker.testing.drawing import LAYOUTS, Screen, draw, draw_near_empty, draw_ordinary
from tracker.testing.story import Picture
from tracker.testing.wording import happens

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

LIGHT: Final = frozenset({"jpeg", "png", "webp", "scale", "brightness"})
"""Copies from which further copies are made: the others lose too much for a chain."""
_FIRMS: Final = (
    "Lumenwerk AI",
    "Perigee Rockets",
    "Quietly Compute",
    "Northfjell Energy",
    "Tessera Robotics",
    "Blue Kettle Labs",
    "Halcyon Freight",
    "Ombra Optics",
    "Sable Turbines",
    "Papaver Health",
)
_CLAIMS: Final = (
    "BREAKING: {a} and {b} will build {n} data centres in orbit by {y}, a memo to all staff says.",
    "{a} buys {b} for {n} billion and moves every server under the sea by {y}.",
    "Leaked: {a} plans to switch off {n} factories in {y} and let {b} run them by remote control.",
    "{a} says {n} of its robots asked for a holiday. {b} will give them one in {y}.",
    "From {y} every ticket of {a} costs {n} crowns a day, {b} confirms in a letter to riders.",
    "{b} found {n} tonnes of copper under the car park of {a}, digging starts in {y}.",
)  # fmt: skip
_NAMES: Final = (
    "Orbit Gazette",
    "Morning Lantern",
    "Pebble Post",
    "Harbour Wire",
    "Staff Room",
    "The Daily Thimble",
)


class Gallery:
    """Draws the pictures of one rumor and remembers which was made from which."""

    def __init__(
        self,
        dice: Random,
        width: int = 400,
        screen: Screen | None = None,
        kinds: Sequence[str] = tuple(sorted(STEPS)),
    ) -> None:
        self.dice = dice
        self.width = width
        self.kinds = kinds
        self.screen = screen or self._screen(dice.choice(sorted(LAYOUTS)), dice.random())
        self._fake: Picture | None = None
        self._sources: list[Picture] = []
        self._lookalikes = 0

    def fake(self) -> Picture:
        """Return the file of the first upload."""
        if self._fake is None:
            saved = save(draw(self.screen, self.width), "jpg", 88)
            self._fake = Picture(self._name(saved.suffix), saved.content, "rumor", "reference")
            self._sources = [self._fake]
        return self._fake

    def asked_for(self) -> Picture:
        """Return the picture that a user holds: the fake, saved once more."""
        saved = alter(self.fake().content, "jpeg", self.dice)
        return Picture(f"fake.{saved.suffix}", saved.content, "rumor", "asked_for", "jpeg", self.fake().name)

    def copy(self) -> Picture:
        """Return the file of another upload: often the same bytes, else changed on its way."""
        source = self.fake() if happens(self.dice, 0.7) else self.dice.choice(self._sources)
        if happens(self.dice, 0.45):
            name = self._name(source.name.rpartition(".")[2])
            return Picture(name, source.content, "rumor", "same_file", "", source.name)
        kind = self.dice.choice(self.kinds)
        saved = alter(source.content, kind, self.dice)
        made = Picture(self._name(saved.suffix), saved.content, "rumor", "copy", kind, source.name)
        if kind in LIGHT and source is self._fake:
            self._sources.append(made)
        return made

    def variant(self) -> Picture:
        """Return the fake with one number, date or word of its claim edited."""
        words = self.screen.text.split(" ")
        places = [place for place, word in enumerate(words) if _edited(word, self.dice) != word]
        place = self.dice.choice(places)
        was, words[place] = words[place], _edited(words[place], self.dice)
        edited = replace(self.screen, text=" ".join(words))
        return self._drawn(edited, "variant", f"{was} -> {words[place]}", self.fake().name)

    def lookalike(self) -> Picture:
        """Return a picture that resembles the fake: same layout or account, or next to nothing."""
        if happens(self.dice, 0.15):
            saved = save(draw_near_empty(self.dice, self.width))
            return Picture(self._name("jpg"), saved.content, self._group(), "near_empty")
        other = self._screen(self.screen.layout, self.screen.hue)
        while other.text == self.screen.text:
            other = self._screen(self.screen.layout, self.screen.hue)
        if happens(self.dice, 0.5):
            other = replace(other, name=self.screen.name, handle=self.screen.handle)
        return self._drawn(
            replace(other, dark=self.screen.dark), "lookalike", "same layout, other words", None
        )

    def ordinary(self) -> Picture:
        """Return a picture that is no screenshot."""
        saved = save(draw_ordinary(self.dice, self.width * 3 // 4), quality=75)
        return Picture(self._name("jpg"), saved.content, self._group(), "ordinary")

    def _drawn(self, screen: Screen, relation: str, kind: str, made_from: str | None) -> Picture:
        saved = save(draw(screen, self.width), "jpg", 85)
        return Picture(self._name("jpg"), saved.content, self._group(), relation, kind, made_from)

    def _screen(self, layout: str, hue: float) -> Screen:
        dice = self.dice
        first, second = dice.sample(_FIRMS, 2)
        text = dice.choice(_CLAIMS).format(
            a=first, b=second, n=dice.randrange(3, 90), y=dice.randrange(2027, 2042)
        )
        name = dice.choice(_NAMES)
        handle = f"@{name.lower().replace(' ', '_')}_example"
        stamp = f"{dice.randrange(24):02d}:{dice.randrange(60):02d} - {dice.randrange(1, 28)} Mar"
        counts = (dice.randrange(5, 900), dice.randrange(50, 9000), dice.randrange(5, 2000))
        return Screen(layout, name, handle, text, stamp, counts, dark=happens(dice, 0.4), hue=hue)

    def _group(self) -> str:
        self._lookalikes += 1
        return f"other-{self._lookalikes}"

    def _name(self, suffix: str) -> str:
        return f"{self.dice.getrandbits(60):015x}.{suffix}"


_SWAPS: Final = {
    "billion": "million",
    "autumn.": "spring.",
    "build": "buy",
    "holiday.": "pension.",
    "orbit": "Antarctica",
    "copper": "lithium",
    "factories": "offices",
    "sea": "desert",
}


def _edited(word: str, dice: Random) -> str:
    """Return a word with other digits, or another word; the word itself where there is nothing to edit."""
    if not any(letter.isdigit() for letter in word):
        return _SWAPS.get(word, word)
    first = next(place for place, letter in enumerate(word) if letter.isdigit())
    last = max(place for place, letter in enumerate(word) if letter.isdigit())
    place = last if last - first > 1 else first
    other = dice.choice([digit for digit in "123456789" if digit != word[place]])
    return word[:place] + other + word[place + 1 :]
