"""Comments in a YouTube takeout (`comments.csv`), whatever the language of its headers.

Headers are translated and have changed: the table is told by the ids and the time in its first row, and read by the
place of its columns. Seen: headers of 2023 to 2026 in the tests of other readers, English and Dutch.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import parse_iso
from tracker.base.jsontext import decode
from tracker.base.keys import post_key
from tracker.ingest.delimited import Cells, layout, rows
from tracker.ingest.fields import at
from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import BadRecordError, Match, PostRow, Reader, Reference, until_cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Row, Source

_PLACES: Final = {
    6: ("id", "channel", "time", "price", "video", "text"),
    7: ("id", "channel", "time", "price", "parent", "video", "text"),
    9: ("id", "channel", "time", "price", "parent", "post", "video", "text", "top"),
}
"""Columns by their place, for each number of columns that was seen."""
_TOLD_BY: Final = {"id": re.compile(r"Ug[\w-]{8,}(?:\.[\w-]+)?"), "channel": re.compile(r"UC[\w-]{8,}")}
TABLE: Final = KnownTable("YouTube Takeout", needs=())


def sniff(source: Source) -> Match | None:
    """Claim a table whose first row begins with ids of a comment and a channel, and a time."""
    found = layout(source)
    if found is None or len(found.header) not in _PLACES:
        return None
    for row in islice(until_cut(rows(source, found)), 1):
        if isinstance(row, Cells) and len(row.values) == len(found.header) and _is_comment(_placed(row.values)):
            return Match("a table whose rows begin with the ids of a comment and of a channel, and a time")
    return None


def _is_comment(cells: dict[str, str]) -> bool:
    has_ids = all(form.fullmatch(cells[place]) for place, form in _TOLD_BY.items())
    return has_ids and parse_iso(cells["time"]).zone_known and parse_iso(cells["time"]).us is not None


def _placed(cells: Any) -> dict[str, str]:
    return dict(zip(_PLACES[len(cells)], cells.values(), strict=True))


def parse(row: TableRow) -> Iterator[Row]:
    """Read one comment: an answer to another comment, else to the video or post that it stands under."""
    if len(row.cells) not in _PLACES:
        raise BadRecordError(f"{len(row.cells)} columns, expected {', '.join(map(str, _PLACES))}")
    found = TableRow(row.record, _placed(row.cells))
    under = found.name("parent", "video", "post")
    scope = "root" if found.name("parent") and "top" not in found.cells else "immediate"
    yield PostRow(
        platform="youtube", native_id=found.id("id"), record=row.record, stated=found.iso("time"),
        account=found.name("channel"), kind="reply", text=_text(found.text("text")),
        references=(Reference("reply", post_key("youtube", under), scope),) if under else (),
    )  # fmt: skip


def _text(cell: str | None) -> str | None:
    """Return the words: plain, one JSON object with segments, or several objects side by side; null where cut off."""
    if cell is None or not cell.startswith("{"):
        return cell
    try:
        segments = decode(f"[{cell}]".encode())
    except ValueError:
        return None
    whole = at(segments, 0, "takeoutSegments")
    words = [at(segment, "text") for segment in (whole if isinstance(whole, list) else segments)]
    return "".join(word for word in words if isinstance(word, str)) or None


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each comment."""
    return TABLE.read(source, parse)


READER: Final = Reader(
    "youtube_takeout",
    platform="youtube",
    sniff=sniff,
    read=read,
    title="YouTube Takeout: comments",
    how_to_get="takeout.google.com: YouTube, comments. Load the zip or its comments.csv.",
    lacks="the comments of others, the name of the account, and comments that were deleted before",
    verified=False,
)
