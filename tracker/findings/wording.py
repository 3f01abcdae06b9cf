"""How times and evidence stand in a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.base.clock import format_us

if TYPE_CHECKING:
    from collections.abc import Iterable

EVIDENCE_LIMIT: Final = 200
"""Posts named under one finding; the rumor's whole list stands in exports/posts.csv."""

HERE: Final = "Counted in these archives only; earlier or other posts may exist outside them."


def moment(us: int | None) -> str | None:
    """Return a time as printed in facts.json; null stays null."""
    return None if us is None else format_us(us)


def resting_on(posts: Iterable[str], sources: tuple[str, ...]) -> tuple[str, ...]:
    """Return the evidence of a finding: its posts, or the sources that were searched where it has none."""
    return tuple(posts)[:EVIDENCE_LIMIT] or sources[:EVIDENCE_LIMIT]
