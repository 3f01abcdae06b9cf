"""The generic post file as CSV, TSV or semicolon table (contract section 6); every cell is read as text."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from tracker.ingest.columns import EXAMPLES, guess
from tracker.ingest.delimited import Cells, Layout, closed, layout, rows
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
        yield _post(row, table, source, before)
        before = row.values


def _cells(source: Source, found: Layout) -> Iterator[Cells]:
    return (row for row in rows(source, found) if isinstance(row, Cells))


def _post(row: Cells, table: Rows, source: Source, before: dict[str, str]) -> Row:
    columns = table.guess.columns
    other = row.values.keys() - set(columns.values())
    short = other | {columns[field] for field in _MAY_BE_SHORT if field in columns}
    whole = {columns[field] for field in _MUST_BE_WHOLE if field in columns}
    try:
        return table.post(closed(row, before, source.note, short=short, whole=whole), row.record)
    except BadRecordError as refusal:
        return Reject(row.record, str(refusal))


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
