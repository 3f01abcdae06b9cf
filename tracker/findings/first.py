"""The earliest captured posts of a rumor: a set with chances, never a silent sort (docs/origin.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tracker.findings.candidate import span_of
from tracker.findings.dated import TIE_US, Dated, Link
from tracker.findings.one_clock import leaders_of
from tracker.findings.sampling import Interval, first_shares

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DIGITS: Final = 4
"""Probabilities are printed to this many places: 10,000 draws carry no more."""


class First(msgspec.Struct, frozen=True):
    """One member of the set of earliest captured posts."""

    post: str
    low: int
    high: int
    probability: float


class Earliest(msgspec.Struct, frozen=True):
    """The earliest captured posts, and those that only claim to be earlier."""

    basis: str
    """`clock` where hard intervals decide, `claim` where no post of the rumor has one."""
    members: tuple[First, ...]
    """Most probable first."""
    bound: int | None
    """By this moment the first of them was there."""
    unsupported: tuple[str, ...]
    """Posts that claim to be earlier, on their author's word alone."""
    doubtful: tuple[str, ...]
    """Posts of a disputed time whose bounds allow that they are the first."""
    followers: frozenset[str]
    """Posts that point at another captured post of the rumor or are a later version of one: none is its first."""


def earliest_of(
    posts: Mapping[str, Dated], links: Iterable[Link], versions: Iterable[str] = (), *, seed: int, draws: int
) -> Earliest:
    """Return the posts that may be the earliest captured one; `versions` are later versions of others.

    Over posts with hard, undisputed intervals: ``C = {i : low_i <= min high_j}``; a post of another
    platform within 5 s is a tie too; a post that came later by the clock of an earlier one is none.
    Without any such post, the earliest claims.
    """
    followers = followers_of(posts, links).union(versions)
    able = [post for key, post in sorted(posts.items()) if key not in followers and not post.disputed]
    hard = [
        (post, post.span) for post in able if post.hard and post.low is not None and post.high is not None
    ]
    basis = "clock" if hard else "claim"
    spans = {post.post: span for post, span in hard or [(post, post.span) for post in able] if span}
    members = _members(posts, spans, seed, draws)
    bound = min((high for _, high in spans.values()), default=None)
    unsupported = _unsupported(able, bound) if hard else ()
    disputed = [post for key, post in sorted(posts.items()) if key not in followers and post.disputed]
    return Earliest(basis, members, bound, unsupported, _doubtful(disputed, bound), followers)


def followers_of(posts: Mapping[str, Dated], links: Iterable[Link]) -> frozenset[str]:
    """Return the posts that point at another captured post of the rumor (a parent is not after its child).

    A pointer that the clocks contradict shows nothing. Of several parents one that is not kept counts
    only where it is not later, so that a loop does not exclude all of its posts.
    """
    found = set()
    for link in links:
        child, parent = posts[link.child], posts.get(link.parent)
        if parent is None or _contradicted(child, parent):
            continue
        if link.kept or (parent.posted_at or 0, parent.post) < (child.posted_at or 0, child.post):
            found.add(link.child)
    return frozenset(found)


def _contradicted(child: Dated, parent: Dated) -> bool:
    both = child.hard and parent.hard and child.high is not None and parent.low is not None
    return both and (child.high or 0) < (parent.low or 0)


def _members(
    posts: Mapping[str, Dated], spans: Mapping[str, tuple[int, int]], seed: int, draws: int
) -> tuple[First, ...]:
    chosen = tied(posts, spans)
    intervals = [Interval(*spans[key], posts[key].platform) for key in chosen]
    shares = first_shares(intervals, seed=seed, draws=draws)
    found = [First(key, *spans[key], round(share, DIGITS)) for key, share in zip(chosen, shares, strict=True)]
    return tuple(sorted(found, key=lambda first: (-first.probability, first.low, first.post)))


def tied(posts: Mapping[str, Dated], spans: Mapping[str, tuple[int, int]]) -> Sequence[str]:
    """Return, sorted, the posts none of which is surely after another one."""
    if not spans:
        return []
    bound = min(high for _, high in spans.values())
    core = {posts[key].platform for key, (low, _) in spans.items() if low <= bound}
    later = leaders_of(posts[key] for key in spans)
    return sorted(
        key for key, (low, _) in spans.items()
        if key not in later and (low <= bound or (low <= bound + TIE_US and core - {posts[key].platform}))
    )  # fmt: skip


def _doubtful(disputed: Iterable[Dated], bound: int | None) -> tuple[str, ...]:
    bounded = [(span_of(post)[0], post.post) for post in disputed if post.span is not None]
    return tuple(key for low, key in sorted(bounded) if bound is not None and low <= bound)


def _unsupported(able: Iterable[Dated], bound: int | None) -> tuple[str, ...]:
    claims = [
        post for post in able
        if not post.hard and post.posted_at is not None and bound is not None and post.posted_at < bound
    ]  # fmt: skip
    return tuple(post.post for post in sorted(claims, key=lambda post: (post.posted_at or 0, post.post)))
