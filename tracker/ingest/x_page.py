"""A page of X API 2 taken apart: each post, author and medium with its own bytes and its own place in the file."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from tracker.base.jsontext import decode
from tracker.ingest import x
from tracker.ingest.fields import got
from tracker.ingest.reader import BadRecordError, JsonObject, Record

_NONE: Final = msgspec.Raw(b"null")


class Author(msgspec.Struct, frozen=True, gc=False):
    """A user as API 2 gives it."""

    id: str | None = None
    username: str | None = None
    name: str | None = None
    protected: Any = None


class Media(msgspec.Struct, frozen=True, gc=False):
    """A picture or video; a video has a `preview_image_url`."""

    media_key: str | None = None
    type: str | None = None
    url: str | None = None
    preview_image_url: str | None = None
    alt_text: str | None = None
    width: Any = None
    height: Any = None


class Attachments(msgspec.Struct, frozen=True, gc=False):
    """What a post carries: keys into `includes.media`, or the media themselves where flattened."""

    media_keys: list[str] | None = None
    media: list[Media] | None = None


class LongText(msgspec.Struct, frozen=True, gc=False):
    """The full text of a long post."""

    text: str | None = None
    entities: x.Entities | None = None


class Post(msgspec.Struct, gc=False):
    """One post, with the fields that are read."""

    id: str
    text: str | None = None
    created_at: str | None = None
    author_id: str | None = None
    author: Author | None = None
    lang: Any = None
    possibly_sensitive: Any = None
    public_metrics: dict[str, Any] | None = None
    in_reply_to_user_id: str | None = None
    edit_history_tweet_ids: list[str] | None = None
    note_tweet: LongText | None = None
    entities: x.Entities | None = None
    attachments: Attachments | None = None
    referenced_tweets: list[Referenced] | None = None


class Referenced(Post, frozen=False, gc=False):
    """A reference: kind and id, or the whole post where flattened."""

    type: str | None = None


class _Includes(msgspec.Struct):
    users: msgspec.Raw = _NONE
    media: msgspec.Raw = _NONE
    tweets: msgspec.Raw = _NONE


class _Extents(msgspec.Struct):
    """Where the parts of a page stand in its bytes."""

    data: msgspec.Raw = _NONE
    includes: _Includes | None = None


class Parts(msgspec.Struct):
    """A page taken apart: each row with its own bytes, and the rest."""

    data: list[Record]
    tweets: list[Record]
    users: list[Record]
    media: list[Record]
    rest: JsonObject
    """The page with `0` in place of each row."""


def take_apart(record: Record) -> Parts:
    """Take a page apart, so that each of its posts is read, placed and, if need be, rejected by itself.

    Raises ``BadRecordError`` for what is no page and no post.
    """
    try:
        extents = msgspec.json.decode(record.raw, type=_Extents)
        includes = extents.includes or _Includes()
        lists = (extents.data, includes.tweets, includes.users, includes.media)
        data, tweets, users, media = (_pieces(record, part) for part in lists)
    except (ValueError, RecursionError) as failure:
        raise BadRecordError(f"no page and no post: {failure}") from failure
    return Parts(data, tweets, users, media, decode_object(_without(record, [*data, *tweets, *users, *media])))


def _pieces(page: Record, part: msgspec.Raw) -> list[Record]:
    """Return each row of a list (or the one object) as a record at its own place in the file."""
    whole = bytes(part)
    raws = msgspec.json.decode(whole, type=list[msgspec.Raw]) if whole.startswith(b"[") else [part]
    place = page.raw.find(whole)
    pieces = []
    for raw in raws if whole != b"null" else ():
        piece = bytes(raw)
        place = page.raw.find(piece, place)
        pieces.append(Record(piece, page.offset + place, page.line))
        place += len(piece)
    return pieces


def _without(page: Record, pieces: list[Record]) -> Record:
    """Return a page with `0` in place of its rows: small enough to check that no key of it stands twice."""
    rest, end = [], 0
    for piece in sorted(pieces, key=lambda piece: piece.offset):
        start = piece.offset - page.offset
        if start >= end:
            rest.append(page.raw[end:start])
            end = start + len(piece.raw)
    return Record(b"0".join([*rest, page.raw[end:]]), page.offset, page.line)


def decode_object(record: Record) -> JsonObject:
    """Return a record's object, every guard on. Raises ``BadRecordError`` for anything else."""
    try:
        value = decode(record.raw)
    except ValueError as failure:
        raise BadRecordError(str(failure)) from failure
    if not isinstance(value, dict):
        raise BadRecordError(f"`$`: got {got(value)}, expected a page or a post as an object")
    return value
