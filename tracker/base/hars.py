"""Recordings of a browser's traffic (HAR) as containers: what servers answered are the members.

Every reader works on them, pictures that the browser loaded among them. A member is the body of an answer, named as
in a web archive; requests, cookies and other headers are none, and answers with private messages are never opened.
Format: HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec

from tracker.base import jsontext
from tracker.base.clock import parse_iso
from tracker.base.codecs import CutOffStreamError
from tracker.base.containers import Unread
from tracker.base.forward import Cursor
from tracker.base.jsonstream import CutOffError, Element, elements
from tracker.base.meter import Rules
from tracker.base.warclist import WarcRecord
from tracker.base.warcs import AnswersContainer, member_name, why_left_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.base.containers import Stream
    from tracker.base.meter import Budget

_BEGINS: Final = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:\s*\{\s*"(?:version|creator|browser|pages|entries|comment)"\s*:'
)
_NOTHING: Final = msgspec.Raw(b"null")
_EMPTY: Final = (b"null", b'""')


class _Content(msgspec.Struct, frozen=True, rename="camel"):
    text: msgspec.Raw = _NOTHING
    encoding: str | None = None
    mime_type: str | None = None


class _Response(msgspec.Struct, frozen=True):
    content: _Content = _Content()
    status: int | None = None


class _Request(msgspec.Struct, frozen=True):
    url: str = ""


class _Entry(msgspec.Struct, frozen=True, rename="camel"):
    """One request and its answer; headers and cookies are not even decoded."""

    request: _Request = _Request()
    response: _Response = _Response()
    started_date_time: str | None = None


def is_har(head: bytes) -> bool:
    """Tell whether a file, decompressed, begins as a recording of a browser's traffic.

    >>> is_har(b'{"log": {"version": "1.2", "creator": {'), is_har(b'{"log": {"text": "hello"}}')
    (True, False)
    """
    return _BEGINS.match(head) is not None


class HarContainer(AnswersContainer):
    """The answers in a recording."""

    kind = "har"

    def __init__(self, budget: Budget, opener: Callable[[], Stream], prefix: str = "") -> None:
        super().__init__(budget, opener, prefix)
        self._list()

    def _list(self) -> None:
        """Find the answers; what holds no post by its nature is counted."""
        limits = self.budget.limits
        cursor, left = Cursor(self._opener()), Counter[Unread]()
        found: list[WarcRecord] = []
        try:
            entries = elements(cursor.take, ("log", "entries"), limits.max_picture + limits.max_picture // 2)
            for number, element in enumerate(entries, 1):
                record = _record(number, element)
                why = record if isinstance(record, Unread) else why_left_out(record)
                if why is not None:
                    left[why] += 1
                elif isinstance(record, WarcRecord):
                    found.append(record)
                    self._check_count(len(found))
        except (CutOffError, CutOffStreamError) as fault:
            self.notes.append(f"the recording is cut off or damaged: {fault}")
        finally:
            cursor.close()
        self._tell(left)
        self._enter(found)

    def _enter(self, found: list[WarcRecord]) -> None:
        names = [member_name(record) for record in found]
        self.names = tuple(self._admit(names))
        for name, record in zip(names, found, strict=True):
            self._records.setdefault(name, record)
            self._addresses.setdefault(record.uri, name)
        for name, record in sorted(self._records.items(), key=lambda item: -item[1].size):  # a picture's largest
            self._addresses.setdefault(_without_query(record.uri, name), name)

    def size(self, name: str) -> int | None:  # noqa: ARG002 - its signs are written in several ways
        """Return None: the size of a body is not known before it is read."""
        return None

    def raw(self, name: str) -> Stream:
        """Open the body of an answer."""
        record = self._records[name]
        with self.part(record.offset, record.size) as stream:
            written = stream.read(record.size) or b""
        rules = Rules(self.budget.limits.max_member, bytes_in=lambda: record.size)
        return self._metered(_body(written, record.fields["encoding"]), name, rules)


def _without_query(uri: str, name: str) -> str:
    """Return an address as exports of posts give it: a browser asks for one size of a picture in the query."""
    return f"{uri.partition(':')[0]}://{name.partition('/')[2]}"


def _record(number: int, element: Element) -> WarcRecord | Unread:
    """Return an entry as a record of a web archive, or why it holds nothing to read."""
    if not element.whole:
        return Unread("answers", "longer than --max-picture allows")
    try:
        entry = msgspec.json.decode(element.raw, type=_Entry)
    except (ValueError, RecursionError):
        return Unread("entries", "no entry of a recording")
    content, text = entry.response.content, bytes(entry.response.content.text)
    if text in _EMPTY:
        return Unread("answers", "recorded without their content: save the recording with content")
    if not text.startswith(b'"'):
        return Unread("answers", "recorded with a content that is no text")
    asked = parse_iso(entry.started_date_time or "")
    fields = {"content-type": content.mime_type or "", "encoding": content.encoding or ""}
    return WarcRecord(
        number, "response", entry.request.url, asked.us if asked.zone_known else None,
        element.offset + element.raw.find(text), len(text), entry.response.status, fields, None,
    )  # fmt: skip


def _body(written: bytes, encoding: str) -> io.RawIOBase | io.BufferedIOBase:
    """Open the bytes of a body out of the text that holds them."""
    try:
        text = jsontext.decode(written)
        return io.BytesIO(base64.b64decode(text, validate=True) if encoding == "base64" else text.encode())
    except (ValueError, binascii.Error) as fault:
        return _Damaged(f"its content is damaged ({fault})")


class _Damaged(io.RawIOBase):
    """A body that cannot be told; who reads it meets the fault, as with every other damaged member."""

    def __init__(self, fault: str) -> None:
        self._fault = fault

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 - there is nothing of any size
        raise CutOffStreamError(self._fault)
