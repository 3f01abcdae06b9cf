"""How writers read `facts.json`: every look-up in one place, so that a missing answer is never a crash.

A finding that could not be computed is absent from the facts; here it reads as no rows, or as None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.base import clock, keys
from tracker.base.canonical import dumps

if TYPE_CHECKING:
    from collections.abc import Mapping

Facts = dict[str, Any]
Row = dict[str, Any]


def rows(facts: Mapping[str, Any], name: str) -> list[Row]:
    """Return the rows of an answer that is a list; none where it was not computed.

    >>> rows({"unknowns": {"detail": [{"what": "a"}]}}, "unknowns")
    [{'what': 'a'}]
    """
    found = detail(facts, name)
    if isinstance(found, dict):
        found = found.get("rows")
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def detail(facts: Mapping[str, Any], name: str) -> Any:
    """Return the whole answer of a finding, or the key of the run itself."""
    found = facts.get(name)
    return found["detail"] if isinstance(found, dict) and "detail" in found else found


def number(facts: Mapping[str, Any], name: str) -> Row | None:
    """Return the finding of that name where it has a value."""
    found = facts.get(name)
    return found if isinstance(found, dict) and found.get("value") is not None else None


def findings(facts: Mapping[str, Any]) -> list[tuple[str, Row]]:
    """Return what the report can say about how it was computed: (name, asks, how, caveat), by name."""
    about = facts.get("about") or {}
    own = {name: value for name, value in facts.items() if isinstance(value, dict) and value.get("how")}
    return sorted({**own, **about}.items())


def rumor(facts: Mapping[str, Any]) -> Row:
    """Return the rumor's numbers; empty where nothing was chosen."""
    return facts.get("rumor") or {}


def moment(text: str | None) -> int | None:
    """Return a time of the facts in microseconds."""
    return clock.parse_iso(text).us if text else None


def earliest_row(facts: Mapping[str, Any], post: str) -> Row:
    """Return the row of the earliest posts that is about `post`; empty where it is not among them."""
    return next((row for row in rows(facts, "earliest") if row.get("post") == post), {})


def platform_of(row: Row) -> str:
    """Return a row's platform, by its column or its post's key."""
    return row.get("platform") or keys.split_key(row.get("post") or "other:")[0]


def account_of(row: Row) -> str | None:
    """Return how a row's account is called: its handle exactly as the export gives it, else its id."""
    return row.get("handle") or row.get("account")


def factchecks(facts: Mapping[str, Any]) -> list[Row]:
    """Return the fact-checks that the user named, in order, each with `value` (seconds) and detail."""
    named = [name for name in facts if name == "factcheck_delay" or name.startswith("factcheck_delay_")]
    named.sort(key=lambda name: (len(name), name))
    return [{**facts[name], **(facts[name].get("detail") or {})} for name in named]


def exports(facts: Mapping[str, Any]) -> list[Row]:
    """Return the coverage of each file that holds posts."""
    return [row for row in rows(facts, "coverage") if row.get("platform")]


def covered(facts: Mapping[str, Any]) -> dict[str, list[tuple[int, int]]]:
    """Return the spans of the exports of each platform, in microseconds, by platform."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in exports(facts):
        first, last = moment(row.get("first")), moment(row.get("last"))
        if first is not None and last is not None:
            spans.setdefault(row["platform"], []).append((first, last))
    return dict(sorted(spans.items()))


def joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that touch one another as one.

    >>> joined([(5, 9), (1, 2), (8, 12)])
    [(1, 2), (5, 12)]
    """
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def lacking(facts: Mapping[str, Any]) -> set[tuple[str, int | None, int | None]]:
    """Return platform and span of each export that was cut off, or holds fewer records than it says itself."""
    short = [row for row in exports(facts) if not row.get("complete", True) or is_short(row)]
    return {(row["platform"], moment(row.get("first")), moment(row.get("last"))) for row in short}


def is_short(row: Row) -> bool:
    """Tell whether an export holds fewer records than it says itself."""
    return row.get("stated") is not None and (row.get("records") or 0) < row["stated"]


def export_spans(facts: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Return the first and the last moment in the exports of each platform; gaps may lie between."""
    return {
        name: (min(first for first, _ in spans), max(last for _, last in spans))
        for name, spans in covered(facts).items()
    }


def first_moment(facts: Mapping[str, Any]) -> int | None:
    """Return the time of the earliest captured post of the rumor, from which the report counts."""
    seen = rows(facts, "first_seen")
    if not seen:
        return None
    known = earliest_row(facts, seen[0]["post"])
    return moment(known.get("posted_at") or seen[0].get("low") or seen[0].get("high"))


def missing(facts: Mapping[str, Any]) -> list[Row]:
    """Return the posts that the rumor's posts point at and that are not here, those passed on most first."""
    found = next((row for row in rows(facts, "unknowns") if row.get("kind") == "absent_posts"), {})
    return list(found.get("missing") or [])


def zoneless(facts: Mapping[str, Any]) -> int:
    """Return how many of the rumor's posts state a time whose zone nothing tells."""
    return sum(row.get("count") or 0 for row in rows(facts, "unknowns") if row.get("kind") == "zone_unknown")


def canonical(facts: Mapping[str, Any]) -> bytes:
    """Return the bytes of `facts.json`: sorted keys, one spelling."""
    return f"{dumps(facts, indent=1)}\n".encode()
