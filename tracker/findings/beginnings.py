"""Where the export that holds a post begins: what came just before it may have been cut off."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.clock import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.findings.dated import Dated
    from tracker.tables.posts import Posts

CUT_SHARE: Final = 0.01
"""A post within this share of its export's span from the export's beginning may be the first only because of that."""


class Beginning(msgspec.Struct, frozen=True):
    """An export begins with a post, or shortly before it."""

    what: str
    """`chat` where the export is of one chat or channel, else `export`."""
    before_s: float
    """From the first post of the export until the post, >= 0."""


def beginnings(wanted: Iterable[Dated], posts: Posts) -> dict[str, Beginning]:
    """Return those of some posts with which every export that holds them begins, or shortly before which it does.

    Telegram exports hold whole chats, each with a beginning of its own; a post that was only seen inside another's
    record says nothing about where an export begins.
    """
    named = {post.post: post.posted_at for post in wanted if post.posted_at is not None}
    held = _held(posts)
    spans = {(row["source"], row["chat"]): (row["at_min"], row["at_max"]) for row in _spans(held)}
    chosen = held.filter(pc.is_in(held["post"], value_set=pa.array(sorted(named), pa.string())))
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in chosen.to_pylist():
        places[row["post"]].append(spans[row["source"], row["chat"]])
    found = {}
    for key, known in sorted(places.items()):
        at = named[key]
        if all(at - first <= CUT_SHARE * (last - first) for first, last in known):
            before_s = (at - min(first for first, _ in known)) / SECOND_US
            found[key] = Beginning("chat" if key.startswith("telegram:") else "export", before_s)
    return found


def _held(posts: Posts) -> pa.Table:
    """Return one row for each source that holds a timed post: the post, the source, its chat there, its time."""
    table = posts.arrow.select(["post", "sources", "posted_at", "embedded"])
    table = table.filter(pc.and_(pc.invert(table["embedded"]), pc.is_valid(table["posted_at"]))).combine_chunks()
    rows = pc.list_parent_indices(table["sources"])
    post = table["post"].take(rows)
    chat = pc.replace_substring_regex(post, pattern="/[^/]*$", replacement="")
    return pa.table({
        "post": post,
        "source": pc.list_flatten(table["sources"]),
        "chat": pc.if_else(pc.starts_with(post, "telegram:"), chat, ""),
        "at": table["posted_at"].cast(pa.int64()).take(rows),
    })  # fmt: skip


def _spans(held: pa.Table) -> list[dict[str, Any]]:
    """Return the first and the last time of each source, of Telegram of each chat in it."""
    grouped = held.group_by(["source", "chat"]).aggregate([("at", "min"), ("at", "max")])
    return list(grouped.to_pylist())
