"""A later carrier of a picture, with no source of its own, has it perhaps from the earliest carrier.

The picture proves kinship, not the path: such an edge is inferred, and never joins cascades.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
import pyarrow.compute as pc

from tracker.graph.references import flat_references
from tracker.graph.rule import Edge, Evidence, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.tables.posts import Posts

ORDERED: Final = 0.5
"""Confidence where the evidence fixes the order: there may be carriers that nobody captured."""
UNORDERED: Final = 0.25
"""Confidence where the order rests on an author's claim, or the intervals overlap."""


class Carrier(msgspec.Struct, frozen=True, order=True, gc=False):
    """A post that carries a picture of a cluster; sorts by time."""

    us: int
    post: str
    low: int | None
    high: int | None
    hard: bool


def find(evidence: Evidence) -> Iterator[Edge]:
    """Yield an edge from each carrier without a parent to the earliest carrier of the same cluster."""
    timed = _timed(evidence.posts)
    pointing = set(flat_references(evidence.posts)["child"].to_pylist())
    for posts in _carriers(evidence).values():
        carriers = sorted(timed[post] for post in posts if post in timed)
        if not carriers:
            continue
        first = next((carrier for carrier in carriers if carrier.hard), carriers[0])
        for carrier in carriers:
            if carrier.us > first.us and carrier.post not in pointing:
                yield Edge(carrier.post, first.post, "same_image", "inferred", _confidence(first, carrier))


def _timed(posts: Posts) -> dict[str, Carrier]:
    """Return the posts with a time; one whose time is disputed is no witness of an order."""
    rows = posts.arrow.filter(pc.and_(pc.is_valid(posts.posted_at), pc.invert(posts.disputed)))
    times = (rows[name].cast("int64").to_pylist() for name in ("posted_at", "low", "high"))
    posted, lows, highs = times
    columns = zip(posted, rows["post"].to_pylist(), lows, highs, rows["hard"].to_pylist(), strict=True)
    return {post: Carrier(us, post, low, high, hard) for us, post, low, high, hard in columns}


def _carriers(evidence: Evidence) -> dict[str, set[str]]:
    """Return the posts of each cluster that carry one of its pictures themselves."""
    copies, media = evidence.copies, evidence.media
    clusters: dict[bytes, set[str]] = {}
    for digest, cluster in zip(copies.sha256.to_pylist(), copies.cluster.to_pylist(), strict=True):
        if cluster:
            clusters.setdefault(digest, set()).add(cluster)
    found: dict[str, set[str]] = {}
    for digest, post in zip(media.sha256.to_pylist(), media.post.to_pylist(), strict=True):
        for cluster in sorted(clusters.get(digest, ())):
            found.setdefault(cluster, set()).add(post)
    return found


def _confidence(first: Carrier, later: Carrier) -> float:
    if not (first.hard and later.hard) or first.high is None or later.low is None:
        return UNORDERED
    return ORDERED if first.high <= later.low else UNORDERED


RULE = Rule(
    "same_image",
    kind="same_image",
    doc="A later carrier of a picture may have it from the earliest one.",
    find=find,
)
