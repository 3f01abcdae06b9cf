"""What the posts point at, as the exports state it: the raw material of the reference rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.idtime import id_time
from tracker.base.keys import split_key
from tracker.graph.rule import Edge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from tracker.tables.posts import Posts

KINDS: Final = ("repost", "crosspost", "forward", "quote", "reply")
"""Kinds of a reference, in the order in which the kept parent is chosen (contract section 5)."""


def flat_references(posts: Posts) -> pa.Table:
    """Return one row per reference that names its target: `child` and the fields of the reference."""
    column = posts.references.combine_chunks()
    rows = pc.list_parent_indices(column)
    fields = pc.list_flatten(column)
    names = [field.name for field in fields.type]
    children = pc.take(posts.post.combine_chunks(), rows)
    flat = pa.table([children, *(pc.struct_field(fields, name) for name in names)], names=["child", *names])
    return flat.filter(pc.is_valid(flat["target"]))


def edges_of_kind(posts: Posts, kind: str) -> Iterator[Edge]:
    """Yield an edge for each reference of one kind whose target is named; an author alone is no post."""
    flat = flat_references(posts)
    flat = flat.filter(pc.equal(flat["kind"], kind))
    columns = (flat[name].to_pylist() for name in ("child", "target", "attribution", "scope"))
    for child, target, attribution, scope in zip(*columns, strict=True):
        yield Edge(child, target, kind, attribution, scope=scope)


def absent_times(posts: Posts, keys: Iterable[str]) -> dict[str, int]:
    """Return when absent posts were made, in microseconds, as far as anything tells.

    The clock inside the id decides where the platform's server made it; else the earliest time that a
    captured post states for it (a Telegram forward); else the clock that the author's program put into it.
    """
    latest = _latest_us(posts)
    stated = _stated_times(posts)
    found: dict[str, int] = {}
    for key in keys:
        inside = id_time(*split_key(key), now_us=latest)
        us = inside.us if inside.server else stated.get(key, inside.us)
        if us is not None:
            found[key] = us
    return found


def _latest_us(posts: Posts) -> int:
    """Return the latest moment in the case: what a post here points at is not later."""
    columns = (posts.posted_at, posts.high, posts.captured_at)
    ends = [pc.max(column.cast(pa.int64())).as_py() for column in columns]
    return max((end for end in ends if end is not None), default=0)


def _stated_times(posts: Posts) -> dict[str, int]:
    flat = flat_references(posts)
    flat = flat.filter(pc.is_valid(flat["stated_at"]))
    times = flat["stated_at"].cast(pa.int64()).to_pylist()
    found: dict[str, int] = {}
    for target, us in zip(flat["target"].to_pylist(), times, strict=True):
        found[target] = min(us, found.get(target, us))
    return found


def moments(column: pa.ChunkedArray, missing: int) -> NDArray[np.int64]:
    """Return a column of times as microseconds, with `missing` where a cell is empty."""
    return pc.fill_null(column.cast(pa.int64()), missing).to_numpy()  # type: ignore[no-any-return]
