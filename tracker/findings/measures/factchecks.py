"""How long the fact-check took, and what was out by then."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.base.clock import SECOND_US, format_us
from tracker.findings.measure import Finding, measure
from tracker.findings.settings import FactCheck, FindingSettings
from tracker.findings.spread import Spread
from tracker.findings.wording import HERE, resting_on


@measure(asks="How long after the earliest captured post did the fact-check come?")
def factchecks(spread: Spread, settings: FindingSettings) -> Iterator[Finding]:
    """Measure each fact-check that the user named: its delay, and the share of posts already out.

    A before-and-after ratio is not given: any decaying spread falls after any moment (docs/speed.md).
    """
    if spread.start_us is None:
        return
    ordered = sorted(settings.factchecks, key=lambda check: (check.at_us, check.url))
    for number, check in enumerate(ordered, 1):
        yield _finding("factcheck_delay" if number == 1 else f"factcheck_delay_{number}", check, spread)


def _finding(name: str, check: FactCheck, spread: Spread) -> Finding:
    first = spread.earliest.members[0]
    before = [post.post for post in spread.counted if (post.posted_at or 0) < check.at_us]
    after = len(spread.counted) - len(before)
    return Finding(
        name=name,
        value=(check.at_us - (spread.start_us or 0)) / SECOND_US,
        low=(check.at_us - first.high) / SECOND_US,
        high=(check.at_us - first.low) / SECOND_US,
        unit="s",
        detail={
            "url": check.url, "at": format_us(check.at_us), "posts_before": len(before), "posts_after": after,
            "share_before": round(len(before) / len(spread.counted), 6),
        },
        method="From the earliest captured post of the rumor to the time given for the fact-check; the range "
        "is that of the earliest post's time.",
        evidence=resting_on([first.post, *before], spread.sources),
        caveat=f"What came after the fact-check need not come from it. {HERE}",
    )  # fmt: skip


MEASURE = factchecks
