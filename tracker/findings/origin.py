"""Where a rumor may have begun: captured and absent posts compete, with what speaks for and against.

The method, its assumptions and what was measured: docs/origin.md.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec

from tracker.base.clock import format_us, format_words
from tracker.findings.belief import belief
from tracker.findings.candidate import Candidate, clock_words, span_of
from tracker.findings.claims import claims_of
from tracker.findings.dated import SURE_KINDS, Dated, dated_posts
from tracker.findings.first import DIGITS
from tracker.findings.matches import covered_posts, is_reached_under_cover, unchecked_posts
from tracker.findings.one_clock import leaders_of
from tracker.findings.outside import elsewhere
from tracker.findings.sampling import Interval, first_shares

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tracker.findings.evidence import Evidence
    from tracker.findings.spread import Spread

LEVEL: Final = 0.9
"""Level of the credible set, and least probability of a named account (contract section 4)."""
LISTED: Final = 20
"""Candidates listed, unless the credible set is larger."""

_UNPROVEN: Final = (
    "a post that is not in these archives is quoted or answered here and came before; whether it shows the same "
    "content is not known"
)
_BLURRED: Final = (
    "the earliest copy is too blurred or too grainy to see whether something small was changed in it"
)
_COVERED: Final = (
    "something lies over the earliest copy that most others lack (a stamp, a sticker, a bar): look whether its post "
    "passes the picture on or speaks about it"
)
_ASKED_COVERED: Final = (
    "something lies over the picture asked for and not over the copies here, or the other way round: what it hides may "
    "be another claim"
)


class Origins(msgspec.Struct, frozen=True):
    """The ranked candidates and what follows from them."""

    candidates: tuple[Candidate, ...]
    credible: tuple[str, ...]
    account: str | None
    """The author of the earliest captured post, where no evidence held here speaks against it."""
    why_not: str | None
    """Why nobody is named; null where somebody is."""


def origins_of(spread: Spread, evidence: Evidence) -> Origins:
    """Rank the posts that may be where the rumor began.

    Candidates are captured posts that point at no other post of the rumor, and absent posts that its posts
    reshare. Each takes part with the chance that its time can be believed; the share of seeded draws in
    which it is the first is its probability.
    """
    settings = evidence.settings
    candidates = _behind(_captured(spread) + elsewhere(spread, evidence), spread)
    shares = first_shares([each.interval for each in candidates], seed=settings.seed, draws=settings.draws)
    ranked = sorted(
        (msgspec.structs.replace(each, probability=round(share, DIGITS))
         for each, share in zip(candidates, shares, strict=True)),
        key=lambda each: (-each.probability, each.interval.low, each.post),
    )  # fmt: skip
    credible = credible_set([(each.post, each.probability) for each in ranked])
    why_not = _never(evidence) or _why_not(ranked, credible, spread, evidence)
    account = None if why_not else ranked[0].account
    shown = [each for each in ranked if each.probability > 0][: max(LISTED, len(credible))]
    return Origins(tuple(shown), credible, account, why_not)


def credible_set(ranked: Iterable[tuple[str, float]], level: float = LEVEL) -> tuple[str, ...]:
    """Return the fewest of the most probable posts that hold `level` of the probability.

    >>> credible_set([("x:1", 0.7), ("x:2", 0.25), ("x:3", 0.05)])
    ('x:1', 'x:2')
    """
    found: list[str] = []
    reached = 0.0
    for post, probability in ranked:
        if reached >= level - 1e-9 or probability <= 0:
            break
        found.append(post)
        reached += probability
    return tuple(found)


def _never(evidence: Evidence) -> str | None:
    """Return why nobody is named whatever the candidates are: nothing to follow, or an earlier post left out."""
    rumor = evidence.rumor
    if not rumor.posts:
        return "no post here belongs to what was asked for"
    if rumor.basis == "cascade" and len(rumor.posts) + len(rumor.before) + len(rumor.after) == 1:
        return "the largest chain here is a single post, so there is nothing to follow"
    earlier = sum(_stands(post, evidence) for post in dated_posts(evidence.tables.posts, rumor.before).values())
    if not earlier:
        return None
    posts = "1 earlier post is" if earlier == 1 else f"{earlier:,} earlier posts are"
    return f"{posts} in these archives, left out by --since"


def _stands(post: Dated, evidence: Evidence) -> bool:
    """Tell whether a post left out by `--since` was there before it: of a disputed time only the bounds count."""
    return not post.disputed or (post.high is not None and post.high < (evidence.settings.since_us or 0))


def _why_not(
    ranked: Sequence[Candidate], credible: Sequence[str], spread: Spread, evidence: Evidence
) -> str | None:
    """Return the first reason to name nobody (contract section 4)."""
    if not ranked or spread.earliest.basis != "clock":
        return "no post of the rumor has a time that rests on more than its author's word"
    top = ranked[0]
    others = [spread.posts[key] for key in credible if key in spread.posts and key != top.post]
    reasons = [
        (top.absent and not top.content_known, _UNPROVEN),
        (top.absent, "the most probable first post is not in these archives"),
        (top.blocked, "; ".join(top.against)),
        (len(spread.earliest.members) > 1, "several posts tie for the earliest; their order is not known"),
        (top.probability < LEVEL, f"no candidate reaches a probability of {LEVEL:g}"),
        (any(post.disputed for post in others), "a post whose time is disputed may be the earlier one"),
        (top.account is None, "the account is not given in the export"),
        _forwarded_from_before(top, spread),
        (_is_undated_beside(top, spread), "another post that carries it has no usable time and may be the earlier one"),
        (_is_contested_before(top, spread), "the exports contradict each other about another post that may be earlier"),
    ]
    told = next((words for holds, words in reasons if holds), None)
    return told or next((words for holds, words in _of_pictures(top, evidence) if holds), None)


def _of_pictures(top: Candidate, evidence: Evidence) -> Iterator[tuple[bool, str]]:
    """Yield what may speak against naming the first by the pictures: read from the tables only where all else holds."""
    rumor, tables = evidence.rumor, evidence.tables
    yield top.post in unchecked_posts(rumor, tables), _BLURRED
    yield top.post in covered_posts(rumor, tables), _COVERED
    yield is_reached_under_cover(rumor, tables), _ASKED_COVERED
    yield _stands_elsewhere(top, evidence), "another form of the picture asked for was here as early or earlier"


def _forwarded_from_before(top: Candidate, spread: Spread) -> tuple[bool, str]:
    """Tell whether a post of the rumor passes on one without a name here that was sent before, and say so."""
    stated = [
        mention.stated_at for mention in spread.mentions
        if mention.target is None and mention.kind in SURE_KINDS and mention.stated_at is not None
    ]  # fmt: skip
    first = min(stated, default=None)
    if first is None or top.high is None or first > top.high:
        return False, ""
    return True, f"a forward here says that its original, which is not here, was sent at {format_words(first)}"


def _is_undated_beside(top: Candidate, spread: Spread) -> bool:
    """Tell whether another post of the rumor that came from none of its posts cannot be dated at all."""
    return any(
        post.span is None and key != top.post and is_root(key, spread) and key not in spread.versions
        for key, post in spread.posts.items()
    )


def _is_contested_before(top: Candidate, spread: Spread) -> bool:
    """Tell whether another post, about which two exports say different things, may be as early by either."""
    others = (post for key, post in spread.posts.items() if key != top.post and "conflict" in post.flags)
    return top.high is not None and any(
        min(at for at in (post.claimed_at, post.low, post.posted_at) if at is not None) <= top.high
        for post in others if post.span is not None
    )  # fmt: skip


def _stands_elsewhere(top: Candidate, evidence: Evidence) -> bool:
    """Tell whether a post with a copy in another cluster may be as early: it speaks against."""
    others = dated_posts(evidence.tables.posts, evidence.rumor.elsewhere).values()
    spans = [span_of(post) for post in others if post.span is not None]
    return top.high is not None and any(low <= top.high for low, _ in spans)


# ---- captured posts ------------------------------------------------------------------------------------


def _captured(spread: Spread) -> list[Candidate]:
    """Return the captured posts of the rumor that are link roots and have a time."""
    roots = [post for key, post in sorted(spread.posts.items()) if is_root(key, spread) and post.span is not None]
    chances = {key: belief(claim) for key, claim in claims_of(roots, spread).items()}
    return [_candidate(post, chances.get(post.post), spread) for post in roots]


def is_root(key: str, spread: Spread) -> bool:
    """Tell whether nothing here shows that a captured post came from another one."""
    sure = any(link.kind in SURE_KINDS for link in spread.pointing.get(key, ()))
    return key not in spread.earliest.followers and not sure


def _candidate(post: Dated, chance: float | None, spread: Spread) -> Candidate:
    evidence, against = [clock_words(post)], []
    if post.disputed:
        against.append(f"its stated time is disputed: {post.dispute_rule or 'other evidence contradicts it'}")
    missing = _missing_parents(post.post, spread)
    against += missing
    interval, doubt = _weighed(post, chance, spread)
    against += [doubt] if doubt else []
    conflict, unmarked = "conflict" in post.flags, "forwards_unmarked" in post.flags
    against += ["its export does not show whether it was forwarded"] if unmarked else []
    against += ["the exports contradict each other about it"] if conflict else []
    against += [_edit_words(post.edited_at)] if post.edited_at is not None else []
    blocked = post.disputed or bool(missing) or not post.hard or conflict or unmarked
    return Candidate(
        post.post, post.label, False, interval.low, interval.high, tuple(evidence), tuple(against), blocked,
        interval,
    )  # fmt: skip


def _edit_words(edited_us: int) -> str:
    return f"it was edited at {format_us(edited_us)}; what it shows may have come then"


def _weighed(post: Dated, chance: float | None, spread: Spread) -> tuple[Interval, str | None]:
    """Return the interval of a post with the chance that it can be believed, and the doubt in words."""
    low, high = span_of(post)
    if post.hard:
        return Interval(low, high, post.platform), None
    seen, bound = _seen_by(post, spread), spread.earliest.bound
    if spread.earliest.basis == "clock" and seen is not None and bound is not None and seen < bound:
        return Interval(min(low, seen), seen, post.platform), "its time is only bounded from above"
    doubt = "its time rests on its author's word alone"
    if chance is None:
        return Interval(low, high, post.platform), doubt
    weighed = f"{doubt}; by what stands around it, such a claim is true with a chance of {chance:.2f}"
    return Interval(low, high, post.platform, chance), weighed


def _seen_by(post: Dated, spread: Spread) -> int | None:
    """Return the moment by which others had seen a post: its index, its capture, its first timed reshare."""
    children = (spread.posts[link.child] for link in spread.pointed_at.get(post.post, ()))
    reshared = [child.high for child in children if child.hard and not child.disputed]
    return min((at for at in (post.indexed_at, post.captured_at, *reshared) if at is not None), default=None)


def _missing_parents(key: str, spread: Spread) -> list[str]:
    """Return in words which posts this one points at that are not here."""
    named = sorted({link.parent for link in spread.pointing.get(key, ()) if link.parent_absent})
    words = [f"it points at {parent}, which is not in these archives" for parent in named]
    return words + (["it passes on a post that the export does not name"] if key in spread.unnamed else [])


def _behind(candidates: list[Candidate], spread: Spread) -> list[Candidate]:
    """Put each post behind the candidates that surely came before it: it points at them, or its own clock shows it."""
    place: Mapping[str, int] = {each.post: index for index, each in enumerate(candidates)}
    parents: dict[str, set[int]] = defaultdict(set)
    for link in spread.links:
        if link.parent in place and link.child in place and link.parent_absent:
            parents[link.child].add(place[link.parent])
    for later, first in leaders_of(spread.posts[key] for key in place if key in spread.posts).items():
        parents[later].add(place[first])
    return [
        msgspec.structs.replace(
            each, interval=msgspec.structs.replace(each.interval, behind=tuple(sorted(parents[each.post])))
        )
        if each.post in parents else each
        for each in candidates
    ]  # fmt: skip
