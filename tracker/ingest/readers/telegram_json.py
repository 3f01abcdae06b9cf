r"""Telegram Desktop export (`result.json`): one chat, or a whole account (`chats.list[]`).

Seen: single and account exports with `date_unixtime` (since 3.7.6, June 2022); older ones have only the local
time of the exporting computer. Control characters are written as `\x1f`, which is no JSON, and are repaired.
Inside an account's export, direct messages are counted and never read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.base.clock import Stated, parse_iso, parse_unix
from tracker.base.keys import post_key
from tracker.ingest.companions import beside
from tracker.ingest.fields import at, count_at, decoded_object, id_at, list_at, refuse, text_at
from tracker.ingest.reader import Absent, Match, MediaRow, PostRow, Reader, Reference, Service, each, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_CHAT: Final = re.compile(rb'\s*\{.*?"messages"\s*:\s*\[', re.DOTALL)
_ACCOUNT: Final = re.compile(
    rb'"chats"\s*:\s*\{\s*(?:"about"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*)?"list"\s*:\s*\['
)
_ABOUT: Final = re.compile(rb'\s*\{\s*"about"\s*:\s*"[^"]*Telegram', re.DOTALL)
_DATED: Final = re.compile(
    rb'"date_unixtime"\s*:|"type"\s*:\s*"(?:message|service)".*?"from_id"\s*:', re.DOTALL
)
_CONTROL: Final = re.compile(rb"\\\\|\\x([0-9a-fA-F]{2})")
_ID: Final = re.compile(rb'"id"\s*:\s*(-?\d{1,20})\s*,')
_TYPE: Final = re.compile(rb'"type"\s*:\s*"(\w+)"\s*,')
_HEADER: Final = re.compile(rb'"messages"\s*:\s*\[')
_FIRST: Final = re.compile(rb'"messages"\s*:\s*\[\s*.{0,3}\Z', re.DOTALL)
"""What ends right before a chat's first message; `open` may count three bytes less (a byte-order mark)."""
_NEXT_CHAT: Final = re.compile(rb'\}\s*,\s*\{|"list"\s*:\s*\[\s*\{')
_PEER: Final = re.compile(r"(?:user|chat|channel)?(\d+)", re.ASCII)
_PUBLIC: Final = frozenset({"public_channel", "public_supergroup"})
_CHANNELS: Final = frozenset({"public_channel", "private_channel", "public_supergroup", "private_supergroup"})
_DIRECT: Final = frozenset({"personal_chat", "bot_chat", "saved_messages", "replies", "verify_codes"})
_SHOWN: Final = {"video_file": "video", "video_message": "video", "animation": "gif"}
_GAP: Final = 65_536  # bytes kept of what stands before a message: a chat's header is some hundred


class _Chat(NamedTuple):
    """The chat that a message stands in, as far as its header tells."""

    id: str | None = None
    type: str | None = None


def sniff(source: Source) -> Match | None:
    """Claim documents with Telegram's messages; an account's export may begin with its contacts."""
    head = source.head
    if _ACCOUNT.search(head) and (_DATED.search(head) or _ABOUT.match(head)):
        return Match("an object with `chats.list` of Telegram messages")
    if _ABOUT.match(head) and b'"personal_information"' in head:
        return Match("the data of a Telegram account, by its first words")
    if _CHAT.match(head) and _DATED.search(head):
        return Match("`messages` with `date_unixtime`, or with `from_id` beside `type`")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield the messages of the chat, or of every chat of the account."""
    if _ACCOUNT.search(source.head) or _ABOUT.match(source.head):
        source.note("contacts, sessions and direct messages of the account are not read")
        yield from _read_chats(source, ("chats", "list", "*", "messages"), account=True)
        yield from _read_chats(source, ("left_chats", "list", "*", "messages"), account=True)
    else:
        yield from _read_chats(source, ("messages",), account=False)


def _read_chats(source: Source, path: tuple[str, ...], *, account: bool) -> Iterator[Row]:
    chat = _Chat()
    with source.open() as stream:
        gaps = _Gaps(stream)
        for record in source.elements(*path):
            before = gaps.before(record)
            if _FIRST.search(before):
                chat = _chat_of(before)
            if account and chat.type in _DIRECT:
                yield Service(record, "direct message in an account's export: not read")
            else:
                yield from each(iter((record,)), _Messages(source, chat).parse)


class _Gaps:
    """What stands between the messages: the header of each chat, which no message repeats."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._offset = 0

    def before(self, record: Record) -> bytes:
        """Return the end of the bytes since the message before, and step over this one."""
        kept = self._take(record.offset - self._offset)
        self._take(len(record.raw))
        return kept

    def _take(self, size: int) -> bytes:
        kept = b""
        while size > 0 and (piece := self._stream.read(min(size, 1 << 20))):
            kept = (kept + piece)[-_GAP:]
            self._offset += len(piece)
            size -= len(piece)
        return kept


def _chat_of(before: bytes) -> _Chat:
    """Read id and type out of what stands before a chat's first message."""
    header = _NEXT_CHAT.split(_HEADER.split(before)[-2])[-1]
    number, kind = _ID.search(header), _TYPE.search(header)
    return _Chat(number[1].decode() if number else None, kind[1].decode() if kind else None)


@dataclass(frozen=True)
class _Messages:
    """What holds for every message of a chat."""

    source: Source
    chat: _Chat

    def parse(self, record: Record) -> Iterator[Row]:
        value = decoded_object(_repaired(record.raw))
        kind, number = text_at(value, "type"), id_at(value, "id")
        if kind == "service":
            yield Service(record, f"chat event: {at(value, 'action')}")
        elif kind == "unsupported":
            yield self._unsupported(record, number)
        elif kind == "message":
            yield self._message(record, value, number)
        else:
            raise refuse("type", kind, "`message`, `service` or `unsupported`")

    def _unsupported(self, record: Record, number: str | None) -> Row:
        """Return a message that the exporter could not write: it exists, and has neither time nor words."""
        native_id = self._native(number)
        if not native_id:
            return Service(record, "a message that the exporter does not support")
        return Absent(record, post_key("telegram", native_id), "the exporter does not support this message")

    def _message(self, record: Record, value: JsonObject, number: str | None) -> PostRow:
        references = tuple(self._references(value))
        open_to_all = self.chat.type in _PUBLIC
        edited = self._moment(value, "edited")
        native_id = self._native(number)
        return PostRow(
            platform="telegram", native_id=native_id, record=record, stated=self._stated(value),
            edited_us=edited.us if edited and edited.zone_known else None,
            account=id_at(value, "from_id"), name=text_at(value, "from"), protected=not open_to_all,
            kind=kind_of(references), text=_text(value), url=self._url(number), references=references,
            media=tuple(self._media(value)), likes=_reactions(value),
        )  # fmt: skip

    def _native(self, number: str | None) -> str:
        return f"{self.chat.id}/{number}" if self.chat.id and number else ""

    def _url(self, number: str | None) -> str | None:
        if self.chat.type not in _CHANNELS or not self._native(number):
            return None
        return f"https://t.me/c/{self.chat.id}/{number}"

    def _stated(self, value: JsonObject) -> Stated:
        found = self._moment(value, "date")
        if found is None or found.us is None:
            raise refuse("date", at(value, "date"), "a time (`date_unixtime` or `date`)")
        return found

    def _moment(self, value: JsonObject, key: str) -> Stated | None:
        """Return a time: seconds since 1970 where given, else the wall clock of the exporting computer."""
        seconds = id_at(value, f"{key}_unixtime")
        if seconds:
            return parse_unix(seconds, unit_s=1.0)
        local = text_at(value, key)
        return parse_iso(local, zone=self.source.settings.zone) if local else None

    def _references(self, value: JsonObject) -> Iterator[Reference]:
        if "forwarded_from" in value:  # null where that account is gone: the original is still elsewhere
            name = id_at(value, "forwarded_from_id") or text_at(value, "forwarded_from")
            yield Reference("forward", scope="root", account=name)
        elif text_at(value, "saved_from"):
            yield Reference("forward", scope="immediate", account=text_at(value, "saved_from"))
        number = id_at(value, "reply_to_message_id")
        peer = id_at(value, "reply_to_peer_id")
        match = _PEER.fullmatch(peer) if peer else None
        chat = match[1] if match else self.chat.id
        if number and chat:
            yield Reference("reply", post_key("telegram", f"{chat}/{number}"))

    def _media(self, value: JsonObject) -> Iterator[MediaRow]:
        photo, file = text_at(value, "photo"), text_at(value, "file")
        mime = text_at(value, "mime_type") or ""
        kind = _SHOWN.get(text_at(value, "media_type") or "")
        if photo:
            yield self._row(value, photo, "image")
        if file and (kind or mime.startswith(("image/", "video/"))):
            yield self._row(value, file, kind or mime.partition("/")[0])

    def _row(self, value: JsonObject, file: str, kind: str) -> MediaRow:
        missing = file[1:].rstrip(")").rstrip(".") if file.startswith("(") else None
        poster = text_at(value, "thumbnail") if kind != "image" else None
        shown = [name for name in (poster, file) if name and not name.startswith("(")]
        return MediaRow(
            file, kind, tuple(beside(self.source, name) for name in shown),
            width=count_at(value, "width") or None, height=count_at(value, "height") or None,
            missing_reason=None if shown else missing,
        )  # fmt: skip


def _repaired(raw: bytes) -> bytes:
    r"""Write `\x1f` as JSON does; a backslash that is itself escaped stays.

    >>> _repaired(rb'"a\x1f \\x1f"')
    b'"a\\u001f \\\\x1f"'
    """
    if rb"\x" not in raw:
        return raw
    return _CONTROL.sub(lambda found: rb"\u00" + found[1] if found[1] else found[0], raw)


def _text(value: JsonObject) -> str | None:
    """Return the words: plain text, or the parts of a formatted one, or the question of a poll."""
    found = at(value, "text")
    if found is not None and not isinstance(found, str | list):
        raise refuse("text", found, "text, or a list of its parts")
    parts = [found] if isinstance(found, str) else found or []
    text = "".join(_part(part) for part in parts)
    return text or text_at(value, "poll", "question")


def _part(part: Any) -> str:
    words = part if isinstance(part, str) else at(part, "text")
    if not isinstance(words, str):
        raise refuse("text", part, "text, or an object with `text`")
    return words


def _reactions(value: JsonObject) -> int | None:
    counts = [count_at(reaction, "count") for reaction in list_at(value, "reactions")]
    return sum(count or 0 for count in counts) if counts else None


READER = Reader(
    "telegram_json",
    platform="telegram",
    sniff=sniff,
    read=read,
    title="Telegram Desktop export",
    how_to_get="Telegram Desktop: a chat's menu, Export chat history, Machine-readable JSON.",
    lacks="views, forward counts, names of channels in links, the original time and id of forwarded posts",
)
