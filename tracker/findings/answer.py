"""Ask every measure that is plugged in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.findings.measure import Finding, Measure, measures, table_of
from tracker.findings.spread import spread_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.findings.evidence import Evidence
    from tracker.tables.findings import Findings


def answer_all(evidence: Evidence) -> Findings:
    """Return every answer that the tables give, sorted by name.

    A measure is given what the types of its parameters name: a table, the `Rumor`, the `FindingSettings`,
    the `Spread` (the rumor's posts, dated) or the whole `Evidence`. Raises ``TypeError`` for another type:
    a fault of the measure, found by the contract tests.
    """
    supply = supplies(evidence)
    return table_of(pair for question in measures().values() for pair in answers(question, supply))


def supplies(evidence: Evidence) -> dict[type, Any]:
    """Return what measures may ask for, by type."""
    tables = evidence.tables
    things: list[Any] = [getattr(tables, name) for name in tables.__struct_fields__]
    things += [tables, evidence, evidence.rumor, evidence.settings]
    things.append(spread_of(tables, evidence.rumor, evidence.settings))
    return {type(thing): thing for thing in things}


def answers(question: Measure, supply: dict[type, Any]) -> Iterator[tuple[Measure, Finding]]:
    """Ask one measure."""
    missing = {name: kind.__name__ for name, kind in question.needs.items() if kind not in supply}
    if missing:
        message = f"measure {question.name}: nothing supplies {missing}"
        raise TypeError(message)
    given = {name: supply[kind] for name, kind in question.needs.items()}
    for finding in question.answer(**given):
        yield question, finding
