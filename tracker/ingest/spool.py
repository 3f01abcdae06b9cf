"""Rows on disk between reading and writing: Arrow batches, one row per record that says something new."""

from __future__ import annotations

from hashlib import sha256
from operator import or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa

from tracker.base.clock import UNSTATED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tracker.base.limits import Limits
    from tracker.ingest.postcolumns import PostColumns
    from tracker.ingest.reader import MediaRow, Record, Reference

_CUT: Final = "…"

_LINK: Final = pa.struct([
    ("link", pa.int64()), ("kind", pa.string()), ("scope", pa.string()), ("attribution", pa.string()),
    ("account", pa.string()), ("stated_us", pa.int64()),
])  # fmt: skip
_MEDIA: Final = pa.struct([
    ("place", pa.int64()), ("file", pa.string()), ("type", pa.string()), ("url", pa.string()),
    ("alt", pa.string()), ("width", pa.int64()), ("height", pa.int64()), ("platform_digest", pa.string()),
    ("missing_reason", pa.string()),
])  # fmt: skip
SCHEMA: Final = pa.schema([
    ("post", pa.int64()), ("content", pa.int64()), ("source", pa.int64()), ("persona", pa.int64()),
    ("embedded", pa.bool_()),
    ("offset", pa.int64()), ("line", pa.int64()), ("length", pa.int64()), ("sha256", pa.binary(32)),
    ("claimed_us", pa.int64()), ("precision_s", pa.float64()), ("zone_known", pa.bool_()),
    ("claimed_raw", pa.string()), ("time_flags", pa.list_(pa.string())), ("server_timed", pa.bool_()),
    ("home", pa.bool_()), ("indexed_us", pa.int64()), ("edited_us", pa.int64()),
    ("first_version", pa.string()),
    ("account", pa.string()), ("handle", pa.string()), ("name", pa.string()), ("protected", pa.bool_()),
    ("kind", pa.string()), ("text", pa.string()), ("text_cut", pa.bool_()), ("url", pa.string()),
    ("lang", pa.string()), ("flags", pa.list_(pa.string())),
    ("links", pa.list_(_LINK)), ("media", pa.list_(_MEDIA)),
])  # fmt: skip
"""One row of the spool. `post` is the number of the post, `content` tells equal rows; `persona`, `link` and
`place` are numbers of `ingest.accounts`, `ingest.links` and `ingest.attach`."""


class Kept(NamedTuple):
    """Rows of one source that say something new, with what the intake decided of each."""

    rows: PostColumns
    posts: list[int]
    contents: list[int]
    source: int


def batch_of(
    kept: Kept,
    personas: list[int],
    links: list[tuple[int, ...]],
    places: list[tuple[int, ...]],
    limits: Limits,
) -> pa.RecordBatch:
    """Return rows as one batch; `links` and `places` hold the numbers of each row's references and files."""
    rows = kept.rows
    size, records = len(rows), rows["record"]
    texts, cut = _texts(rows["text"], rows["text_cut"], limits.max_text)
    columns: dict[str, Any] = {
        "post": kept.posts, "content": kept.contents, "persona": personas,
        "source": pa.repeat(pa.scalar(kept.source, pa.int64()), size),
        "offset": [record.offset for record in records],
        "line": [record.line for record in records],
        "length": [len(record.raw) for record in records],
        "sha256": _digests(records),
        "text": texts, "text_cut": cut,
        "links": _links(rows["references"], links), "media": _media(rows["media"], places),
    }  # fmt: skip
    columns |= _stated(rows)
    columns |= {name: _clipped(rows[name], limits.max_handle) for name in ("account", "handle", "name")}
    arrays = [_array(columns[f.name], f.type) if f.name in columns else _column(rows, f) for f in SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _stated(rows: PostColumns) -> dict[str, Any]:
    plain = rows.plainly_stated()
    if plain is not None:
        usual = {"precision_s": UNSTATED.precision_s, "zone_known": UNSTATED.zone_known, "claimed_raw": None,
                 "time_flags": UNSTATED.flags}  # fmt: skip
        return {"claimed_us": plain} | {
            name: pa.repeat(pa.scalar(value, SCHEMA.field(name).type), len(rows)) for name, value in usual.items()
        }
    us, precision_s, zones, raw, time_flags = zip(*rows["stated"], strict=True)
    raws = [None if known and at is not None else text for at, known, text in zip(us, zones, raw, strict=True)]
    return {"claimed_us": us, "precision_s": list(map(float, precision_s)), "zone_known": zones,
            "claimed_raw": raws, "time_flags": time_flags}  # fmt: skip


def _column(rows: PostColumns, field: pa.Field) -> pa.Array:
    common = rows.common(field.name)
    if common is None:
        return _array(rows[field.name], field.type)
    return pa.repeat(pa.scalar(common[0], field.type), len(rows))


def _digests(records: list[Record]) -> list[bytes]:
    """Return the SHA-256 of each record; posts inside one record follow one another."""
    found: list[bytes] = []
    last = None
    for record in records:
        found.append(found[-1] if record is last else sha256(record.raw).digest())
        last = record
    return found


def _links(rows: list[tuple[Reference, ...]], links: list[tuple[int, ...]]) -> pa.Array:
    flat = [reference for references in rows for reference in references]
    arrays = [
        pa.array([link for numbers in links for link in numbers], pa.int64()),
        pa.array([reference.kind for reference in flat], pa.string()),
        pa.array([reference.scope for reference in flat], pa.string()),
        pa.array([reference.attribution for reference in flat], pa.string()),
        _array([reference.account for reference in flat], pa.string()),
        pa.array([reference.stated.us for reference in flat], pa.int64()),
    ]
    return _lists(list(map(len, rows)), arrays, _LINK)


def _media(rows: list[tuple[MediaRow, ...]], places: list[tuple[int, ...]]) -> pa.Array:
    flat = [row for media in rows for row in media]
    names = [f.name for f in _MEDIA][1:]
    arrays = [pa.array([place for numbers in places for place in numbers], pa.int64())]
    arrays += [_array([getattr(media, name) for media in flat], _MEDIA.field(name).type) for name in names]
    return _lists(list(map(len, rows)), arrays, _MEDIA)


def _lists(lengths: list[int], arrays: list[pa.Array], kind: pa.StructType) -> pa.Array:
    """Return a column of lists of structs, made from flat columns."""
    offsets, total = [0], 0
    for length in lengths:
        total += length
        offsets.append(total)
    values = pa.StructArray.from_arrays(arrays, fields=list(kind))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    """Return a column; lone surrogates become U+FFFD, numbers beyond 64 bit are unknown."""
    if isinstance(values, pa.Array):
        return values
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array([_storable(value) for value in values], kind)
    except (OverflowError, pa.ArrowInvalid):
        return pa.array([value if value is None or abs(value) < 2**63 else None for value in values], kind)


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value if value is None else [_storable(item) for item in value]


def _clipped(values: list[str | None], most: int) -> list[str | None]:
    """Cut what is longer than `most` characters, with a mark."""
    if max(map(len, filter(None, values)), default=0) <= most:
        return values
    return [value if value is None or len(value) <= most else value[: most - 1] + _CUT for value in values]


def _texts(
    texts: list[str | None], cut: list[bool], most: int
) -> tuple[list[str | None], list[bool]]:
    if max(map(len, filter(None, texts)), default=0) <= most:
        return texts, cut
    long = [text is not None and len(text) > most for text in texts]
    return _clipped(texts, most), list(map(or_, cut, long))


class Spool:
    """A file of batches: first written, then read as often as needed, some columns or all."""

    def __init__(self, path: Path, schema: pa.Schema = SCHEMA) -> None:
        self._path = path
        self._writer: pa.ipc.RecordBatchFileWriter | None = pa.ipc.new_file(path, schema)
        self.rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Append a batch."""
        assert self._writer is not None  # noqa: S101 - nothing is written after it was read
        self._writer.write_batch(batch)
        self.rows += batch.num_rows

    def read(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the batches, with only the columns that are named."""
        self.close()
        wanted = None if columns is None else [SCHEMA.get_field_index(name) for name in columns]
        options = pa.ipc.IpcReadOptions(included_fields=wanted)
        with pa.OSFile(str(self._path)) as stream:
            reader = pa.ipc.open_file(stream, options=options)
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number)

    def close(self) -> None:
        """Finish writing."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def remove(self) -> None:
        """Give the space back."""
        self.close()
        self._path.unlink()
