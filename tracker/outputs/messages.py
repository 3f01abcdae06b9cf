"""The message catalogue (English): functions that turn facts into sentences.

Read this one first; the first sentences stand in `opening`, what is said beside a name in `doubt`, charts and
numbers in `captions`, methods in `explain`, single values in `phrases`.

Every number and name in a sentence is read from `facts.json`; nothing is computed here but differences of
two times that stand there. The words obey the table in docs/outputs.md, and a test refuses its left column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import SECOND_US
from tracker.outputs import answers, phrases
from tracker.outputs.doubt import INTENT, MAKER, late_exports
from tracker.outputs.opening import opening
from tracker.outputs.subject import situation, subject, thing

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts, Row

ORDER_ONLY: Final = "The order shows timing, not cause."
PASSING_ON: Final = "Passing on is not the same as believing or making."
VARIANTS_APART: Final = (
    "Variants have other words or numbers and are counted apart. Camera data is not shown."
)
DISAGREE: Final = "its stated time and other evidence disagree (often an import)"
UNCHANGED: Final = (
    "A SHA-256 shows that bytes did not change since loading. It does not show that an export was true."
)


def title(facts: Facts) -> str:
    """Return the headline: it never names an account."""
    if situation(facts) == "nothing":
        return "Nothing in these archives matched"
    return f"How the {thing(facts)} spread"


def lead(facts: Facts) -> list[str]:
    """Return the opening of the report and what followed, two to eight sentences."""
    sentences = opening(facts)
    if situation(facts) == "nothing":
        return sentences
    return [*sentences, *jumps(facts), *factchecks(facts), *disputed(facts), *unsupported(facts)]


def disputed(facts: Facts) -> list[str]:
    """Return what is said about stated times that other evidence contradicts; accounts are not named here."""
    rows = [row for row in answers.rows(facts, "disputed") if row.get("in_rumor", True)]
    first = answers.first_moment(facts)
    earlier = [
        row for row in rows if first is not None and (answers.moment(row.get("claimed")) or first) < first
    ]
    if not earlier:
        return []
    if len(earlier) > 1:
        return [
            f"{len(earlier):,} posts state earlier times that other evidence contradicts. They are not used."
        ]
    row = earlier[0]
    early = phrases.span(((first or 0) - (answers.moment(row["claimed"]) or 0)) / SECOND_US)
    place = phrases.platform(answers.platform_of(row))
    return [f"One post on {place} states a time {early} earlier, but {DISAGREE}. It is not used."]


def unsupported(facts: Facts) -> list[str]:
    """Return what is said about posts that claim to be earlier with nothing to confirm it."""
    number = len(answers.rows(facts, "unsupported"))
    if not number or situation(facts) == "claims":
        return []
    verb = "claims" if number == 1 else "claim"
    posts = phrases.count(number, "post")
    return [f"{posts} {verb} to be earlier on the author's word alone; nothing here confirms it."]


def jumps(facts: Facts) -> list[str]:
    """Return when the other platforms followed; only delays whose order is known are given."""
    rows = [row for row in answers.rows(facts, "first_per_platform") if row.get("delay_s")]
    known = [row for row in rows if row.get("order_known")]
    sentences = []
    if known:
        where = phrases.listed([phrases.platform(row["platform"]) for row in known])
        delays = phrases.listed([phrases.span(row["delay_s"]) for row in known])
        what = phrases.count(len(known), f"first {subject(facts)}", f"first {_plural(facts)}").split(" ", 1)[
            1
        ]
        sentences.append(f"The {what} on {where} came {delays} later.")
    unknown = [phrases.platform(row["platform"]) for row in rows if not row.get("order_known")]
    if unknown:
        sentences.append(f"Whether {phrases.listed(unknown)} came before or after is not known.")
    return sentences


def _plural(facts: Facts) -> str:
    return "copies" if subject(facts) == "copy" else "posts"


def factchecks(facts: Facts) -> list[str]:
    """Return what is said about each fact-check that the user named."""
    checks = answers.factchecks(facts)
    return [factcheck(facts, check, place if len(checks) > 1 else 0) for place, check in enumerate(checks, 1)]


def factcheck(facts: Facts, check: Row, place: int = 0) -> str:
    """Return one sentence: how long after the earliest post a fact-check came, and the share before it."""
    named = f"Fact-check {place} of those named by the user" if place else "The fact-check named by the user"
    delay = check.get("value")
    if delay is None:
        return f"{named} cannot be measured against, because no post here has a usable time."
    order = "after" if delay >= 0 else "before"
    came = f"came {phrases.span(abs(delay))} {order} the earliest {subject(facts)}"
    share = check.get("share_before")
    if share is None:
        return f"{named} {came}."
    total = check.get("posts_before", 0) + check.get("posts_after", 0)
    posts = phrases.count(total, "timed post")
    return f"{named} {came}; by then {phrases.percent(share)} of the {posts} were there."


def how_to_cite(facts: Facts, version: str, digest: str) -> str:
    """Return how to cite the report."""
    read = phrases.count(facts.get("posts", 0), "post")
    made = f"Rumor-spread tracker {version}"
    return f"{title(facts)}. {made}, {read} in {_exports(facts)}, facts SHA-256 {digest}."


def _exports(facts: Facts) -> str:
    return phrases.count(len(facts.get("sources") or []), "export file")


def setting(value: Any) -> str:
    """Return a setting's value in words."""
    if value in (None, [], {}, ""):
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return phrases.shown(", ".join(map(str, value)) if isinstance(value, list) else str(value))


def shows(facts: Facts) -> list[str]:
    """Return what the archives show, for the first box."""
    chosen = answers.rumor(facts)
    spans = [
        f"{phrases.platform(name)} from {_short(first)} to {_short(last)}"
        for name, (first, last) in answers.export_spans(facts).items()
    ]
    told = [
        f"{phrases.count(facts.get('posts', 0), 'post')} were read: {phrases.listed(spans)}."
        if spans
        else f"{phrases.count(facts.get('posts', 0), 'post')} were read."
    ]
    if chosen.get("images"):
        told.append(
            f"{phrases.count(chosen.get('posts', 0), 'post')} carry the picture or repost one that does, "
            f"in {phrases.count(chosen['images'], 'different file')}."
        )
    elif chosen.get("posts"):
        told.append(f"{phrases.count(chosen['posts'], 'post')} belong to the {thing(facts)}.")
    if chosen.get("chosen_by"):
        told.append(_chosen(facts, str(chosen["chosen_by"])))
    return told + _beside_the_rumor(chosen) + _resolved(facts)


def _chosen(facts: Facts, by: str) -> str:
    """Return how the rumor was chosen; the name of a file that the user handed in is never shown."""
    reason = "it was given by the user" if by.startswith("--") else phrases.quoted(by)
    return f"Why this {thing(facts)}: {reason}."


def _beside_the_rumor(chosen: Row) -> list[str]:
    told = []
    if chosen.get("variants"):
        told.append(
            f"{phrases.count(chosen['variants'], 'variant')} with other words or numbers, counted apart."
        )
    if chosen.get("same_words"):
        told.append(
            f"{phrases.count(chosen['same_words'], 'post')} with the words but without the picture, apart."
        )
    return told


def _resolved(facts: Facts) -> list[str]:
    share = (facts.get("completeness") or {}).get("parents_resolved")
    return (
        []
        if share is None
        else [f"{phrases.capital(phrases.percent(share))} of the posts that others point to are here."]
    )


def _short(us: int) -> str:
    return " ".join(phrases.day_and_clock(us))


def cannot_show(facts: Facts) -> list[str]:
    """Return what the archives cannot show, for the second box: never empty."""
    late = late_exports(facts)
    told = [MAKER if subject(facts) == "copy" else INTENT, "Earlier posts may exist outside these archives.", *late]
    for row in answers.rows(facts, "unknowns"):
        if row.get("count") and row.get("kind") != "outside" and len(told) < len(late) + 5:
            told.append(unknown(row))
    return told


def suspect(row: Row) -> str:
    """Return where a post stands that the user asked about."""
    if not row.get("captured"):
        return "This post is not in these archives, so nothing is said about it."
    earlier = len(row.get("earlier") or [])
    if row.get("position") is None:
        return "This post is in these archives but does not belong to what is followed here."
    before = (
        f"{phrases.count(earlier, 'post')} here surely came before"
        if earlier
        else "none here surely came before"
    )
    return f"Place {row['position']:,} of {row.get('of', 0):,} posts with a time; {before}."


def unknown(row: Row) -> str:
    """Return one thing that is not known, with its count."""
    what = phrases.shown(str(row.get("what", ""))).rstrip(".")
    number = row.get("count")
    if number is None or f"{number:,}" in what or str(number) in what:
        return f"{phrases.capital(what)}."
    return f"{phrases.capital(what)}: {number:,}."
