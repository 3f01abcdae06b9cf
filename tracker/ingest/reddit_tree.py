"""Submissions and comments as Reddit wraps them: `kind` beside `data`, replies inside replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.ingest.fields import at, object_at, refuse, text_at
from tracker.ingest.reader import Service, guarded
from tracker.ingest.reddit import parse_thing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row

KINDS: Final = frozenset({"t1", "t3"})
"""A comment and a submission."""


def walk(record: Record, child: Any) -> Iterator[Row]:
    """Yield a post and the replies below it; a broken reply is a reject of its own."""
    waiting = [child]
    while waiting:
        thing = waiting.pop()
        yield from guarded(record, _thing(record, thing))
        waiting.extend(reversed(_replies(thing)))


def _thing(record: Record, child: Any) -> Iterator[Row]:
    kind, value = text_at(child, "kind"), object_at(child, "data")
    if kind == "more":
        yield Service(record, f"replies that the page did not load: {at(value, 'count')}")
    elif kind in KINDS and value is not None:
        yield from parse_thing(record, value)
    else:
        raise refuse("kind", kind, "`t1`, `t3` or `more`, with `data`")


def _replies(child: Any) -> list[JsonObject]:
    """Return the replies below a comment: a listing, or empty text where there are none."""
    found = at(child, "data", "replies", "data", "children")
    return found if isinstance(found, list) else []
