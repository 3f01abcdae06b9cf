"""The message catalogue (English): functions that turn facts into sentences.

Every number and name in a sentence is read from `facts.json`; nothing is computed here but differences of
two times that stand there. The words obey the table in docs/outputs.md, and a test refuses its left column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base import keys
from tracker.base.clock import SECOND_US
from tracker.outputs import answers, phrases

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts, Row

ELSEWHERE: Final = "Archives that were not loaded may hold earlier ones."
MAKER: Final = "We do not know who made the picture: posting it early is not making it, and says nothing about intent."
ORDER_ONLY: Final = "The order shows timing, not cause."
PASSING_ON: Final = "Passing on is not the same as believing or making."
VARIANTS_APART: Final = (
    "Variants have other words or numbers and are counted apart. Names of uploaded files and camera data are not shown."
)
NO_FIRST: Final = "No account is named as the first"
UNCHANGED: Final = (
    "A SHA-256 shows that bytes did not change since loading. It does not show that an export was true."
)
MANY: Final = 4  # posts: a longer tie is counted, not listed


def situation(facts: Facts) -> str:
    """Return which opening is true: `nothing`, `untimed`, `absent`, `claims`, `tie`, `clear` or `open`.

    `clear` only where the findings name an account; `open` is one earliest post without a name.
    """
    chosen = answers.rumor(facts)
    candidates, seen = answers.rows(facts, "origin_candidates"), answers.rows(facts, "first_seen")
    if not chosen or not chosen.get("posts"):
        return "nothing"
    if candidates and candidates[0].get("absent"):
        return "absent"
    if not seen:
        return "untimed"
    if seen[0].get("basis") == "claim":
        return "claims"
    if len(seen) > 1:
        return "tie"
    return "clear" if facts.get("origin") else "open"


def subject(facts: Facts) -> str:
    """Return what is counted: `copy` of a picture, else `post`."""
    chosen = answers.rumor(facts)
    return "copy" if chosen.get("cluster") or chosen.get("images") else "post"


def title(facts: Facts) -> str:
    """Return the headline: it never names an account."""
    if situation(facts) == "nothing":
        return "Nothing in these archives matched"
    return "How the picture spread" if subject(facts) == "copy" else "How the chain of posts spread"


def lead(facts: Facts) -> list[str]:
    """Return the opening of the report, two to six sentences; the first says `in these archives`."""
    openings = {
        "nothing": _nothing, "untimed": _untimed, "absent": _absent, "claims": _claims,
        "tie": _tie, "clear": _clear, "open": _open,
    }  # fmt: skip
    told = situation(facts)
    sentences = openings[told](facts)
    if told == "nothing":
        return sentences
    return [*sentences, *disputed(facts), *jumps(facts), *factchecks(facts)]


def _nothing(facts: Facts) -> list[str]:
    read = phrases.count(facts.get("posts", 0), "post")
    unread = facts.get("media_unreadable", 0)
    return [
        "No post in these archives carries the picture or the words that were asked for.",
        f"{read} and {phrases.count(facts.get('media', 0), 'attached file')} were read; "
        f"{phrases.count(unread, 'picture')} could not be opened and could not be compared.",
        "That nothing matched here does not mean that it was not posted.",
    ]


def _untimed(facts: Facts) -> list[str]:
    posts = phrases.count(answers.rumor(facts)["posts"], "post")
    return [
        f"{posts} in these archives belong to this {_thing(facts)}, but none has a time that can be used.",
        f"{NO_FIRST}, and no order is given.",
    ]


def _thing(facts: Facts) -> str:
    return "picture" if subject(facts) == "copy" else "chain"


def _absent(facts: Facts) -> list[str]:
    gone = answers.rows(facts, "origin_candidates")[0]
    told = f"Posts in these archives point back to {post_name(gone['post'])}, which is not among them"
    if gone.get("low") or gone.get("high"):
        told += f"; the evidence held here dates it to {phrases.between(gone.get('low'), gone.get('high'))}"
    return [f"{told}.", *_earliest_here(facts), f"{NO_FIRST}: the post that came before is missing."]


def _earliest_here(facts: Facts) -> list[str]:
    seen = answers.rows(facts, "first_seen")
    if not seen:
        return []
    return [f"The earliest {subject(facts)} that is here was posted on {_where_and_when(facts, seen[0])}."]


def _where_and_when(facts: Facts, row: Row) -> str:
    return f"{phrases.platform(answers.platform_of(row))}, {_time(facts, row)}"


def _time(facts: Facts, row: Row) -> str:
    """Return a post's time: as stated where its interval is narrow, else the interval."""
    known = answers.earliest_row(facts, row["post"])
    low, high = answers.moment(row.get("low")), answers.moment(row.get("high"))
    if low is not None and high is not None and high - low > phrases.CLOSE_S * SECOND_US:
        return phrases.between(row["low"], row["high"])
    stated = known.get("posted_at")
    return phrases.when(stated, known.get("precision_s")) if stated else phrases.between(row.get("low"), row.get("high"))


def _claims(facts: Facts) -> list[str]:
    seen = answers.rows(facts, "first_seen")
    return [
        f"The earliest time stated for a {subject(facts)} in these archives is {_time(facts, seen[0])}, "
        f"on {phrases.platform(answers.platform_of(seen[0]))}.",
        "Only the authors' own programs state these times; no clock of a platform confirms them.",
        f"{NO_FIRST}.",
    ]


def _tie(facts: Facts) -> list[str]:
    seen = answers.rows(facts, "first_seen")
    lows = [low for row in seen if (low := answers.moment(row.get("low"))) is not None]
    highs = [high for row in seen if (high := answers.moment(row.get("high"))) is not None]
    within = f" within {phrases.span((max(highs) - min(lows)) / SECOND_US)}" if lows and highs else ""
    if len(seen) > MANY:
        who = f"{len(seen):,} posts"
    else:
        named = [f"{phrases.quoted(row.get('account'))} ({phrases.platform(answers.platform_of(row))})" for row in seen]
        who = phrases.listed(named)
    return [
        f"Several posts share the earliest place in these archives: {who}{within}, at {_time(facts, seen[0])}.",
        f"The order of these posts is not known. {NO_FIRST}. {ELSEWHERE}",
    ]


def _clear(facts: Facts) -> list[str]:
    seen = answers.rows(facts, "first_seen")[0]
    return [
        f"Earliest {subject(facts)} in these archives: {phrases.quoted(seen.get('account'))} on "
        f"{_where_and_when(facts, seen)}{_strength(facts, seen['post'])}.",
        ELSEWHERE,
    ]


def _strength(facts: Facts, post: str) -> str:
    strength = answers.earliest_row(facts, post).get("strength")
    return f" ({strength} match)" if strength else ""


def _open(facts: Facts) -> list[str]:
    seen = answers.rows(facts, "first_seen")[0]
    against = strongest_against(facts, seen["post"])
    return [
        f"The earliest {subject(facts)} in these archives was posted on {_where_and_when(facts, seen)}"
        f"{_strength(facts, seen['post'])}.",
        f"{NO_FIRST}{f': {against}' if against else ', because the evidence held here does not suffice'}. {ELSEWHERE}",
    ]


def opening_without_account(facts: Facts) -> str:
    """Return where and when the earliest post was made, without an account: charts travel without their page."""
    seen = answers.rows(facts, "first_seen")
    if not seen:
        return "No post of this rumor has a usable time."
    if situation(facts) == "claims":
        return _claims(facts)[0]
    if len(seen) > 1:
        return f"{len(seen):,} posts share the earliest place in these archives, at {_time(facts, seen[0])}."
    return f"The earliest {subject(facts)} in these archives was posted on {_where_and_when(facts, seen[0])}."


def post_name(key: str) -> str:
    """Return how a post is named in a sentence: its platform and its id there."""
    name, native = keys.split_key(key)
    return f"post {phrases.quoted(native)} on {phrases.platform(name)}"


def strongest_against(facts: Facts, post: str) -> str:
    """Return the first reason that the findings hold against a post being the first; empty for none."""
    for row in answers.rows(facts, "origin_candidates"):
        if row.get("post") == post and row.get("against"):
            return phrases.shown(str(row["against"][0])).rstrip(".")
    return ""


def disputed(facts: Facts) -> list[str]:
    """Return what is said about stated times that other evidence contradicts; accounts are not named here."""
    rows = [row for row in answers.rows(facts, "disputed") if row.get("in_rumor", True)]
    first = answers.first_moment(facts)
    earlier = [row for row in rows if first is not None and (answers.moment(row.get("claimed")) or first) < first]
    if not earlier:
        return []
    if len(earlier) > 1:
        return [f"{len(earlier):,} posts state earlier times that other evidence contradicts. They are not used."]
    row = earlier[0]
    gap = (first or 0) - (answers.moment(row["claimed"]) or 0)
    return [
        f"One post on {phrases.platform(answers.platform_of(row))} states a time {phrases.span(gap / SECOND_US)} "
        "earlier, but its stated time and other evidence disagree (often an import). It is not used."
    ]


def jumps(facts: Facts) -> list[str]:
    """Return when the other platforms followed; only delays whose order is known are given."""
    rows = [row for row in answers.rows(facts, "first_per_platform") if row.get("delay_s")]
    known = [row for row in rows if row.get("order_known")]
    sentences = []
    if known:
        where = phrases.listed([phrases.platform(row["platform"]) for row in known])
        delays = phrases.listed([phrases.span(row["delay_s"]) for row in known])
        what = phrases.count(len(known), f"first {subject(facts)}", f"first {_plural(facts)}").split(" ", 1)[1]
        sentences.append(f"The {what} on {where} came {delays} later.")
    unknown = [phrases.platform(row["platform"]) for row in rows if not row.get("order_known")]
    if unknown:
        sentences.append(f"Whether {phrases.listed(unknown)} came before or after is not known.")
    return sentences


def _plural(facts: Facts) -> str:
    return "copies" if subject(facts) == "copy" else "posts"


def factchecks(facts: Facts) -> list[str]:
    """Return what is said about each fact-check that the user named."""
    return [factcheck(facts, check) for check in answers.factchecks(facts)]


def factcheck(facts: Facts, check: Row) -> str:
    """Return one sentence: how long after the earliest post a fact-check came, and the share before it."""
    named = f"The fact-check named by the user ({phrases.quoted(check.get('url'))})"
    delay = check.get("value")
    if delay is None:
        return f"{named} cannot be measured against, because no post here has a usable time."
    place = f"came {phrases.span(abs(delay))} {'after' if delay >= 0 else 'before'} the earliest {subject(facts)}"
    share = check.get("share_before")
    if share is None:
        return f"{named} {place}."
    total = check.get("posts_before", 0) + check.get("posts_after", 0)
    return f"{named} {place}; by then {phrases.percent(share)} of the {phrases.count(total, 'timed post')} were there."


def beside(facts: Facts, row: Row, inputs: int | None) -> list[tuple[str, str]]:
    """Return what stands beside every named account: strength, inputs, coverage gap, strongest reason against.

    `inputs` is the number of exports that hold the post.
    """
    strength = row.get("strength") or answers.earliest_row(facts, row["post"]).get("strength")
    held = phrases.count(inputs, "export") if inputs is not None else "not known"
    against = strongest_against(facts, row["post"])
    return [
        ("match", f"{strength} match" if strength else "no match of its own (it is here by its place in the chain)"),
        ("held by", held),
        ("gap", gap(facts, answers.moment(row.get("posted_at") or row.get("low")))),
        ("against", against or "nothing held here; archives that were not loaded may hold earlier posts"),
    ]


def gap(facts: Facts, at: int | None) -> str:
    """Return which platforms' exports do not cover the moment `at`."""
    if at is None:
        return "the post has no usable time"
    spans = answers.export_spans(facts)
    late = [phrases.platform(name) for name, (first, last) in spans.items() if not first <= at <= last]
    if not late:
        return "every export loaded covers this moment; platforms without an export are not covered"
    return f"this moment is not covered by the export{'s' if len(late) > 1 else ''} of {phrases.listed(late)}"


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
    for name in (facts.get("completeness") or {}).get("left_censored") or []:
        sentences.append(
            f"On {phrases.platform(name)} the first match lies at the very beginning of the export: "
            "earlier ones may have been cut off."
        )
    return sentences


def shows(facts: Facts) -> list[str]:
    """Return what the archives show, for the first box."""
    chosen = answers.rumor(facts)
    spans = [
        f"{phrases.platform(name)} from {_short(first)} to {_short(last)}"
        for name, (first, last) in answers.export_spans(facts).items()
    ]
    told = [f"{phrases.count(facts.get('posts', 0), 'post')} were read: {phrases.listed(spans)}." if spans
            else f"{phrases.count(facts.get('posts', 0), 'post')} were read."]  # fmt: skip
    if chosen.get("images"):
        told.append(
            f"{phrases.count(chosen.get('posts', 0), 'post')} carry the picture or repost one that does, "
            f"in {phrases.count(chosen['images'], 'different file')}."
        )
    elif chosen.get("posts"):
        told.append(f"{phrases.count(chosen['posts'], 'post')} belong to the chain.")
    return told + _beside_the_rumor(chosen) + _resolved(facts)


def _beside_the_rumor(chosen: Row) -> list[str]:
    told = []
    if chosen.get("variants"):
        told.append(f"{phrases.count(chosen['variants'], 'variant')} with other words or numbers, counted apart.")
    if chosen.get("same_words"):
        told.append(f"{phrases.count(chosen['same_words'], 'post')} with the words but not the picture, counted apart.")
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


def unknown(row: Row) -> str:
    """Return one thing that is not known, with its count."""
    what = phrases.shown(str(row.get("what", ""))).rstrip(".")
    number = row.get("count")
    if number is None or f"{number:,}" in what or str(number) in what:
        return f"{phrases.capital(what)}."
    return f"{phrases.capital(what)}: {number:,}."


def how_to_cite(facts: Facts, version: str, digest: str) -> str:
    """Return how to cite the report."""
    read = phrases.count(facts.get("posts", 0), "post")
    return f"{title(facts)}. Rumor-spread tracker {version}, {read} from {_exports(facts)}, facts SHA-256 {digest}."


def _exports(facts: Facts) -> str:
    return phrases.count(len(facts.get("sources") or []), "export file")


def setting(value: Any) -> str:
    """Return a setting's value in words."""
    if value in (None, [], {}, ""):
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return phrases.shown(", ".join(map(str, value)) if isinstance(value, list) else str(value))
