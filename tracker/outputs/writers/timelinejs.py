"""`exports/timelinejs.json` for TimelineJS: at most 20 slides, UTC in every date, no platform address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from markupsafe import escape

from tracker.base.canonical import dumps
from tracker.base.clock import to_datetime
from tracker.outputs import answers, captions, doubt, messages, phrases, subject
from tracker.outputs.names import Names
from tracker.outputs.writer import Output, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.answers import Facts, Row
    from tracker.outputs.writer import View

MOST_SLIDES: Final = 20
EARLIEST_SLIDES: Final = 5


def write(view: View) -> Iterator[Output]:
    """Yield the slides."""
    facts = Names(view).masked(view.facts)
    slides = {
        "title": {"text": _text(messages.title(facts), " ".join(messages.lead(facts)))},
        "events": _events(facts),
    }
    yield Output("exports/timelinejs.json", [dumps(slides, indent=1).encode(), b"\n"])


def _events(facts: Facts) -> list[dict[str, Any]]:
    found = sorted(_moments(facts), key=lambda event: (event[0], event[1], event[2]))[: MOST_SLIDES - 1]
    return [
        {
            "start_date": _date(us),
            "text": _text(headline, told),
            "group": group,
            "unique_id": f"slide-{place}",
        }
        for place, (us, headline, told, group) in enumerate(found, 1)
    ]


def _moments(facts: Facts) -> Iterator[tuple[int, str, str, str]]:
    listed = answers.rows(facts, "earliest") if subject.situation(facts) != "alone" else []
    for row in listed[:EARLIEST_SLIDES]:
        at = answers.moment(row.get("posted_at"))
        if at is not None:
            group = phrases.platform(row["platform"])
            told = dict(doubt.beside(facts, row, None))
            said = f"{phrases.capital(told['match'])}. Coverage: {told['gap']}. Against: {told['against']}."
            yield (
                at,
                f"Number {row['rank']} of the earliest posts",
                f"{phrases.quoted(answers.account_of(row))}. {_zone(row)}{said}",
                group,
            )
    for row in answers.rows(facts, "first_per_platform"):
        at = answers.moment(row.get("posted_at"))
        if at is not None and row.get("delay_s") and row.get("order_known"):
            yield (
                at,
                f"First here on {phrases.platform(row['platform'])}",
                messages.ORDER_ONLY,
                phrases.platform(row["platform"]),
            )
    for check in answers.factchecks(facts):
        at = answers.moment(check.get("at"))
        if at is not None:
            yield (
                at,
                "Fact-check",
                messages.factcheck(facts, check),
                "Fact-checks",
            )
    peak = answers.number(facts, "peak_hour")
    start = answers.moment(((peak or {}).get("detail") or {}).get("start"))
    if start is not None:
        yield start, "The busiest hour", captions.chart_finding(facts), "Spread"


def _zone(row: Row) -> str:
    """Return when a post was made whose time has no zone; the slide itself stands at the time as if in UTC."""
    return "" if row.get("zone_known", True) else f"Posted {phrases.when_posted(row)}. "


def _text(headline: str, told: str) -> dict[str, str]:
    """Return the words of a slide; TimelineJS reads them as HTML, so they are escaped."""
    return {"headline": str(escape(phrases.plain(headline))), "text": f"<p>{escape(phrases.plain(told))}</p>"}


def _date(us: int) -> dict[str, Any]:
    moment = to_datetime(us)
    return {
        "year": moment.year,
        "month": moment.month,
        "day": moment.day,
        "hour": moment.hour,
        "minute": moment.minute,
        "second": moment.second,
        "display_date": phrases.moment_in_full(us),
    }


WRITER = Writer("timelinejs", "at most 20 slides for TimelineJS", "export", write)
