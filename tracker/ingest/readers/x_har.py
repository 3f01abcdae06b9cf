"""Recordings of a browser's network traffic (HAR) in which pages of X were loaded.

Only the answers that hold posts are read. Direct messages, cookies and other sites' traffic stay unread: a
recording holds them too, and the record of a post is the text of its answer alone.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

import msgspec

from tracker.base import jsontext
from tracker.base.clock import parse_iso
from tracker.ingest.reader import BadRecordError, Match, Reader, Record, Service, each
from tracker.ingest.x_web import Answer, noting_moved, rows_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Row, Source

_RECORDING: Final = re.compile(rb'\s*\{\s*"log"\s*:\s*\{')
_ADDRESS: Final = rb"https?:\\?/\\?/(?:[a-z]+\.)?(?:x|twitter)\.com\\?/(?:i\\?/api\\?/)?graphql\\?/"
_ANSWER: Final = re.compile(rb'"url"\s*:\s*"' + _ADDRESS)
_READ: Final = re.compile(r"https?://(?:[a-z]+\.)?(?:x|twitter)\.com/(?:i/api/)?graphql/[^/?]+/(?!D[Mm])\w+")
_PIECE: Final = 1 << 20
_LONGEST_ADDRESS: Final = 128
"""Bytes of a piece that are looked at again with the next, so that no address is missed where two pieces meet."""

_WITHOUT_CONTENT: Final = "an answer of X that was recorded without its content"
_NONE: Final = msgspec.Raw(b"null")


class _Content(msgspec.Struct, frozen=True):
    text: msgspec.Raw = _NONE
    encoding: str | None = None


class _Response(msgspec.Struct, frozen=True):
    content: _Content = _Content()


class _Request(msgspec.Struct, frozen=True):
    url: str = ""


class _Entry(msgspec.Struct, frozen=True, rename="camel"):
    """One request and its answer; headers and cookies are not even decoded."""

    request: _Request = _Request()
    response: _Response = _Response()
    started_date_time: str | None = None


def sniff(source: Source) -> Match | None:
    """Claim recordings in which an answer of X's own interface is named, be it far into the file."""
    if not _RECORDING.match(source.head):
        return None
    with source.open() as stream:
        tail = b""
        while piece := stream.read(_PIECE):
            if _ANSWER.search(tail + piece):
                return Match("is a browser's recording (HAR) that holds answers of X")
            tail = piece[-_LONGEST_ADDRESS:]
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield the posts of every answer of X in the order of the recording."""
    empty = 0
    for row in noting_moved(source, each(source.elements("log", "entries"), _parse)):
        empty += isinstance(row, Service) and row.what == _WITHOUT_CONTENT
        yield row
    if empty:
        source.note(f"{empty} answers of X were recorded without their content: save the HAR with content")


def _parse(record: Record) -> Iterator[Row]:
    try:
        entry = msgspec.json.decode(record.raw, type=_Entry)
    except (ValueError, RecursionError) as failure:
        raise BadRecordError(f"no entry of a recording: {failure}") from failure
    text = entry.response.content.text
    if not _READ.match(entry.request.url):
        yield Service(record, "a request that loads no posts")
    elif bytes(text) in {b"null", b'""'}:
        yield Service(record, _WITHOUT_CONTENT)
    else:
        yield from _answer(record, entry, bytes(text))


def _answer(record: Record, entry: _Entry, text: bytes) -> Iterator[Row]:
    part = Record(text, record.offset + record.raw.find(text), record.line)
    captured = parse_iso(entry.started_date_time) if entry.started_date_time else None
    answer = Answer(part, captured.us if captured and captured.zone_known else None)
    try:
        value = jsontext.decode(_body(text, entry.response.content.encoding))
    except (ValueError, binascii.Error) as failure:
        raise BadRecordError(f"`$.response.content.text`: {failure}") from failure
    rows = list(rows_in(answer, value))
    yield from rows or [Service(part, "an answer of X without posts")]


def _body(text: bytes, encoding: str | None) -> bytes:
    body = msgspec.json.decode(text, type=str)
    return base64.b64decode(body, validate=True) if encoding == "base64" else body.encode()


READER = Reader(
    "x_har",
    platform="x",
    sniff=sniff,
    read=read,
    title="Browser recording (HAR) of X",
    how_to_get="Browser, developer tools, Network: scroll through the posts, then `Save all as HAR with content`.",
    lacks="the parent of a repost: X names its root only; what was not scrolled to; pictures themselves",
    verified=False,
)
