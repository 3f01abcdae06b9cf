"""Gab posts as Zeeschuimer saw them: statuses of Mastodon's form, in search results with their own keys.

Elsewhere on the site the keys are one to four letters (`c`, `ca`, `rbc`); the extension puts the author, the
pictures and the link of each beside them. What the letters mean: the maps of the client library gablib (2024).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.ingest.fields import at, list_at
from tracker.ingest.mastodon import Answered, rows_of
from tracker.ingest.reader import Match, PostRow, Reader, Reference, kind_of
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim, item_id
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Row, Source

_STATUS: Final = {
    "i": "id", "c": "content", "ca": "created_at", "ul": "url", "u": "uri", "l": "language", "s": "sensitive",
    "st": "spoiler_text", "v": "visibility", "rbc": "reblogs_count", "rc": "replies_count",
    "fbc": "favourites_count", "m": "mentions", "qoi": "quote_id", "link_info": "card",
}  # fmt: skip
_AUTHOR: Final = {"i": "id", "un": "username", "ac": "acct", "dn": "display_name", "u": "url"}
_MEDIA: Final = {"t": "type", "u": "url", "pu": "preview_url", "d": "description"}
_SIZE: Final = {"w": "width", "h": "height"}


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one post, then what it quotes or passes on."""
    item = capture.item
    is_short = "content" not in item
    status = (_spelt_out(item) if is_short else item) | {"id": native_id}
    for row in rows_of(capture.record, status, Answered("gab", capture.captured_us, is_text=is_short)):
        yield _answering(row) if at(item, "ir") is True else row


def _answering(row: Row) -> Row:
    """Mark an answer: the short form does not name what it answers."""
    if not isinstance(row, PostRow):
        return row
    references = (*row.references, Reference("reply"))
    return msgspec.structs.replace(row, references=references, kind=kind_of(references))


def _spelt_out(item: JsonObject) -> JsonObject:
    """Return a status with the keys of Mastodon's form."""
    reposted = at(item, "robi")
    pictures = [_picture(one) for one in list_at(item, "image_info")]
    return _renamed(item, _STATUS) | {
        "account": _renamed(at(item, "author_info"), _AUTHOR) or {"id": at(item, "ai")},
        "media_attachments": pictures,
        "reblog": {"id": reposted} if reposted else None,
    }


def _picture(one: Any) -> JsonObject:
    return _renamed(one, _MEDIA) | {"meta": {"original": _renamed(at(one, "m", "o"), _SIZE)}}


def _renamed(value: Any, names: dict[str, str]) -> JsonObject:
    return {long: value[short] for short, long in names.items() if isinstance(value, dict) and short in value}


MODULE: Final = Module(("gab.com", "gab"), "gab", lambda capture: item_id(capture, "i", "id"), parse)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for Gab."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every post, and the originals inside it."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_gab",
    platform="gab",
    sniff=sniff,
    read=read,
    title="Gab posts seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="pictures themselves, which post an answer answers (but in search results)",
    verified=False,
)
