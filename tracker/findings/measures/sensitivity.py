"""Whether the answer hangs on one setting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tracker.findings.evidence import Evidence
from tracker.findings.measure import Finding, measure
from tracker.findings.origin import origins_of
from tracker.findings.spread import Spread, spread_of
from tracker.findings.varied import variations
from tracker.findings.wording import resting_on

if TYPE_CHECKING:
    from tracker.findings.origin import Origins


@measure(asks="Would the answer be the same with fewer exports, fewer clocks or stronger matches only?")
def sensitivity(spread: Spread, evidence: Evidence) -> Iterator[Finding]:
    """Ask for the origin again under other settings: `value` is the share of them, 0 to 1, that change nothing.

    The answer is the first candidate, whether it is here, and who is named. Null where no other setting applies.
    """
    asked = _answer(spread, origins_of(spread, evidence))
    rows = [{"setting": setting, **_again(changed)} for setting, changed in variations(spread, evidence)]
    differing = [row for row in rows if any(row[name] != asked[name] for name in asked)]
    posts = [str(row[name]) for row in (asked, *differing) for name in ("first", "candidate") if row[name]]
    yield Finding(
        name="sensitivity",
        value=round(1 - len(differing) / len(rows), 6) if rows else None,
        unit="share",
        detail={"settings": len(rows), "unchanged": len(rows) - len(differing), "answer": asked, "changed": differing},
        method="The same question again with strong matches only, without each export, and without each kind of "
        "clock; unchanged means the same earliest captured post, the same first candidate, and the same name or none.",
        evidence=resting_on((post for post in dict.fromkeys(posts) if post in spread.posts), spread.sources),
        caveat="Settings are changed one at a time; an answer that none of them changes can still be wrong.",
    )


def _again(evidence: Evidence) -> dict[str, Any]:
    spread = spread_of(evidence.tables, evidence.rumor, evidence.settings)
    return _answer(spread, origins_of(spread, evidence))


def _answer(spread: Spread, found: Origins) -> dict[str, Any]:
    """Return what is compared: the earliest captured post, the first candidate, and who is named."""
    members, candidates = spread.earliest.members, found.candidates
    return {
        "first": members[0].post if members else None,
        "candidate": candidates[0].post if candidates else None,
        "named": found.account,
    }


MEASURE = sensitivity
