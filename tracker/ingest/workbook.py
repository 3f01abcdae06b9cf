"""What the other parts of a workbook (XLSX) say of the cells of its sheets: texts, dates, the first day.

No part may declare entities: a DTD is refused. Format: ECMA-376 part 1, section 18.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.parsers import expat

from tracker.base.clock import DAY_US
from tracker.base.errors import UnreadableError
from tracker.base.limits import MIB

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.ingest.reader import Source

_PIECE: Final = MIB
_MOST_TEXT: Final = 512 * MIB
"""Characters of the texts that a workbook keeps apart from its sheets; they are held in memory."""
_MOST_ELEMENTS: Final = 20_000_000
"""Of one part beside the sheets: as many as ten columns of different texts need in the longest sheet there is."""
_MOST_DIGITS: Final = 9
"""Of the number of a text, a style or a format; a workbook holds fewer of each."""
_DATES: Final = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
"""Numbers of the built-in formats that show a date or a time (ECMA-376, 18.8.30)."""
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SINCE_1900_US: Final = -25_569 * DAY_US
"""Day 0 of the dates in a workbook: 30 December 1899, for every date after February 1900."""
_SINCE_1904_US: Final = -24_107 * DAY_US


class Workbook(NamedTuple):
    """What the other parts say of a sheet's cells."""

    texts: list[str]
    dates: frozenset[int]
    """Styles that show a number as a date."""
    first_day_us: int


def workbook(source: Source, most: int | None) -> Workbook:
    """Return what the other parts say; of the shared texts only the first `most`, where not all are needed."""
    folder = source.name.rpartition("worksheets/")[0]
    texts = _Texts(most)
    _parse(source.sibling(f"{folder}sharedStrings.xml"), texts.start, texts.end, texts.text)
    styles = _Styles()
    _parse(source.sibling(f"{folder}styles.xml"), styles.start, styles.end)
    since = _Since()
    _parse(source.sibling(f"{folder}workbook.xml"), since.start)
    return Workbook(texts.found, frozenset(styles.dates), _SINCE_1904_US if since.is_1904 else _SINCE_1900_US)


def number_of(text: str) -> int | None:
    """Return the number by which a cell or a style points at something; None for what is no such number.

    >>> number_of("22"), number_of("-1"), number_of("9" * 5000)
    (22, None, None)
    """
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def unescaped(text: str) -> str:
    """Return a text with the signs that XML cannot hold, which a workbook writes as `_x000D_`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Enough(Exception):  # noqa: N818 - a signal to the parser, no error
    """All that was asked for has been read."""


class _Texts:
    """Gathers the texts that cells point at."""

    def __init__(self, most: int | None) -> None:
        self.found: list[str] = []
        self._most = most
        self._size = 0
        self._words: list[str] = []
        self._is_shown = False
        self._is_spoken = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if self._most is not None and len(self.found) >= self._most:
            raise _Enough
        if name == "si":
            self._words = []
        elif name == "rPh":  # how the text is pronounced
            self._is_spoken = True
        self._is_shown = name == "t" and not self._is_spoken

    def text(self, text: str) -> None:
        if self._is_shown:
            self._words.append(text)
            self._size += len(text)
            if self._size > _MOST_TEXT:
                raise UnreadableError("a workbook with too much text", where="sharedStrings.xml", fix="save it as CSV")

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        self._is_shown = False
        if name == "rPh":
            self._is_spoken = False
        elif name == "si":
            self.found.append(unescaped("".join(self._words)))


class _Styles:
    """Finds the styles that show a number as a date."""

    def __init__(self) -> None:
        self.dates: set[int] = set()
        self._formats: dict[str, str] = {}
        self._is_inside = False
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_inside = True
        elif name == "xf" and self._is_inside:
            if self._shows_date(attributes.get("numFmtId", "0")):
                self.dates.add(self._count)
            self._count += 1

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "cellXfs":
            self._is_inside = False

    def _shows_date(self, number: str) -> bool:
        code = self._formats.get(number)
        if code is None:
            return number_of(number) in _DATES
        shown = _QUOTED.sub("", code).lower()
        return "general" not in shown and any(letter in shown for letter in "ymdhs")


class _Since:
    """Finds from which day a workbook counts."""

    is_1904 = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "workbookPr":
            self.is_1904 = attributes.get("date1904", "") in {"1", "true"}


def parser() -> expat.XMLParserType:
    """Return a parser that knows no entities but the five of XML itself."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = refuse_dtd
    return made


def refuse_dtd(*_: object) -> None:
    """Raise :class:`UnreadableError`: no part of a workbook declares entities."""
    raise UnreadableError("XML with a DTD", where="a part of the workbook", fix="save the workbook again")


def _parse(
    part: Source | None,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read one part of the workbook; a damaged one says as much as can be read, with a note."""
    if part is None:
        return
    reading = parser()
    reading.StartElementHandler = _counted(start, part.name)
    reading.EndElementHandler, reading.CharacterDataHandler = end, text
    try:
        with part.open() as stream:
            while piece := stream.read(_PIECE):
                reading.Parse(piece, False)
            reading.Parse(b"", True)
    except _Enough:
        return
    except expat.ExpatError as failure:
        part.note(f"{part.name} is damaged ({failure}): what it says after that is not read")


def _counted(start: Callable[[str, dict[str, str]], None], where: str) -> Callable[[str, dict[str, str]], None]:
    """Return `start`, which raises :class:`UnreadableError` for more elements than a workbook needs."""
    left = _MOST_ELEMENTS

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise UnreadableError("a workbook with too many texts or styles", where=where, fix="save it as CSV")
        start(tag, attributes)

    return begin
