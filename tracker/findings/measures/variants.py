"""Which pictures are like it but say something else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tracker.base.canonical import rounded
from tracker.findings.dated import dated_posts
from tracker.findings.evidence import Rumor, Tables
from tracker.findings.measure import Finding, measure
from tracker.findings.rumor import variants_of
from tracker.findings.spread import Spread
from tracker.findings.wording import moment, resting_on


@measure(asks="Which pictures are like it, with words or numbers changed?")
def variants(rumor: Rumor, spread: Spread, tables: Tables) -> Iterator[Finding]:
    """List the pictures made from the rumor's with other words or numbers, earliest first; not counted elsewhere."""
    found = variants_of(tables, rumor.files)
    carriers = _carriers(tables)
    rows = [_row(row, tables, carriers) for row in found]
    rows.sort(key=lambda row: (row["first"] is None, row["first"] or ""))
    yield Finding(
        name="variants",
        value=len(rows),
        unit="pictures",
        detail=rows,
        method="Pictures that align with one of the rumor's but differ in words or numbers (docs/copies.md).",
        evidence=resting_on(
            (post for row in found for post in _posts(row, tables, carriers)), spread.sources
        ),
        caveat="Similar pictures that differ in the marked region; not counted as copies.",
    )


def _carriers(tables: Tables) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for post, digest in zip(tables.media.post.to_pylist(), tables.media.sha256.to_pylist(), strict=True):
        if digest is not None:
            found.setdefault(digest.hex(), set()).add(post)
    return found


def _posts(row: dict[str, Any], tables: Tables, carriers: dict[str, set[str]]) -> list[str]:
    """Return the posts that carry a picture of the variant's cluster, sorted."""
    files = {row["sha256"].hex()}
    if row["cluster"]:
        files |= {each["sha256"].hex() for each in tables.copies.rows() if each["cluster"] == row["cluster"]}
    return sorted({post for file in files for post in carriers.get(file, ())})


def _row(row: dict[str, Any], tables: Tables, carriers: dict[str, set[str]]) -> dict[str, Any]:
    posts = _posts(row, tables, carriers)
    times = [
        post.posted_at for post in dated_posts(tables.posts, posts).values() if post.posted_at is not None
    ]
    proof = json.loads(row["evidence"] or "{}")
    return {
        "cluster": row["cluster"] or None, "sha256": row["sha256"].hex(), "posts": len(posts),
        "first": moment(min(times, default=None)), "was": proof.get("was"), "is": proof.get("is"),
        "box": proof.get("box"), "score": rounded(row["score"]),
    }  # fmt: skip


MEASURE = variants
