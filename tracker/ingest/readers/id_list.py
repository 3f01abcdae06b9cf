"""Lists of ids of X: one number a line and nothing else, as data sets of posts are shared.

Each is a post of which only the time inside the id is known. Seen: an hour of a public set of 2020, 255 ids whose
times all lie in that hour.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from tracker.base.idtime import id_time
from tracker.ingest.damage import ROUNDED, LongIds, is_long_id, is_rounded, time_left
from tracker.ingest.fields import got
from tracker.ingest.reader import BadRecordError, Match, PostRow, Reader, Reject, Service, each, until_cut
from tracker.ingest.x import is_id, status_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Record, Row, Source

_HEADER: Final = re.compile(r"(?:tweet|status|post)?[ _]?ids?(?:_str)?", re.ASCII | re.IGNORECASE)
_LONG: Final = 15
"""Digits of the shortest id with a clock (November 2010: 11 digits pass for anything)."""
_LOOKED_AT: Final = 200


def sniff(source: Source) -> Match | None:
    """Claim files of which every line is a number, most of them ids that X made by now."""
    whole, _, rest = source.head.rpartition(b"\n")
    lines = [_cell(line) for line in (whole or rest).split(b"\n", _LOOKED_AT)[:_LOOKED_AT] if line.strip()]
    if lines and _HEADER.fullmatch(lines[0]):
        lines = lines[1:]
    if not lines or not all(line.isdecimal() and line.isascii() for line in lines):
        return None
    clocked = [len(line) >= _LONG and id_time("x", line, now_us=source.settings.now_us).us for line in lines]
    return Match("a list of ids of X") if 2 * sum(map(bool, clocked)) > len(lines) else None


def _cell(line: bytes) -> str:
    return line.decode("ascii", "replace").strip().strip("\"'").strip()


def parse(record: Record, *, are_rounded: bool) -> Iterator[Row]:
    """Read one line; where a spreadsheet rounded the list, no long id in it is what it was."""
    cell = _cell(record.raw)
    if record.line == 1 and _HEADER.fullmatch(cell):
        yield Service(record, "the header of the list")
        return
    if is_rounded(cell) or (are_rounded and is_long_id(cell)):
        raise BadRecordError(f"got {got(cell)}, {ROUNDED}{time_left('x', cell)}")
    if not is_id(cell):
        raise BadRecordError(f"got {got(cell)}, expected the id of a post")
    yield PostRow(platform="x", native_id=cell, record=record, url=status_url(cell, None))


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each line; a last one without a line end must be as long as the one before it."""
    source.note("a list of ids: that they are of X is taken from the clock inside them")
    ids = LongIds()
    for record in until_cut(source.lines()):
        ids.add(_cell(record.raw))
    read_line = partial(parse, are_rounded=ids.are_rounded)
    length = 0
    for record, is_last in _marked(source.lines()):
        ends_file = source.size is None or record.offset + len(record.raw) >= source.size
        if is_last and ends_file and len(record.raw) != length:
            yield Reject(record, "the last line has no line end, so that this id may be cut off")
        else:
            yield from each(iter((record,)), read_line)
        length = len(record.raw)


def _marked(records: Iterator[Record]) -> Iterator[tuple[Record, bool]]:
    """Yield each record, and whether it is the last."""
    held: Record | None = None
    for record in records:
        if held is not None:
            yield held, False
        held = record
    if held is not None:
        yield held, True


READER: Final = Reader(
    "id_list",
    platform="x",
    sniff=sniff,
    read=read,
    title="List of ids of X",
    how_to_get="One id a line, as data sets are shared; numbers must not have gone through a spreadsheet.",
    lacks="everything but the time inside the id: words, pictures, authors. Load the posts themselves if you can.",
)
