"""How a case shows itself in a notebook: the lead, what the exports cover, the five earliest posts.

Static HTML without a script, so that it survives nbconvert and needs no trust.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.outputs import answers, doubt, messages, phrases
from tracker.outputs.markup import el, join, prose, stranger, table

if TYPE_CHECKING:
    from collections.abc import Mapping

ROWS: Final = 5


def html(facts: Mapping[str, Any]) -> str:
    """Return the rich display of a case.

    `facts` are those of `facts.json`.
    """
    told = dict(facts)
    lead = el("p", *(join([prose(sentence), " "]) for sentence in messages.lead(told)))
    doubts = el("ul", *(el("li", prose(one)) for one in messages.cannot_show(told)))
    return str(
        el(
            "div",
            lead,
            _coverage(told),
            _earliest(told),
            el("p", el("strong", "What they cannot show")),
            doubts,
        )
    )


def _coverage(facts: dict[str, Any]) -> object:
    body: list[list[object]] = [
        [
            phrases.platform(row["platform"]),
            phrases.when_held(row, "first"),
            phrases.when_held(row, "last"),
            f"{row.get('posts', 0):,}",
        ]
        for row in answers.exports(facts)
    ]
    return (
        table("What the exports cover", ["Platform", "First post", "Last post", "Posts"], body)
        if body
        else None
    )


def _earliest(facts: dict[str, Any]) -> object:
    body: list[list[object]] = [
        [
            str(row["rank"]),
            phrases.when_posted(row),
            phrases.platform(row["platform"]),
            stranger(phrases.handle(answers.account_of(row))),
            row.get("strength") or "",
            dict(doubt.beside(facts, row, None))["against"],
        ]
        for row in answers.rows(facts, "earliest")[:ROWS]
    ]
    head = ["#", "Posted", "Platform", "Account", "Match", "Against"]
    return table("Earliest posts in these archives", head, body) if body else None
