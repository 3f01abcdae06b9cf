"""Telegram messages as Telethon hands them over: its own JSON, and the NDJSON of 4CAT.

Seen: a channel of 1,000 messages as Telethon writes them; 4CAT's form after its source (`search_telegram.py`, 2026).
Dates are seconds or ISO 8601, types stand under `_` or `_type`, 4CAT's own `_chat` and `_sender` beside the message. A
forward names the channel and the number of the original, and when it was sent.
"""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED, Stated, parse_iso, parse_unix
from tracker.base.keys import post_key
from tracker.ingest.companions import beside
from tracker.ingest.fields import at, count_at, decoded_object, first, id_at, list_at, object_at, refuse, text_at
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import Absent, Match, MediaRow, PostRow, Reader, Reference, Service, each, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_PEERS: Final = {"channel_id": "channel", "chat_id": "chat", "user_id": "user"}
_MARK: Final = 10**12
"""Telethon marks the number of a channel as -(10^12 + number): `-1001100000001` is channel 1100000001."""
_KINDS: Final = ("image", "video")


def sniff(source: Source) -> Match | None:
    """Claim messages with a `peer_id` (`to_id` in layers before 2021)."""
    if any(_is_message(value) for value in peek_objects(source.head)):
        return Match("messages with `peer_id` beside `id` and `date`")
    return None


def _is_message(value: JsonObject) -> bool:
    peer = first(value, ("peer_id",), ("to_id",))
    known = isinstance(peer, dict) and not _PEERS.keys().isdisjoint(peer)
    return known and "id" in value and ("date" in value or _type(value) == "MessageEmpty")


def read(source: Source) -> Iterator[Row]:
    """Yield the messages; events of a chat are service."""
    return each(json_records(source), lambda record: _parse(source, record))


def _parse(source: Source, record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    peer, number = first(value, ("peer_id",), ("to_id",)), id_at(value, "id")
    chat = _peer(peer) or _marked(id_at(value, "chat_id"))
    if chat is None or number is None:
        raise refuse("peer_id" if number else "id", peer if number else None, "the chat and the number of a message")
    native_id = f"{_number(chat)}/{number}"
    if _type(value) == "MessageEmpty":
        yield Absent(record, post_key("telegram", native_id), "deleted")
    elif _type(value) == "MessageService" or value.get("action"):
        yield Service(record, f"chat event: {_type(value.get('action') or {})}")
    else:
        yield _message(source, record, value, chat, native_id)


def _message(source: Source, record: Record, value: JsonObject, chat: str, native_id: str) -> PostRow:
    number = _number(chat)
    references = tuple(_references(value, number))
    sender, room = _holder(value, "_sender", "sender"), _holder(value, "_chat", "chat")
    username = _username(room)
    account = _author(value, chat)
    own = sender if sender is not None else room if account == chat else None
    is_open = bool(username) or (room is None and value.get("post") is True)
    edited = _moment(value, "edit_date") if not value.get("edit_hide") else UNSTATED
    return PostRow(
        platform="telegram", native_id=native_id, record=record, stated=_moment(value, "date"),
        edited_us=edited.us if edited.zone_known else None, account=account, handle=_username(own), name=_name(own),
        protected=not is_open, kind=kind_of(references), text=text_at(value, "message") or _question(value),
        url=_url(chat, username, native_id.rpartition("/")[2]), references=references,
        media=tuple(_media(source, value, username or number, native_id)),
        likes=_reactions(value), reposts=count_at(value, "forwards"), views=count_at(value, "views"),
        replies=count_at(value, "replies", "replies"),
    )  # fmt: skip


def _type(value: Any) -> str | None:
    found = first(value, ("_",), ("_type",))
    return found if isinstance(found, str) else None


def _peer(peer: Any) -> str | None:
    """Return `channel1`, `chat1` or `user1`: the form in which Telegram Desktop names accounts."""
    if isinstance(peer, dict):
        kind = next((kind for kind in _PEERS if peer.get(kind) is not None), None)
        return f"{_PEERS[kind]}{id_at(peer, kind)}" if kind else None
    return f"user{id_at({'from_id': peer}, 'from_id')}" if peer else None


def _marked(chat: str | None) -> str | None:
    number = int(chat) if chat and chat.removeprefix("-").isdecimal() else 0
    if number < -_MARK:
        return f"channel{-number - _MARK}"
    return (f"chat{-number}" if number < 0 else f"user{number}") if number else None


def _number(peer: str) -> str:
    return peer.lstrip(ascii_lowercase)


def _author(value: JsonObject, chat: str) -> str | None:
    """Return who wrote a message: the channel itself where no one else is named; in a group it is unknown."""
    found = _peer(value.get("from_id"))
    if found is not None:
        return found
    if chat.startswith("channel"):
        return chat if value.get("post") is True else None
    return chat if chat.startswith("user") and value.get("out") is not True else None


def _moment(value: JsonObject, *path: str) -> Stated:
    """Return a time: seconds since 1970, or ISO 8601; none where there is none."""
    found = at(value, *path)
    if found is None or isinstance(found, bool):
        return UNSTATED
    if not isinstance(found, (int, float, str)):
        raise refuse(".".join(path), found, "seconds since 1970, or ISO 8601")
    return parse_iso(found) if isinstance(found, str) and "-" in found else parse_unix(found, unit_s=1.0)


def _references(value: JsonObject, chat: str) -> Iterator[Reference]:
    forward = object_at(value, "fwd_from")
    if forward is not None:
        origin = _peer(forward.get("from_id")) or _peer({"channel_id": forward.get("channel_id")})
        post = id_at(forward, "channel_post")
        target = post_key("telegram", f"{_number(origin)}/{post}") if origin and post else None
        account = origin or text_at(forward, "from_name")
        yield Reference("forward", target, "root", account=account, stated=_moment(value, "fwd_from", "date"))
    answered = id_at(value, "reply_to", "reply_to_msg_id") or id_at(value, "reply_to_msg_id")
    if answered is not None:
        elsewhere = _peer(at(value, "reply_to", "reply_to_peer_id"))
        yield Reference("reply", post_key("telegram", f"{_number(elsewhere) if elsewhere else chat}/{answered}"))


def _holder(value: JsonObject, *keys: str) -> JsonObject | None:
    return next((value[key] for key in keys if isinstance(value.get(key), dict)), None)


def _username(holder: JsonObject | None) -> str | None:
    found = first(holder, ("username",), ("usernames", 0, "username"))
    return found if isinstance(found, str) and found else None


def _name(holder: JsonObject | None) -> str | None:
    parts = [at(holder, key) for key in ("title", "first_name", "last_name")]
    return " ".join(part for part in parts if isinstance(part, str) and part) or None


def _url(chat: str, username: str | None, number: str) -> str | None:
    if username:
        return f"https://t.me/{username}/{number}"
    return f"https://t.me/c/{_number(chat)}/{number}" if chat.startswith("channel") else None


def _question(value: JsonObject) -> str | None:
    found = first(value, ("media", "poll", "question", "text"), ("media", "poll", "question"))
    return found if isinstance(found, str) else None


def _media(source: Source, value: JsonObject, chat: str, native_id: str) -> Iterator[MediaRow]:
    """Yield the picture or video of a message, under the name that 4CAT's downloads give it."""
    photo, document = at(value, "media", "photo"), at(value, "media", "document")
    name = f"{chat}-{native_id.rpartition('/')[2]}"
    if isinstance(photo, dict):
        yield _row(source, f"{name}.jpeg", "image")
    elif isinstance(document, dict):
        kind, _, ending = (text_at(document, "mime_type") or "").partition("/")
        named = (at(entry, "file_name") for entry in list_at(document, "attributes"))
        own = next((file for file in named if isinstance(file, str) and file), None)
        if kind in _KINDS:
            yield _row(source, own or f"{name}.{ending}", kind)


def _row(source: Source, file: str, kind: str) -> MediaRow:
    return MediaRow(file, kind, (beside(source, file),))


def _reactions(value: JsonObject) -> int | None:
    counts = [count_at(entry, "count") for entry in list_at(value, "reactions", "results")]
    return sum(count or 0 for count in counts) if counts else None


READER = Reader(
    "telegram_api",
    platform="telegram",
    sniff=sniff,
    read=read,
    title="Telegram messages of Telethon or 4CAT",
    how_to_get="4CAT: download the NDJSON of a Telegram dataset; Telethon: write each message's to_json() on a line.",
    lacks="the pictures themselves; names of chats and senders unless 4CAT wrote them",
)
