"""How much of what happened these archives hold."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.keys import split_key
from tracker.findings.dated import SURE_KINDS, Dated
from tracker.findings.evidence import Rumor, Tables
from tracker.findings.gone import id_gaps, named_gone
from tracker.findings.measure import Finding, measure
from tracker.findings.recapture import Recapture, recaptures
from tracker.findings.spread import Spread
from tracker.findings.wording import EVIDENCE_LIMIT, moment, resting_on

if TYPE_CHECKING:
    from tracker.tables.edges import Edges
    from tracker.tables.media import Media
    from tracker.tables.posts import Posts

CENSORED_SHARE: Final = 0.01
"""A first hit within this share of the archive's span looks cut off at the start (docs/origin.md)."""
_CHATS: Final = 100


class _Span(msgspec.Struct, frozen=True):
    posts: int
    first: int | None
    last: int | None


class _Parent(msgspec.Struct, frozen=True):
    key: str
    kind: str
    resolved: bool


@measure(asks="How complete are these archives around the rumor?")
def completeness(spread: Spread, tables: Tables, rumor: Rumor) -> Iterator[Finding]:
    """Tell which referenced posts are here, where an archive begins too late, and what is gone.

    `value` is the share of distinct referenced parents that are here, 0 to 1; null without any.
    """
    parents = _parents(tables.edges)
    spans = _spans(tables.posts)
    resolved, referenced = _closure(parents)
    gaps = id_gaps(tables.posts)
    twice = recaptures(tables.posts, rumor.posts)
    overlap = {each.platform: each.captured for each in twice}
    yield Finding(
        name="completeness",
        value=_share(resolved, referenced),
        unit="share",
        detail={
            "parents_resolved": _share(resolved, referenced),
            "parents_referenced": referenced,
            "left_censored": [] if rumor.basis == "cascade" else sorted(
                name for name, span in spans.items() if _left_censored(name, span, spread)
            ),
            "by_platform": {
                name: _platform(name, spans[name], parents, spread, tables, overlap.get(name)) for name in sorted(spans)
            },
            "two_captures": [_told(each) for each in twice],
            "by_kind": {
                kind: _counts(row for row in parents if row.kind == kind) for kind in _kinds(parents)
            },
            "absent_posts": referenced - resolved,
            "absent": sorted({row.key for row in parents if not row.resolved})[:EVIDENCE_LIMIT],
            "tombstones_named": named_gone(tables.sources)[:EVIDENCE_LIMIT],
            "tombstones": int(pc.sum(tables.sources.absent, min_count=0).as_py()),
            "id_gaps": sum(gaps.values()),
            "id_gaps_by_chat": dict(sorted(gaps.items(), key=lambda gap: (-gap[1], gap[0]))[:_CHATS]),
        },
        method="Distinct referenced parents that are here over all referenced; a platform is left-censored "
        "when its first hit falls in the first 1 % of its archive or within one median gap of its start; the "
        "root of a cascade is no hit of a search, so a cascade is never left-censored.",
        evidence=resting_on(spread.posts, spread.sources),
        caveat="Tells only of posts that others point at; what nothing here points at is not counted.",
    )


def _told(each: Recapture) -> dict[str, Any]:
    numbers = {name: round(getattr(each, name), 1) for name in ("estimate", "low", "high")}
    return {"platform": each.platform, "sources": list(each.sources), "posts": list(each.posts), "both": each.both,
            **numbers}  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _parents(edges: Edges) -> list[_Parent]:
    """Return each distinct (parent, kind) that a post states, self-edges apart."""
    table = edges.arrow
    stated = pc.and_(
        pc.not_equal(table.column("attribution"), "inferred"),
        pc.not_equal(table.column("child"), table.column("parent")),
    )
    chosen = table.filter(stated).group_by(["parent", "kind", "parent_absent"]).aggregate([])
    rows = zip(
        *(chosen.column(name).to_pylist() for name in ("parent", "kind", "parent_absent")), strict=True
    )
    return sorted(
        (_Parent(key, kind, not absent) for key, kind, absent in rows), key=lambda row: (row.key, row.kind)
    )


def _closure(parents: Iterable[_Parent]) -> tuple[int, int]:
    """Return how many distinct parents are here, and how many are referenced."""
    here = {row.key: row.resolved for row in parents}
    return sum(here.values()), len(here)


def _counts(parents: Iterable[_Parent]) -> dict[str, int]:
    resolved, referenced = _closure(parents)
    return {"referenced": referenced, "resolved": resolved}


def _kinds(parents: Iterable[_Parent]) -> list[str]:
    return sorted({row.kind for row in parents})


def _spans(posts: Posts) -> dict[str, _Span]:
    """Return per platform the number of posts, and the span of those that are records of their own.

    A post that was only seen inside another's record says nothing about when an archive begins.
    """
    table = posts.arrow.select(["platform", "embedded"])
    table = table.append_column("at", posts.posted_at.cast(pa.int64()))
    grouped = table.group_by(["platform", "embedded"]).aggregate(
        [("at", "min"), ("at", "max"), ("at", "count"), ([], "count_all")]
    )
    spans: dict[str, _Span] = {}
    for row in sorted(grouped.to_pylist(), key=lambda row: (row["platform"], row["embedded"])):
        known = spans.get(row["platform"])
        before = known.posts if known else 0
        first, last = (known.first, known.last) if known else (row["at_min"], row["at_max"])
        spans[row["platform"]] = _Span(before + row["count_all"], first, last)
    return spans


def _hits(platform: str, spread: Spread) -> list[int]:
    return [
        post.posted_at for post in spread.timed if post.platform == platform and post.posted_at is not None
    ]


def _left_censored(platform: str, span: _Span, spread: Spread) -> bool:
    hits = _hits(platform, spread)
    if not hits or span.first is None or span.last is None:
        return False
    gaps = sorted(later - earlier for earlier, later in itertools.pairwise(hits))
    median = gaps[len(gaps) // 2] if gaps else 0
    return hits[0] - span.first <= max(CENSORED_SHARE * (span.last - span.first), median)


def _platform(
    platform: str, span: _Span, parents: Iterable[_Parent], spread: Spread, tables: Tables, overlap: float | None
) -> dict[str, Any]:
    hits = _hits(platform, spread)
    rate = _capture_rate([post for post in spread.posts.values() if post.platform == platform], tables.edges)
    return {
        "posts": span.posts,
        **_counts(row for row in parents if split_key(row.key)[0] == platform),
        "first_post": moment(span.first),
        "first_hit": moment(hits[0] if hits else None),
        "capture_rate": rate,
        "first_here": _first_here(rate, overlap),
        **_files(platform, tables.media),
    }


def _first_here(rate: float | None, overlap: float | None) -> float | None:
    """Return the chance that a platform's first post is here, if posts are missing by chance: the share that is."""
    known = rate if rate is not None else overlap
    return None if known is None else round(known, 6)


def _files(platform: str, media: Media) -> dict[str, int]:
    """Return how many posts of a platform bring a file to compare, and how many only name or link a picture."""
    of_it = pc.starts_with(media.post, f"{platform}:")
    with_file = pc.unique(media.post.filter(pc.and_(of_it, pc.is_valid(media.sha256))))
    pictures = pc.is_in(media.type, value_set=pa.array(["card", "image"], pa.string()))
    without = pc.and_(pc.and_(of_it, pictures), pc.invert(pc.is_in(media.post, value_set=with_file)))
    return {
        "posts_with_files": len(with_file),
        "posts_without_files": len(pc.unique(media.post.filter(without))),
    }


def _capture_rate(posts: Iterable[Dated], edges: Edges) -> float | None:
    """Return reshares here over those that the platform counted, 0 to 1; null where it states no count."""
    counted = {post.post: post.reposts for post in posts if post.reposts and post.kind != "repost"}
    if not counted:
        return None
    chosen = edges.arrow.filter(pc.is_in(edges.parent, value_set=pa.array(sorted(counted), pa.string())))
    children: dict[str, set[str]] = defaultdict(set)
    for parent, child, kind in zip(
        *(chosen.column(n).to_pylist() for n in ("parent", "child", "kind")), strict=True
    ):
        if kind in SURE_KINDS:
            children[parent].add(child)
    here = sum(min(len(children[key]), count or 0) for key, count in counted.items())
    return round(here / sum(count or 0 for count in counted.values()), 6)


MEASURE = completeness
