"""Tables that a known tool writes, as text or as a worksheet: told by their header, every cell as text.

A reader of such a format names its columns once, in a :class:`KnownTable`, and says how one row is a post::

    TABLE = KnownTable("my tool", needs=("my_id", "my_time"), ids=("my_id",))

    def parse(row: TableRow) -> Iterator[Row]:
        yield PostRow(platform="my-forum", native_id=row.id("my_id"), record=row.record, stated=row.iso("my_time"))

    def read(source: Source) -> Iterator[Row]:
        return TABLE.read(source, parse)

    READER = Reader("my_tool_csv", platform="my-forum", sniff=TABLE.sniff, read=read)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED, Stated, parse_iso, parse_unix
from tracker.base.jsontext import decode
from tracker.base.keys import post_key, url_key
from tracker.ingest import sheets
from tracker.ingest.damage import ROUNDED, LongIds, is_long_id, is_rounded, rounded_reference, time_left
from tracker.ingest.delimited import Cells, closed, layout, rows
from tracker.ingest.fields import count_at, got
from tracker.ingest.reader import BadRecordError, Match, MediaRow, Reference, Reject, until_cut

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from tracker.ingest.reader import Record, Row, Source

NOTHING: Final = frozenset({"", "nan", "none", "null", "n/a", "na", "\\n"})
"""What tables write into a cell that holds no id, address, name or time."""

_VIDEO: Final = re.compile(r"video|\.(?:mp4|m4v|mov|webm|m3u8)\b")


def media_type(word: str) -> str:
    """Return what kind of medium a table's word or an address means: `photo`, `image/jpeg`, `animated_gif`, `a.mp4`.

    >>> media_type("photo"), media_type("video/gif"), media_type("animated_gif"), media_type("https://a.example/b.mp4?c")
    ('image', 'gif', 'gif', 'video')
    """
    return "gif" if "gif" in word else "video" if _VIDEO.search(word) else "image"


@dataclass(frozen=True)
class TableRow:
    """One row of a known table, asked by the names of its columns.

    Every method takes alternative columns, best first: a tool's versions name one thing in several ways.
    """

    record: Record
    cells: Mapping[str, str]
    """Column -> cell."""
    zone: str | None = None
    """tz database name of zone-less times (`--tz`)."""
    rounded: Collection[str] = ()
    """Columns of ids whose long ids were all rounded."""
    parents: Collection[str] = ()
    """Columns of ids of other posts."""
    platform: str = "other"
    """Platform of the table's ids, where it is one."""

    def text(self, *columns: str) -> str | None:
        """Return the first cell that is not empty, as it is written."""
        return next((cell for column in columns if (cell := self.cells.get(column))), None)

    def name(self, *columns: str) -> str | None:
        """Return the first cell that holds something, for ids, addresses and handles: `nan` holds nothing."""
        found = (self.cells.get(column, "").strip() for column in columns)
        return next((cell for cell in found if cell.lower() not in NOTHING), None)

    def names(self, column: str, between: str = "|") -> list[str]:
        """Return the parts of a joined cell."""
        return [part.strip() for part in (self.name(column) or "").split(between) if part.strip()]

    def json(self, column: str) -> Any:
        """Return the decoded JSON of a cell; None where it holds none."""
        cell = self.name(column)
        try:
            return None if cell is None else decode(cell.encode())
        except ValueError:
            return None

    def count(self, *columns: str) -> int | None:
        """Return a counter, `1,234` too; what is no number is unknown."""
        return next((found for column in columns if (found := count_at(self.cells, column)) is not None), None)

    def says(self, column: str) -> bool:
        """Tell whether a cell says yes (`true`, `yes`, `1`)."""
        return self.cells.get(column, "").strip().lower() in {"true", "yes", "1", "1.0", "t", "y"}

    def id(self, *columns: str, url: str | None = None) -> str:
        """Return the id of the row's own post; of a rounded one what its address `url` gives back.

        Raises ``BadRecordError`` where there is none, or where it is rounded and no address gives it back.
        """
        column = next((column for column in columns if self.name(column)), columns[0])
        found = self.name(column) or ""
        if found and not self.is_rounded(column):
            return found
        key = url_key(url) if url else None
        if key is not None:
            return key.partition(":")[2]
        when = time_left(self.platform, found) if found else ""
        why = f"{ROUNDED}, and no address gives it back{when}" if found else "expected an id"
        raise BadRecordError(f"`$.{column}`: got {got(found)}, {why}")

    def is_rounded(self, column: str) -> bool:
        """Tell whether the id in a cell lost its last digits."""
        found = self.name(column) or ""
        return is_rounded(found) or (column in self.rounded and is_long_id(found))

    def reference(self, kind: str, platform: str, *columns: str, **more: Any) -> tuple[Reference, ...]:
        """Return what the post points at by an id in a cell; a rounded one tells about when that was made, not what.

        `more` are other fields of :class:`Reference`.
        """
        column = next((column for column in columns if self.name(column)), None)
        if column is None:
            return ()
        native_id = self.name(column) or ""
        if self.is_rounded(column):
            return (rounded_reference(kind, platform, native_id, **more),)
        return (Reference(kind, post_key(platform, native_id), **more),)

    def media(
        self, urls: str, files: str = "", types: str = "", alts: str = "", between: str = "|"
    ) -> Iterator[MediaRow]:
        """Yield the media that joined cells of these columns name: addresses, files, types and descriptions."""
        cells = [(self.name(column) or "").split(between) for column in (urls, files, types, alts)]
        for address, file, kind, alt in zip_longest(*cells, fillvalue=""):
            if address.strip():
                name = file.strip() or address.strip()
                yield MediaRow(name, media_type(kind or address), url=address.strip(), alt=alt.strip() or None)

    @property
    def flags(self) -> tuple[str, ...]:
        """`parent_id_damaged` where the id of another post lost its last digits: never joined on."""
        return ("parent_id_damaged",) if any(map(self.is_rounded, self.parents)) else ()

    def iso(self, *columns: str, is_utc: bool = False) -> Stated:
        """Return a time written as ISO 8601 or nearly so; `is_utc` where the tool writes UTC and no mark of it."""
        cell = self.name(*columns)
        return UNSTATED if cell is None else parse_iso(cell, zone="UTC" if is_utc else self.zone)

    def seconds(self, *columns: str) -> Stated:
        """Return a time written as seconds since 1970."""
        cell = self.name(*columns)
        return UNSTATED if cell is None else parse_unix(cell, unit_s=1.0)


@dataclass(frozen=True)
class KnownTable:
    """The table that a known tool writes."""

    tool: str
    needs: tuple[str, ...]
    """Columns that together only this tool writes; `Created|Post Created` where its versions name one in two ways."""
    lacks: tuple[str, ...] = ()
    """Columns that tell another tool's table with the same columns."""
    ids: tuple[str, ...] = ()
    """Columns of the post's own id: without a whole one there is no post."""
    parents: tuple[str, ...] = ()
    """Columns of ids of other posts."""
    texts: tuple[str, ...] = ()
    """Columns of which a part says nothing wrong."""
    platform: str = "other"
    """Platform of the ids, where it is one."""

    def sniff(self, source: Source) -> Match | None:
        """Claim a table whose header holds the columns that only this tool writes."""
        wanted = [needed.split("|") for needed in self.needs]
        is_sheet = sheets.is_sheet(source)
        first = source.head.split(b"\n", 1)[0]
        if not is_sheet and not all(any(name.encode() in first for name in names) for names in wanted):
            return None
        header = set(_header(source) or ())
        if not all(header.intersection(names) for names in wanted) or header.intersection(self.lacks):
            return None
        parts = sheets.parts(source) if is_sheet else ()
        return Match(f"table of {self.tool}: the columns {', '.join(self.needs)}", parts)

    def read(self, source: Source, parse: Callable[[TableRow], Iterator[Row]]) -> Iterator[Row]:
        """Yield what `parse` makes of each row; what it refuses, or what is no row, is one :class:`Reject`."""
        rounded = self._rounded(source)
        before: dict[str, str] = {}
        for row in _rows(source):
            if isinstance(row, Reject):
                yield row
                continue
            try:
                cells = closed(row, before, source.note, short=self.texts, whole=self.ids)
                yield from list(parse(self._row(row.record, cells, source, rounded)))
            except BadRecordError as refusal:
                yield Reject(row.record, str(refusal))
            before = row.values

    def _row(self, record: Record, cells: dict[str, str], source: Source, rounded: frozenset[str]) -> TableRow:
        return TableRow(record, cells, source.settings.zone, rounded, self.parents, self.platform)

    def _rounded(self, source: Source) -> frozenset[str]:
        """Return the columns whose ids were rounded: only a whole column tells."""
        seen = {column: LongIds() for column in (*self.ids, *self.parents)}
        for row in until_cut(_rows(source)):
            if isinstance(row, Cells):
                for column, ids in seen.items():
                    ids.add(row.values.get(column, ""))
        rounded = frozenset(column for column, ids in seen.items() if ids.are_rounded)
        for column in sorted(rounded):
            source.note(f"the ids under {column} lost their last digits in a spreadsheet: none of them is joined on")
        return rounded


def _header(source: Source) -> tuple[str, ...] | None:
    """Return the columns of a table, be it delimited text or a worksheet."""
    if sheets.is_sheet(source):
        return sheets.header(source)
    found = layout(source)
    return found.header if found else None


def _rows(source: Source) -> Iterator[Cells | Reject]:
    if sheets.is_sheet(source):
        return sheets.rows(source)
    found = layout(source)
    return rows(source, found) if found else iter(())
