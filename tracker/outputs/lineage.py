"""The message catalogue: how a picture changed from one form to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.outputs import phrases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.outputs.answers import Row

HEADING: Final = "How the picture changed"
HELD_ONLY: Final = (
    "The forms held here, each after the one it was most likely made from. Forms in between may be missing; the "
    "oldest form seen need not be the first that there was. It says nothing about who made any of them."
)
PART: Final = 0.01  # share of the area that is worth a word
INSIDE: Final = 0.001
SIZE: Final = 0.03
TONE: Final = 0.06
COLOUR: Final = 0.25


def place(row: Row, numbers: Mapping[str, int]) -> str:
    """Return where a form stands: by the number of the form that it was made from."""
    parent = numbers.get(row.get("parent") or "")
    is_known = row.get("direction") == "known"
    if parent is None:
        return "Oldest form seen" if is_known else "Not placed: order unknown"
    return f"Made from {parent}" if is_known else f"Closest to {parent}, order unknown"


def changes(row: Row) -> str:
    """Return what differs from the form it was made from, or is closest to; empty where there is none."""
    if not row.get("parent"):
        return ""
    told = [
        words for is_so, words in (
            (_value(row, "changed") > INSIDE, "something inside changed"),
            (_value(row, "cut") > PART, "cut"),
            (_value(row, "added") > PART, "something around it added"),
            (_value(row, "scale", 1) < 1 - SIZE, "smaller"),
            (_value(row, "scale", 1) > 1 + SIZE, "larger"),
            (abs(_value(row, "contrast", 1) - 1) > TONE, "other brightness or contrast"),
            (_value(row, "colour", 1) < 1 - COLOUR, "less colour"),
            (_value(row, "colour", 1) > 1 + COLOUR, "more colour"),
        ) if is_so
    ]  # fmt: skip
    return phrases.capital(", ".join(told)) if told else "Saved again, nothing else seen"


def _value(row: Row, name: str, otherwise: float = 0.0) -> float:
    found = row.get(name)
    return otherwise if found is None else float(found)
