"""Worksheets of a workbook (XLSX), row by row as a stream, every cell as text.

A workbook is a zip of XML parts, which is opened like any zip and under the same limits; a worksheet is the member
that a reader claims, and each row is the bytes of its element. No part may declare entities (a DTD is refused).
Numbers of more than 15 digits are ruined in such a file, whoever wrote it: they are marked as damaged ids are.
Format: ECMA-376 part 1, section 18.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, cast
from xml.parsers import expat

from tracker.base.clock import DAY_US, format_us
from tracker.base.errors import UnreadableError
from tracker.base.limits import MIB, Limits
from tracker.ingest.delimited import Cells
from tracker.ingest.reader import Record, Reject
from tracker.ingest.workbook import Workbook, number_of, parser, refuse_dtd, unescaped, workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Source

_ROOT: Final = re.compile(rb"<(?:\w+:)?worksheet[\s>]")
_ROW: Final = re.compile(rb"<((?:\w+:)?)row(?=[\s/>])[^>]*>")
_NUMBER: Final = re.compile(rb'\sr="(\d{1,7})"')
_COLUMN: Final = re.compile(r"([A-Z]{1,3})\d+", re.ASCII)
_HEAD: Final = 4096
_PIECE: Final = MIB
_LONGEST_TAG: Final = 1024
_KEPT_DIGITS: Final = 15
"""Digits that a spreadsheet keeps of a number."""
_LAST_COLUMN: Final = 16_384
_LATEST: Final = 2_958_466
"""The day after the last that a spreadsheet knows, 31 December 9999."""


class Cell(NamedTuple):
    """One cell as the file holds it."""

    column: int
    type: str
    style: int
    text: str


def is_sheet(source: Source) -> bool:
    """Tell whether a file is a worksheet."""
    return source.head.lstrip()[:1] == b"<" and _ROOT.search(source.head[:_HEAD]) is not None


def parts(source: Source) -> tuple[str, ...]:
    """Return the other parts of the workbook, which no reader needs to claim."""
    top = source.name.rpartition("worksheets/")[0].removesuffix("xl/")
    return tuple(name for name in source.members if name.startswith(top) and "/worksheets/" not in name)


def header(source: Source) -> tuple[str, ...] | None:
    """Return the first row of a worksheet that holds two cells or more; None where there is none.

    None too where the workbook is refused: the source is given the reason as a note.
    """
    return _header(cast("Any", source))


@lru_cache(maxsize=1)  # every reader of a table asks in turn
def _header(source: Any) -> tuple[str, ...] | None:
    try:
        return _first_row(source)
    except UnreadableError as fault:
        source.note(f"{fault.what} is not read")
        return None


def _first_row(source: Source) -> tuple[str, ...] | None:
    for row in _cell_rows(source):
        if isinstance(row, Reject):
            return None
        _, cells = row
        if len(cells) > 1:
            needed = [number_of(cell.text) for cell in cells if cell.type == "s"]
            return _names(cells, workbook(source, max((one for one in needed if one is not None), default=-1) + 1))
    return None


def rows(source: Source) -> Iterator[Cells | Reject]:
    """Yield the rows under the header; what is not a row of that many cells is a reject with its number."""
    book = workbook(source, None)
    names: tuple[str, ...] | None = None
    for row in _cell_rows(source):
        if isinstance(row, Reject):
            yield row
        elif names is not None:
            yield _row(*row, names, book)
        elif len(row[1]) > 1:
            names = _names(row[1], book)


def _row(record: Record, cells: list[Cell], names: tuple[str, ...], book: Workbook) -> Cells | Reject:
    values: dict[str, str] = dict.fromkeys(names, "")
    seen: set[str] = set()
    for cell in cells:
        value = _value(cell, book)
        if value is None:
            return Reject(record, "a cell points at a text that the workbook does not hold")
        if cell.column >= len(names):
            return Reject(record, f"{cell.column + 1} cells, expected {len(names)}")
        name = names[cell.column]
        if name not in seen:  # of two columns with one name the first counts
            seen.add(name)
            values[name] = value
    return Cells(record, values, is_open=False)


def _names(cells: list[Cell], book: Workbook) -> tuple[str, ...]:
    names = [""] * (max(cell.column for cell in cells) + 1)
    for cell in cells:
        names[cell.column] = (_value(cell, book) or "").strip()
    return tuple(names)


def _cell_rows(source: Source) -> Iterator[tuple[Record, list[Cell]] | Reject]:
    """Yield the rows that hold something; one that is no XML, or cut off, is a reject."""
    for record in _raw_rows(source):
        if isinstance(record, Reject):
            yield record
            continue
        try:
            cells = _cells(record.raw)
        except expat.ExpatError as failure:
            yield Reject(record, f"not a row of a worksheet: {failure}")
            continue
        if cells:
            yield record, cells


def _raw_rows(source: Source) -> Iterator[Record | Reject]:
    """Yield the bytes of each row element; one that is cut off or too long ends the sheet as a reject."""
    _refuse_declarations(source.head)
    most = Limits().max_record
    with source.open() as stream:
        window = _Window(stream, source.mark_length)
        while (opening := window.seek(_ROW)) is not None:
            number = _NUMBER.search(opening[0])
            offset, line = window.offset, int(number[1]) if number else None
            is_empty = opening[0].endswith(b"/>")
            size = len(opening[0]) if is_empty else window.until(b"</" + opening[1] + b"row>", most)
            if size is None:
                raw = window.take(most)
                too_long = len(raw) == most
                reason = "a row longer than a record may be" if too_long else "the file is cut off inside this row"
                yield Reject(Record(raw, offset, line), reason)
                return
            raw = window.take(size)
            if not is_empty:
                yield Record(raw, offset, line)


def _refuse_declarations(head: bytes) -> None:
    first = _ROW.search(head)
    if b"<!DOCTYPE" in head[: first.start() if first else len(head)]:
        refuse_dtd()


class _Window:
    """The part of a stream that is looked through; a damaged stream simply ends, its source has noted it."""

    def __init__(self, stream: BinaryIO, offset: int) -> None:
        self._stream = stream
        self._held = b""
        self._at = 0
        self._start = offset

    @property
    def offset(self) -> int:
        """Where the window begins."""
        return self._start + self._at

    def seek(self, form: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Move the window to the next match; None where there is none."""
        while (found := form.search(self._held, self._at)) is None:
            self._at = max(self._at, len(self._held) - _LONGEST_TAG)
            if not self._more():
                return None
        self._at = found.start()
        return found

    def until(self, end: bytes, most: int) -> int | None:
        """Return how many bytes there are up to the next `end`, it included; None where that is too far."""
        while (found := self._held.find(end, self._at)) < 0:
            if len(self._held) - self._at > most or not self._more():
                return None
        return found + len(end) - self._at

    def take(self, size: int) -> bytes:
        """Return so many bytes, and begin after them."""
        taken = self._held[self._at : self._at + size]
        self._at += len(taken)
        return taken

    def _more(self) -> bool:
        try:
            piece = self._stream.read(_PIECE)
        except UnreadableError:
            return False
        self._start += self._at
        self._held, self._at = self._held[self._at :] + piece, 0
        return bool(piece)


def _cells(raw: bytes) -> list[Cell]:
    """Return the cells of a row that hold something."""
    found = _Row()
    reading = parser()
    reading.StartElementHandler, reading.EndElementHandler = found.start, found.end
    reading.CharacterDataHandler = found.text
    reading.Parse(raw, True)
    return found.cells


class _Row:
    """Gathers the cells of one row element."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self._column = -1
        self._type = "n"
        self._style = 0
        self._words: list[str] | None = None
        self._shown: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            place = _COLUMN.fullmatch(attributes.get("r", ""))
            self._column = _number(place[1]) if place else self._column + 1
            self._type = attributes.get("t", "n")
            self._style = number_of(attributes.get("s", "0")) or 0
            self._shown = []
        elif name in {"v", "t"}:
            self._words = []
        elif name == "rPh":
            self._words = None

    def text(self, text: str) -> None:
        if self._words is not None:
            self._words.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in {"v", "t"} and self._words is not None:
            self._shown.extend(self._words)
            self._words = None
        elif name == "c" and self._shown and self._column < _LAST_COLUMN:
            self.cells.append(Cell(self._column, self._type, self._style, "".join(self._shown)))


def _number(letters: str) -> int:
    """Return the number of a column: 0 for A, 26 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: Cell, book: Workbook) -> str | None:
    """Return a cell as text; None where it points at a text that is not there."""
    if cell.type == "s":
        number = number_of(cell.text)
        return book.texts[number] if number is not None and number < len(book.texts) else None
    if cell.type == "n":
        return _date(cell.text, book) if cell.style in book.dates else _plain_number(cell.text)
    if cell.type == "b":
        return "true" if cell.text.strip() == "1" else "false"
    return "" if cell.type == "e" else unescaped(cell.text)


def _plain_number(text: str) -> str:
    """Return a number as digits; one of more digits than a spreadsheet keeps as rounded ids are written.

    >>> _plain_number("1.772517612E9"), _plain_number("2028712021985329157"), _plain_number("2.02871202198532E+18")
    ('1772517612', '2028712021985329157.0', '2.02871202198532E+18')
    """
    stripped = text.strip()
    try:
        number = Decimal(stripped)
    except ArithmeticError:
        return stripped
    if not number.is_finite() or number != number.to_integral_value():
        return stripped
    if number.adjusted() < _KEPT_DIGITS:
        return str(int(number))
    return stripped if "e" in stripped.lower() else f"{stripped.partition('.')[0]}.0"


def _date(text: str, book: Workbook) -> str:
    """Return a date as ISO 8601 without a zone: a workbook knows none."""
    try:
        days = Decimal(text.strip())
    except ArithmeticError:
        return text
    if not days.is_finite() or not 1 <= days < _LATEST:
        return text
    us = book.first_day_us + round(days * DAY_US / 1000) * 1000
    return format_us(us).removesuffix("Z") if us % DAY_US else format_us(us)[:10]
