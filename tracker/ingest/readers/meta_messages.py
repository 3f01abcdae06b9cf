"""A conversation of Messenger or Instagram (`message_1.json`), when it is named by itself.

Seen: a test file of a public chat parser. Inside an account's download, and beside other exports, the messages are
counted and never read. Members are known by their names alone, and protected, always.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import parse_unix
from tracker.base.keys import url_key
from tracker.ingest import meta
from tracker.ingest.fields import at, decoded_object, first, id_at, refuse, text_at
from tracker.ingest.peek import peek_objects
from tracker.ingest.reader import Match, PostRow, Reader, Reference, Service, each, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_FILES: Final = ("photos", "videos", "gifs", "media")
_EVENTS: Final = frozenset({"Subscribe", "Unsubscribe", "Call"})
_BY_ITSELF: Final = "are not read; to read a conversation, name its file by itself"


def sniff(source: Source) -> Match | None:
    """Claim `messages` with a sender's name and a time in milliseconds."""
    for value in peek_objects(source.head)[:1]:
        message = at(value, "messages", 0)
        sender = first(message, ("sender_name",), ("senderName",))
        if sender is not None and first(message, ("timestamp_ms",), ("timestamp",)) is not None:
            return Match("`messages` with `sender_name` beside `timestamp_ms`")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield the messages of a conversation that was named by itself."""
    if unnamed := _where_unnamed(source):
        source.note(f"private messages {unnamed} {_BY_ITSELF}")
        for record in source.elements("messages"):
            yield Service(record, f"private message {unnamed}: not read")
        return
    members: set[str | None] = set()
    for row in each(source.elements("messages"), partial(_parse, source, _platform(source))):
        if isinstance(row, PostRow):
            members.add(row.handle)
        yield row
    wrote = "1 member" if len(members) == 1 else f"{len(members):,} members"
    source.note(f"a private conversation, in which {wrote} wrote: shown under pseudonyms")


def _where_unnamed(source: Source) -> str | None:
    """Return where a conversation lies that nobody named: it is private, and a folder may hold it by chance."""
    folder = source.name.rpartition("/")[0]
    if folder and any(not name.startswith(f"{folder}/") for name in source.members):
        return "in an account's export"
    return "beside other exports" if source.beside - {READER.name} else None


def _platform(source: Source) -> str:
    """Tell Instagram by the paths of its files; all else is the same in both, so Messenger is the word for it."""
    told = b"your_instagram_activity" in source.head or "instagram" in source.name.rpartition("/")[0].lower()
    return "instagram" if told else "messenger"


def _parse(source: Source, platform: str, record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    if value.get("type") in _EVENTS or "call_duration" in value:
        yield Service(record, f"chat event: {value.get('type') or 'Call'}")
        return
    moment = id_at(value, "timestamp_ms") or id_at(value, "timestamp")
    if moment is None:
        raise refuse("timestamp_ms", None, "milliseconds since 1970")
    name = meta.text_of(value, "sender_name") or meta.text_of(value, "senderName")
    references = tuple(_references(value))
    gone = first(value, ("is_unsent",), ("isUnsent",)) is True
    yield PostRow(
        platform=platform, native_id="", record=record, stated=parse_unix(moment, unit_s=1e-3), protected=True,
        handle=name, name=name, kind=kind_of(references), references=references,
        text=_words(value), media=tuple(meta.pictures(source, _files(value))), flags=("deleted",) if gone else (),
    )  # fmt: skip


def _words(value: JsonObject) -> str | None:
    parts = (meta.text_of(value, *path) for path in (("content",), ("text",), ("share", "share_text")))
    return next((part for part in parts if part), None) or text_at(value, "share", "link")


def _files(value: JsonObject) -> list[Any]:
    return [held for name in _FILES for held in meta.list_in(value, name)]


def _references(value: JsonObject) -> Iterator[Reference]:
    link = text_at(value, "share", "link")
    key = url_key(link) if link else None
    if key:
        yield Reference("quote", key, attribution="explicit")


READER = Reader(
    "meta_messages",
    platform="messenger",
    sniff=sniff,
    read=read,
    title="Messenger or Instagram conversation",
    how_to_get="Download your information, JSON; name the conversation's own folder or file (message_1.json).",
    lacks="ids, who answered whom; conversations inside a whole download or beside other exports are never read",
)
