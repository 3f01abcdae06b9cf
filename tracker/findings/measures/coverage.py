"""Which hours each export covers."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.base.clock import from_datetime
from tracker.findings.measure import Finding, measure
from tracker.findings.spread import Spread
from tracker.findings.wording import moment
from tracker.tables.posts import Posts
from tracker.tables.sources import Sources


@measure(asks="What was read, and which span does each file cover?")
def coverage(sources: Sources, posts: Posts, spread: Spread) -> Iterator[Finding]:
    """List every file with its platform, its first and last post, and whether it was read to its end."""
    platforms = _platforms(posts)
    rows = [
        {
            "source": row["source"], "path": row["path"], "member": row["member"],
            "platform": platforms.get(row["source"]), "format": row["format"],
            "first": moment(from_datetime(row["first"]) if row["first"] else None),
            "last": moment(from_datetime(row["last"]) if row["last"] else None),
            "posts": row["posts"], "complete": row["complete"], "notes": row["notes"],
        }
        for row in sources.rows()
    ]  # fmt: skip
    yield Finding(
        name="coverage",
        value=sum(1 for row in rows if row["posts"]),
        unit="files",
        detail=rows,
        method="First and last time among the posts of each file.",
        evidence=spread.sources,
        caveat="A file may lack posts inside its span; a search export holds only what its search found.",
    )


def _platforms(posts: Posts) -> dict[str, str]:
    """Return the platform that most posts of each source are of."""
    counted = posts.arrow.group_by(["source", "platform"]).aggregate([([], "count_all")])
    rows = sorted(counted.to_pylist(), key=lambda row: (row["source"], row["count_all"], row["platform"]))
    return {row["source"]: row["platform"] for row in rows}


MEASURE = coverage
