"""The message catalogue: what stands beside a name, and what the exports do not cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.base.clock import SECOND_US
from tracker.outputs import answers, phrases
from tracker.outputs.subject import here, subject

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts, Row

MAKER: Final = (
    "We do not know who made the picture: posting it early is not making it, and says nothing about intent."
)

INTENT: Final = "Why somebody posted it: posting early says nothing about intent."


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
    against = strongest_against(facts, row["post"]) or _later(facts, row) or before_the_span(facts)
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
    return f"stands {phrases.span((at - first) / SECOND_US)} after the earliest {subject(facts)} {here(facts)}"


def before_the_span(facts: Facts) -> str:
    """Return how many posts `--since` left out that these archives hold; empty for none."""
    number = answers.rumor(facts).get("before") or 0
    if not number:
        return ""
    kind = subject(facts)
    posts = phrases.count(number, kind, "copies" if kind == "copy" else "posts")
    are, were = ("is", "was") if number == 1 else ("are", "were")
    return f"{posts} before that moment {are} in these archives and {were} left out by --since"


def gap(facts: Facts, at: int | None) -> str:
    """Return which platforms' exports do not cover the moment `at`."""
    if at is None:
        return "the post has no usable time"
    late = [
        phrases.platform(name)
        for name, spans in answers.covered(facts).items()
        if not any(first <= at <= last for first, last in spans)
    ]
    if not late:
        return "lies between the first and last post of each platform's exports"
    return f"not covered at this moment: {phrases.listed(late)}"


def late_exports(facts: Facts) -> list[str]:
    """Return a sentence for each platform whose exports begin after the earliest post."""
    first = answers.first_moment(facts)
    sentences = []
    for name, (begins, _) in answers.export_spans(facts).items():
        if first is not None and begins > first:
            later = phrases.span((begins - first) / SECOND_US)
            sentences.append(
                f"Exports of {phrases.platform(name)} begin {later} after the earliest {subject(facts)}: "
                f"an earlier post on {phrases.platform(name)} would not be seen."
            )
    cut = (facts.get("completeness") or {}).get("left_censored") or []
    return sentences + [_cut_off(facts, name) for name in cut]


def _cut_off(facts: Facts, name: str) -> str:
    """Return that a platform's first match comes so early in its export that earlier ones may be cut off."""
    known = ((facts.get("completeness") or {}).get("by_platform") or {}).get(name) or {}
    begins, hit = (answers.moment(known.get(end)) for end in ("first_post", "first_hit"))
    soon = "near the start of" if begins is None or hit is None else f"{phrases.span((hit - begins) / SECOND_US)} into"
    return f"On {phrases.platform(name)} the first match comes {soon} the export: earlier ones may have been cut off."
