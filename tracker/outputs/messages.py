"""The message catalogue (English): functions that turn facts into sentences.

Read this one first; the first sentences stand in `opening`, what is said beside a name in `doubt`, charts and
numbers in `captions`, methods in `explain`, single values in `phrases`.

Every number and name in a sentence is read from `facts.json`; nothing is computed here but differences of
two times that stand there. The words obey the table in docs/outputs.md, and a test refuses its left column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.outputs import answers, phrases
from tracker.outputs.doubt import INTENT, MAKER, before_the_span, late_exports, not_compared, nothing_to_compare
from tracker.outputs.opening import opening
from tracker.outputs.pointing import missing_post
from tracker.outputs.steady import steady, unsteady
from tracker.outputs.subject import here, situation, span_words, subject, thing

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts, Row

ORDER_ONLY: Final = "The order shows timing, not cause."
OWN_WORD: Final = "Nothing undisputed but its own statement dates this post, so no account is named."
PASSING_ON: Final = "Passing on is not the same as believing or making."
VARIANTS_APART: Final = (
    "Variants have other words or numbers and are counted apart. Camera data is not shown."
)
IMPORTED: Final = "often an import"
NO_EFFECT: Final = "before and after says nothing about its effect"
NOT_A_SHARE: Final = (
    "Pointers that do not say which post are not counted; what share of all posts is here is not known."
)
BYTES: Final = frozenset({"max_total", "max_member", "max_record", "max_picture"})
"""Limits that count bytes."""
_ZONELESS: Final = "zone not stated"
MOST_SPANS: Final = 3
"""Spans without exports between them that are told one by one."""
OWN: Final = frozenset({"post", "quote", "reply"})
"""Kinds of posts in which an account says something of its own; the others only pass a post on."""
_WITH_IT: Final = ("passes a post on with the picture attached", "pass a post on with the picture attached")
_KINDS: Final = {
    "post": ("post", "posts"),
    "quote": ("quote", "quotes"),
    "reply": ("reply", "replies"),
    "repost": ("repost", "reposts"),
    "crosspost": ("crosspost", "crossposts"),
    "forward": ("forward", "forwards"),
}
ELSEWHERE_SAID: Final = frozenset({"outside", "same_words"})
"""Kinds of unknowns that other sentences of the two boxes say."""
UNCHANGED: Final = (
    "A SHA-256 shows that bytes did not change since loading. It does not show that an export was true."
)


def title(facts: Facts) -> str:
    """Return the headline: it never names an account."""
    told = situation(facts)
    if told == "nothing":
        by_hand = answers.rumor(facts).get("excluded")
        return "Every match was left out by hand" if by_hand else "Nothing in these archives matched"
    return "Nothing to follow in these archives" if told == "alone" else f"How the {thing(facts)} spread"


def lead(facts: Facts) -> list[str]:
    """Return the opening of the report and what followed, six sentences at most."""
    sentences = opening(facts)
    if situation(facts) in {"nothing", "alone"}:
        return sentences
    told = [one for one in left_out(facts) if one.rstrip(".") not in " ".join(sentences)]
    return [*sentences, *told, *followed(facts), *factchecks(facts), *doubts(facts)]


def left_out(facts: Facts) -> list[str]:
    """Return that earlier posts are held here which the span asked for leaves out."""
    told = before_the_span(facts)
    return [f"{told}."] if told else []


def doubts(facts: Facts) -> list[str]:
    """Return, as one sentence, which earlier times are stated but not used."""
    told = [*_disputed(facts), *_unsupported(facts)]
    return [f"{'; '.join(told)}."] if told else []


def _disputed(facts: Facts) -> list[str]:
    """Return what is said about stated times that other evidence contradicts; accounts are not named here."""
    rows = [row for row in answers.rows(facts, "disputed") if row.get("in_rumor", True)]
    first = answers.first_moment(facts)
    earlier = [
        row for row in rows if first is not None and (answers.moment(row.get("claimed")) or first) < first
    ]
    if not earlier:
        return []
    if len(earlier) > 1:
        return [f"{len(earlier):,} posts state earlier times that other evidence contradicts; they are not used"]
    row = earlier[0]
    place = phrases.platform(answers.platform_of(row))
    early = f"{phrases.span(abs(row['difference_s']))} " if row.get("difference_s") else ""
    stated = f"states a time {early}earlier than other evidence allows"
    return [f"One post on {place} {stated} ({IMPORTED}); that time is not used"]


def _unsupported(facts: Facts) -> list[str]:
    """Return what is said about posts that claim to be earlier with nothing to confirm it."""
    number = sum(not row.get("disputed") for row in answers.rows(facts, "unsupported"))
    if not number or situation(facts) == "claims":
        return []
    claim = "claims to be earlier on its author's" if number == 1 else "claim to be earlier on their authors'"
    return [f"{phrases.count(number, 'post')} {claim} word alone, and nothing here confirms it"]


def followed(facts: Facts) -> list[str]:
    """Return, as one sentence, when the other platforms followed, and when half of the other posts were there."""
    told = [*_jumps(facts), *_half(facts)]
    return [f"{phrases.capital('; '.join(told))}."] if told else []


def _half(facts: Facts) -> list[str]:
    """Return when half of the other posts were there, where there are enough and all of their zones are known."""
    found = answers.number(facts, "time_to_50") or {}
    known = found.get("detail") or {}
    if found.get("low") is None or known.get("zone_unknown") or situation(facts) == "claims":
        return []
    earliest = f"the earliest {subject(facts)} {here(facts)}"
    posts = f"the {known['n']:,} other posts with a time"
    return [f"half of {posts} were there {phrases.span(found['value'])} after {earliest}"]


def _jumps(facts: Facts) -> list[str]:
    """Return when the other platforms followed; only delays whose order is known are given."""
    rows = [row for row in answers.rows(facts, "first_per_platform") if row.get("delay_s")]
    delays = [
        f"on {phrases.platform(row['platform'])} {'came ' if not place else ''}{delay(row, 'later')}"
        for place, row in enumerate(row for row in rows if row.get("order_known"))
    ]
    told = [f"the first {subject(facts)} {phrases.listed(delays)}"] if delays else []
    unknown = [phrases.platform(row["platform"]) for row in rows if not row.get("order_known")]
    if unknown:
        which = f"the first {subject(facts)} on {phrases.listed(unknown)}"
        told.append(f"whether {which} came before or after the earliest {here(facts)} is not known")
    return told


def delay(row: Row, order: str = "") -> str:
    """Return how long after the earliest post the first one on a platform came, as far as that is known."""
    if not row.get("delay_s"):
        return "the earliest here"
    if row.get("order_known"):
        return phrases.later(row["delay_s"], row.get("delay_range_s"), order)
    return phrases.ends_in_words(*row.get("delay_range_s") or (row["delay_s"], row["delay_s"]))


def factchecks(facts: Facts) -> list[str]:
    """Return what is said about the first fact-check; the others stand under "How fast"."""
    checks = answers.factchecks(facts)
    return [factcheck(facts, checks[0], len(checks))] if checks else []


def factcheck(facts: Facts, check: Row, of: int = 1) -> str:
    """Return one sentence: how long after the earliest post a fact-check came, and the share before it."""
    named = "The fact-check" if of == 1 else f"The first of {of:,} fact-checks,"
    named = f"{named} {which_check(check)}{'' if of == 1 else ','}"
    value = check.get("value")
    if value is None:
        return f"{named} cannot be measured against, because no post here has a usable time."
    came = f"came {after_the_earliest(check, f'the earliest {subject(facts)} {here(facts)}')}"
    share = check.get("share_before")
    if share is None:
        return f"{named} {came}."
    total = check.get("posts_before", 0) + check.get("posts_after", 0)
    posts = phrases.count(total, "post")
    earlier = f"{phrases.percent(share)} of the {posts} with a time {'is' if total == 1 else 'are'} from before it"
    earlier += ", if their times without a zone are UTC" if answers.zoneless(facts) else ""
    return f"{named} {came}; {earlier} ({NO_EFFECT})."


def which_check(check: Row) -> str:
    """Return the address and the time of a fact-check."""
    return f"{phrases.address(check.get('url'))} ({phrases.when(check.get('at'), 60)})"


def after_the_earliest(check: Row, earliest: str) -> str:
    """Return how long after or before the earliest post a fact-check came; never with a minus."""
    value, low, high = check["value"], check.get("low"), check.get("high")
    sign, order = (1, "after") if value >= 0 else (-1, "before")
    ends = None if low is None or high is None else sorted((sign * low, sign * high))
    return phrases.later(sign * value, ends, f"{order} {earliest}")


def how_to_cite(facts: Facts, version: str, digest: str) -> str:
    """Return how to cite the report."""
    read = phrases.count(facts.get("posts", 0), "post")
    made = f"Rumor-spread tracker {version}"
    return f"{title(facts)}. {made}, {read} in {_exports(facts)}, facts SHA-256 {digest}."


def _exports(facts: Facts) -> str:
    return phrases.count(len(facts.get("sources") or []), "export file")


def setting(value: Any, name: str = "") -> str:
    """Return a setting's value in words; `name` tells which numbers are bytes."""
    if value in (None, [], {}, ""):
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and name.rpartition(".")[2] in BYTES:
        return phrases.size(value)
    if isinstance(value, dict):
        return ", ".join(f"{part} {setting(one)}" for part, one in sorted(value.items()))
    if isinstance(value, list):
        return "; ".join(setting(one) for one in value)
    return phrases.shown(str(value))


def shows(facts: Facts) -> list[str]:
    """Return what the archives show, for the first box."""
    read = f"{phrases.count(facts.get('posts', 0), 'post')} {'was' if facts.get('posts') == 1 else 'were'} read"
    spans = _spans(facts)
    told = [f"{read}: {spans}." if spans else f"{read}."]
    chosen = answers.rumor(facts)
    told += [*_counted(facts), *_nowhere(facts)]
    if chosen.get("chosen_by"):
        told.append(_chosen(facts, str(chosen["chosen_by"])))
    return told + _beside_the_rumor(chosen) + _resolved(facts) + steady(facts)


def _spans(facts: Facts) -> str:
    """Return which spans the exports of each platform cover, and in which zone; empty for none."""
    told = {name: f"{phrases.platform(name)} {_covered(spans)}" for name, spans in answers.covered(facts).items()}
    zoneless = {row["platform"] for row in answers.exports(facts) if not row.get("zone_known", True)}
    if not zoneless & set(told):
        return f"{phrases.listed(list(told.values()))} (UTC)" if told else ""
    return phrases.listed([f"{words} ({_ZONELESS if name in zoneless else 'UTC'})" for name, words in told.items()])


def _covered(spans: list[tuple[int, int]]) -> str:
    """Return which spans the exports of a platform cover: one after the other where time lies between them."""
    parts = answers.joined(spans)
    if len(parts) <= MOST_SPANS:
        return phrases.listed([phrases.days(*part) for part in parts])
    return f"in {len(parts):,} parts of the time {phrases.days(parts[0][0], parts[-1][1])}"


def _counted(facts: Facts) -> list[str]:
    """Return how many posts are followed, which is what "the rumor's posts" means."""
    chosen = answers.rumor(facts)
    posts = chosen.get("posts") or 0
    if not posts or situation(facts) == "alone":
        return []
    called = f"{' in this span' if span_words(facts) else ''}, called the rumor's posts below"
    if not chosen.get("images"):
        belong = "belongs" if posts == 1 else "belong"
        return [f"{phrases.count(posts, 'post')} {belong} to the {thing(facts)}{called}."]
    files = phrases.count(chosen["images"], "file", "different files of the same picture")
    carriers = int(chosen.get("carriers") or posts)
    told, more = _carrying(chosen.get("carrier_kinds") or {"post": carriers}), posts - carriers
    told[0] += f" (in {files})"
    if more:
        told.append(f"{more:,} {'reposts' if more == 1 else 'repost'} one of them")
    return [f"{phrases.listed(told)}: {phrases.count(posts, 'post')}{called}."]


def _nowhere(facts: Facts) -> list[str]:
    """Return on which of the platforms that were read nothing was found, and which of them could not show it."""
    found, covered = answers.rumor(facts).get("platforms") or {}, answers.covered(facts)
    if not found or situation(facts) == "alone":
        return []
    blind = not_compared(facts)
    none = [name for name in covered if name not in found and name not in blind]
    return [*_found_none(facts, none, covered), *nothing_to_compare(facts)]


def _found_none(facts: Facts, none: list[str], covered: dict[str, list[tuple[int, int]]]) -> list[str]:
    if not none:
        return []
    told = f"No {subject(facts)} was found on {phrases.listed([phrases.platform(name) for name in none], 'or')}"
    first = answers.first_moment(facts)
    late = [phrases.platform(name) for name in none
            if first is not None and not any(begin <= first <= end for begin, end in covered[name])]  # fmt: skip
    of = "their exports" if len(late) == len(none) else f"the exports of {phrases.listed(late)}"
    return [f"{told}; {of} do not cover the moment of the earliest {subject(facts)}." if late else f"{told}."]


def _carrying(kinds: dict[str, int]) -> list[str]:
    """Return how many posts carry the picture themselves, and how many pass another's post on with it attached.

    >>> _carrying({"post": 3, "reply": 1, "forward": 2})
    ['4 posts and replies carry the picture', '2 forwards pass a post on with the picture attached']
    """
    told = []
    for own, one, many in ((True, "carries the picture", "carry the picture"), (False, *_WITH_IT)):
        chosen = {kind: number for kind, number in kinds.items() if (kind in OWN) is own}
        number = sum(chosen.values())
        named = [_KINDS[kind] for kind in _KINDS if kind in chosen]
        if number == 1:
            told.append(f"1 {named[0][0]} {one}")
        elif number:
            told.append(f"{number:,} {phrases.listed([several for _, several in named])} {many}")
    return told


def _chosen(facts: Facts, by: str) -> str:
    """Return how the rumor was chosen; the name of a file that the user handed in is never shown."""
    told, given = ("these words", "they were") if thing(facts) == "words" else (f"this {thing(facts)}", "it was")
    return f"Why {told}: {f'{given} given by the user' if by.startswith('--') else phrases.quoted(by)}."


def _beside_the_rumor(chosen: Row) -> list[str]:
    told = []
    if chosen.get("versions"):
        number = chosen["versions"]
        which = "1 is a later version (an edit)" if number == 1 else f"{number:,} are later versions (edits)"
        told.append(f"Of the rumor's posts {which} of another one: times and speeds count an edited post once.")
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
    """Return how many of the posts that posts here point at are here."""
    found = facts.get("completeness") or {}
    share, number = found.get("parents_resolved"), found.get("parents_referenced") or 0
    if share is None or not number:
        return []
    held = round(share * number)
    which = f"{held:,} of them ({phrases.percent(share)}) {'is' if held == 1 else 'are'} here"
    pointed = f"All posts that were read, not only the rumor's, name {phrases.count(number, 'post')}, and {which}."
    return [f"{pointed} {NOT_A_SHARE}"]


def cannot_show(facts: Facts) -> list[str]:
    """Return what the archives cannot show, for the second box: never empty."""
    made = MAKER if subject(facts) == "copy" else INTENT
    told = [made, "Earlier posts may exist outside these archives.", *late_exports(facts), *_not_compared(facts)]
    told += unsteady(facts)
    rows = [row for row in answers.rows(facts, "unknowns") if row.get("count")]
    return told + [unknown(row) for row in rows if row.get("kind") not in ELSEWHERE_SAID]


def _not_compared(facts: Facts) -> list[str]:
    names = [phrases.platform(name) for name in not_compared(facts)]
    if not names:
        return []
    return [f"Whether the picture was posted on {phrases.listed(names, 'or')}: nothing there could be compared."]


def suspect(row: Row) -> str:
    """Return where a post stands that the user asked about."""
    if not row.get("captured"):
        told = [phrases.shown(str(reason)) for reason in row.get("for") or ()]
        return f"This post is not in these archives, {f'but {told[0]}' if told else 'so nothing is said about it'}."
    earlier = len(row.get("earlier") or [])
    if row.get("position") is None:
        if row.get("uncompared"):
            return "This post is in these archives; what it shows is not, so where it stands is not known."
        return "This post is in these archives but does not belong to what is followed here."
    before = (
        f"{phrases.count(earlier, 'post')} here surely came before"
        if earlier
        else "none here surely came before"
    )
    return f"Place {row['position']:,} of {row.get('of', 0):,} posts with a time; {before}."


def unknown(row: Row) -> str:
    """Return one thing that is not known: a sentence with its number inside, and the first of the missing posts."""
    told = phrases.capital(phrases.shown(str(row.get("what", ""))).rstrip("."))
    missing = row.get("missing") or []
    first = "" if not missing else f": {missing_post(missing[0])}"
    return f"{told}{'; first of them' if len(missing) > 1 else ''}{first}."
