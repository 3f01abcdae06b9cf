"""What a measure is: one question, in one file.

A measure is a function marked with :func:`measure`; the types of its parameters say which tables it needs
and `flow` supplies them. It returns :class:`Finding` objects, which cannot be built without evidence,
method and caveat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, get_type_hints

import msgspec

from tracker.base.canonical import dumps
from tracker.base.plugins import discover
from tracker.tables.findings import Findings

MEASURES_PACKAGE: Final = "tracker.findings.measures"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One answer with what it rests on.

    Raises ``ValueError`` without evidence, method or caveat: an answer that cannot be traced is none.
    """

    name: str
    """Name in facts.json, unique in a case: `time_to_50`."""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    detail: Any = None
    """The whole answer, as plain JSON values."""
    method: str
    evidence: tuple[str, ...]
    """Keys of posts (`x:1`) or, for what a whole file shows, of sources (`s1`)."""
    caveat: str

    def __post_init__(self) -> None:
        for part in ("name", "method", "evidence", "caveat"):
            if not getattr(self, part):
                message = f"finding {self.name!r} has no {part}"
                raise ValueError(message)


class Measure(msgspec.Struct, frozen=True):
    """A question and the function that answers it."""

    name: str
    asks: str
    answer: Callable[..., Iterable[Finding]]
    needs: dict[str, type]
    """Parameter name -> table class (or `Rumor`, `Settings`) that it takes."""


def measure(*, asks: str) -> Callable[[Callable[..., Iterable[Finding]]], Measure]:
    """Mark the function that answers a question; the module's `MEASURE` is what it returns.

    >>> @measure(asks="How many posts are there?")
    ... def size(posts: Findings) -> Iterable[Finding]:
    ...     return []
    >>> size.name, list(size.needs)
    ('size', ['posts'])
    """

    def mark(answer: Callable[..., Iterable[Finding]]) -> Measure:
        hints = get_type_hints(answer)
        hints.pop("return", None)
        return Measure(answer.__name__, asks, answer, hints)

    return mark


def measures() -> dict[str, Measure]:
    """Return every measure that is plugged in, by name."""
    return discover(MEASURES_PACKAGE, "MEASURE", Measure, "tracker.measures")


def table_of(found: Iterable[tuple[Measure, Finding]]) -> Findings:
    """Return findings as a table, sorted by name."""
    rows = [
        {
            "finding": finding.name, "measure": question.name, "asks": question.asks,
            "value": finding.value, "low": finding.low, "high": finding.high, "unit": finding.unit,
            "detail": dumps(finding.detail), "method": finding.method,
            "evidence": list(finding.evidence), "caveat": finding.caveat,
        }
        for question, finding in found
    ]  # fmt: skip
    return Findings.from_rows(sorted(rows, key=lambda row: row["finding"]))
