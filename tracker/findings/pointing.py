"""What a post of the rumor passes on or answers, and which of these posts are not here."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tracker.findings.absent import absence
from tracker.findings.dated import SURE_KINDS, dated_posts
from tracker.findings.gone import named_gone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from tracker.findings.dated import Dated
    from tracker.findings.evidence import Tables
    from tracker.findings.spread import Spread

LISTED: Final = 10
"""Missing posts that are told one by one."""
PASSING_ON: Final = SURE_KINDS | {"quote"}
"""Kinds that bring a post to others; a reply answers it."""
_RETWEET: Final = re.compile(r"RT @(\w{1,50}):")
"""X itself begins the text of a repost with the handle of the post's author."""


class Target(msgspec.Struct, frozen=True):
    """The post that another one passes on, quotes or answers."""

    kind: str
    post: str | None
    """Null where the export does not say which."""
    account: str | None
    here: bool


class Missing(msgspec.Struct, frozen=True):
    """A post that posts of the rumor point at and that is not here; times are microseconds UTC."""

    post: str
    account: str | None
    low: int | None
    high: int | None
    dated_by: str
    """What dates it, in words; empty where nothing does."""
    passed_on: int
    """Posts here, of the rumor or not, that repost, crosspost, forward or quote it."""
    answered: int
    gone: bool
    """An export says that it was deleted or withheld."""


def targets_of(posts: Iterable[Dated], spread: Spread, tables: Tables) -> dict[str, Target]:
    """Return what each of some posts points at by its kept pointer; a post of its own points at nothing."""
    pointing = [post for post in posts if post.kind != "post"]
    parents = {post.post: _kept(post.post, spread) for post in pointing}
    wanted = {parent for parent in parents.values() if parent}
    names, here = authors_of(wanted, spread, tables), dated_posts(tables.posts, wanted)
    said = {mention.child: mention.account for mention in spread.mentions if mention.target is None}
    return {
        post.post: Target(post.kind, parent, names.get(parent) if parent else said.get(post.post), parent in here)
        for post in pointing
        for parent in (parents[post.post],)
    }


def _kept(key: str, spread: Spread) -> str | None:
    return next((link.parent for link in spread.pointing.get(key, ()) if link.kept), None)


def authors_of(keys: Collection[str], spread: Spread, tables: Tables) -> dict[str, str]:
    """Return how the authors of some posts are called: by their own record, else as all that point at them agree.

    An author of whom posts here say two things is left out.
    """
    told: dict[str, set[str]] = defaultdict(set)
    for mention in spread.mentions:
        if mention.target in keys and mention.account:
            told[mention.target or ""].add(mention.account)
    for key, handle in _retweeted([key for key in sorted(keys) if not told[key]], spread, tables):
        told[key].add(handle)
    agreed = {key: min(names) for key, names in told.items() if len(names) == 1}
    own = {key: post.label for key, post in dated_posts(tables.posts, keys).items()}
    return agreed | {key: name for key, name in own.items() if name}


def _retweeted(keys: Collection[str], spread: Spread, tables: Tables) -> Iterator[tuple[str, str]]:
    """Yield the handles with which X begins the text of reposts of some posts."""
    parents = {
        link.child: link.parent
        for key in keys
        for link in spread.pointed_at.get(key, ())
        if link.kind == "repost" and key.startswith("x:")
    }
    table = tables.posts.arrow.select(["post", "text"])
    chosen = table.filter(pc.is_in(table["post"], value_set=pa.array(sorted(parents), pa.string())))
    for post, text in zip(chosen["post"].to_pylist(), chosen["text"].to_pylist(), strict=True):
        found = _RETWEET.match(text or "")
        if found:
            yield parents[post], found[1]


def missing_posts(spread: Spread, tables: Tables, now_us: int) -> list[Missing]:
    """Return the posts that the rumor's posts point at and that are not here, those passed on most first.

    Only the first `LISTED` are told in full: dating one may mean to look through all posts.
    """
    absent = {link.parent for link in spread.links if link.parent_absent}
    passed_on, answered = _pointers(absent, tables)
    first = sorted(absent, key=lambda key: (-passed_on[key], -answered[key], key))[:LISTED]
    names, gone = authors_of(first, spread, tables), set(named_gone(tables.sources))
    now_us = max([now_us, *(post.posted_at or 0 for post in spread.timed)])
    found = []
    for key in first:
        mentions = [mention for mention in spread.mentions if mention.target == key]
        children = [spread.posts[child] for child in sorted({link.child for link in spread.pointed_at[key]})]
        known = absence(key, children, mentions, tables.posts, now_us)
        found.append(Missing(
            post=key, account=names.get(key), low=known.low if known else None, high=known.high if known else None,
            dated_by=known.evidence[0] if known else "", passed_on=passed_on[key], answered=answered[key],
            gone=key in gone,
        ))  # fmt: skip
    return found


def _pointers(keys: Collection[str], tables: Tables) -> tuple[Counter[str], Counter[str]]:
    """Return how many posts here pass each of some posts on, and how many only answer it."""
    chosen = tables.edges.arrow.filter(pc.is_in(tables.edges.parent, value_set=pa.array(sorted(keys), pa.string())))
    names = ("parent", "child", "kind", "attribution")
    rows = list(zip(*(chosen.column(name).to_pylist() for name in names), strict=True))
    stated = [(parent, child, kind) for parent, child, kind, attribution in rows if attribution != "inferred"]
    passing = {(parent, child) for parent, child, kind in stated if kind in PASSING_ON}
    answering = {(parent, child) for parent, child, _ in stated} - passing
    return Counter(parent for parent, _ in passing), Counter(parent for parent, _ in answering)
