"""Rows of CSV and its kin, each with the bytes that it came from; every cell is text."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, BinaryIO, Final, Self, cast

import msgspec

from tracker.base.errors import UnreadableError
from tracker.ingest.reader import BadRecordError, Record, Reject, Source, until_cut

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Collection, Iterator, Mapping

DELIMITERS: Final = (",", ";", "\t", "|")
_LEGACY: Final = "cp1252"
"""What Excel writes in Western Europe: taken where most lines that are not ASCII are not UTF-8."""
_FEW_LINES: Final = 2
"""A header and one row: no other line tells damage from another encoding."""
_PIECE: Final = 1 << 16
_LONGEST_NAME: Final = 60
"""Letters of a column's name; a longer first line with commas is prose."""


class Layout(msgspec.Struct, frozen=True):
    """How a delimited file is written."""

    delimiter: str
    has_backslashes: bool
    """True where a quote inside a cell is written `\\"` and not doubled."""
    header: tuple[str, ...]
    line_end: bytes = b"\n"
    """A carriage return alone in tables of old Macintoshes."""


class Cells(msgspec.Struct, frozen=True):
    """One row of a table."""

    record: Record
    values: dict[str, str]
    """Column -> cell."""
    is_open: bool
    """True for a last line without a line end: its last cell may be cut off."""


def layout(source: Source) -> Layout | None:
    """Return how a file is written, by its first line; None where it is no table of two columns or more."""
    text = source.head.decode("utf-8", "replace")
    if text.lstrip()[:1] in {"", "{", "[", "<"}:
        return None
    line = text.splitlines()[0]
    if "\x00" in line:
        return None
    delimiter = max(DELIMITERS, key=lambda sign: len(_split(line, sign)))
    header = tuple(name.strip() for name in _split(line, delimiter))
    has_backslashes = '\\"' in text and '""' not in text
    line_end = b"\r" if b"\r" in source.head and b"\n" not in source.head else b"\n"
    return Layout(delimiter, has_backslashes, header, line_end) if len(header) > 1 else None


def has_header(source: Source) -> bool:
    """Tell whether a file looks like a table under a header: different short names, and as many cells below."""
    found = layout(source)
    if found is None or not all(0 < len(name) <= _LONGEST_NAME for name in found.header):
        return False
    below = source.head.decode("utf-8", "replace").splitlines()[1:2]
    cells = _split(below[0], found.delimiter) if below else []
    return len(set(found.header)) == len(found.header) == len(cells)


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def rows(source: Source, found: Layout) -> Iterator[Cells | Reject]:
    """Yield the rows under the header; what is not a row of that many cells is a reject with its line."""
    with source.open() as stream:
        feed = _Feed(source, stream, found.line_end)
        reader = csv.reader(
            feed,
            delimiter=found.delimiter,
            doublequote=not found.has_backslashes,
            escapechar="\\" if found.has_backslashes else None,
        )
        yield from _rows(reader, feed, found.header)


def _rows(reader: Iterator[list[str]], feed: _Feed, header: tuple[str, ...]) -> Iterator[Cells | Reject]:
    is_header = True
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as failure:
            yield Reject(feed.take(), _in_words(failure))
            continue
        reason, is_open, record = feed.reason, feed.is_open, feed.take()
        if is_header or not values:
            is_header = False
        elif reason is not None:
            yield Reject(record, reason)
        elif len(values) < len(header) or any(values[len(header) :]):
            yield Reject(record, f"{len(values)} cells, expected {len(header)}")
        else:
            yield Cells(record, _named(header, values), is_open)


def closed(
    row: Cells, before: Mapping[str, str], note: Callable[[str], None],
    *, short: Collection[str], whole: Collection[str],
) -> dict[str, str]:
    """Return the cells of a row; of a last line without a line end less the last one, where a part would mislead.

    Such a file is either written so, or was cut off inside that cell: half a handle is another person's.

    Parameters
    ----------
    row
        The row.
    before
        Cells of the row before it.
    note
        Takes the remark that a cell was left out.
    short
        Columns of which a part says nothing wrong: a cut text is a text.
    whole
        Columns without which there is no post; such a cell is kept where it is as long as the one before.

    Raises ``BadRecordError`` for a cell of `whole` that may be cut off.

    """
    last = next(reversed(row.values))
    cell = row.values[last]
    if not row.is_open or last in short or not cell or row.record.raw.endswith(b'"'):
        return row.values
    if last not in whole:
        note(f"the last line has no line end: its cell under {last} may be cut off and is left out")
        return {**row.values, last: ""}
    if len(cell) == len(before.get(last, "")):
        return row.values
    raise BadRecordError(f"`$.{last}`: the last line has no line end, so that this cell may be cut off")


def _in_words(failure: csv.Error) -> str:
    what = "a line end inside a cell without quotes" if "new-line" in str(failure) else str(failure)
    return f"not a row of a table: {what}"


def _named(header: tuple[str, ...], values: list[str]) -> dict[str, str]:
    """Return column -> cell; of two columns with one name the first counts."""
    row: dict[str, str] = {}
    for name, value in zip(header, values, strict=False):
        row.setdefault(name, value)
    return row


class _Feed:
    """Hands lines to the csv module and remembers the bytes of the row that they make up."""

    def __init__(self, source: Source, stream: BinaryIO, line_end: bytes) -> None:
        self._source = source
        self._line_end = line_end
        self._unread = self._cut(cast("io.BufferedReader", stream))
        self._lines: list[bytes] = []
        self._offset = source.mark_length
        self._line = 1
        self._is_legacy: bool | None = None
        self.reason: str | None = None
        self.is_open = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        raw = next(self._unread)
        self._lines.append(raw)
        self.is_open = not raw.endswith(self._line_end)
        return self._decoded(raw)

    def take(self) -> Record:
        """Return the bytes of the row just read, and begin the next."""
        raw = b"".join(self._lines)
        record = Record(raw.rstrip(b"\r\n"), self._offset, self._line)
        self._offset += len(raw)
        self._line += len(self._lines)
        self._lines, self.reason = [], None
        return record

    def _cut(self, stream: io.BufferedReader) -> Iterator[bytes]:
        """Yield the lines, each with its end; the last one of a damaged stream is a part and said to be."""
        rest = b""
        try:
            while piece := stream.read1(_PIECE):
                *lines, rest = (rest + piece).split(self._line_end)
                yield from (line + self._line_end for line in lines)
        except UnreadableError:
            self.reason = "the file is cut off inside this row"
        if rest:
            yield rest

    def _decoded(self, raw: bytes) -> str:
        if b"\0" in raw:
            self.reason = "a NUL, which no text holds"
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            if self._is_legacy is None:
                self._is_legacy = _is_legacy(self._source)
        try:
            return raw.decode(_LEGACY if self._is_legacy else "utf-8")
        except UnicodeDecodeError as failure:
            self.reason = f"not {failure.encoding} text: {failure.reason} at byte {failure.start} of a line"
            return raw.decode("utf-8", "replace")


def _is_legacy(source: Source) -> bool:
    """Tell whether a file is no UTF-8 at all: of its lines that are not ASCII, most are not; noted in plain words.

    One such line among many is damage: it alone is rejected.
    """
    good = bad = every = 0
    with source.open() as stream:
        for raw in until_cut(stream):
            every += 1
            if not raw.isascii():
                good, bad = (good + 1, bad) if _is_utf8(raw) else (good, bad + 1)
    is_legacy = bad > good and (bad > 1 or every <= _FEW_LINES)
    if is_legacy:
        source.note(
            f"{bad} of {every} lines are not UTF-8: the file was read as Windows-1252 ({_LEGACY}), a guess, "
            "so that letters with accents may be wrong"
        )
    return is_legacy


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
