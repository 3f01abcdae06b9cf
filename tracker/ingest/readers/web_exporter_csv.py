r"""Posts of X as the browser script twitter-web-exporter saves them (CSV).

Line breaks inside a text are written as `\n`, lists as JSON. A spreadsheet that opened the file has rounded the
ids; the address in `url` gives the post's own id back.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED, parse_any
from tracker.ingest import x
from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import Match, PostRow, Reader, Service
from tracker.ingest.x_exporter import ACCOUNT_KEYS, MESSAGE_KEYS, POST_KEYS, SavedMedia, media_rows
from tracker.ingest.x_tables import x_post
from tracker.ingest.x_web import Answer, rows_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Reference, Row, Source

TABLE: Final = KnownTable(
    "twitter-web-exporter",
    needs=POST_KEYS,
    ids=("id",),
    parents=("in_reply_to", "retweeted_status", "quoted_status"),
    texts=("full_text",),
)


_NO_POSTS: Final = {
    "accounts": KnownTable("twitter-web-exporter", needs=ACCOUNT_KEYS),
    "direct messages": KnownTable("twitter-web-exporter", needs=MESSAGE_KEYS),
}


def sniff(source: Source) -> Match | None:
    """Claim tables of posts, and the script's other tables to say what they are."""
    found = (table.sniff(source) for table in (TABLE, *_NO_POSTS.values()))
    return next((match for match in found if match is not None), None)


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each row; of rows that come with their metadata the originals inside them too."""
    what = next((name for name, table in _NO_POSTS.items() if table.sniff(source)), None)
    if what is not None:
        yield from _NO_POSTS[what].read(source, lambda row: iter((Service(row.record, f"{what}: no posts"),)))
    else:
        yield from TABLE.read(source, partial(_parse, SavedMedia(source)))


def _parse(saved: SavedMedia, row: TableRow) -> Iterator[Row]:
    whole = list(rows_in(Answer(row.record), row.json("metadata")))
    rows = whole if any(isinstance(found, PostRow) for found in whole) else [_post(row)]
    yield from (saved.attached(found) if isinstance(found, PostRow) else found for found in rows)


def _post(row: TableRow) -> PostRow:
    native_id, written = row.id("id", url=row.name("url")), row.name("created_at")
    text = (row.text("full_text") or "").replace("\\n", "\n").replace("\\r", "\r")
    counted: dict[str, Any] = {} if row.name("retweeted_status") else {
        "likes": row.count("favorite_count"), "reposts": row.count("retweet_count"),
        "replies": row.count("reply_count"), "views": row.count("views_count"),
    }  # fmt: skip
    return x_post(
        row, native_id, parse_any(written, zone=row.zone) if written else UNSTATED, _references(row, text),
        handle=row.name("screen_name"), text=x.plain(text) or None, name=row.text("name"),
        account=None if row.is_rounded("user_id") else row.name("user_id"),
        media=tuple(media_rows(row.json("media"))), **counted,
    )  # fmt: skip


def _references(row: TableRow, text: str) -> Iterator[Reference]:
    yield from row.reference("repost", "x", "retweeted_status", scope="root", account=x.repost_handle(text))
    yield from row.reference("quote", "x", "quoted_status")
    yield from row.reference("reply", "x", "in_reply_to")


READER: Final = Reader(
    "web_exporter_csv",
    platform="x",
    sniff=sniff,
    read=read,
    title="twitter-web-exporter: posts of X (CSV)",
    how_to_get="Install the browser script twitter-web-exporter, browse X, export as CSV; JSON loses less.",
    lacks="without metadata: the originals of reposts and quotes; always: the parent of a repost",
    verified=False,
)
