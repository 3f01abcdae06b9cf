"""Posts of X as minet and gazouilloire write them (CSV).

Seen: an export in the tests of the library that writes it (twitwi), 2021.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.ingest import x
from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import Reader
from tracker.ingest.x_tables import x_post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Reference, Row, Source

TABLE: Final = KnownTable(
    "minet (X)",
    needs=("id", "timestamp_utc", "user_screen_name", "to_tweetid", "retweeted_id", "quoted_id"),
    ids=("id",),
    parents=("to_tweetid", "retweeted_id", "quoted_id"),
    texts=("text", "hashtags"),
    platform="x",
)


def parse(row: TableRow) -> Iterator[Row]:
    """Read one post; `local_time` is of the zone of whoever ran the tool, and not read."""
    url = row.name("url")
    yield x_post(
        row, row.id("id", url=url), row.seconds("timestamp_utc"), _references(row),
        handle=row.name("user_screen_name"), account=row.name("user_id"), name=row.text("user_name"),
        text=row.text("text"), links=row.names("links"), lang=x.language(row.name("lang")),
        media=tuple(row.media("media_urls", "media_files", "media_types", "media_alt_texts")),
        likes=row.count("like_count"), reposts=row.count("retweet_count"), replies=row.count("reply_count"),
        views=row.count("impression_count"),
    )  # fmt: skip


def _references(row: TableRow) -> Iterator[Reference]:
    original: dict[str, Any] = {"account": row.name("retweeted_user"), "stated": row.seconds("retweeted_timestamp_utc")}
    quoted: dict[str, Any] = {"account": row.name("quoted_user"), "stated": row.seconds("quoted_timestamp_utc")}
    yield from row.reference("repost", "x", "retweeted_id", scope="root", **original)
    yield from row.reference("quote", "x", "quoted_id", **quoted)
    yield from row.reference("reply", "x", "to_tweetid", account=row.name("to_username"))


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each row."""
    return TABLE.read(source, parse)


READER: Final = Reader(
    "minet_x",
    platform="x",
    sniff=TABLE.sniff,
    read=read,
    title="minet or gazouilloire: posts of X (CSV)",
    how_to_get="minet twitter tweets, minet twitter scrape tweets; Gazouilloire: gazou export.",
    lacks="pictures, unless they were collected; which post a repost was seen through",
)
