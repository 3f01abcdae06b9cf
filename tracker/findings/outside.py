"""Candidates for the origin outside the rumor's own posts: what its posts pass on, quote, answer or link."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from tracker.findings.absent import Absence, absence
from tracker.findings.candidate import Candidate, clock_words, span_of
from tracker.findings.dated import SURE_KINDS, Dated, Link, Mention, dated_posts
from tracker.findings.sampling import Interval

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tracker.findings.evidence import Evidence
    from tracker.findings.spread import Spread
    from tracker.tables.edges import Edges

ANSWERED_SHOWS_IT: Final = 0.6
"""Chance that an absent post which one post of the rumor quotes or links (or answers, where others pass it
on) shows the content itself; each further one lowers the doubt by the same factor. Assumed, not measured;
large enough that the quoting post is never named."""
_NOT_SHOWN: Final = (
    "whether it shows the same content is not known: the posts that point at it bring that content themselves"
)


def elsewhere(spread: Spread, evidence: Evidence) -> list[Candidate]:
    """Return the posts that posts of the rumor pass on but that are none of its captured posts."""
    posts, in_cascade = evidence.tables.posts, evidence.rumor.basis == "cascade"
    elsewhere = {key: links for key, links in spread.pointed_at.items() if key not in spread.posts}
    spreading = _passed_on(elsewhere, evidence.tables.edges)
    by_parent = {
        key: links for key, links in sorted(elsewhere.items())
        if _can_show_it(links, in_cascade or key in spreading)
    }  # fmt: skip
    mentions: dict[str, list[Mention]] = defaultdict(list)
    for mention in spread.mentions:
        mentions[mention.target or ""].append(mention)
    now_us = max([evidence.settings.now_us, *(post.posted_at or 0 for post in spread.posts.values())])
    here = dated_posts(posts, by_parent)
    found = []
    for key, links in by_parent.items():
        children = [spread.posts[link.child] for link in links]
        dated = _known(here[key]) if key in here else absence(key, children, mentions[key], posts, now_us)
        if dated is not None:
            found.append(_outsider(dated, _by_time(links, spread), in_cascade=in_cascade))
    return found


def _by_time(links: Iterable[Link], spread: Spread) -> list[Link]:
    """Return links in the order of the posts that they leave, those without a time last."""

    def order(link: Link) -> tuple[bool, int, str, str]:
        at = spread.posts[link.child].posted_at
        return at is None, at or 0, link.child, link.kind

    return sorted(links, key=order)


def _known(post: Dated) -> Absence | None:
    """Return what is known of a captured post that is none of the rumor's own."""
    if post.span is None:
        return None
    return Absence(post.post, *span_of(post), post.label, (clock_words(post),), ())


def _can_show_it(links: Iterable[Link], spreading: bool) -> bool:
    """Tell whether a post may hold the content: what a reply shows is the replier's own.

    A reply speaks for it only where others pass the post on, so that it was spreading something.
    """
    return any(
        link.kind in SURE_KINDS or (link.parent_absent and (spreading or link.kind != "reply"))
        for link in links
    )  # fmt: skip


def _passed_on(keys: Collection[str], edges: Edges) -> frozenset[str]:
    """Return which of the posts any captured post passes on, of the rumor or not."""
    kinds = pa.array(sorted(SURE_KINDS), pa.string())
    chosen = edges.arrow.filter(pc.is_in(edges.parent, value_set=pa.array(sorted(keys), pa.string())))
    chosen = chosen.filter(pc.is_in(chosen.column("kind"), value_set=kinds))
    return frozenset(chosen.column("parent").to_pylist())


def _outsider(dated: Absence, links: Sequence[Link], *, in_cascade: bool) -> Candidate:
    kinds = {link.kind for link in links}
    sure = bool(kinds & SURE_KINDS) or in_cascade
    absent = links[0].parent_absent
    count = len({link.child for link in links})
    does = "passes it on" if sure else "points at it"
    do = "pass it on" if sure else "point at it"
    told = f"1 post here {does}" if count == 1 else f"{count:,} posts here {do}"
    evidence = (f"{told} ({', '.join(sorted(kinds))})", *dated.evidence)
    gone = "it is not in these archives" if absent else "it is here, but is no post of the rumor as asked for"
    doubt = () if sure else (_NOT_SHOWN,)
    low, high = dated.span
    chance = 1.0 if sure else 1 - (1 - ANSWERED_SHOWS_IT) ** count
    interval = Interval(low, high, dated.key.partition(":")[0], chance, reshared=not dated.dated)
    return Candidate(
        dated.key, dated.account, absent, dated.low, dated.high, evidence, (gone, *doubt, *dated.against),
        True, interval, content_known=sure, pointers=tuple(links),
    )  # fmt: skip
