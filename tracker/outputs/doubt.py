"""The message catalogue, third part: what the archives (cannot) show, and what stands beside a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.base.clock import SECOND_US
from tracker.outputs import answers, phrases
from tracker.outputs.subject import subject, thing

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts, Row

AT_THE_START: Final = (
    "the first match lies at the very beginning of the export: earlier ones may have been cut off."
)
MAKER: Final = (
    "We do not know who made the picture: posting it early is not making it, and says nothing about intent."
)


def strongest_against(facts: Facts, post: str) -> str:
    """Return the first reason that the findings hold against a post being the first; empty for none."""
    for row in answers.rows(facts, "origin_candidates"):
        if row.get("post") == post and row.get("against"):
            return phrases.shown(str(row["against"][0])).rstrip(".")
    return ""


def beside(facts: Facts, row: Row, inputs: int | None) -> list[tuple[str, str]]:
    """Return what stands beside a named account: strength, inputs, coverage gap, reason against.

    `inputs` is the number of exports that hold the post.
    """
    strength = row.get("strength") or answers.earliest_row(facts, row["post"]).get("strength")
    held = phrases.count(inputs, "export") if inputs is not None else "not known"
    against = strongest_against(facts, row["post"]) or _later(facts, row)
    return [
        (
            "match",
            f"{strength} match" if strength else "no match of its own (it is here by its place in the chain)",
        ),
        ("held by", held),
        ("gap", gap(facts, answers.moment(row.get("posted_at") or row.get("low")))),
        ("against", against or "nothing held here; archives that were not loaded may hold earlier posts"),
    ]


def _later(facts: Facts, row: Row) -> str:
    """Return how long after the earliest post a row's post came; empty for the earliest itself."""
    first, at = answers.first_moment(facts), answers.moment(row.get("posted_at"))
    if first is None or at is None or at <= first:
        return ""
    return f"stands {phrases.span((at - first) / SECOND_US)} after the earliest {subject(facts)} here"


def gap(facts: Facts, at: int | None) -> str:
    """Return which platforms' exports do not cover the moment `at`."""
    if at is None:
        return "the post has no usable time"
    spans = answers.export_spans(facts)
    late = [phrases.platform(name) for name, (first, last) in spans.items() if not first <= at <= last]
    if not late:
        return "the exports of every platform loaded cover this moment"
    return f"not covered at this moment: {phrases.listed(late)}"


def late_exports(facts: Facts) -> list[str]:
    """Return a sentence for each platform whose exports begin after the earliest post."""
    first = answers.first_moment(facts)
    sentences = []
    for name, (begins, _) in answers.export_spans(facts).items():
        if first is not None and begins > first:
            later = phrases.span((begins - first) / SECOND_US)
            sentences.append(
                f"The {phrases.platform(name)} exports begin {later} after the earliest {subject(facts)}: "
                f"an earlier post on {phrases.platform(name)} would not be seen."
            )
    cut = (facts.get("completeness") or {}).get("left_censored") or []
    return sentences + [f"On {phrases.platform(name)} {AT_THE_START}" for name in cut]


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
        told.append(f"The {thing(facts)} was chosen by: {phrases.quoted(chosen['chosen_by'])}.")
    return told + _beside_the_rumor(chosen) + _resolved(facts)


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
    return [] if share is None else [f"{phrases.percent(share)} of the posts that others point to are here."]


def _short(us: int) -> str:
    return " ".join(phrases.day_and_clock(us))


def cannot_show(facts: Facts) -> list[str]:
    """Return what the archives cannot show, for the second box: never empty."""
    late = late_exports(facts)
    told = [MAKER, "Earlier posts may exist outside these archives.", *late]
    for row in answers.rows(facts, "unknowns"):
        if row.get("count") and len(told) < len(late) + 5:
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
