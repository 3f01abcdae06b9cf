"""Does the export that holds a post hold all that it says it has: what it lacks may be earlier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.findings.dated import Dated
    from tracker.tables.posts import Posts
    from tracker.tables.sources import Sources


class Shortfall(msgspec.Struct, frozen=True):
    """An export holds fewer records than it says itself."""

    held: int
    """Records in the export, >= 0."""
    stated: int
    """Records that the export says it holds, more than `held`."""


def short_exports(sources: Sources) -> list[dict[str, Any]]:
    """Return the rows of exports that hold fewer records than they say, without further copies of one export.

    A copy is an export of the same form that states the same number and holds only what others of the case hold.
    """
    short = [row for row in sources.rows() if row["stated"] is not None and row["records"] < row["stated"]]
    own = [row for row in short if not row["records"] or row["merged"] < row["records"]]
    told = {_form(row) for row in own}
    again = {_form(row): row for row in sorted(short, key=lambda row: row["records"]) if _form(row) not in told}
    return [*own, *again.values()]


def _form(row: dict[str, Any]) -> tuple[str, int]:
    return row["format"], row["stated"]


def shortfalls(wanted: Iterable[Dated], posts: Posts, sources: Sources) -> dict[str, Shortfall]:
    """Return those of some posts that are held only by exports with fewer records than these say themselves.

    Of several such exports the one with the largest share of its records is told (ties: the first of them).
    """
    counts = zip(sources.source.to_pylist(), sources.records.to_pylist(), sources.stated.to_pylist(), strict=True)
    short = {
        source: Shortfall(held, stated) for source, held, stated in counts if stated is not None and held < stated
    }
    if not short:
        return {}
    keys = pa.array(sorted(post.post for post in wanted), pa.string())
    chosen = posts.arrow.select(["post", "sources"]).filter(pc.is_in(posts.post, value_set=keys))
    return {
        row["post"]: max((short[source] for source in row["sources"]), key=lambda one: one.held / one.stated)
        for row in sorted(chosen.to_pylist(), key=lambda row: row["post"])
        if row["sources"] and all(source in short for source in row["sources"])
    }
