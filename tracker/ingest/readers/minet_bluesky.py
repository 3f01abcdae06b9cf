"""Posts of Bluesky as minet writes them (CSV), from the API or from the stream.

Seen: exports in the tests of the library that writes them (twitwi), 2025.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.base.keys import post_key, unnamed_id
from tracker.ingest.bluesky import owner_of
from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import BadRecordError, PostRow, Reader, Reference, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Row, Source

TABLE: Final = KnownTable(
    "minet (Bluesky)",
    needs=("cid", "uri", "timestamp_utc", "user_did", "to_post_uri", "quoted_uri"),
    ids=("uri",),
    texts=("text", "original_text", "hashtags"),
)


def parse(row: TableRow) -> Iterator[Row]:
    """Read one post, and who reposted it where it stood in that account's feed."""
    uri = row.id("uri")
    if not uri.startswith("at://"):
        raise BadRecordError(f"`$.uri`: got {uri[:60]!r}, expected the `at://` address of a post")
    references = tuple(_references(row))
    by = row.name("repost_by_user_did")
    if by is not None:
        yield _repost(row, uri, by)
    yield PostRow(
        platform="bluesky", native_id=uri, record=row.record, stated=row.seconds("timestamp_utc"), server_timed=False,
        indexed_us=row.iso("indexed_at_utc", is_utc=True).us, account=row.name("user_did") or owner_of(uri),
        handle=row.name("user_handle"), name=row.text("user_display_name"), kind=kind_of(references),
        text=row.text("original_text", "text"), url=row.name("url"), references=references, embedded=by is not None,
        lang=next(iter(row.names("user_langs")), None),
        media=tuple(row.media("media_urls", types="media_types", alts="media_alt_texts")),
        likes=row.count("like_count"), reposts=row.count("repost_count"), replies=row.count("reply_count"),
    )  # fmt: skip


def _references(row: TableRow) -> Iterator[Reference]:
    for kind, column in (("quote", "quoted_uri"), ("reply", "to_post_uri")):
        uri = row.name(column)
        if uri is not None and uri.startswith("at://"):
            yield Reference(kind, post_key("bluesky", uri), account=owner_of(uri))


def _repost(row: TableRow, uri: str, by: str) -> PostRow:
    """Return the repost that put a post into a feed; the table gives when a server saw it, and no address."""
    seen = row.name("repost_timestamp_utc")
    return PostRow(
        platform="bluesky", native_id=unnamed_id(f"{uri} {by} {seen}".encode()), record=row.record, server_timed=False,
        indexed_us=row.seconds("repost_timestamp_utc").us, account=by, handle=row.name("repost_by_user_handle"),
        kind="repost", references=(Reference("repost", post_key("bluesky", uri), "root", account=owner_of(uri)),),
    )  # fmt: skip


def read(source: Source) -> Iterator[Row]:
    """Yield the posts and reposts of each row."""
    return TABLE.read(source, parse)


READER: Final = Reader(
    "minet_bluesky",
    platform="bluesky",
    sniff=TABLE.sniff,
    read=read,
    title="minet: posts of Bluesky (CSV)",
    how_to_get="minet bluesky search-posts, minet bluesky user-posts, and its other words for posts.",
    lacks="pictures themselves; times finer than a second; the addresses of reposts",
)
