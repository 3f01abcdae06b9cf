"""What Bellingcat's auto-archiver wrote down of each link: its sheet saved as a table, or its CSV database.

The screenshot of a page is the archiver's picture and none that the post carries.
Seen: the columns, and a row of the database, in the archiver's own source and tests.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tracker.base.clock import UNSTATED, Stated, parse_iso
from tracker.base.keys import PLATFORMS, SERVER_TIMED, fold_platform, split_key, url_key
from tracker.ingest.fields import at, text_at
from tracker.ingest.known_csv import KnownTable, TableRow, media_type
from tracker.ingest.pyliterals import literal
from tracker.ingest.reader import BadRecordError, MediaRow, PostRow, Reader, Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Match, Row, Source

_LINK: Final = ("link", "Link", "url", "URL")
_STATUS: Final = ("archive status", "Archive status", "Archive Status")
SHEET: Final = KnownTable("the auto-archiver (sheet)", needs=("|".join(_LINK), "|".join(_STATUS)))
DATABASE: Final = KnownTable("the auto-archiver (database)", needs=("status", "metadata", "media"), lacks=("id",))
_ADDRESS: Final = re.compile(r"https?://[^\s\"')]+")
_SHOWN: Final = re.compile(r"\.(?:jpe?g|png|webp|gif|mp4|mov|webm|mkv)(?:[?#].*)?", re.IGNORECASE)


def sniff(source: Source) -> Match | None:
    """Claim either table; the database's three columns must hold what Python prints."""
    if b"'_processed_at'" in source.head or b"'url'" in source.head:
        return DATABASE.sniff(source) or SHEET.sniff(source)
    return SHEET.sniff(source)


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each link that was archived."""
    is_sheet = SHEET.sniff(source) is not None
    return SHEET.read(source, parse_sheet) if is_sheet else DATABASE.read(source, parse_database)


def parse_sheet(row: TableRow) -> Iterator[Row]:
    """Read one line of the sheet."""
    link, stated = row.name(*_LINK), row.iso(*_spelled("upload timestamp"))
    captured = row.iso(*_spelled("archive date"), is_utc=True)
    text = row.text(*_spelled("text content"), *_spelled("upload title"))
    yield _post(row, link, stated, captured, text, _ADDRESS.findall(row.text(*_spelled("archive location")) or ""))


def _spelled(column: str) -> tuple[str, str, str]:
    return column, column.capitalize(), column.title()


def parse_database(row: TableRow) -> Iterator[Row]:
    """Read one row of the database, whose cells hold what Python prints."""
    try:
        said, kept = literal(row.text("metadata") or "{}"), literal(row.text("media") or "[]")
    except ValueError as failure:
        raise BadRecordError(f"`$.metadata`: {failure}") from failure
    text = text_at(said, "content") or text_at(said, "title")
    addresses = [
        url for entry in kept if isinstance(kept, list) for url in _list(at(entry, "urls")) if isinstance(url, str)
    ]
    yield _post(
        row, text_at(said, "url"), _moment(at(said, "timestamp"), row.zone), _moment(at(said, "_processed_at"), None),
        text, addresses,
    )  # fmt: skip


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _moment(value: Any, zone: str | None) -> Stated:
    return parse_iso(value, zone=zone) if isinstance(value, str) else UNSTATED


def _post(
    row: TableRow, link: str | None, stated: Stated, captured: Stated, text: str | None, addresses: list[str]
) -> PostRow | Service:
    """Return the post behind a link; a link that is no post's and gave no time is none."""
    if link is None:
        return Service(row.record, "a line without a link")
    key = url_key(link)
    platform, native_id = split_key(key) if key else (_platform(link), "")
    if key is None and stated == UNSTATED:
        return Service(row.record, f"a link that is no known post's, archived without a time: {link[:100]}")
    shown = dict.fromkeys(address for address in addresses if _SHOWN.search(address))
    return PostRow(
        platform=platform, native_id=native_id, record=row.record, stated=stated, url=link, text=text,
        server_timed=platform in SERVER_TIMED, captured_us=captured.us if captured.zone_known else None,
        media=tuple(MediaRow(address, media_type(address), url=address) for address in shown),
    )  # fmt: skip


def _platform(link: str) -> str:
    """Return the platform of an address by its host; one that is not known is `other`."""
    try:
        host = (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        return "other"
    return fold_platform(host) if host in PLATFORMS else "other"


READER: Final = Reader(
    "auto_archiver",
    platform="other",
    sniff=sniff,
    read=read,
    title="Bellingcat auto-archiver: sheet, CSV database",
    how_to_get="Download the Google Sheet that the archiver fills as CSV or XLSX, or take its csv_db file.",
    lacks="who wrote a post, counts, what it points at; the archived files lie elsewhere unless loaded beside it",
    verified=False,
)
