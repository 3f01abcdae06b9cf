"""A post is not earlier than what it points at: intervals tightened along links, and contradictions found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.ingest.clock_draft import FAR, NEVER, Claims, Draft, Links, Times, present
from tracker.ingest.clock_rules import AGREEMENT_US, CLAIM_SLACK_US, SERVER_SLACK_US
from tracker.ingest.reader import RESHARE_KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERBS: Final = {"reply": "answers", "quote": "quotes"}
_QUOTE: Final = RESHARE_KINDS.index("quote")


def by_links(draft: Draft, times: Times, claims: Claims, links: Links) -> None:
    """Raise the children's lower ends, lower the parents' upper ends, and dispute what contradicts them."""
    child, parent, kind = _usable(times, links)
    verb = _verbs(
        len(times), np.concatenate((child, links.floor_child)), np.concatenate((kind, links.floor_kind))
    )
    floor = np.where(draft.hard, draft.low, NEVER)
    ceiling = np.where(draft.hard, draft.high, FAR)
    limit = np.where(draft.hard, draft.high + SERVER_SLACK_US, FAR)
    refused = _raise(floor, times, links, limit) | _spread(floor, parent, child, limit)
    _dispute(draft, refused, "is dated before the post it {}", verb)
    ceiling[refused] = FAR
    sunk = -ceiling
    _spread(sunk, child, parent, np.where(draft.hard, SERVER_SLACK_US - draft.low, FAR))
    ceiling = -sunk
    claimed = claims.exact & ~draft.hard
    early, late = floor - claims.us > AGREEMENT_US, claims.us - ceiling > CLAIM_SLACK_US
    _dispute(draft, claimed & early, "states a time before the post it {} existed", verb)
    _dispute(draft, claimed & late, "states a time after a post that points at it", verb)
    _tighten(draft, floor, ceiling)


def _usable(times: Times, links: Links) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Leave out loops of one post, and quotes by edited posts: the quote may have come with the edit."""
    child, parent = links.child.astype(np.int64), links.parent.astype(np.int64)
    usable = (child != parent) & ~((links.kind == _QUOTE) & present(times.edited_us[child]))
    return child[usable], parent[usable], links.kind[usable]


def _raise(
    floor: NDArray[np.int64], times: Times, links: Links, limit: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Raise the lower bounds of posts that point at what is not here, in place; tell which posts refused one."""
    child = links.floor_child
    edited = (links.floor_kind == _QUOTE) & present(times.edited_us[child])
    over = ~edited & (links.floor_us > limit[child])
    refused = np.zeros(len(floor), np.bool_)
    refused[child[over]] = True
    usable = ~edited & ~over
    np.maximum.at(floor, child[usable], links.floor_us[usable])
    return refused


def _verbs(size: int, child: NDArray[np.int64], kind: NDArray[np.uint8]) -> list[str]:
    """Return how each post's link is called: that of its foremost kind."""
    foremost = np.full(size, len(RESHARE_KINDS), np.int64)
    np.minimum.at(foremost, child, kind.astype(np.int64))
    words = np.array([VERBS.get(name, "reshares") for name in (*RESHARE_KINDS, "")])
    return words[foremost].tolist()  # type: ignore[no-any-return]


def _spread(
    bound: NDArray[np.int64], source: NDArray[np.int64], target: NDArray[np.int64], limit: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Carry lower bounds along links until nothing changes, in place; tell which posts refused one.

    A bound beyond the target's limit is refused and goes no further. Only the links out of what changed are
    walked again, so that a chain of n posts costs n steps, not n passes; bounds only rise, so loops end too.
    """
    order = np.argsort(source, kind="stable")
    source, target = source[order], target[order]
    starts = np.searchsorted(source, np.arange(len(bound) + 1))
    refused = np.zeros(len(bound), np.bool_)
    active = np.flatnonzero(bound[source] > NEVER)
    while len(active):
        offered, to = bound[source[active]], target[active]
        over = offered > limit[to]
        refused[to[over]] = True
        better = ~over & (offered > bound[to])
        np.maximum.at(bound, to[better], offered[better])
        changed = np.unique(to[better])
        active = _ranges(starts[changed], starts[changed + 1])
    return refused


def _ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return all positions in [start, end) of each pair, one after another."""
    sizes = ends - starts
    offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes) if len(sizes) else sizes
    return np.arange(int(sizes.sum()), dtype=np.int64) + offsets


def _dispute(draft: Draft, where: NDArray[np.bool_], words: str, verb: list[str]) -> None:
    posts = np.flatnonzero(where).tolist()
    draft.dispute(posts, (words.format(verb[post]) for post in posts))


def _tighten(draft: Draft, floor: NDArray[np.int64], ceiling: NDArray[np.int64]) -> None:
    """Apply the bounds that leave something of an interval; a claim that they leave nothing of gives way."""
    ceiling = np.where(ceiling < floor, FAR, ceiling)
    draft.low[~draft.hard & (draft.low > ceiling)] = NEVER
    draft.low = np.where(floor <= draft.high, np.maximum(draft.low, floor), draft.low)
    draft.high = np.where(ceiling >= draft.low, np.minimum(draft.high, ceiling), draft.high)
