"""The message catalogue: what a post passes on or answers, and the posts behind it that are not here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.outputs import answers, phrases
from tracker.outputs.opening import post_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.outputs.answers import Facts, Row

_KINDS: Final = {
    "repost": "Repost of", "crosspost": "Crosspost of", "forward": "Forward of", "quote": "Quotes", "reply": "Answers",
}  # fmt: skip
HELD_ONLY: Final = "Which captured posts were passed on most"


def pointing(row: Row, ranks: Mapping[str, str]) -> str:
    """Return what a post passes on or answers; empty for a post of its own.

    `ranks` gives the number of each post that stands in the same table.

    >>> pointing({"points_at": {"kind": "repost", "post": "x:1", "account": None, "here": False}}, {})
    'Repost of a post that is not here'
    """
    target = row.get("points_at")
    if not target or target.get("kind") not in _KINDS:
        return ""
    begins = _KINDS[target["kind"]]
    named = phrases.quoted(target["account"]) if target.get("account") else ""
    if not target.get("post"):
        only = f", only where it comes from: {named}" if named else ""
        return f"{begins} a post that the export does not name{only}"
    by = f" by {named}" if named else ""
    if not target.get("here"):
        return f"{begins} a post{by} that is not here"
    number = ranks.get(target["post"])
    return f"{begins} number {number}" if number else f"{begins} a post{by} that is here"


def missing_post(row: Row) -> str:
    """Return one post that is not here: which, by whom, when, and how often posts here pass it on."""
    by = f" by {phrases.quoted(row['account'])}" if row.get("account") else ""
    dated = ""
    if row.get("low") or row.get("high"):
        inside = " by its id" if str(row.get("dated_by") or "").startswith("its id") else ""
        dated = f", {phrases.between(row.get('low'), row.get('high'))}{inside}"
    return f"{post_name(row['post'])}{by}{dated}, {_how_often(row)}{_gone(row)}"


def _gone(row: Row) -> str:
    """Return what an export says of a post that it does not hold; empty where none names it.

    Telegram Desktop names a message that it cannot write; that message need not be deleted.
    """
    if not row.get("gone"):
        return ""
    if row["post"].startswith("telegram:"):
        return "; an export names it without its content"
    return "; an export says that it was deleted or withheld"


def _how_often(row: Row) -> str:
    times = (("passed on", row.get("passed_on") or 0), ("answered", row.get("answered") or 0))
    return phrases.listed([f"{done} {phrases.count(number, 'time')}" for done, number in times if number]) + " here"


def most_missing(facts: Facts) -> str:
    """Return which post that is not here was passed on most; empty where none was."""
    passed_on = [row for row in answers.missing(facts) if row.get("passed_on")]
    if not passed_on:
        return ""
    return f"A post that is not here cannot stand in this table: {missing_post(passed_on[0])}."
