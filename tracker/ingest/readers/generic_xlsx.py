"""The generic post file as a worksheet of a workbook (contract section 6); every cell is read as text."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from tracker.ingest import sheets
from tracker.ingest.columns import EXAMPLES, guess
from tracker.ingest.delimited import Cells
from tracker.ingest.generic import Rows
from tracker.ingest.reader import BadRecordError, Match, Reader, Reject, Row, Source

if TYPE_CHECKING:
    from collections.abc import Iterator


def sniff(source: Source) -> Match | None:
    """Claim a worksheet whose first row names an id or an address, and a time."""
    header = sheets.header(source) if sheets.is_sheet(source) else None
    taken = guess(header or (), (), source.settings.columns)
    if not taken.is_usable:
        return None
    return Match(f"worksheet with the columns {', '.join(taken.columns.values())}", sheets.parts(source))


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each row under the first."""
    first = [row.values for row in islice(_cells(source), EXAMPLES)]
    taken = guess(sheets.header(source) or (), first, source.settings.columns)
    if not taken.is_plain:
        source.note(str(taken))
    table = Rows(
        taken, source.settings.zone, lambda: (row.values for row in _cells(source)), is_text_table=True
    )
    for row in sheets.rows(source):
        yield row if isinstance(row, Reject) else _post(row, table)


def _cells(source: Source) -> Iterator[Cells]:
    return (row for row in sheets.rows(source) if isinstance(row, Cells))


def _post(row: Cells, table: Rows) -> Row:
    try:
        return table.post(row.values, row.record)
    except BadRecordError as refusal:
        return Reject(row.record, str(refusal))


READER: Final = Reader(
    name="generic_xlsx",
    platform="other",
    sniff=sniff,
    read=read,
    title="Generic post file: workbook (XLSX)",
    how_to_get="One row per post: `id` or `url`, and `created_at`; format the column of ids as text before filling it.",
    lacks="Ids that were numbers: a workbook keeps 15 digits, so that they are damaged and said to be so.",
    generic=True,
    verified=False,
)
