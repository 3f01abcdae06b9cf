"""Posts of X as twarc-csv flattens them (`twarc2 csv`).

Seen: the columns, in the source of twarc-csv, and tables that it made of the API pages in its own tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.ingest import x
from tracker.ingest.fields import at, count_at
from tracker.ingest.known_csv import KnownTable, TableRow, media_type
from tracker.ingest.reader import MediaRow, Reader
from tracker.ingest.x_tables import x_post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Reference, Row, Source

_KINDS: Final = (
    ("repost", "retweeted", "retweeted_username", "root"),
    ("quote", "quoted", "quoted_username", "immediate"),
    ("reply", "replied_to", "in_reply_to_username", "immediate"),
)
_PARENTS: Final = tuple(f"referenced_tweets.{word}.id" for _, word, _, _ in _KINDS)
TABLE: Final = KnownTable(
    "twarc-csv", needs=("id", "author_id", "created_at", "conversation_id", *_PARENTS), ids=("id",), parents=_PARENTS,
    texts=("text",), platform="x",
)  # fmt: skip


def parse(row: TableRow) -> Iterator[Row]:
    """Read one post; a repost's words are those that the API cut."""
    native_id = row.id("id")
    versions = row.json("edit_history_tweet_ids")
    first = versions[0] if isinstance(versions, list) and versions else None
    yield x_post(
        row, native_id, row.iso("created_at", is_utc=True), _references(row),
        handle=row.name("author.username"), account=row.name("author_id"), name=row.text("author.name"),
        protected=row.says("author.protected"), text=x.plain(row.text("text") or "") or None,
        links=_links(row), media=tuple(_media(row)), lang=x.language(row.name("lang")),
        first_version=first if isinstance(first, str) and first != native_id else None,
        captured_us=row.iso("__twarc.retrieved_at", is_utc=True).us,
        likes=row.count("public_metrics.like_count"), reposts=row.count("public_metrics.retweet_count"),
        replies=row.count("public_metrics.reply_count"), views=row.count("public_metrics.impression_count"),
    )  # fmt: skip


def _references(row: TableRow) -> Iterator[Reference]:
    for kind, word, account, scope in _KINDS:
        column = f"referenced_tweets.{word}.id"
        yield from row.reference(kind, "x", column, scope=scope, account=row.name(account))


def _links(row: TableRow) -> list[str]:
    found = row.json("entities.urls")
    urls = [at(entry, "expanded_url") for entry in found] if isinstance(found, list) else []
    return [url for url in urls if isinstance(url, str)]


def _media(row: TableRow) -> Iterator[MediaRow]:
    found = row.json("attachments.media")
    for entry in found if isinstance(found, list) else ():
        address: Any = at(entry, "url") or at(entry, "preview_image_url")
        if isinstance(address, str):
            alt, kind = at(entry, "alt_text"), at(entry, "type")
            yield MediaRow(
                address, media_type(str(kind)), url=address, alt=alt if isinstance(alt, str) else None,
                width=count_at(entry, "width") or None, height=count_at(entry, "height") or None,
            )  # fmt: skip


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each row; the posts inside others are rows of their own there."""
    return TABLE.read(source, parse)


READER: Final = Reader(
    "twarc_csv",
    platform="x",
    sniff=TABLE.sniff,
    read=read,
    title="twarc-csv: posts of X",
    how_to_get="twarc2 csv posts.jsonl posts.csv. The JSON lines that it was made of say more: load those.",
    lacks="pictures themselves; the whole words of long posts and of reposts",
)
