"""Tables as CSV that no spreadsheet runs: RFC 4180, UTF-8, times with Z, text quoted, formulas defused."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from tracker.outputs.phrases import moment_iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DANGEROUS: Final = frozenset("=+-@\t\r\n\x00＝＋－＠")  # noqa: RUF001  the full-width twins are meant
"""First characters that a spreadsheet may take for a formula."""
PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
BLOCK: Final = 1000  # rows per written piece


def cell(value: Any) -> str:
    r"""Return one value as a cell: numbers and times bare, text quoted.

    A text that starts like a formula gets a leading `'` unless it is a plain number; NUL, which cuts a text
    short in many readers, becomes its picture U+2400. The raw text stands in posts.ndjson.

    >>> print(cell("=1+1"), cell("-12"), cell('a "b" c'), cell(True), cell(2.5))
    "'=1+1" "-12" "a ""b"" c" true 2.5
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, datetime):
        return moment_iso(value)
    text = (
        value.hex()
        if isinstance(value, bytes)
        else " ".join(value)
        if isinstance(value, list)
        else str(value)
    )
    return f'"{defused(text).replace(chr(34), chr(34) * 2)}"'


def defused(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    if text[:1] in DANGEROUS and text and PLAIN_NUMBER.fullmatch(text) is None:
        text = f"'{text}"
    return text.replace("\x00", "\u2400")


def csv_bytes(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Yield a CSV file in pieces: heading, then rows, each ending in CR LF."""
    yield (",".join(columns) + "\r\n").encode()
    lines: list[str] = []
    for row in rows:
        lines.append(",".join(map(cell, row)))
        if len(lines) == BLOCK:
            yield ("\r\n".join(lines) + "\r\n").encode()
            lines = []
    if lines:
        yield ("\r\n".join(lines) + "\r\n").encode()
