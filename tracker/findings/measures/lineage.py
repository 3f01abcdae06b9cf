"""How the picture changed while it was passed on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tracker.findings.dated import dated_posts
from tracker.findings.evidence import Rumor, Tables
from tracker.findings.measure import Finding, measure
from tracker.findings.spread import Spread
from tracker.findings.wording import moment, resting_on

_TOLD = ("added", "cut", "changed", "scale", "contrast", "colour", "rest", "instead")


@measure(asks="Which form of the picture was made from which?")
def lineage(rumor: Rumor, spread: Spread, tables: Tables) -> Iterator[Finding]:
    """List the forms of the rumor's picture and its variants, each after the one it was most likely made from."""
    rows = list(tables.lineage.rows())
    families = {row["family"] for row in rows if rumor.cluster and row["cluster"] == rumor.cluster}
    found = _in_order([row for row in rows if row["family"] in families])
    carriers = _carriers(tables, found)
    detail = [_row(row, carriers[row["child"]], tables) for row in found]
    sure = sum(1 for row in detail if row["parent"] and row["direction"] == "known")
    yield Finding(
        name="lineage",
        value=sure,
        unit="steps whose order is known",
        detail=detail,
        method="The tree of least cost: what would have had to happen to each picture to become the other, and when "
        "each was first seen here (docs/lineage.md).",
        evidence=resting_on(sorted({post for held in carriers.values() for post in held}), spread.sources),
        caveat="Only forms held here are placed; forms in between may be missing. The oldest form seen need not be "
        "the first that there was.",
    )


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each picture before those made from it; the oldest form seen and what came of it first."""
    below: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (row["direction"] != "known", row["child"])):
        below.setdefault(row["parent"], []).append(row)
    waiting, found = below.get("", [])[::-1], []
    while waiting:
        found.append(waiting.pop())
        waiting += below.get(found[-1]["child"].hex(), [])[::-1]
    return found


def _carriers(tables: Tables, rows: list[dict[str, Any]]) -> dict[bytes, set[str]]:
    """Return the posts that carry each picture, in a file of any bytes with its pixels."""
    home = {bytes.fromhex(file): row["child"] for row in rows for file in json.loads(row["evidence"])["files"]}
    found: dict[bytes, set[str]] = {row["child"]: set() for row in rows}
    for post, digest in zip(tables.media.post.to_pylist(), tables.media.sha256.to_pylist(), strict=True):
        if digest in home:
            found[home[digest]].add(post)
    return found


def _row(row: dict[str, Any], posts: set[str], tables: Tables) -> dict[str, Any]:
    times = [post.posted_at for post in dated_posts(tables.posts, posts).values() if post.posted_at is not None]
    told = json.loads(row["evidence"])
    return {
        "sha256": row["child"].hex(), "cluster": row["cluster"], "parent": row["parent"] or None,
        "direction": row["direction"], "margin": row["margin"], "posts": len(posts),
        "first": moment(min(times, default=None)), **{name: told[name] for name in _TOLD if name in told},
    }  # fmt: skip


MEASURE = lineage
