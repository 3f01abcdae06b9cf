"""The message catalogue (English): functions that turn facts into sentences.

Every number and name in a sentence is read from `facts.json`; nothing is computed here but differences of
two times that stand there. The words obey the table in docs/outputs.md, and a test refuses its left column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base import keys
from tracker.base.clock import SECOND_US
from tracker.outputs import answers, phrases
from tracker.outputs.doubt import strongest_against
from tracker.outputs.subject import situation, subject, thing

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts, Row

ELSEWHERE: Final = "Archives that were not loaded may hold earlier ones."
ORDER_ONLY: Final = "The order shows timing, not cause."
PASSING_ON: Final = "Passing on is not the same as believing or making."
VARIANTS_APART: Final = (
    "Variants have other words or numbers and are counted apart. Camera data is not shown."
)
DISAGREE: Final = "its stated time and other evidence disagree (often an import)"
NOBODY: Final = "Nobody is named: "
"""How the caveat of the finding `origin` begins where nobody is."""
NO_FIRST: Final = "No account is named as the first"
UNCHANGED: Final = (
    "A SHA-256 shows that bytes did not change since loading. It does not show that an export was true."
)
MANY: Final = 4  # posts: a longer tie is counted, not listed


def title(facts: Facts) -> str:
    """Return the headline: it never names an account."""
    if situation(facts) == "nothing":
        return "Nothing in these archives matched"
    return f"How the {thing(facts)} spread"


def lead(facts: Facts) -> list[str]:
    """Return the opening of the report, two to six sentences; the first says `in these archives`."""
    openings = {
        "nothing": _nothing,
        "untimed": _untimed,
        "absent": _absent,
        "claims": _claims,
        "tie": _tie,
        "clear": _clear,
        "open": _open,
    }
    told = situation(facts)
    sentences = openings[told](facts)
    if told == "nothing":
        return sentences
    return [*sentences, *jumps(facts), *factchecks(facts), *disputed(facts), *unsupported(facts)]


def _nothing(facts: Facts) -> list[str]:
    read = phrases.count(facts.get("posts", 0), "post")
    unread = facts.get("media_unreadable", 0)
    return [
        "No post in these archives carries the picture or the words that were asked for.",
        f"{read} and {phrases.count(facts.get('media', 0), 'attached file')} were read.",
        f"{phrases.count(unread, 'picture')} could not be opened and could not be compared.",
        "That nothing matched here does not mean that it was not posted.",
    ]


def _untimed(facts: Facts) -> list[str]:
    posts = phrases.count(answers.rumor(facts)["posts"], "post")
    return [
        f"{posts} in these archives belong to this {thing(facts)}, but none has a time that can be used.",
        f"{NO_FIRST}, and no order is given.",
    ]


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
    return (
        phrases.when(stated, known.get("precision_s"))
        if stated
        else phrases.between(row.get("low"), row.get("high"))
    )


def _claims(facts: Facts) -> list[str]:
    seen = answers.rows(facts, "first_seen")
    return [
        f"Earliest time stated for a {subject(facts)} in these archives: {_where_and_when(facts, seen[0])}.",
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
        named = [
            f"{phrases.quoted(row.get('account'))} ({phrases.platform(answers.platform_of(row))})"
            for row in seen
        ]
        who = phrases.listed(named)
    return [
        f"Several posts share the earliest place in these archives: {who}{within}, {_time(facts, seen[0])}.",
        f"The order of these posts is not known. {NO_FIRST}. {ELSEWHERE}",
    ]


def _clear(facts: Facts) -> list[str]:
    seen = answers.rows(facts, "first_seen")[0]
    told = f"{_where_and_when(facts, seen)}{_strength(facts, seen['post'])}"
    return [
        f"Earliest {subject(facts)} in these archives: {phrases.quoted(seen.get('account'))} on {told}.",
        ELSEWHERE,
    ]


def _strength(facts: Facts, post: str) -> str:
    strength = answers.earliest_row(facts, post).get("strength")
    return f" ({strength} match)" if strength else ""


def _open(facts: Facts) -> list[str]:
    seen = answers.rows(facts, "first_seen")[0]
    against = strongest_against(facts, seen["post"]) or _why_unnamed(facts)
    told = f"{_where_and_when(facts, seen)}{_strength(facts, seen['post'])}"
    return [
        f"The earliest {subject(facts)} in these archives was posted on {told}.",
        f"{NO_FIRST}: {against or 'the evidence held here does not suffice'}. {ELSEWHERE}",
    ]


def opening_without_account(facts: Facts) -> str:
    """Return where and when the earliest post was made, without an account: charts travel alone."""
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


def _why_unnamed(facts: Facts) -> str:
    """Return the findings' own reason for naming nobody; empty where they give none."""
    caveat = str(((facts.get("about") or {}).get("origin") or {}).get("caveat") or "")
    reason = caveat.removeprefix(NOBODY)
    return "" if reason == caveat else phrases.shown(reason.partition(". ")[0])


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
