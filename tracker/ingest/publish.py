"""The posts, their media and their accounts, written in their final order without holding them all in memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.keys import account_key, split_key
from tracker.base.words import skeleton
from tracker.ingest.attach import why_missing
from tracker.ingest.clocks import MISSING
from tracker.ingest.links import as_array
from tracker.ingest.spool import SCHEMA, Spool
from tracker.tables.accounts import Accounts
from tracker.tables.media import Media
from tracker.tables.posts import Posts, references
from tracker.tables.store import TableWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from tracker.ingest.intake import Intake
    from tracker.ingest.merge import Merged
    from tracker.ingest.order import Ordered

BUCKET: Final = 65_536
"""Posts that are sorted in memory at once."""
_MOST_BUCKETS: Final = 200
"""Files that are open at once."""
_INSTANT: Final = pa.timestamp("us", tz="UTC")
_COUNTERS: Final = ("likes", "reposts", "replies", "views")


@dataclass
class _Account:
    """An account while its posts are seen in their order."""

    platform: str
    account_id: str | None
    handle: str | None = None
    name: str | None = None
    posts: int = 0
    protected: bool = False


@dataclass
class Published:
    """What was written."""

    posts: int = 0
    media: int = 0
    per_source: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """Posts kept from each source."""
    first_us: dict[int, int] = field(default_factory=dict)
    last_us: dict[int, int] = field(default_factory=dict)


class Publisher:
    """Writes posts, media and accounts into `folder`."""

    def __init__(self, intake: Intake, merged: Merged, ordered: Ordered, folder: Path) -> None:
        self._intake, self._merged, self._ordered, self._folder = intake, merged, ordered, folder
        self._names = [tally.key for tally in intake.tallies]
        self._keys = pa.array(intake.nodes.keys, pa.large_string())
        self._lookalikes = lookalikes(intake.handles)
        self._accounts: dict[str, _Account] = {}
        self._result = Published()
        self._posts = TableWriter(Posts, folder)
        self._media = TableWriter(Media, folder)

    def publish(self) -> Published:
        """Sort, fill and write everything."""
        for bucket in self._buckets():
            self._write(bucket)
        self._posts.close()
        self._media.close()
        self._write_accounts()
        return self._result

    def _buckets(self) -> Iterator[pa.Table]:
        """Yield the rows of the spool in their final order, bucket by bucket."""
        rank = self._ordered.rank
        size = max(BUCKET, -(-len(rank) // _MOST_BUCKETS))
        count = -(-len(rank) // size)
        spools = [Spool(self._folder / f"bucket-{number}.arrow") for number in range(count)]
        for batch in self._merged.batches(self._intake):
            numbers = rank[batch.column("post").to_numpy()] // size
            for number in np.unique(numbers).tolist():
                chosen = np.flatnonzero(numbers == number)
                spools[number].write(batch if len(chosen) == len(numbers) else batch.take(pa.array(chosen)))
        for number, spool in enumerate(spools):
            table = pa.Table.from_batches(spool.read(), schema=SCHEMA).combine_chunks()
            order = np.argsort(rank[table.column("post").to_numpy()])
            yield table.take(pa.array(order)).combine_chunks()
            spool.remove()

    def _write(self, rows: pa.Table) -> None:
        posts = rows.column("post").to_numpy()
        links = _flat(rows.column("links"))
        columns = self._plain_columns(rows, posts)
        columns |= self._time_columns(rows, posts) | self._place_columns(rows, posts)
        columns["references"] = self._references(links)
        handles = columns["handle"].to_pylist()
        columns["flags"] = self._flags(rows, posts, handles)
        self._posts.write(Posts.from_columns(columns))
        self._result.posts += len(posts)
        self._write_media(rows, columns["post"])
        self._see_accounts(rows, columns, handles)

    def _plain_columns(self, rows: pa.Table, posts: NDArray[np.int64]) -> dict[str, Any]:
        intake = self._intake
        keys = self._keys.take(pa.array(as_array(intake.node)[posts])).cast(pa.string())
        names = [split_key(key) for key in keys.to_pylist()]
        parent = self._ordered.parent[posts]
        same = ("handle", "kind", "text", "url", "lang", "embedded", "protected")
        columns = {name: _column(rows, name) for name in same}
        columns |= {name: _known(as_array(column)[posts]) for name, column in
                    zip(_COUNTERS, intake.counters.columns, strict=True)}  # fmt: skip
        return columns | {
            "post": keys,
            "platform": pa.array([platform for platform, _ in names], pa.string()),
            "native_id": pa.array([native for _, native in names], pa.string()),
            "account": pc.coalesce(_column(rows, "account"), _column(rows, "handle")),
            "parent": self._keys.take(pa.array(parent, mask=parent < 0)).cast(pa.string()),
        }

    def _time_columns(self, rows: pa.Table, posts: NDArray[np.int64]) -> dict[str, Any]:
        found = self._ordered.intervals
        chosen = posts.tolist()
        stated = _column(rows, "time_flags").to_pylist()
        captured = as_array(self._intake.counters.captured_us)[posts]
        return {
            "posted_at": _instants(found.posted[posts]), "low": _instants(found.low[posts]),
            "high": _instants(found.high[posts]), "id_time": _instants(found.id_us[posts]),
            "captured_at": _instants(captured), "hard": pa.array(found.hard[posts]),
            "disputed": pa.array(found.disputed[posts]),
            "claimed_at": _column(rows, "claimed_us").cast(_INSTANT),
            "indexed_at": _column(rows, "indexed_us").cast(_INSTANT),
            "edited_at": _column(rows, "edited_us").cast(_INSTANT),
            "claimed_raw": _column(rows, "claimed_raw"),
            "precision_s": pc.if_else(pc.is_valid(_column(rows, "claimed_us")), _column(rows, "precision_s"), None),
            "time_source": [found.source[post] for post in chosen],
            "dispute_rule": [found.rule[post] for post in chosen],
            "time_flags": [sorted({*found.flags[post], *flags}) for post, flags in zip(chosen, stated, strict=True)],
        }  # fmt: skip

    def _place_columns(self, rows: pa.Table, posts: NDArray[np.int64]) -> dict[str, Any]:
        numbers = _column(rows, "source").to_pylist()
        extra = self._intake.extra_sources
        lines, offsets = _column(rows, "line").to_pylist(), _column(rows, "offset").to_pylist()
        lengths = _column(rows, "length").to_pylist()
        self._count_sources(numbers, self._ordered.intervals.posted[posts])
        return {
            "source": [self._names[number] for number in numbers],
            "sources": [[self._names[one] for one in sorted(extra.get(post, (number,)))]
                        for post, number in zip(posts.tolist(), numbers, strict=True)],
            "record": [f"line {line}" if line else f"bytes {offset}-{offset + length}"
                       for line, offset, length in zip(lines, offsets, lengths, strict=True)],
            "record_offset": _column(rows, "offset"), "record_length": _column(rows, "length"),
            "record_sha256": _column(rows, "sha256"),
        }  # fmt: skip

    def _count_sources(self, numbers: list[int], posted: NDArray[np.int64]) -> None:
        found = self._result
        kept = np.array(numbers)
        for number in np.unique(kept).tolist():
            of_source = posted[kept == number]
            found.per_source[number] += len(of_source)
            timed = of_source[of_source != MISSING]
            if len(timed):
                low, high = int(timed.min()), int(timed.max())
                found.first_us[number] = min(low, found.first_us.get(number, low))
                found.last_us[number] = max(high, found.last_us.get(number, high))

    def _references(self, links: _Flat) -> pa.Array:
        target = as_array(self._intake.links.target)
        nodes = target[links.field("link").to_numpy()] if len(target) else np.empty(0, np.int64)
        arrays = [
            self._keys.take(pa.array(nodes, mask=nodes < 0)).cast(pa.string()), links.field("kind"),
            links.field("scope"), links.field("attribution"), links.field("account"),
            links.field("stated_us").cast(_INSTANT),
        ]  # fmt: skip
        values = pa.StructArray.from_arrays(arrays, fields=list(references.value_type))
        return pa.ListArray.from_arrays(links.offsets, values, type=references)

    def _flags(self, rows: pa.Table, posts: NDArray[np.int64], handles: list[str | None]) -> list[list[str]]:
        selfish, conflicts = self._intake.links.selfish, self._merged.conflicts
        cut = _column(rows, "text_cut").to_pylist()
        given = _column(rows, "flags").to_pylist()
        versions = pc.is_valid(_column(rows, "first_version")).to_pylist()
        flags = []
        for number, post in enumerate(posts.tolist()):
            marks = given[number]
            if cut[number]:
                marks = [*marks, "text_cut"]
            if versions[number]:
                marks = [*marks, "edited_version"]
            if post in conflicts:
                marks = [*marks, "conflict"]
            if post in selfish:
                marks = [*marks, "self_reference"]
            if handles[number] in self._lookalikes:
                marks = [*marks, "handle_lookalike"]
            flags.append(sorted(set(marks)) if marks else [])
        return flags

    def _write_media(self, rows: pa.Table, keys: pa.Array) -> None:
        media = _flat(rows.column("media"))
        if not len(media.values):
            return
        owner = np.repeat(np.arange(len(keys)), np.diff(media.offsets.to_numpy()))
        number = np.arange(len(owner)) - media.offsets.to_numpy()[owner] + 1
        post = keys.take(pa.array(owner))
        sources = [self._names[source] for source in _column(rows, "source").take(pa.array(owner)).to_pylist()]
        names = [f"{key}#{count}" for key, count in zip(post.to_pylist(), number.tolist(), strict=True)]
        table = self._media_columns(media, sources) | {"media": names, "post": post}
        self._media.write(Media.from_columns(table))
        self._result.media += len(names)

    def _media_columns(self, media: _Flat, sources: list[str]) -> dict[str, Any]:
        places = self._intake.attached.places
        found = [places[number] if number >= 0 else None for number in media.field("place").to_pylist()]
        files, urls = media.field("file").to_pylist(), media.field("url").to_pylist()
        stated = media.field("missing_reason").to_pylist()
        missing = [
            (place.missing if place is not None else why_missing(file, url, reason))
            for place, file, url, reason in zip(found, files, urls, stated, strict=True)
        ]
        return {
            "type": media.field("type"), "file": files, "url": urls, "alt": media.field("alt"),
            "width": media.field("width"), "height": media.field("height"),
            "platform_digest": media.field("platform_digest"),
            "source": [source if place is not None and place.sha256 else ""
                       for source, place in zip(sources, found, strict=True)],
            "member": [place.member if place is not None and place.sha256 else "" for place in found],
            "sha256": [place.sha256 if place is not None else None for place in found],
            "size": [place.size if place is not None else None for place in found],
            "format": pa.nulls(len(files), pa.string()),
            "missing_reason": missing,
        }  # fmt: skip

    def _see_accounts(self, rows: pa.Table, columns: Mapping[str, Any], handles: list[str | None]) -> None:
        ids, names = _column(rows, "account").to_pylist(), _column(rows, "name").to_pylist()
        protected, platforms = _column(rows, "protected").to_pylist(), columns["platform"].to_pylist()
        for platform, account_id, handle, name, private in zip(platforms, ids, handles, names, protected, strict=True):
            key = account_key(platform, account_id, handle)
            if key is None:
                continue
            account = self._accounts.get(key)
            if account is None:
                account = self._accounts[key] = _Account(platform, account_id)
            account.posts += 1
            account.protected = account.protected or private
            account.handle = account.handle if account.handle is not None else handle
            account.name = account.name if account.name is not None else name

    def _write_accounts(self) -> None:
        seen: dict[str, set[str]] = defaultdict(set)
        for platform, account_id, handle in self._intake.handles:
            key = account_key(platform, account_id, handle)
            if key is not None and handle is not None:
                seen[key].add(handle.encode("utf-8", "replace").decode("utf-8"))
        rows = [
            {"account": key, "platform": account.platform, "account_id": account.account_id,
             "handle": account.handle, "handles": sorted(seen[key]), "name": account.name, "posts": account.posts,
             "protected": account.protected, "lookalike": not self._lookalikes.isdisjoint(seen[key])}
            for key, account in sorted(self._accounts.items())
        ]  # fmt: skip
        writer = TableWriter(Accounts, self._folder)
        writer.write(Accounts.from_rows(rows))
        writer.close()


def lookalikes(handles: Iterable[tuple[str, str | None, str | None]]) -> frozenset[str]:
    """Return the handles that look like another handle, on whatever platform (never merged).

    >>> sorted(lookalikes([("x", "1", "news_example"), ("x", "2", "n\u0435ws_example"), ("x", "3", "b_example")]))
    ['news_example', 'n\u0435ws_example']
    """
    alike: dict[str, set[str]] = defaultdict(set)
    for handle in {handle for _, _, handle in handles if handle}:
        alike[skeleton(handle)].add(handle)
    return frozenset(
        handle for group in alike.values() if len({one.casefold() for one in group}) > 1 for handle in group
    )


class _Flat:
    """A column of lists of structs, taken apart."""

    def __init__(self, lists: pa.ListArray) -> None:
        self.offsets = pc.subtract(lists.offsets, lists.offsets[0])
        self.values = lists.flatten()

    def field(self, name: str) -> pa.Array:
        """Return one field of all structs."""
        return self.values.field(name)


def _flat(column: pa.ChunkedArray) -> _Flat:
    joined = column.combine_chunks()
    return _Flat(joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined)


def _column(rows: pa.Table, name: str) -> pa.Array:
    joined = rows.column(name).combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined


def _instants(us: NDArray[np.int64]) -> pa.Array:
    return _known(us).cast(_INSTANT)


def _known(values: NDArray[np.int64]) -> pa.Array:
    """Return the numbers, MISSING as an empty cell."""
    return pa.array(values, pa.int64(), mask=values == MISSING)
