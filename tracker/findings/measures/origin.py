"""Where the rumor may have begun."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from tracker.findings.evidence import Evidence
from tracker.findings.measure import Finding, measure
from tracker.findings.origin import LEVEL, Origins, origins_of
from tracker.findings.spread import Spread
from tracker.findings.wording import moment, resting_on, shown_name

if TYPE_CHECKING:
    from tracker.findings.candidate import Candidate

POINTERS: Final = 20
"""Posts named that point at one candidate; `pointer_count` counts all."""
_METHOD = (
    "Captured posts that point at no other post of the rumor, and absent posts that its posts pass on, "
    "compete: the share of seeded draws of their times in which each is the first (docs/origin.md)."
)


@measure(asks="Which post may have been the first of all, captured or not?")
def origin(spread: Spread, evidence: Evidence) -> Iterator[Finding]:
    """Rank the candidates, and name at most one account, where no evidence held here speaks against it."""
    found = origins_of(spread, evidence)
    captured = [each.post for each in found.candidates if not each.absent]
    children = [
        link.child for link in spread.links if link.parent in {each.post for each in found.candidates}
    ]
    rests = resting_on(dict.fromkeys([*captured, *children]), spread.sources)
    yield _named(found, rests)
    yield Finding(
        name="origin_candidates",
        detail=[_row(each, shown_name(evidence.tables.accounts, spread.posts.get(each.post)))
                for each in found.candidates],
        method=_METHOD,
        evidence=rests,
        caveat="Ranked by what these archives hold; what nothing here points at cannot be in it.",
    )
    yield Finding(
        name="credible_set",
        value=len(found.credible),
        unit="posts",
        detail={"level": LEVEL, "posts": list(found.credible)},
        method=f"The fewest of the most probable candidates that hold {LEVEL:.0%} of the probability.",
        evidence=resting_on([key for key in found.credible if key in spread.posts], rests),
        caveat="Holds as far as the assumptions of docs/origin.md do; posts unknown here are not in it.",
    )


def _named(found: Origins, rests: tuple[str, ...]) -> Finding:
    reason = f"Nobody is named: {found.why_not}. " if found.why_not else ""
    return Finding(
        name="origin",
        detail=[found.account] if found.account else [],
        method="The author of the top candidate, where that post is captured, its probability at least 0.9, "
        "its time undisputed, nothing ties with it and no parent of it is missing.",
        evidence=rests,
        caveat=f"{reason}Earlier posts may exist outside these archives; being early says nothing of intent.",
    )


def _row(each: Candidate, name: str | None) -> dict[str, Any]:
    return {
        "post": each.post,
        "account": each.account,
        "name": name,
        "absent": each.absent,
        "probability": each.probability,
        "low": moment(each.low),
        "high": moment(each.high),
        "evidence": list(each.evidence),
        "against": list(each.against),
        "content_known": each.content_known,
        "pointer_count": len({link.child for link in each.pointers}),
        "pointers": [{"post": link.child, "kind": link.kind} for link in each.pointers[:POINTERS]],
    }


MEASURE = origin
