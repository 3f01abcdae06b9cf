"""The posts of a rumor as plain values: their intervals, and what they point at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.clock import SECOND_US
from tracker.tables.posts import zone_known

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracker.tables.edges import Edges
    from tracker.tables.posts import Posts

TIE_US: Final = 5 * SECOND_US
"""Posts of two platforms this close are a tie: the servers' clocks are not compared (docs/origin.md)."""

SURE_KINDS: Final = frozenset({"repost", "crosspost", "forward"})
"""Reshares that show the very content of their parent; a quote or a reply may add its own."""

_TIMES: Final = (
    "posted_at", "low", "high", "claimed_at", "id_time", "indexed_at", "captured_at", "edited_at",
)  # fmt: skip
_PLAIN: Final = (
    "post", "platform", "native_id", "account", "handle", "hard", "precision_s", "time_source", "time_flags",
    "disputed", "dispute_rule", "flags", "kind", "url", "reposts", "sources",
)  # fmt: skip


class Dated(msgspec.Struct, frozen=True):
    """One captured post; times are microseconds UTC."""

    post: str
    platform: str
    native_id: str
    account: str | None
    handle: str | None
    hard: bool
    precision_s: float | None
    time_source: str
    time_flags: tuple[str, ...]
    disputed: bool
    dispute_rule: str | None
    flags: tuple[str, ...]
    kind: str
    url: str | None
    reposts: int | None
    sources: tuple[str, ...]
    """Keys of the files that hold it."""
    posted_at: int | None
    low: int | None
    high: int | None
    claimed_at: int | None
    id_time: int | None
    indexed_at: int | None
    captured_at: int | None
    edited_at: int | None

    @property
    def label(self) -> str | None:
        """The handle exactly as the export gives it, or the id where it gives none."""
        return self.handle or self.account

    @property
    def span(self) -> tuple[int, int] | None:
        """When it came to show what it shows: [low, high] where known, else the claim, coarse as it is.

        The picture or the words may have come with the last edit, so the interval reaches to it.
        """
        known = self._posted or self.claim
        return (known[0], max(known[1], self.edited_at)) if known and self.edited_at is not None else known

    @property
    def zone_known(self) -> bool:
        """False where the stated time has no zone and nothing else (an id, a neighbour) settles it."""
        return zone_known(self.time_flags, self.low, self.high)

    @property
    def ends(self) -> tuple[int, int]:
        """The one time that measures use, twice; [low, high] where its zone is not known."""
        at = self.posted_at or 0
        if self.zone_known or self.low is None or self.high is None:
            return at, at
        return self.low, self.high

    @property
    def _posted(self) -> tuple[int, int] | None:
        if self.low is None or self.high is None or not (self.hard or "zone_unknown" in self.time_flags):
            return None
        return self.low, self.high

    @property
    def claim(self) -> tuple[int, int] | None:
        """The one time that measures use, as wide as it is coarse; null without a time."""
        if self.posted_at is None:
            return None
        return self.posted_at, self.posted_at + round((self.precision_s or 0.0) * SECOND_US)


class Link(msgspec.Struct, frozen=True):
    """One pointer from a post of the rumor, stated by a platform or by the post itself."""

    child: str
    parent: str
    kind: str
    attribution: str
    parent_absent: bool
    kept: bool


class Mention(msgspec.Struct, frozen=True):
    """What a post of the rumor says of the post that it points at."""

    child: str
    target: str | None
    """Null where only the author is known."""
    kind: str
    account: str | None
    stated_at: int | None


def dated_posts(posts: Posts, keys: Collection[str]) -> dict[str, Dated]:
    """Return the posts named, in the order (posted_at, platform, post), those without a time last."""
    chosen = _among(posts.arrow, "post", keys)
    columns: list[list[Any]] = [chosen.column(name).to_pylist() for name in _PLAIN]
    columns += [chosen.column(name).cast(pa.int64()).to_pylist() for name in _TIMES]
    found = [_dated(dict(zip(_PLAIN + _TIMES, row, strict=True))) for row in zip(*columns, strict=True)]
    return {row.post: row for row in sorted(found, key=_order)}


def _dated(row: dict[str, Any]) -> Dated:
    return Dated(**{**row, **{name: tuple(row[name]) for name in ("time_flags", "flags", "sources")}})


def _order(row: Dated) -> tuple[bool, int, str, str]:
    return row.posted_at is None, row.posted_at or 0, row.platform, row.post


def later_versions(posts: Posts, keys: Collection[str]) -> dict[str, str]:
    """Return which of the posts named are later versions of one another: each with the earliest version among them.

    An edit on X makes a new post with an id of its own.
    """
    chosen = _among(posts.arrow, "post", keys).select(["version_of", "post", "posted_at"])
    firsts = pc.unique(chosen.column("version_of").drop_null())
    chosen = chosen.filter(pc.or_(chosen.column("version_of").is_valid(), pc.is_in(chosen.column("post"), firsts)))
    rows = zip(*(chosen.column(name).to_pylist() for name in ("version_of", "post")),
               chosen.column("posted_at").cast(pa.int64()).to_pylist(), strict=True)  # fmt: skip
    groups: dict[str, list[str]] = {}
    for first, post, _ in sorted(rows, key=lambda row: (row[2] is None, row[2] or 0, row[1])):
        groups.setdefault(first or post, []).append(post)
    return {later: group[0] for group in groups.values() for later in group[1:]}


def links_of(edges: Edges, keys: Collection[str]) -> tuple[Link, ...]:
    """Return the edges that leave the posts named, sorted; inferred edges and self-edges are none."""
    chosen = _among(edges.arrow, "child", keys)
    names = ("child", "parent", "kind", "attribution", "parent_absent", "kept")
    rows = zip(*(chosen.column(name).to_pylist() for name in names), strict=True)
    links = (Link(*row) for row in rows)
    return tuple(sorted(
        (link for link in links if link.attribution != "inferred" and link.child != link.parent),
        key=lambda link: (link.child, link.parent, link.kind),
    ))  # fmt: skip


def mentions_of(posts: Posts, keys: Collection[str]) -> tuple[Mention, ...]:
    """Return what the posts named say of the posts that they point at, sorted."""
    chosen = _among(posts.arrow, "post", keys)
    references = chosen.column("references").combine_chunks()
    children = chosen.column("post").combine_chunks().take(pc.list_parent_indices(references))
    flat = pc.list_flatten(references)
    columns = [children.to_pylist()]
    columns += [pc.struct_field(flat, name).to_pylist() for name in ("target", "kind", "account")]
    columns.append(pc.struct_field(flat, "stated_at").cast(pa.int64()).to_pylist())
    mentions = (Mention(*row) for row in zip(*columns, strict=True))
    return tuple(sorted(mentions, key=lambda mention: (mention.child, mention.target or "", mention.kind)))


def time_marked(posts: Posts, mark: str) -> pa.ChunkedArray:
    """Return for each post whether its time has a mark."""
    marks = posts.time_flags.combine_chunks()
    rows = pc.list_parent_indices(marks).filter(pc.equal(pc.list_flatten(marks), mark))
    return pc.is_in(pa.chunked_array([pa.array(range(len(posts)), rows.type)]), value_set=rows)


def _among(table: pa.Table, column: str, keys: Collection[str]) -> pa.Table:
    """Return the rows whose cell in `column` is one of `keys`."""
    return table.filter(pc.is_in(table.column(column), value_set=pa.array(sorted(keys), pa.string())))
