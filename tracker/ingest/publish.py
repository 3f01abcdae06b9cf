"""The posts, their media and their accounts, written in final order without holding them all in memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracker.ingest.accounts import Seen
from tracker.ingest.attach import why_missing
from tracker.ingest.clocks import MISSING
from tracker.ingest.intake import COUNTERS
from tracker.ingest.links import as_array
from tracker.ingest.spool import SCHEMA, Spool
from tracker.tables.column import strings
from tracker.tables.media import Media
from tracker.tables.posts import Posts, references
from tracker.tables.store import TableWriter, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from tracker.ingest.intake import Intake
    from tracker.ingest.merge import Merged
    from tracker.ingest.order import Ordered

Rows = TypeVar("Rows", pa.Table, pa.RecordBatch)

BUCKET: Final = 32_768
"""Posts that are sorted in memory at once."""
_MOST_BUCKETS: Final = 200
"""Files that are open at once."""
_INSTANT: Final = pa.timestamp("us", tz="UTC")


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
        self._lookalikes = intake.accounts.lookalikes()
        self._seen = Seen(len(intake.accounts))
        self._result = Published()
        self._posts = TableWriter(Posts, folder)
        self._media = TableWriter(Media, folder)

    def publish(self) -> Published:
        """Sort, fill and write everything."""
        for bucket in self._buckets():
            self._write(bucket)
        self._posts.close()
        self._media.close()
        write_table(self._intake.accounts.table(self._seen, self._lookalikes), self._folder)
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
                spools[number].write(_taken(batch, np.flatnonzero(numbers == number)))
        for spool in spools:
            table = pa.Table.from_batches(spool.read(), schema=SCHEMA).combine_chunks()
            yield _taken(table, np.argsort(rank[table.column("post").to_numpy()])).combine_chunks()
            spool.remove()
            pa.default_memory_pool().release_unused()  # else the pools keep one bucket's peak beside the next

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
        self._seen.add(
            self._intake.accounts.of(_column(rows, "persona").to_numpy()), columns["handle"],
            _column(rows, "name"), _column(rows, "protected").to_numpy(zero_copy_only=False),
        )  # fmt: skip

    def _plain_columns(self, rows: pa.Table, posts: NDArray[np.int64]) -> dict[str, Any]:
        intake = self._intake
        keys = self._keys.take(pa.array(as_array(intake.node)[posts])).cast(pa.string())
        names = pc.split_pattern(keys, ":", max_splits=1).flatten()  # a key holds a colon: two parts each
        parent = self._ordered.parent[posts]
        same = ("handle", "kind", "text", "url", "lang", "embedded", "protected")
        columns = {name: _column(rows, name) for name in same}
        columns |= {name: _known(as_array(column)[posts]) for name, column in
                    zip(COUNTERS, intake.counters.columns, strict=True)}  # fmt: skip
        platform = names.take(pa.array(np.arange(0, len(names), 2)))
        return columns | {
            "post": keys,
            "platform": platform,
            "version_of": pc.binary_join_element_wise(platform, _column(rows, "first_version"), ":"),
            "native_id": names.take(pa.array(np.arange(1, len(names), 2))),
            "account": pc.coalesce(_column(rows, "account"), _column(rows, "handle")),
            "parent": self._keys.take(pa.array(parent, mask=parent < 0)).cast(pa.string()),
        }

    def _time_columns(self, rows: pa.Table, posts: NDArray[np.int64]) -> dict[str, Any]:
        found = self._ordered.intervals
        chosen = posts.tolist()
        claimed = _column(rows, "claimed_us")
        stated = _column(rows, "time_flags")
        extra = stated.to_pylist() if len(stated.flatten()) else repeat((), len(chosen))
        captured = as_array(self._intake.counters.captured_us)[posts]
        return {
            "posted_at": _instants(found.posted[posts]), "low": _instants(found.low[posts]),
            "high": _instants(found.high[posts]), "id_time": _instants(found.id_us[posts]),
            "captured_at": _instants(captured), "hard": pa.array(found.hard[posts]),
            "disputed": pa.array(found.disputed[posts]),
            "claimed_at": claimed.cast(_INSTANT),
            "indexed_at": _column(rows, "indexed_us").cast(_INSTANT),
            "edited_at": _column(rows, "edited_us").cast(_INSTANT),
            "claimed_raw": _column(rows, "claimed_raw"),
            "precision_s": pc.if_else(pc.is_valid(claimed), _column(rows, "precision_s"), None),
            "time_source": [found.source[post] for post in chosen],
            "dispute_rule": [found.rule[post] for post in chosen],
            "time_flags": [sorted({*found.flags[post], *flags}) if flags else found.flags[post]
                           for post, flags in zip(chosen, extra, strict=True)],
        }  # fmt: skip

    def _place_columns(self, rows: pa.Table, posts: NDArray[np.int64]) -> dict[str, Any]:
        numbers = _column(rows, "source")
        names = pa.array(self._names, pa.string())
        line, offset, length = (_column(rows, name) for name in ("line", "offset", "length"))
        end = pc.add(offset, length)
        numbered = pc.binary_join_element_wise("line ", _text(line), "")
        span = pc.binary_join_element_wise("bytes ", _text(offset), "-", _text(end), "")
        self._count_sources(numbers.to_numpy(), self._ordered.intervals.posted[posts])
        return {
            "source": names.take(numbers), "sources": self._sources(posts, numbers.to_numpy()),
            "record": pc.if_else(pc.is_valid(line), numbered, span),
            "record_offset": offset, "record_length": length, "record_sha256": _column(rows, "sha256"),
        }  # fmt: skip

    def _sources(self, posts: NDArray[np.int64], numbers: NDArray[np.int64]) -> list[list[str]] | pa.Array:
        """Return the keys of every source of each post."""
        extra = self._intake.extra_sources
        if not extra:
            values = pa.array(self._names, pa.string()).take(pa.array(numbers))
            return pa.ListArray.from_arrays(
                pa.array(np.arange(len(posts) + 1), pa.int32()), values, type=strings
            )
        pairs = zip(posts.tolist(), numbers.tolist(), strict=True)
        return [[self._names[one] for one in sorted(extra.get(post, (number,)))] for post, number in pairs]

    def _count_sources(self, kept: NDArray[np.int64], posted: NDArray[np.int64]) -> None:
        found = self._result
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

    def _flags(
        self, rows: pa.Table, posts: NDArray[np.int64], handles: list[str | None]
    ) -> list[Sequence[str]]:
        marks: dict[int, list[str]] = defaultdict(list)
        for name, flag in (("text_cut", "text_cut"), ("first_version", "edited_version")):
            column = _column(rows, name)
            where = (
                column.to_numpy(zero_copy_only=False)
                if name == "text_cut"
                else column.is_valid().to_numpy(zero_copy_only=False)
            )
            for number in np.flatnonzero(where).tolist():
                marks[number].append(flag)
        for number, flags in enumerate(_column(rows, "flags").to_pylist()):
            if flags:
                marks[number] += flags
        for flag, chosen in (
            ("conflict", self._merged.conflicts),
            ("self_reference", self._intake.links.selfish),
        ):
            for number in np.flatnonzero(np.isin(posts, list(chosen))).tolist() if chosen else ():
                marks[number].append(flag)
        for number, handle in enumerate(handles if self._lookalikes else ()):
            if handle in self._lookalikes:
                marks[number].append("handle_lookalike")
        return [sorted(set(marks[number])) if number in marks else () for number in range(len(posts))]

    def _write_media(self, rows: pa.Table, keys: pa.Array) -> None:
        media = _flat(rows.column("media"))
        if not len(media.values):
            return
        owner = np.repeat(np.arange(len(keys)), np.diff(media.offsets.to_numpy()))
        number = np.arange(len(owner)) - media.offsets.to_numpy()[owner] + 1
        post = keys.take(pa.array(owner))
        sources = [
            self._names[source] for source in _column(rows, "source").take(pa.array(owner)).to_pylist()
        ]
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


def _taken(rows: Rows, order: NDArray[np.int64]) -> Rows:
    """Return rows in an order; those that stand in a row already, as in most archives, are not copied."""
    if len(order) and np.array_equal(order, np.arange(order[0], order[0] + len(order))):
        return rows.slice(int(order[0]), len(order))
    return rows.take(pa.array(order))


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


def _text(numbers: pa.Array) -> pa.Array:
    return numbers.cast(pa.string())


def _known(values: NDArray[np.int64]) -> pa.Array:
    """Return the numbers, MISSING as an empty cell."""
    return pa.array(values, pa.int64(), mask=values == MISSING)
