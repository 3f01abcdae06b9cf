"""The message catalogue: the words on charts and the numbers of "How fast"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.outputs import answers, doubt, messages, opening, phrases, subject

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts, Row

FEWEST: Final = 10  # posts: of fewer after the earliest the findings give no range, and no speed is told
NO_TIME: Final = "No post followed here has a usable time."


def speed(facts: Facts) -> list[tuple[str, str, str]]:
    """Return the numbers of the panel "How fast": (number, what it is, its range)."""
    told = too_few(facts) or _shares(facts)
    peak = _busiest(facts)
    if peak:
        start = (peak.get("detail") or {}).get("start")
        told.append(
            (
                phrases.count(round(peak["value"]), "post"),
                f"Busiest hour: from {phrases.when(start, 60)}",
                "",
            )
        )
    return told + [
        _factcheck_number(check) for check in answers.factchecks(facts) if check.get("value") is not None
    ]


def too_few(facts: Facts) -> list[tuple[str, str, str]]:
    """Return what stands in the place of a speed where too few posts came to tell one; else nothing."""
    number = (answers.detail(facts, "time_to_50") or {}).get("n")
    if number is None or number >= FEWEST or not answers.rows(facts, "first_seen"):
        return []
    label = f"Too few posts to tell a speed: at least {FEWEST} others with a time are needed"
    if not number:
        label = f"No other {subject.subject(facts)} with a time is in these archives: no speed can be told"
    return [(f"{phrases.count(number, 'post')} after the earliest", label, "")]


def _busiest(facts: Facts) -> Row | None:
    """Return the hour with most posts; of fewer posts than tell a speed no hour is called busy."""
    timed = answers.number(facts, "timeline")
    return answers.number(facts, "peak_hour") if timed and timed["value"] >= FEWEST else None


def _shares(facts: Facts) -> list[tuple[str, str, str]]:
    """Return how long until a tenth, half and nine tenths were there, and how fast the number doubled."""
    told = []
    for share in ("10", "50", "90"):
        found = answers.number(facts, f"time_to_{share}")
        if found:
            label = (
                f"Time to {share} %: from the earliest {subject.subject(facts)} {subject.here(facts)} until "
                f"{share} % of the other posts with a time were there"
            )
            told.append((phrases.span(found["value"]), label, range_of(found)))
    doubling = answers.number(facts, "doubling")
    if doubling:
        told.append((phrases.span(doubling["value"]), _fitted(facts, doubling), range_of(doubling)))
    return told


def _fitted(facts: Facts, doubling: Row) -> str:
    """Return what the doubling time is, and how well the line fits that it is read from."""
    found = doubling.get("detail") or {}
    told = f"Doubling time, early on: from a line fitted to the posts {subject.here(facts)}, not a count"
    return told if found.get("r2") is None else f"{told} (fit r² {found['r2']:.3f}; 1 would be exact)"


def _factcheck_number(check: Row) -> tuple[str, str, str]:
    share = check.get("share_before")
    later = check.get("posts_after")
    after = f"; {phrases.count(later, 'post')} came after it" if share is not None and later is not None else ""
    is_late = check["value"] >= 0
    order = "from the earliest post until" if is_late else "before the earliest post,"
    low, high = check.get("low"), check.get("high")
    turned = check if is_late or low is None or high is None else {"low": -high, "high": -low}
    return (
        phrases.span(abs(check["value"])),
        f"Fact-check: {order} {messages.which_check(check)}{after}",
        range_of(turned, "by the earliest post's own interval"),
    )


def range_of(found: Row, of: str = "90 % of resamplings") -> str:
    """Return the range of a number in words, and what it is the range of."""
    low, high = found.get("low"), found.get("high")
    if low is None or high is None:
        return "No range was computed"
    if (found.get("detail") or {}).get("zone_unknown"):
        of = f"{of}, whatever zone times without one have"
    return f"Range: {phrases.ends_in_words(low, high)} ({of})"


def chart_title(facts: Facts, step: str) -> str:
    """Return the title of the timeline chart, `step` being what one bar spans."""
    followed = subject.thing(facts)
    what = "of the chain" if followed == "chain" else f"with the {followed}"
    return f"Posts {what} per {step}, in these archives"


def chart_caveat(facts: Facts) -> str:
    """Return the caveat that stands inside the chart."""
    untimed = (answers.detail(facts, "timeline") or {}).get("untimed")
    left_out = f" {phrases.count(untimed, 'post')} without a usable time left out." if untimed else ""
    counted = f"Counts are of posts in these archives{subject.span_words(facts)}, not of all posts."
    earlier = doubt.before_the_span(facts)
    return f"{counted}{f' {earlier}.' if earlier else ''}{left_out}{_without_a_zone(facts)}"


def _without_a_zone(facts: Facts) -> str:
    """Return how many of the posts counted state no time zone; empty for none."""
    number = answers.zoneless(facts)
    posts = phrases.count(number, "post states", "posts state")
    return f" {posts} no time zone: counted as if in UTC." if number else ""


def coverage_heading(facts: Facts) -> str:
    """Return what stands above the strips under the chart."""
    lacking = "; striped: an export lacks posts" if answers.lacking(facts) else ""
    return f"What the exports cover (hatched: not covered{lacking})"


def chart_source(facts: Facts) -> str:
    """Return the source line that stands inside the chart."""
    found = answers.exports(facts) or facts.get("sources") or []
    exports = len({row.get("path") for row in found})
    return f"Source: {phrases.count(exports, 'export')}, {phrases.count(facts.get('posts', 0), 'post')} read."


def chart_finding(facts: Facts) -> str:
    """Return the main finding of the chart, for its description and alt text."""
    first = phrases.plain(opening.opening_without_account(facts))
    peak, busiest = _busiest(facts), ""
    if peak:
        start = (peak.get("detail") or {}).get("start")
        posts = phrases.count(round(peak["value"]), "post")
        busiest = f" The busiest hour, from {phrases.when(start, 60)}, has {posts}."
    return f"{first}{busiest} {chart_caveat(facts)}"


def chart_marks(facts: Facts) -> list[tuple[int, str]]:
    """Return the moments that the chart marks, with their labels, in order."""
    marks: list[tuple[int, str]] = []
    first = answers.first_moment(facts)
    if first is not None and subject.situation(facts) != "alone":
        told = subject.situation(facts)
        word = {"claims": "earliest stated time", "tie": "earliest posts (order not known)"}
        marks.append((first, word.get(told, f"earliest {subject.subject(facts)} {subject.here(facts)}")))
    for row in answers.rows(facts, "first_per_platform"):
        at = answers.moment(row.get("posted_at") or row.get("low"))
        if at is not None and row.get("delay_s") and row.get("order_known"):
            marks.append((at, f"first on {phrases.platform(row['platform'])}"))
    for check in answers.factchecks(facts):
        at = answers.moment(check.get("at"))
        if at is not None:
            marks.append((at, "fact-check"))
    return sorted(marks)
