"""Hoaxy's edges: who spread a link to whom on X, as CSV or as the JSON of its API.

An edge is one post. `from` is where the link came from and `to` where it went, so that who wrote the post is
`to` for a repost and a quote, and `from` for a reply, a post of one's own, and every mention
(hoaxy-backend, sns/twitter/parsers.py). Seen: that source, and the fields its API documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.ingest.fields import decoded_object, id_at
from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.peek import peek
from tracker.ingest.reader import BadRecordError, Match, Reader, Reference, each
from tracker.ingest.x_tables import x_post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Record, Row, Source

_FIELDS: Final = ("from_user_id", "to_user_id", "tweet_id", "tweet_type", "tweet_created_at", "is_mention")
TABLE: Final = KnownTable("Hoaxy", needs=_FIELDS, ids=("tweet_id",), texts=("title",), platform="x")
_KINDS: Final = {"retweet": "repost", "quote": "quote", "reply": "reply", "origin": "post"}


def sniff(source: Source) -> Match | None:
    """Claim the table, an array of edges, or an answer with `edges`."""
    for value in peek(source.head):
        edges = value.get("edges") if isinstance(value, dict) else None
        edge = edges[0] if isinstance(edges, list) and edges else value
        if isinstance(edge, dict) and set(_FIELDS) <= edge.keys():
            return Match("edges with `tweet_type` between `from_user_id` and `to_user_id`")
    return TABLE.sniff(source)


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each edge."""
    if source.head.lstrip()[:1] not in {b"{", b"["}:
        return TABLE.read(source, parse)
    path = ("edges",) if source.head.lstrip()[:1] == b"{" and b'"edges"' in source.head else ()
    return each(source.elements(*path), _parse_json)


def _parse_json(record: Record) -> Iterator[Row]:
    edge: dict[str, Any] = decoded_object(record.raw)
    edge["tweet_id"] = id_at(edge, "tweet_id")
    cells = {name: str(cell) for name, cell in edge.items() if isinstance(cell, str | int)}
    yield from parse(TableRow(record, cells))


def parse(row: TableRow) -> Iterator[Row]:
    """Read one edge as the post that made it."""
    word = (row.name("tweet_type") or "").lower()
    if word not in _KINDS:
        raise BadRecordError(f"`$.tweet_type`: got {word!r}, expected origin, retweet, quote or reply")
    kind, is_mention = _KINDS[word], row.says("is_mention")
    author, other = ("to", "from") if kind in {"repost", "quote"} and not is_mention else ("from", "to")
    scope = "root" if kind == "repost" else "immediate"
    named = None if is_mention else row.name(f"{other}_user_screen_name")
    yield x_post(
        row, row.id("tweet_id"), row.iso("tweet_created_at", is_utc=True),
        () if kind == "post" else (Reference(kind, None, scope, account=named),),
        account=row.name(f"{author}_user_id"), handle=row.name(f"{author}_user_screen_name"),
    )  # fmt: skip


READER: Final = Reader(
    "hoaxy",
    platform="x",
    sniff=sniff,
    read=read,
    title="Hoaxy: edges of a spread on X (CSV, JSON)",
    how_to_get="Hoaxy's page of a search: download the edges; or save the answer of its API (network).",
    lacks="words and pictures, the ids of the posts that were shared, and posts that nobody shared or was named in",
    verified=False,
)
