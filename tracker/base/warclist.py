"""The records of a web archive (WARC), one after another, and the answers of servers inside them.

Format: ISO 28500:2017, https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.base.clock import parse_iso
from tracker.base.limits import KIB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.base.forward import Cursor

_VERSIONS: Final = (b"WARC/1.", b"WARC/0.")
_MOST_HEADER: Final = 64 * KIB
"""Bytes of the header of a record or of an answer; servers refuse to send a quarter of it."""
_FIELD: Final = re.compile(
    rb"^[ \t]*(content-(?:encoding|length|type)|transfer-encoding"
    rb"|warc-(?:date|segment-number|target-uri|truncated|type))[ \t]*:(.*)$",
    re.IGNORECASE | re.MULTILINE,
)
"""The fields of a header that are read; archives may hold millions of others."""
_STATUS: Final = re.compile(rb"\S+[ \t]+(\d{3})(?!\S)")
_MOST_DIGITS: Final = 18
"""Of a length: more bytes than any disk has."""
_PIECE: Final = 4 * KIB


class DamagedWarcError(OSError):
    """What stands where a record must begin is none; the records before it were yielded."""


class WarcRecord(NamedTuple):
    """One record, and of an answer what stands in its own header."""

    number: int
    kind: str
    """response, resource, request, revisit, warcinfo, metadata, conversion or continuation."""
    uri: str
    fetched_us: int | None
    offset: int
    """First byte of its content (of an answer, of its body) in the decompressed stream."""
    size: int
    status: int | None
    """What the server answered; None where the record is no answer over HTTP."""
    fields: dict[str, str]
    """Header of the answer, else of the record, names in small letters; the first of equal names."""
    cut: str | None
    """Why the content was not kept whole, as the record says."""

    @property
    def end(self) -> int:
        """First byte after its content."""
        return self.offset + self.size


def is_warc(head: bytes) -> bool:
    """Tell whether a file, decompressed, begins as a web archive.

    >>> is_warc(b"WARC/1.1" + bytes(2)), is_warc(b"war")
    (True, False)
    """
    return head.startswith(_VERSIONS)


def records(cursor: Cursor) -> Iterator[WarcRecord]:
    """Yield every record. Raises :class:`DamagedWarcError` where what follows is none."""
    text = _Text(cursor)
    number = 0
    while (header := text.header()) is not None:
        fields = _fields(header)
        size = fields.get("content-length", "")
        if not is_warc(header) or not size.isdecimal() or len(size) > _MOST_DIGITS:
            raise DamagedWarcError(f"no record of a web archive stands at byte {text.place - len(header)}")
        number += 1
        end = text.place + int(size)
        yield _record(number, fields, text, end)
        text.go_to(end)


def _record(number: int, fields: dict[str, str], text: _Text, end: int) -> WarcRecord:
    """Return a record; of an answer over HTTP the header is read too."""
    kind = fields.get("warc-type", "").lower()
    status, own = None, fields
    if kind == "response" and text.begins_with(b"HTTP/"):
        header = text.header(end) or b""
        stated = _STATUS.match(header)
        status, own = int(stated[1]) if stated else 0, _fields(header)
    fetched = parse_iso(fields.get("warc-date", ""))
    return WarcRecord(
        number, kind, fields.get("warc-target-uri", "").strip("<>"), fetched.us if fetched.zone_known else None,
        text.place, max(0, end - text.place), status, own, fields.get("warc-truncated"),
    )  # fmt: skip


def _fields(header: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in _FIELD.finditer(header):
        found.setdefault(field[1].decode("ascii").lower(), field[2].strip().decode("utf-8", "backslashreplace"))
    return found


class _Text:
    """Reads headers off a stream of records, and knows its place."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._ahead = b""

    @property
    def place(self) -> int:
        return self._cursor.place - len(self._ahead)

    def begins_with(self, word: bytes) -> bool:
        self._fill(len(word))
        return self._ahead.startswith(word)

    def header(self, end: int | None = None) -> bytes | None:
        """Take lines up to the empty one that ends them, at most to `end`; None at the end of the stream."""
        while end is None and self._fill(_PIECE) and self._ahead[:1] in b"\r\n":
            self._ahead = self._ahead.lstrip(b"\r\n")
        searched = 0
        while self._fill(min(max(2 * searched, _PIECE), _MOST_HEADER)) and not (
            found := _end_of_header(self._ahead, searched)
        ):
            if len(self._ahead) <= searched:
                break
            searched = len(self._ahead)
        if not self._ahead:
            return None
        taken = found or len(self._ahead)
        if end is not None:
            taken = min(taken, max(0, end - self.place))
        header, self._ahead = self._ahead[:taken], self._ahead[taken:]
        return header

    def go_to(self, place: int) -> None:
        """Skip what lies before a place."""
        ahead = place - self.place
        if ahead < len(self._ahead):
            self._ahead = self._ahead[ahead:]
            return
        self._cursor.skip(ahead - len(self._ahead))
        self._ahead = b""

    def _fill(self, size: int) -> bool:
        """Read ahead, so that `size` bytes are there unless the stream ends."""
        if len(self._ahead) < size:
            self._ahead += self._cursor.take(size - len(self._ahead))
        return bool(self._ahead)


def _end_of_header(text: bytes, searched: int) -> int:
    """Return where the line begins that follows the first empty line; 0 where none is empty yet.

    Of what was searched before only the last bytes are looked at again: the empty line may begin there.
    """
    begin = max(0, searched - 3)
    ends = [place + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if (place := text.find(mark, begin)) >= 0]
    return min(ends, default=0)
