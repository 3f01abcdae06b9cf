"""CrowdTangle's table of Facebook posts (service closed in August 2024; pages and groups, old and new columns).

Seen: rows of real exports of 2023 and 2024, reduced to five columns; the full header as 4CAT lists it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.base.keys import split_key, url_key
from tracker.ingest.crowdtangle import CREATED, created
from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import BadRecordError, MediaRow, PostRow, Reader, Reference, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Row, Source

TABLE: Final = KnownTable(
    "CrowdTangle (Facebook)",
    needs=("Page Name|Group Name", CREATED, "URL"),
    ids=("URL",),
    texts=("Message", "Image Text", "Link Text", "Description"),
)
_SHOWN: Final = {
    "photo": "image", "album": "image", "native video": "video", "video": "video", "live video": "video",
    "live video complete": "video", "live video scheduled": "video",
}  # fmt: skip
"""What CrowdTangle calls a post, and what it then carries; its address stands under Link."""
_LAST_PART: Final = re.compile(r"https?://[^?#]*/(\d{5,})/?(?:[?#].*)?", re.ASCII)


def parse(row: TableRow) -> Iterator[Row]:
    """Read one post of a page or group."""
    url = row.name("URL")
    if url is None:
        raise BadRecordError('`$.URL`: got "", expected the address of a post')
    references = tuple(_shared(row))
    in_group = row.name("Page Name") is None  # a member wrote it, whom the table does not name
    yield PostRow(
        platform="facebook", native_id=_native_id(url), record=row.record, stated=created(row),
        account=None if in_group else row.name("Facebook Id"), handle=None if in_group else row.name("User Name"),
        name=row.name("Page Name"),
        kind=kind_of(references), text=row.text("Message"), url=url, references=references, media=tuple(_media(row)),
        likes=row.count("Likes"), reposts=row.count("Shares"), replies=row.count("Comments"),
        views=row.count("Post Views", "Total Views"),
    )  # fmt: skip


def _native_id(url: str) -> str:
    """Return the post's number: the last part of its address, of a video too."""
    key, last = url_key(url), _LAST_PART.fullmatch(url)
    return split_key(key)[1] if key else last[1] if last else ""


def _shared(row: TableRow) -> Iterator[Reference]:
    """Yield the post that this one shares: its Link leads to a post on Facebook that is not this one itself."""
    link = row.name("Final Link"), row.name("Link")
    keys = [key for address in link if address and (key := url_key(address)) and split_key(key)[0] == "facebook"]
    own = url_key(row.name("URL") or "")
    if keys and keys[0] != own:
        yield Reference("quote" if row.text("Message") else "repost", keys[0])


def _media(row: TableRow) -> Iterator[MediaRow]:
    shown, link = _SHOWN.get((row.name("Type") or "").lower()), row.name("Link")
    if shown and link:
        yield MediaRow(link, shown, url=link)


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each row."""
    return TABLE.read(source, parse)


READER: Final = Reader(
    "crowdtangle_facebook",
    platform="facebook",
    sniff=TABLE.sniff,
    read=read,
    title="CrowdTangle: Facebook posts (CSV)",
    how_to_get="No longer: CrowdTangle closed in August 2024. Tables that were downloaded before are read.",
    lacks="pictures and their addresses, who wrote a post in a group, comments, accounts that are not public",
)
