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
        ("gap", _coverage(facts, row)),
        ("against", against or "nothing held here; archives that were not loaded may hold earlier posts"),
    ]


def _later(facts: Facts, row: Row) -> str:
    """Return how long after the earliest post a row's post came; empty for the earliest itself."""
    first, at = answers.first_moment(facts), answers.moment(row.get("posted_at"))
    seen = answers.rows(facts, "first_seen")
    if row.get("post") in {each["post"] for each in seen}:
        others = len(seen) - 1
        return f"shares the earliest place with {phrases.count(others, 'other')}" if others else ""
    edited = _later_version(facts, row)
    if edited or first is None or at is None or at <= first:
        return edited
    earliest = f"the earliest {subject(facts)} {here(facts)}"
    return f"stands {phrases.later((at - first) / SECOND_US, _delay_range(row, seen[0]), f'after {earliest}')}"


def _later_version(facts: Facts, row: Row) -> str:
    """Return of which row's post a row's is a later version; empty for none."""
    old = answers.earliest_row(facts, row.get("version_of") or "")
    at, before = answers.moment(row.get("posted_at")), answers.moment(old.get("posted_at"))
    if at is None or before is None:
        return ""
    edited = f"edited {phrases.span((at - before) / SECOND_US)} later"
    return f"later version of number {old['rank']} ({edited}), counted once"


def _delay_range(row: Row, first: Row) -> tuple[float, float] | None:
    """Return the least and the most seconds from one row's interval to another's; None where one has an open end."""
    ends = (answers.moment(one.get(end)) for one in (row, first) for end in ("low", "high"))
    low, high, first_low, first_high = ends
    if low is None or high is None or first_low is None or first_high is None:
        return None
    return (low - first_high) / SECOND_US, (high - first_low) / SECOND_US


def before_the_span(facts: Facts) -> str:
    """Return how many posts `--since` left out that these archives hold; empty for none."""
    number = answers.rumor(facts).get("before") or 0
    if not number:
        return ""
    kind = subject(facts)
    posts = phrases.count(number, kind, "copies" if kind == "copy" else "posts")
    are, were = ("is", "was") if number == 1 else ("are", "were")
    return f"{posts} before that moment {are} in these archives and {were} left out by --since"


def _at(row: Row) -> str | None:
    return row.get("posted_at") or row.get("low")


def _coverage(facts: Facts, row: Row) -> str:
    """Return what the export that holds a post lacks, and which exports do not cover the post's moment."""
    told = (export_begins(facts, row), _short(facts, row), gap(facts, answers.moment(_at(row))))
    return "; ".join(filter(None, told))


def _short(facts: Facts, row: Row) -> str:
    """Return that the export which holds a post holds fewer records than it says itself."""
    found = row.get("short") or answers.earliest_row(facts, row["post"]).get("short")
    if not found:
        return ""
    whole = phrases.count(found["stated"], "record")
    export = f"the {phrases.platform(answers.platform_of(row))} export that holds it"
    return f"{export} brings {found['held']:,} of the {whole} that it says it has"


def export_begins(facts: Facts, row: Row, post: str = "this post") -> str:
    """Return that the export which holds a post begins with it, or so shortly before it that others may be missing."""
    found = row.get("begins") or answers.earliest_row(facts, row["post"]).get("begins")
    if not found:
        return ""
    is_chat, before_s = found["what"] == "chat", found["before_s"]
    held = f"the export {'of its chat' if is_chat else 'that holds it'}"
    early = "earlier posts of that chat are not held" if is_chat else "earlier ones may have been cut off"
    if before_s:
        return f"{held} begins only {phrases.span(before_s)} before {post}: {early}"
    return f"{post} is where {held} begins: {early}"


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
        return "lies between the first and last post that the exports of each platform hold"
    return f"not covered at this moment: {phrases.listed(late)}"


def late_exports(facts: Facts) -> list[str]:
    """Return a sentence for each platform whose exports begin after the earliest post or end before it."""
    return [sentence for sentence, _ in with_remedy(facts)]


def with_remedy(facts: Facts) -> list[tuple[str, str]]:
    """Return the sentences of :func:`late_exports`, each with what would settle it."""
    first = answers.first_moment(facts)
    sentences = []
    for name, (begins, _) in answers.export_spans(facts).items():
        if first is not None and begins > first:
            later = phrases.span((begins - first) / SECOND_US)
            sentences.append(
                f"Exports of {phrases.platform(name)} begin {later} after the earliest {subject(facts)}: "
                f"an earlier post on {phrases.platform(name)} would not be seen."
            )
    cut_at = _cut_at(facts)
    cut = (facts.get("completeness") or {}).get("left_censored") or []
    early = _early_exports(facts, first)
    late = [*cut_at.values(), *(_cut_off(facts, name) for name in cut if name not in cut_at)]
    begins_earlier = "an export that begins earlier"
    return [
        *((sentence, begins_earlier) for sentence in sentences),
        *((sentence, "an export that ends later") for sentence in early),
        *((sentence, begins_earlier) for sentence in late),
    ]


def _early_exports(facts: Facts, first: int | None) -> list[str]:
    """Return on which platforms the exports end before the earliest post, and how long before."""
    ended = {} if first is None else {
        phrases.platform(name): phrases.span((first - ends) / SECOND_US)
        for name, (_, ends) in answers.export_spans(facts).items() if ends < first
    }  # fmt: skip
    if not ended:
        return []
    where, before, kind = phrases.listed(list(ended)), phrases.listed(list(ended.values())), subject(facts)
    later = "copies" if kind == "copy" else "posts"
    return [f"Exports of {where} end {before} before the earliest {kind}: {later} there since would not be seen."]


def not_compared(facts: Facts) -> list[str]:
    """Return the platforms on which no copy could be found, because no export of them holds a file of a picture."""
    if subject(facts) != "copy":
        return []
    found = answers.rumor(facts).get("platforms") or {}
    return [name for name, known in _by_platform(facts).items()
            if known.get("posts_with_files") == 0 and name not in found]  # fmt: skip


def nothing_to_compare(facts: Facts) -> list[str]:
    """Return on which platforms nothing could be compared, and how many of their posts only name a picture."""
    names = not_compared(facts)
    if not names:
        return []
    linked = sum(_by_platform(facts)[name].get("posts_without_files") or 0 for name in names)
    only = "names or links" if linked == 1 else "name or link"
    told = f" ({phrases.count(linked, 'post')} only {only} one)" if linked else ""
    where = phrases.listed([phrases.platform(name) for name in names], "or")
    return [f"Nothing on {where} could be compared: the exports hold no file of a picture from there{told}."]


def _by_platform(facts: Facts) -> dict[str, Row]:
    found: dict[str, Row] = (facts.get("completeness") or {}).get("by_platform") or {}
    return found


def _cut_at(facts: Facts) -> dict[str, str]:
    """Return a sentence for each platform on which the export of an earliest post begins with that post."""
    found: dict[str, str] = {}
    for row in answers.rows(facts, "first_seen"):
        place = answers.platform_of(row)
        told = export_begins(facts, row, f"the earliest {subject(facts)} on {phrases.platform(place)}")
        if told:
            found.setdefault(place, f"{phrases.capital(told)}.")
    return found


def _cut_off(facts: Facts, name: str) -> str:
    """Return that a platform's first match comes so early in its export that earlier ones may be cut off."""
    known = _by_platform(facts).get(name) or {}
    begins, hit = (answers.moment(known.get(end)) for end in ("first_post", "first_hit"))
    soon = "comes near the start"
    if begins is not None and hit is not None:
        later = phrases.span((hit - begins) / SECOND_US)
        soon = f"comes {later} after the start" if hit > begins else "is the first post"
    return f"On {phrases.platform(name)} the first match {soon} of the export: earlier ones may have been cut off."
