"""Which hours each export covers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa

from tracker.findings.dated import time_marked
from tracker.findings.measure import Finding, measure
from tracker.findings.spread import Spread
from tracker.findings.wording import moment
from tracker.tables.posts import Posts, zone_known
from tracker.tables.sources import Sources

_NOTHING: Final[dict[str, Any]] = {"platform": None, "first": None, "last": None, "zone_known": True}


@measure(asks="What was read, and which span does each file cover?")
def coverage(sources: Sources, posts: Posts, spread: Spread) -> Iterator[Finding]:
    """List every file with its first and last post, and whether it was read to its end; one row per platform in it."""
    held = _held(posts)
    rows = [
        {
            "source": row["source"], "path": row["path"], "member": row["member"], "format": row["format"],
            **part, "records": row["records"], "stated": row["stated"], "complete": row["complete"],
            "notes": row["notes"],
        }
        for row in sources.rows()
        for part in held.get(row["source"], [{**_NOTHING, "posts": row["posts"]}])
    ]  # fmt: skip
    yield Finding(
        name="coverage",
        value=sum(1 for posts in sources.posts.to_pylist() if posts),
        unit="files",
        detail=rows,
        method="First and last time among the posts of each file; `zone_known` is false where some of its posts "
        "state a time of which nothing tells the zone: such ends are as stated, not UTC.",
        evidence=spread.sources,
        caveat="A file may lack posts inside its span; a search export holds only what its search found.",
    )


def _held(posts: Posts) -> dict[str, list[dict[str, Any]]]:
    """Return what each source holds of each platform, the platform of most posts first."""
    table = posts.arrow.select(["source", "platform"]).append_column("at", posts.posted_at.cast(pa.int64()))
    counted = table.group_by(["source", "platform"]).aggregate([("at", "min"), ("at", "max"), ([], "count_all")])
    zoneless = _zoneless(posts)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(counted.to_pylist(), key=lambda row: (-row["count_all"], row["platform"])):
        part = {"platform": row["platform"], "first": moment(row["at_min"]), "last": moment(row["at_max"])}
        part["zone_known"] = (row["source"], row["platform"]) not in zoneless
        found.setdefault(row["source"], []).append({**part, "posts": row["count_all"]})
    return found


def _zoneless(posts: Posts) -> set[tuple[str, str]]:
    """Return the sources, each with a platform, that hold a post of which nothing tells the zone of its time."""
    chosen = posts.arrow.filter(time_marked(posts, "zone_unknown"))
    names = ("source", "platform", "time_flags")
    rows = zip(*(chosen.column(name).to_pylist() for name in names),
               *(chosen.column(end).cast(pa.int64()).to_pylist() for end in ("low", "high")), strict=True)  # fmt: skip
    return {(source, platform) for source, platform, *known in rows if not zone_known(*known)}


MEASURE = coverage
