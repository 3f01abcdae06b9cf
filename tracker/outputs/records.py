"""Posts as they leave the case: in the order of the table, hidden accounts under their pseudonyms.

Locators (line, byte, the key of a source) depend on how the exports were handed in and stay in the tables;
`tracker show KEY` leads from a post to its raw bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import from_datetime
from tracker.tables.posts import Posts, zone_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.names import Names
    from tracker.outputs.writer import View

LEFT_OUT: Final = frozenset(
    {"record_offset", "record_length", "record_sha256", "references", "sources", "hard"}
)
COLUMNS: Final = (*(name for name in Posts.schema.names if name not in LEFT_OUT), "zone_known")
"""Columns of `posts.csv`: the table's own, without what only leads into a source file, and whether `Z` is meant."""


def source_names(view: View) -> dict[str, str]:
    """Return how each source is called outside the case: its file, and its member where it has one."""
    rows = view.sources.arrow.select(["source", "path", "member"]).to_pylist()
    return {row["source"]: f"{row['path']}:{row['member']}" if row["member"] else row["path"] for row in rows}


def posts(view: View, names: Names) -> Iterator[dict[str, Any]]:
    """Yield each post; of a hidden account neither handle, id nor address is given.

    `zone_known` is false where its times are written with `Z` though nothing tells their zone; null without a time.
    """
    files = source_names(view)
    for row in view.posts.rows():
        row["source"] = files.get(row["source"], row["source"])
        row["sources"] = sorted({files.get(key, key) for key in row["sources"]})
        row["zone_known"] = _zone_known(row)
        if names.hides(row["post"]):
            row["account"] = row["handle"] = names.of(row["post"], None)
            row["url"] = None
        yield row


def _zone_known(row: dict[str, Any]) -> bool | None:
    if row["posted_at"] is None:
        return None
    return zone_known(row["time_flags"], *(from_datetime(at) if at else None for at in (row["low"], row["high"])))
