"""X (Twitter) API 1.1 statuses: twarc 1, hydrators, stream collectors; one per line, or an array.

Repost and quote come with the whole original inside, which is a post of its own here. `id` is never read
where `id_str` is there: JavaScript tools round it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.base.clock import parse_x
from tracker.ingest import x
from tracker.ingest.decoded import each_decoded
from tracker.ingest.fields import got, refuse
from tracker.ingest.peek import peek_objects
from tracker.ingest.reader import (
    Absent,
    BadRecordError,
    Match,
    PostRow,
    Reader,
    Record,
    Reference,
    Row,
    Service,
    Source,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_THIS_FORMAT: Final = ("verb", "objectType", "rawContent", "_type", "rest_id", "legacy")
_NOISE: Final = frozenset({
    "limit", "disconnect", "warning", "scrub_geo", "status_withheld", "user_withheld", "friends", "event",
    "for_user", "control", "direct_message",
})  # fmt: skip
"""First keys of the lines that a stream puts between posts."""
_COUNT_END: Final = 2**63
_NESTED_STATUSES: Final = 8
"""Originals inside originals; X itself goes two deep."""


class Extended(msgspec.Struct, frozen=True, gc=False):
    """The full text of a long status in compatibility mode."""

    full_text: str | None = None
    entities: x.Entities | None = None
    extended_entities: x.Entities | None = None


class Status(msgspec.Struct, frozen=True, gc=False):
    """One status, with the fields that are read."""

    id_str: str | None = None
    id: Any = None
    created_at: str | None = None
    text: str | None = None
    full_text: str | None = None
    truncated: Any = None
    extended_tweet: Extended | None = None
    user: x.User | None = None
    lang: Any = None
    possibly_sensitive: Any = None
    favorite_count: Any = None
    retweet_count: Any = None
    reply_count: Any = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_screen_name: str | None = None
    quoted_status_id_str: str | None = None
    entities: x.Entities | None = None
    extended_entities: x.Entities | None = None
    retweeted_status: Status | None = None
    quoted_status: Status | None = None


def sniff(source: Source) -> Match | None:
    """Claim statuses by `id_str` beside a text and a time; other tools' forms are not it."""
    if any(_is_status(value) for value in peek_objects(source.head)):
        return Match("has `id_str` beside `text` or `full_text` and a `created_at` of API 1.1")
    return None


def _is_status(value: dict[str, Any]) -> bool:
    text = value.get("full_text", value.get("text"))
    created_at = value.get("created_at")
    return (
        isinstance(value.get("id_str"), str)
        and isinstance(text, str)
        and isinstance(created_at, str)
        and parse_x(created_at).us is not None
        and not any(key in value for key in _NOT_THIS_FORMAT)
    )


def read(source: Source) -> Iterator[Row]:
    """Yield every status, and every original inside one, as a post."""
    return each_decoded(source, _parse)


def _parse(record: Record, value: Any) -> Iterator[Row]:
    if not isinstance(value, dict):
        raise BadRecordError(f"`$`: got {got(value)}, expected a status as an object")
    if "id_str" not in value and "id" not in value:
        yield _between(record, value)
        return
    yield from _posts(x.typed(value, Status), record)


def _between(record: Record, value: dict[str, Any]) -> Row:
    """Return what a line that is no status says."""
    deleted = value.get("delete")
    if isinstance(deleted, dict):
        status = deleted.get("status")
        target = status.get("id_str") if isinstance(status, dict) else None
        if isinstance(target, str) and x.is_id(target):
            return Absent(record, f"x:{target}", "deleted, says the stream")
        return Service(record, "a deletion that names no post")
    for key in value:
        if key in _NOISE:
            return Service(record, f"stream message `{key}`")
    raise BadRecordError("`$.id_str`: missing, expected the id of a status as text")


def _posts(status: Status, record: Record, depth: int = 0) -> Iterator[PostRow]:
    if depth > _NESTED_STATUSES:
        raise BadRecordError(f"`$`: more than {_NESTED_STATUSES} statuses inside each other")
    yield _post(status, record, embedded=depth > 0)
    for inner in (status.retweeted_status, status.quoted_status):
        if inner is not None:
            yield from _posts(inner, record, depth + 1)


def _post(status: Status, record: Record, *, embedded: bool) -> PostRow:
    native_id = _own_id(status)
    user = status.user or x.User()
    original = status.retweeted_status
    spoken = original or status
    text, cut = _text(spoken)
    references = _references(status, native_id)
    counted = None if original else status
    return PostRow(
        platform="x",
        native_id=native_id,
        record=record,
        stated=x.stated(status.created_at),
        account=user.id_str,
        handle=user.screen_name,
        name=user.name,
        protected=user.protected is True,
        kind=_kind(references),
        text=text,
        text_cut=cut,
        url=x.status_url(native_id, user.screen_name),
        lang=x.language(status.lang),
        references=references,
        media=() if original else x.media_rows(_media(status)),
        embedded=embedded,
        likes=_count(counted and counted.favorite_count),
        reposts=_count(counted and counted.retweet_count),
        replies=_count(counted and counted.reply_count),
        flags=("sensitive",) if status.possibly_sensitive is True else (),
    )


def _kind(references: tuple[Reference, ...]) -> str:
    """Return the kind of a status: what the platform states comes first, a quote before a reply."""
    return references[0].kind if references and references[0].attribution == "platform" else "post"


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < _COUNT_END else None


def _own_id(status: Status) -> str:
    if x.is_id(status.id_str):
        return str(status.id_str)
    if status.id_str is None and type(status.id) is int and status.id > 0:
        return str(status.id)
    if status.id_str is None:
        raise refuse("id", status.id, "the id of a status (`id_str`, or an exact `id`)")
    raise refuse("id_str", status.id_str, "the id of a status as digits")


def _text(status: Status) -> tuple[str | None, bool]:
    """Return the fullest text, and whether X cut it."""
    if status.extended_tweet is not None and status.extended_tweet.full_text is not None:
        return x.plain(status.extended_tweet.full_text), False
    if status.full_text is not None:
        return x.plain(status.full_text), False
    if status.text is not None:
        return x.plain(status.text), status.truncated is True
    if status.created_at is None:
        raise BadRecordError("`$.created_at`: missing, expected a status with a time or a text")
    return None, False


def _entities(status: Status) -> x.Entities | None:
    extended = status.extended_tweet
    return extended.entities if extended is not None and extended.entities is not None else status.entities


def _media(status: Status) -> list[x.MediaEntry] | None:
    """Return the media entries; `entities.media` holds only the first photo, so it comes last."""
    extended = status.extended_tweet or Extended()
    for found in (extended.extended_entities, status.extended_entities, extended.entities, status.entities):
        if found is not None and found.media:
            return found.media
    return None


def _references(status: Status, native_id: str) -> tuple[Reference, ...]:
    """Return what a status points at; a repost points at its root only, even where that one quotes."""
    original = status.retweeted_status
    if original is not None:
        return (Reference("repost", f"x:{_own_id(original)}", "root", account=_handle(original)),)
    found = []
    quoted = status.quoted_status
    quoted_id = _own_id(quoted) if quoted is not None else status.quoted_status_id_str
    if quoted_id is not None and x.is_id(quoted_id):
        found.append(Reference("quote", f"x:{quoted_id}", account=_handle(quoted)))
    answered = status.in_reply_to_status_id_str
    if answered is not None and x.is_id(answered):
        found.append(Reference("reply", f"x:{answered}", account=status.in_reply_to_screen_name))
    entities = _entities(status)
    if entities is not None and entities.urls:
        found.extend(x.link_references(entities, native_id, found))
    return tuple(found)


def _handle(status: Status | None) -> str | None:
    return status.user.screen_name if status is not None and status.user is not None else None


READER: Final = Reader(
    name="x_api_v1",
    platform="x",
    sniff=sniff,
    read=read,
    title="X (Twitter) API 1.1: statuses as JSON lines or an array",
    how_to_get="Collected by twarc 1, hydrators or stream recorders while the API 1.1 was open.",
    lacks="The parent of a repost: X names its root only. Posts deleted before the collection.",
)
