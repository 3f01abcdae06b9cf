"""CrowdTangle's table of Instagram posts (service closed in August 2024).

Seen: the header, as the importer of 4CAT lists it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.base.keys import split_key, url_key
from tracker.ingest.crowdtangle import CREATED, created
from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import BadRecordError, MediaRow, PostRow, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Row, Source

TABLE: Final = KnownTable(
    "CrowdTangle (Instagram)",
    needs=("Account", "User Name", CREATED, "URL", "Photo"),
    ids=("URL",),
    texts=("Description", "Title", "Image Text"),
)
_VIDEOS: Final = frozenset({"video", "igtv", "reel", "reels"})


def parse(row: TableRow) -> Iterator[Row]:
    """Read one post of a public account."""
    url, shown = row.name("URL"), row.name("Photo")
    key = url_key(url) if url else None
    if url is None:
        raise BadRecordError('`$.URL`: got "", expected the address of a post')
    kind = "video" if (row.name("Type") or "").lower() in _VIDEOS else "image"
    yield PostRow(
        platform="instagram", native_id=split_key(key)[1] if key else "", record=row.record, stated=created(row),
        handle=row.name("User Name"), name=row.name("Account"), url=url,
        text="\n".join(filter(None, (row.text("Title"), row.text("Description")))) or None,
        media=(MediaRow(shown, kind, url=shown),) if shown else (),
        likes=row.count("Likes"), replies=row.count("Comments"), views=row.count("Views"),
    )  # fmt: skip


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each row."""
    return TABLE.read(source, parse)


READER: Final = Reader(
    "crowdtangle_instagram",
    platform="instagram",
    sniff=TABLE.sniff,
    read=read,
    title="CrowdTangle: Instagram posts (CSV)",
    how_to_get="No longer: CrowdTangle closed in August 2024. Tables that were downloaded before are read.",
    lacks="pictures themselves (their addresses expire), comments, stories, accounts that are not public",
    verified=False,
)
