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
VARIANT: Final = "Variant: words or numbers inside changed"
NO_PICTURES: Final = (
    "Most of these pictures are left out to keep the page small; exports/lineage.csv gives the SHA-256 of each form."
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


def variant(row: Row, followed: str | None) -> str:
    """Return that a form is a variant of the picture followed (its cluster is another one); empty for a copy of it."""
    return VARIANT if row.get("cluster") != followed else ""


def changes(row: Row, parent: Row | None = None) -> str:
    """Return what differs from the form it was made from, or is closest to; empty where there is none.

    Two forms of one cluster have been shown to have the same words and numbers; two of different ones to differ.
    """
    if not row.get("parent"):
        return ""
    inside = _value(row, "changed") > INSIDE
    is_copy = parent is not None and parent.get("cluster") == row.get("cluster")
    is_other = parent is not None and not is_copy
    told = [
        words for is_so, words in (
            (is_other or (inside and not is_copy), "something inside changed"),
            (inside and is_copy, "some detail inside differs, no changed words or numbers found"),
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
