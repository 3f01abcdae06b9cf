"""The generic post file as Parquet (contract section 6), read batch by batch.

A row has no bytes of its own in a column store: its record is the row as JSON, and its line the row's number.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from tracker.base.canonical import dumps
from tracker.base.clock import format_us
from tracker.base.errors import UnreadableError
from tracker.ingest.columns import EXAMPLES, guess
from tracker.ingest.generic import Rows
from tracker.ingest.reader import BadRecordError, Match, Reader, Record, Reject, Row, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    import pyarrow.parquet as pq

_MAGIC: Final = b"PAR1"
_BATCH: Final = 4096


def sniff(source: Source) -> Match | None:
    """Claim a Parquet file whose columns name an id or an address, and a time; a damaged one, to say so."""
    if not source.head.startswith(_MAGIC):
        return None
    try:
        names = _open(source).schema_arrow.names
    except UnreadableError:
        return Match("begins as Parquet, and its end is damaged")
    taken = guess(names, (), source.settings.columns)
    return Match(f"Parquet with the columns {', '.join(taken.columns.values())}") if taken.is_usable else None


def _open(source: Source) -> pq.ParquetFile:
    """Open the file; raises ``UnreadableError`` where its end, which describes it, is missing or damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with source.open() as stream:
        body = stream.read()
    try:
        file = pq.ParquetFile(io.BytesIO(body), page_checksum_verification=True)
        file.schema_arrow.names  # noqa: B018 a damaged name shows itself only when it is asked for
    except (OSError, ValueError, pa.ArrowException) as failure:
        raise _unreadable(source, failure) from failure
    return file


def _unreadable(source: Source, failure: Exception) -> UnreadableError:
    why = " ".join(str(failure).split())
    return UnreadableError(f"damaged Parquet ({why})", where=source.name, fix="export the file again")


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each row."""
    names = _open(source).schema_arrow.names
    first = [row for row, _ in zip(_values(source), range(EXAMPLES), strict=False)]
    taken = guess(names, first, source.settings.columns)
    if not taken.is_plain:
        source.note(str(taken))
    table = Rows(taken, source.settings.zone, lambda: _values(source), is_text_table=False)
    for number, row in enumerate(_values(source)):
        yield _post(row, table, Record(dumps(row).encode(), number, number + 1))


def _post(row: dict[str, Any], table: Rows, record: Record) -> Row:
    try:
        return table.post(row, record)
    except BadRecordError as refusal:
        return Reject(record, str(refusal))


def _values(source: Source) -> Iterator[dict[str, Any]]:
    import pyarrow as pa

    file = _open(source)
    try:
        for batch in file.iter_batches(_BATCH):
            columns = [_plain(column) for column in batch]
            yield from pa.RecordBatch.from_arrays(columns, batch.schema.names).to_pylist()
    except (OSError, ValueError, pa.ArrowException) as failure:
        raise _unreadable(source, failure) from failure


def _plain(column: pa.Array) -> pa.Array:
    """Return a column as JSON would hold it: times as ISO 8601, with `Z` only where their zone is known."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        moments = column.cast(pa.timestamp("us", kind.tz), safe=False).cast(pa.int64()).to_pylist()
        return pa.array([None if us is None else _iso(us, has_zone=kind.tz is not None) for us in moments])
    is_json = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)
    if is_json or pa.types.is_null(kind) or _is_list(kind):
        return column
    return column.cast(pa.string())


def _is_list(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool((pa.types.is_list(kind) or pa.types.is_large_list(kind)) and _is_text(kind.value_type))


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _iso(us: int, *, has_zone: bool) -> str:
    text = format_us(us)
    return text if has_zone else text.removesuffix("Z")


READER: Final = Reader(
    name="generic_parquet",
    platform="other",
    sniff=sniff,
    read=read,
    title="Generic post file: Parquet",
    how_to_get="Write a table with one row per post: `id` or `url`, and `created_at`; ids as text.",
    lacks="Whatever its maker left out. Rows have no bytes of their own: `show` prints them as JSON.",
    generic=True,
)
