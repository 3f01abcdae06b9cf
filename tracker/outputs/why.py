"""The message catalogue: why a picture matched another, out of what the comparison left in `copies.evidence`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tracker.outputs import phrases

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

HEADING: Final = "Why the pictures matched"
INTRODUCTION: Final = (
    "On the left stands the picture that was compared with, on the right the one that posts here carry. What "
    "differs is marked on the right. A comparison does not tell which of two came first. "
    "The strength is that of this comparison; the table above gives that with the picture asked for, where the two "
    "were compared."
)
WITH_GIVEN: Final = " with the picture asked for"
WITH_GROUP: Final = " with another copy of it held here"
DIFFER: Final = "words or numbers differ here"
COVERED: Final = "something seems to lie over one of the two here: not compared"
RELATIONS: Final = {
    "same_file": "The same file",
    "same_picture": "The same picture",
    "copy": "A copy",
    "variant": "A variant",
}
_ALONE: Final = {
    "bytes": "Both files have the same bytes.",
    "pixels": "The files differ, but every pixel in them is the same.",
    "representative": "This is the picture that the others were compared with.",
}
_LAID: Final = {
    "points": "where points of both agree",
    "size": "from edge to edge",
    "mirrored": "with one of them mirrored",
    "photo": "in perspective, as a photograph of a screen is",
}
_TURNED: Final = {"mirrored": "mirrored", "inverted": "with light and dark exchanged"}
_PARTS: Final = {
    "first": "The picture compared with lies inside this one.",
    "second": "This picture shows a part of the one compared with.",
}


Box = tuple[int, int, int, int]
"""Left, top, width, height in pixels of the matched picture's file."""


class Marks(msgspec.Struct, frozen=True):
    """What is marked on the matched picture."""

    differ: tuple[Box, ...] = ()
    covered: tuple[Box, ...] = ()


def verdict(relation: str, strength: str) -> str:
    """Return the relation and the strength in words.

    >>> verdict("copy", "fair"), verdict("", "")
    ('A copy, fair match', 'No match')
    """
    named = RELATIONS.get(relation, "No match")
    return f"{named}, {strength} match" if strength else named


def proof(evidence: Mapping[str, Any]) -> str:
    """Return in one sentence how a match was proved; empty where nothing was.

    >>> proof({"step": "size", "agree": 0.9984, "contradict": 0.0})
    'Laid on one another from edge to edge: over 99 % of what was compared is alike and nothing contradicts it.'
    """
    step = evidence.get("step", "")
    if step in _ALONE:
        return _ALONE[step]
    if step == "words":
        share = phrases.percent(evidence.get("contained") or 0.0)
        return f"They cannot be laid on one another; the words read in both are alike for {share}."
    if step not in _LAID or evidence.get("agree") is None:
        return ""
    turned = [words for key, words in _TURNED.items() if evidence.get(key)]
    how = ", ".join([f"Laid on one another {_LAID[step]}", *turned])
    return f"{how}: {phrases.percent(evidence['agree'])} of what was compared is alike{_against(evidence)}."


def _against(evidence: Mapping[str, Any]) -> str:
    share = evidence.get("contradict") or 0.0
    return f" and {phrases.percent(share)} contradicts it" if share else " and nothing contradicts it"


def details(evidence: Mapping[str, Any]) -> list[str]:
    """Return what else is to be known: the part shown, what differs, what lies over it, what was not checked."""
    found = marks(evidence)
    told = [_PARTS.get(evidence.get("part", ""), ""), _differing(evidence, len(found.differ))]
    if found.covered:
        places = phrases.count(len(found.covered), "place")
        told.append(f"In {places} something seems to lie over one of them; what stands there was not compared.")
    if evidence.get("unchecked"):
        told.append(f"Not checked are {phrases.shown(str(evidence['unchecked']))}.")
    return [one for one in told if one]


def _differing(evidence: Mapping[str, Any], places: int) -> str:
    was, now = evidence.get("was"), evidence.get("is")
    if was and now:
        old, new = phrases.quoted(str(was)), phrases.quoted(str(now))
        return f"Where the picture compared with says {old}, this one says {new}."
    if not places:
        return ""
    why = phrases.shown(str(evidence.get("words") or "")).removeprefix("words ")
    return f"They differ in {phrases.count(places, 'place')}.{f' Their words: {why}.' if why else ''}"


def marks(evidence: Mapping[str, Any]) -> Marks:
    """Return what is marked: each place that differs, else the box around the changed words.

    >>> marks({"box": [10, 20, 30, 8], "covered": []}).differ
    ((10, 20, 30, 8),)
    """
    return Marks(_boxes(evidence.get("regions")) or _boxes([evidence.get("box")]), _boxes(evidence.get("covered")))


def marked(marks: Marks) -> str:
    """Return how many places are marked, for those who do not see them; empty for none.

    >>> marked(Marks(differ=((0, 0, 5, 5),)))
    '1 place marked: words or numbers differ here'
    """
    counted = ((marks.differ, DIFFER), (marks.covered, COVERED))
    return "; ".join(f"{phrases.count(len(boxes), 'place')} marked: {words}" for boxes, words in counted if boxes)


def _boxes(found: Any) -> tuple[Box, ...]:
    return tuple((int(x), int(y), int(width), int(height)) for x, y, width, height in filter(None, found or ()))


def paragraph(evidence: Mapping[str, Any], before: str = "") -> str:
    """Return all that is told of a match, after what is told before."""
    return " ".join(filter(None, [before, proof(evidence), *details(evidence)]))


def in_one_line(row: Mapping[str, Any]) -> str:
    """Return a row of `copies`, its evidence read, as one line of plain text; empty where it has no match."""
    evidence = row.get("evidence") or {}
    if evidence.get("step") == "bytes" and row.get("parent_file") == row.get("sha256"):
        return "A further place of a file with the same bytes."
    return phrases.plain(paragraph(evidence)) if proof(evidence) else ""
