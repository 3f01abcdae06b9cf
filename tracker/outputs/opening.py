"""The message catalogue: the first sentences of a report, one form for each kind of answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.base import keys
from tracker.base.clock import SECOND_US, format_us
from tracker.outputs import answers, phrases
from tracker.outputs.doubt import before_the_span, not_compared, strongest_against
from tracker.outputs.subject import here, in_archives, left_out, situation, span_words, subject, thing

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts, Row

ELSEWHERE: Final = "Archives that were not loaded may hold earlier ones."
NOBODY: Final = "Nobody is named: "
"""How the caveat of the finding `origin` begins where nobody is."""
NO_FIRST: Final = "No account is named as the first"
WORD_ALONE: Final = (
    "Only the authors' own programs state these times and no clock of a platform confirms them, so no account "
    "is named as the first"
)
_VERBS: Final = {"quote": "quotes", "reply": "answers"}
MANY: Final = 4  # posts: a longer tie is counted, not listed


def opening(facts: Facts) -> list[str]:
    """Return the first sentences; the first one says `in these archives`."""
    forms = {
        "nothing": _nothing,
        "alone": _alone,
        "untimed": _untimed,
        "absent": _absent,
        "claims": _claims,
        "tie": _tie,
        "clear": _clear,
        "open": _open,
    }
    told = situation(facts)
    sentences, doubt = forms[told](facts), _not_shown(facts)
    if not doubt or told in {"nothing", "alone", "open"}:
        return sentences
    return [*sentences[:-1], f"{sentences[-1].rstrip('.')}; {_lower(doubt)}."]


def _not_shown(facts: Facts) -> str:
    """Return what is said of a missing post that may be the first, where nothing shows that it has the content."""
    gone = next(iter(answers.rows(facts, "origin_candidates")), {})
    if not gone.get("absent") or gone.get("content_known", True):
        return ""
    seen, pointers = answers.rows(facts, "first_seen"), gone.get("pointers") or []
    kinds = {each["post"]: each["kind"] for each in pointers}
    if len(seen) == 1 and seen[0]["post"] in kinds:
        told = f"It {_VERBS.get(kinds[seen[0]['post']], 'points at')}"
    else:
        number = gone.get("pointer_count", len(pointers))
        verb = _VERBS.get(pointers[0]["kind"], "points at") if number == 1 and pointers else "points at"
        told = f"A post here {verb}" if number == 1 else f"{number:,} posts here point at"
    which = f"{post_name(gone['post'])}, which is not in these archives"
    return f"{told} {which}; whether that one has the {thing(facts)} is not known"


def _nothing(facts: Facts) -> list[str]:
    read = phrases.count(facts.get("posts", 0), "post")
    unread = facts.get("media_unreadable", 0)
    were = "was" if unread == 1 else "were"
    return [
        _none_left(facts),
        f"{read} and {phrases.count(facts.get('media', 0), 'attached file')} were read.",
        *([f"{phrases.count(unread, 'picture')} could not be opened and {were} not compared."] if unread else []),
        *(["Parts of longer words are not searched."] if _words_asked(facts) else []),
        "That nothing matched here does not mean that it was not posted.",
    ]


def _words_asked(facts: Facts) -> bool:
    return "--text" in str(answers.rumor(facts).get("chosen_by"))


def _none_left(facts: Facts) -> str:
    """Return why no post is left: left out by hand, left out by the span, or none there."""
    excluded = answers.rumor(facts).get("excluded") or 0
    if excluded:
        carry = "1 post carries a picture" if excluded == 1 else f"{excluded:,} posts carry pictures"
        was = "was" if excluded == 1 else "were"
        return f"{carry} that {was} left out by hand (--exclude); no other post in these archives matches."
    outside = left_out(facts)
    if outside:
        posts = "1 post that matches lies" if outside == 1 else f"{outside:,} posts that match lie"
        return f"{posts} outside the span asked for; no post in these archives{span_words(facts)} matches."
    return f"No post in these archives{span_words(facts)} carries the picture or the words that were asked for."


def _alone(facts: Facts) -> list[str]:
    posts = facts.get("posts", 0)
    read = f"{phrases.count(posts, 'post')} {'was' if posts == 1 else 'were'} read"
    return [
        f"{read}; the largest chain in these archives is a single post: there is nothing to follow.",
        "Run again with --image FILE or --text WORDS to say what to look for.",
    ]


def _untimed(facts: Facts) -> list[str]:
    number = answers.rumor(facts)["posts"]
    is_one, posts = number == 1, phrases.count(number, "post")
    belongs = f"{posts} in these archives {'belongs' if is_one else 'belong'} to this {thing(facts)}"
    disputed = [row for row in answers.rows(facts, "disputed") if row.get("in_rumor", True)]
    why = "none has a time that can be used"
    if len(disputed) == number:
        why = f"other evidence contradicts the {'time that it states' if is_one else 'times that they state'}"
    return [f"{belongs}, but {why}.", f"{NO_FIRST}, and no order is given."]


def _absent(facts: Facts) -> list[str]:
    gone = answers.rows(facts, "origin_candidates")[0]
    posts, verb = ("A post", "points") if gone.get("pointer_count") == 1 else ("Posts", "point")
    told = f"{posts} in these archives {verb} back to {post_name(gone['post'])}{_by(facts, gone['post'])}"
    told += ", which is not among them"
    if gone.get("low") or gone.get("high"):
        told += f"; the evidence held here dates it to {phrases.between(gone.get('low'), gone.get('high'))}"
    missing = "no account is named as the first, because the post that came before is missing"
    seen = answers.rows(facts, "first_seen")
    if not seen:
        return [f"{told}.", f"{phrases.capital(missing)}."]
    where = f"posted on {_where_and_when(facts, seen[0])}"
    return [f"{told}.", f"The earliest {subject(facts)} {here(facts)} was {where}; {missing}."]


def _by(facts: Facts, post: str) -> str:
    """Return by whom a missing post is, where all that point at it agree; this does not make that account the first."""
    known = next((row for row in answers.missing(facts) if row.get("post") == post), {})
    return f" by {phrases.quoted(known['account'])}" if known.get("account") else ""


def _where_and_when(facts: Facts, row: Row) -> str:
    return f"{phrases.platform(answers.platform_of(row))}, {_time(facts, row)}"


def _time(facts: Facts, row: Row) -> str:
    """Return a post's time: as stated where its interval is narrow, else the interval."""
    known = answers.earliest_row(facts, row["post"])
    if not known.get("zone_known", True):
        return phrases.when_posted(known)
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
        f"Earliest time stated for a {subject(facts)} {in_archives(facts)}: {_where_and_when(facts, seen[0])}.",
        f"{WORD_ALONE}.",
    ]


def _tie(facts: Facts) -> list[str]:
    seen = answers.rows(facts, "first_seen")
    if len(seen) > MANY:
        who = f"{len(seen):,} posts"
    else:
        named = [f"{_called(facts, row)} ({phrases.platform(answers.platform_of(row))})" for row in seen]
        who = phrases.listed(named)
    return [
        f"Several posts share the earliest place {in_archives(facts)}: {who}{_when_tied(facts, seen)}.",
        f"The order of these posts is not known, and no account is named as the first; {_lower(ELSEWHERE)}",
    ]


def _when_tied(facts: Facts, seen: list[Row]) -> str:
    """Return when the posts that share the earliest place were there: as one time where they lie that close."""
    lows = [low for row in seen if (low := answers.moment(row.get("low"))) is not None]
    highs = [high for row in seen if (high := answers.moment(row.get("high"))) is not None]
    if not lows or not highs:
        return f", {_time(facts, seen[0])}"
    first, last = min(lows), max(highs)
    if last - first <= phrases.CLOSE_S * SECOND_US:
        return f" within {phrases.span((last - first) / SECOND_US)}, {_time(facts, seen[0])}"
    return f", all {phrases.between(format_us(first), format_us(last))}"


def _clear(facts: Facts) -> list[str]:
    seen = answers.rows(facts, "first_seen")[0]
    told = f"{_where_and_when(facts, seen)}{_strength(facts, seen['post'])}"
    which = "Only" if answers.rumor(facts).get("posts") == 1 else "Earliest"
    return [
        f"{which} {subject(facts)} {in_archives(facts)}: {_called(facts, seen)} on {told}.",
        *_unseen(facts),
        ELSEWHERE,
    ]


def _unseen(facts: Facts) -> list[str]:
    """Return on how many platforms no picture could be compared, where a lone copy might be taken for the first."""
    blind = not_compared(facts)
    if not blind or answers.rumor(facts).get("posts") != 1:
        return []
    several = f"the {len(blind):,} other platforms, whose exports hold no picture files,"
    return [f"Nothing on {phrases.platform(blind[0]) if len(blind) == 1 else several} could be compared."]


def _called(facts: Facts, row: Row) -> str:
    """Return how an account is called: by its handle, or by its display name and its id."""
    if row.get("name") and not answers.earliest_row(facts, row["post"]).get("handle"):
        return f"{phrases.quoted(row['name'])} ({phrases.quoted(row.get('account'))})"
    return phrases.quoted(row.get("account"))


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _strength(facts: Facts, post: str) -> str:
    strength = answers.earliest_row(facts, post).get("strength")
    return f" ({strength} match)" if strength else ""


def _open(facts: Facts) -> list[str]:
    seen = answers.rows(facts, "first_seen")[0]
    against = strongest_against(facts, seen["post"]) or before_the_span(facts) or _why_unnamed(facts)
    told = f"{_where_and_when(facts, seen)}{_strength(facts, seen['post'])}"
    doubt = _not_shown(facts)
    reason = f"{NO_FIRST}: {against or 'the evidence held here does not suffice'}"
    return [
        f"The earliest {subject(facts)} {in_archives(facts)} was posted on {told}.",
        f"{f'{doubt}, so no account is named as the first' if doubt else reason}; {_lower(ELSEWHERE)}",
    ]


def opening_without_account(facts: Facts) -> str:
    """Return where and when the earliest post was made, without an account: charts travel alone."""
    seen = answers.rows(facts, "first_seen")
    if situation(facts) == "alone":
        return _alone(facts)[0]
    if not seen:
        return "No post followed here has a usable time."
    if situation(facts) == "claims":
        return _claims(facts)[0]
    if len(seen) > 1:
        return f"{len(seen):,} posts share the earliest place {in_archives(facts)}{_when_tied(facts, seen)}."
    where = _where_and_when(facts, seen[0])
    return f"The earliest {subject(facts)} {in_archives(facts)} was posted on {where}."


def post_name(key: str) -> str:
    """Return how a post is named in a sentence: its platform and its id there."""
    name, native = keys.split_key(key)
    return f"post {phrases.quoted(native)} on {phrases.platform(name)}"


def _why_unnamed(facts: Facts) -> str:
    """Return the findings' own reason for naming nobody; empty where they give none."""
    caveat = str(((facts.get("about") or {}).get("origin") or {}).get("caveat") or "")
    reason = caveat.removeprefix(NOBODY)
    return "" if reason == caveat else phrases.shown(reason.partition(". ")[0])
