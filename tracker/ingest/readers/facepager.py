"""Tables that Facepager exports (CSV): nodes of a tree, of which only those with data are posts.

A node's own number counts within the table; the platform's id stands under `object_id`. Seen: the columns, in the
importer of 4CAT and in an example of its users.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.base.clock import parse_any
from tracker.base.keys import SERVER_TIMED, fold_platform, post_key
from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import MediaRow, PostRow, Reader, Reference, Service, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Row, Source

TABLE: Final = KnownTable(
    "Facepager", needs=("id", "parent_id", "level", "object_id", "object_type", "query_status", "query_type"),
    ids=("object_id",), texts=("message", "text"),
)  # fmt: skip
_TIMES: Final = ("created_time", "created_at", "snippet.publishedAt", "publishedAt")
_PICTURES: Final = ("full_picture", "picture", "snippet.thumbnails.high.url")


class _Nodes:
    """Reads the nodes in the order of the table, in which a parent stands before what was fetched for it."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}

    def parse(self, row: TableRow) -> Iterator[Row]:
        kind = (row.name("object_type") or "").lower()
        if kind not in {"data", "unpacked"} or row.name(*_TIMES) is None:
            yield Service(row.record, f"a node without a post: {kind or 'no type'}, {row.name('query_status')}")
            return
        post = self._post(row)
        self._keys[row.name("id") or ""] = post_key(post.platform, post.native_id)
        yield post

    def _post(self, row: TableRow) -> PostRow:
        platform = fold_platform((row.name("query_type") or "").partition(":")[0].partition(" ")[0])
        parent = self._keys.get(row.name("parent_id") or "")
        references = (Reference("reply", parent, "unknown"),) if parent else ()
        picture = row.name(*_PICTURES)
        return PostRow(
            platform=platform, native_id=_native_id(row.id("object_id"), platform), record=row.record,
            stated=parse_any(row.name(*_TIMES) or "", zone=row.zone), server_timed=platform in SERVER_TIMED,
            account=row.name("from.id", "user.id_str", "snippet.channelId"),
            handle=row.name("from.username", "user.screen_name"),
            name=row.text("from.name", "user.name", "snippet.channelTitle"), kind=kind_of(references),
            text=row.text("message", "full_text", "text", "snippet.textDisplay", "snippet.title"),
            url=row.name("permalink_url"), references=references,
            media=(MediaRow(picture, url=picture),) if picture else (),
            likes=row.count("reactions.summary.total_count", "like.summary.total_count", "likes.summary.total_count"),
            reposts=row.count("shares.count"), replies=row.count("comments.summary.total_count"),
        )  # fmt: skip


def _native_id(object_id: str, platform: str) -> str:
    """Return the post's own number: the API of Facebook puts that of the page, or of the post above, before it."""
    return object_id.rpartition("_")[2] if platform == "facebook" else object_id


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each node with data."""
    return TABLE.read(source, _Nodes().parse)


READER: Final = Reader(
    "facepager",
    platform="other",
    sniff=TABLE.sniff,
    read=read,
    title="Facepager (CSV)",
    how_to_get="Facepager: Export Data, with all nodes and all columns.",
    lacks="whatever was not asked of the platform; comments whose post is not in the table name no parent",
    verified=False,
)
