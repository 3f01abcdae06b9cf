"""Whether the answer hangs on one setting, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.outputs import answers, phrases

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts

NAMED: Final = 3
"""Settings that are named; facts.json lists all."""


def steady(facts: Facts) -> list[str]:
    """Return, as one sentence, that no other setting changes the answer; empty where one does or none applies."""
    told = _told(facts)
    if not told.get("settings") or told.get("changed"):
        return []
    settings = told["settings"]
    if settings == 1:
        return ["Asked again under the one other setting that applies, the answer stays the same."]
    return [f"Asked again under {settings:,} other settings (each a little poorer), the answer stays the same in all."]


def unsteady(facts: Facts) -> list[str]:
    """Return, as one sentence, which other settings change the answer; empty where none does."""
    told = _told(facts)
    changed = [phrases.shown(str(row["setting"])) for row in told.get("changed") or ()]
    if not changed:
        return []
    more = len(changed) - NAMED
    named = [*changed[:NAMED], f"in {more:,} more"] if more > 0 else changed
    rest, changing = told["unchanged"], phrases.listed(named, "or")
    others = "" if not rest else f"; under {rest:,} other {'setting' if rest == 1 else 'settings'} it stays the same"
    return [f"The answer hangs on what is here: it is another one {changing}{others}."]


def _told(facts: Facts) -> dict[str, Any]:
    found = answers.number(facts, "sensitivity") or {}
    detail: dict[str, Any] = found.get("detail") or {}
    return detail
