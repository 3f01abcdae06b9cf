"""Which posts of a rumor may be its first by their own word alone, and what stands around each."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from tracker.findings.belief import FOLLOWERS, Claim
from tracker.findings.candidate import span_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.findings.dated import Dated
    from tracker.findings.spread import Spread


def claims_of(roots: Iterable[Dated], spread: Spread) -> dict[str, Claim]:
    """Return what stands around each bare claim among `roots` (posts that point at no other), earliest first."""
    roots = list(roots)
    ordered = sorted((span_of(post)[0], post.post) for post in roots)
    moments = [at for at, _ in ordered]
    bound = spread.earliest.bound if spread.earliest.basis == "clock" else None
    checked = [post for post in roots if post.claimed_at is not None and (post.hard or post.disputed)]
    refuted = sum(post.disputed for post in checked)
    found: dict[str, Claim] = {}
    for at, key in ordered:
        if is_bare(spread.posts[key], spread):
            later = bisect_right(moments, at)
            found[key] = Claim(
                at, bound, tuple(moments[later : later + FOLLOWERS]), _reshares(key, spread), len(found),
                len(checked), refuted,
            )  # fmt: skip
    return found


def is_bare(post: Dated, spread: Spread) -> bool:
    """Tell whether a post's time rests on its author's word alone and would make it the first."""
    if post.hard:
        return False
    bound = spread.earliest.bound
    return spread.earliest.basis == "claim" or bound is None or span_of(post)[0] < bound


def _reshares(key: str, spread: Spread) -> tuple[int, ...]:
    children = (spread.posts[link.child] for link in spread.pointed_at.get(key, ()))
    return tuple(sorted(child.posted_at for child in children if child.posted_at is not None and not child.disputed))
