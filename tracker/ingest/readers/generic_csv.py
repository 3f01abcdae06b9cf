"""The generic post file as CSV, TSV or semicolon table (contract section 6); every cell is read as text."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from tracker.ingest.columns import EXAMPLES, Guess, guess
from tracker.ingest.delimited import Cells, Layout, layout, rows
from tracker.ingest.generic import Rows
from tracker.ingest.reader import BadRecordError, Match, Reader, Reject, Row, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAY_BE_SHORT: Final = frozenset({"text", "media"})
"""Fields of which a part says nothing wrong: a cut text is a text, a cut file name is no file's."""
_MUST_BE_WHOLE: Final = frozenset({"id", "created_at"})


def sniff(source: Source) -> Match | None:
    """Claim a table whose header names an id or an address, and a time."""
    found = layout(source)
    if found is None:
        return None
    taken = guess(found.header, (), source.settings.columns)
    return Match(f"table with the columns {', '.join(taken.columns.values())}") if taken.is_usable else None


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each row under the header."""
    found = layout(source)
    if found is None:
        return
    first = [row.values for row in islice(_cells(source, found), EXAMPLES)]
    taken = guess(found.header, first, source.settings.columns)
    if not taken.is_plain:
        source.note(str(taken))
    table = Rows(
        taken, source.settings.zone, lambda: (row.values for row in _cells(source, found)), is_text_table=True
    )
    before: dict[str, str] = {}
    for row in rows(source, found):
        if isinstance(row, Reject):
            yield row
            continue
        yield _post(row, table, source, found.header[-1], before)
        before = row.values


def _cells(source: Source, found: Layout) -> Iterator[Cells]:
    return (row for row in rows(source, found) if isinstance(row, Cells))


def _post(row: Cells, table: Rows, source: Source, last: str, before: dict[str, str]) -> Row:
    try:
        values = _without_open_cell(row, table.guess, source, last, before) if row.is_open else row.values
        return table.post(values, row.record)
    except BadRecordError as refusal:
        return Reject(row.record, str(refusal))


def _without_open_cell(
    row: Cells, taken: Guess, source: Source, last: str, before: dict[str, str]
) -> dict[str, str]:
    """Return the cells of a last line without a line end, less the last one where a part of it would mislead.

    Such a file is either written so, or was cut off inside that cell: half a handle is another person's.
    An id or a time is kept where it is as long as the one in the line before.
    """
    field = next((field for field, column in taken.columns.items() if column == last), None)
    cell = row.values[last]
    if field is None or field in _MAY_BE_SHORT or not cell or row.record.raw.endswith(b'"'):
        return row.values
    if field in _MUST_BE_WHOLE:
        if before and len(cell) == len(before[last]):
            return row.values
        raise BadRecordError(f"`$.{last}`: the last line has no line end, so that this cell may be cut off")
    source.note(f"the last line has no line end: its cell under {last} may be cut off and is left out")
    return {**row.values, last: ""}


READER: Final = Reader(
    name="generic_csv",
    platform="other",
    sniff=sniff,
    read=read,
    title="Generic post file: CSV, TSV, semicolons",
    how_to_get="Export one row per post: `id` or `url`, and `created_at`; ids as text, not as numbers.",
    lacks="Whatever its maker left out; ids that went through a spreadsheet are damaged and said to be so.",
    generic=True,
)
