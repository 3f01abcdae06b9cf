"""What the drawn screens say: invented sentences with a name, a number, a date and a claim, in several scripts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Final

HALVES: Final = ("tuning", "reporting")
EDITS: Final = ("number", "date", "name", "word", "negation")
Bank = dict[str, Any]


@lru_cache(maxsize=2)
def banks(half: str) -> dict[str, Bank]:
    """Return the word banks of a half by language."""
    text = (Path(__file__).parent / "wording" / f"{half}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True)
class Claim:
    """A sentence with its facts still apart, so that one of them can be changed."""

    pattern: str
    facts: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The sentence."""
        return _upper(self.pattern.format(**dict(self.facts)))

    def fact(self, slot: str) -> str:
        """Return what fills a slot."""
        return dict(self.facts)[slot]

    def but(self, slot: str, value: str) -> Claim:
        """Return the claim with one fact changed."""
        return Claim(self.pattern, tuple((name, value if name == slot else old) for name, old in self.facts))


@dataclass(frozen=True)
class Story:
    """All that one screen says; what is shown in the same place on every screen of a layout is no part of it."""

    half: str
    language: str
    claim: Claim
    body: tuple[str, ...]
    name: str
    handle: str
    remarks: tuple[str, ...]
    press: str
    stamp: str
    clock: str
    photo: int
    """Seed of the picture inside, where the layout shows one."""
    face: int
    """Seed of the author's avatar."""
    others: tuple[str, ...] = field(default=())
    """Names of the people who answer."""

    @property
    def bank(self) -> Bank:
        """The words of its language."""
        return banks(self.half)[self.language]

    @property
    def script(self) -> str:
        """Latin, Cyrillic, Arabic, CJK, Thai or Devanagari."""
        return str(self.bank["script"])

    @property
    def ui(self) -> list[str]:
        """What stands on the buttons."""
        return list(self.bank["ui"])


def story(half: str, language: str, seed: str) -> Story:
    """Return an invented story; equal seeds tell equal stories."""
    dice = Random(f"{half} {language} {seed}")
    bank = banks(half)[language]
    author = dice.randrange(len(bank["name"]))
    told = Story(
        half, language, _claim(bank, dice), (), bank["name"][author], f"{_word(author)}_{language}_example",
        tuple(dice.sample(bank["remarks"], 4)), dice.choice(bank["press"]),
        _date(bank, dice), f"{dice.randrange(24):02d}:{dice.randrange(60):02d}", dice.getrandbits(30),
        author, tuple(dice.sample(bank["name"], 4)),
    )  # fmt: skip
    return replace(told, body=_body(bank, dice))


def edited(told: Story, kind: str, seed: str) -> tuple[Story, str, str]:
    """Change one fact of the claim; return the new story, what stood there and what stands there now."""
    dice = Random(f"{kind} {seed}")
    slot = {"number": "n", "date": "date", "name": "name", "word": dice.choice(("act", "thing", "place"))}.get(
        kind, "will"
    )
    was = told.claim.fact(slot)
    now = _number(was, told.bank, dice) if slot == "n" else _other(told, slot, was, dice)
    return replace(told, claim=told.claim.but(slot, now)), was, now


def other_claim(told: Story, seed: str, *, body: bool = True) -> Story:
    """Let the same author say something else at the same place."""
    new = story(told.half, told.language, f"other {seed}")
    return replace(told, claim=new.claim, body=new.body if body else told.body, photo=told.photo)


def _other(told: Story, slot: str, was: str, dice: Random) -> str:
    if slot == "will":
        pair = next(pair for pair in told.bank["will"] if was in pair)
        return str(pair[1 - pair.index(was)])
    if slot == "date":
        return _moved(was, told.bank, dice)
    return str(dice.choice([word for word in told.bank[slot] if word != was]))


def _moved(was: str, bank: Bank, dice: Random) -> str:
    """Return the same date of another year, or with another last digit."""
    digits = bank["digits"]
    places = [at for at, letter in enumerate(was) if letter in digits]
    years = [at for at in places if at + 3 in places and all(at + n in places for n in range(4))]
    at = years[0] + 3
    return was[:at] + dice.choice([d for d in digits[1:] if d != was[at]]) + was[at + 1 :]


def _number(was: str, bank: Bank, dice: Random) -> str:
    at = dice.randrange(len(was))
    return was[:at] + dice.choice([d for d in bank["digits"][1:] if d != was[at]]) + was[at + 1 :]


def _claim(bank: Bank, dice: Random) -> Claim:
    slots = {slot: dice.choice(bank[slot]) for slot in ("org", "act", "thing", "place", "name")}
    slots |= {"will": dice.choice(bank["will"])[dice.random() < 0.25], "n": _native(dice.randrange(12, 980), bank)}
    slots["date"] = _date(bank, dice)
    return Claim(dice.choice(bank["claims"]), tuple(sorted(slots.items())))


def _body(bank: Bank, dice: Random) -> tuple[str, ...]:
    chosen = dice.sample(bank["more"], min(4, len(bank["more"])))
    return tuple(_upper(line.format(**dict(_claim(bank, dice).facts))) for line in chosen)


def _date(bank: Bank, dice: Random) -> str:
    day, year = _native(dice.randrange(1, 29), bank), _native(dice.randrange(2024, 2032), bank)
    return str(bank["date"].format(d=day, month=dice.choice(bank["month"]), y=year))


def _native(number: int, bank: Bank) -> str:
    return str(number).translate(str.maketrans("0123456789", bank["digits"]))


def _word(number: int) -> str:
    dice = Random(number)
    return "".join(dice.choice("bdfklmnprst") + dice.choice("aeiou") for _ in range(3))


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
