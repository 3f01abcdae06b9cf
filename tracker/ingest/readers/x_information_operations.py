"""Posts that Twitter attributed to state-backed operations and published from 2018 to 2021 (CSV).

Accounts of few followers stand there under a hash. Seen: the columns, in the read-me that came with the sets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.ingest import x
from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import Reader
from tracker.ingest.x_tables import x_post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Reference, Row, Source

TABLE: Final = KnownTable(
    "X's information operations",
    needs=("tweetid", "userid", "tweet_time", "tweet_text", "retweet_tweetid"),
    ids=("tweetid",),
    parents=("retweet_tweetid", "quoted_tweet_tweetid", "in_reply_to_tweetid"),
    texts=("tweet_text",),
    platform="x",
)
_LINK: Final = re.compile(r"https?://[^\s,\]'\"]+")


def parse(row: TableRow) -> Iterator[Row]:
    """Read one post; its time is of UTC, to the minute."""
    account, handle, name = row.name("userid"), row.name("user_screen_name"), row.text("user_display_name")
    yield x_post(
        row, row.id("tweetid"), row.iso("tweet_time", is_utc=True), _references(row),
        account=account, handle=None if handle == account else handle, name=None if name == account else name,
        text=x.plain(row.text("tweet_text") or "") or None, links=_LINK.findall(row.text("urls") or ""),
        lang=x.language(row.name("tweet_language")), likes=row.count("like_count"),
        reposts=row.count("retweet_count"), replies=row.count("reply_count"),
    )  # fmt: skip


def _references(row: TableRow) -> Iterator[Reference]:
    yield from row.reference("repost", "x", "retweet_tweetid", scope="root", account=row.name("retweet_userid"))
    yield from row.reference("quote", "x", "quoted_tweet_tweetid")
    yield from row.reference("reply", "x", "in_reply_to_tweetid", account=row.name("in_reply_to_userid"))


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each row."""
    return TABLE.read(source, parse)


READER: Final = Reader(
    "x_information_operations",
    platform="x",
    sniff=TABLE.sniff,
    read=read,
    title="X: archive of information operations (CSV)",
    how_to_get="No longer offered by X; copies are kept by university archives.",
    lacks="the names of accounts with few followers; seconds; pictures, which came in files of their own",
    verified=False,
)
