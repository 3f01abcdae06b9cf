"""Discord channel as JSON, written by DiscordChatExporter.

Seen: exports of a direct, a group and a server channel; forwards after the exporter's source (`JsonMessageWriter.cs`,
2026). A forward holds a copy of the original with
its time and number, and does not say who wrote it. Members are protected, always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.base.clock import UNSTATED, Stated, parse_iso
from tracker.base.keys import post_key
from tracker.ingest.companions import beside
from tracker.ingest.fields import at, count_at, decoded_object, id_at, list_at, object_at, refuse, text_at
from tracker.ingest.peek import peek_objects
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader, Reference, Service, each, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_EVENTS: Final = frozenset({
    "RecipientAdd", "RecipientRemove", "Call", "ChannelNameChange", "ChannelIconChange", "ChannelPinnedMessage",
    "GuildMemberJoin", "ThreadCreated",
} | {str(number) for number in range(1, 19)})  # fmt: skip
"""Sorts of messages that Discord itself writes: 1 to 18, by name where the exporter knows one."""
_ENDINGS: Final = {
    "png": "image", "jpg": "image", "jpeg": "image", "webp": "image", "avif": "image", "gif": "gif",
    "mp4": "video", "mov": "video", "webm": "video", "m4v": "video",
}  # fmt: skip


class _Channel(NamedTuple):
    """What holds for every message of a channel."""

    source: Source
    guild: str | None
    channel: str | None
    captured_us: int | None


def sniff(source: Source) -> Match | None:
    """Claim an object with `guild` and `channel` before its `messages`."""
    for value in peek_objects(source.head)[:1]:
        named = isinstance(value.get("guild"), dict) and isinstance(value.get("channel"), dict)
        if named and b'"messages"' in source.head:
            return Match("`messages` under `guild` and `channel`")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield the messages, and the originals of forwards; events of the channel are service."""
    value = next(iter(peek_objects(source.head)), {})
    exported = at(value, "exportedAt")
    captured = parse_iso(exported).us if isinstance(exported, str) else None
    guild, room = (at(value, key, "id") for key in ("guild", "channel"))
    channel = _Channel(source, _as_text(guild), _as_text(room), captured)
    source.about(captured_us=captured)
    return each(source.elements("messages"), lambda record: _parse(channel, record))


def _as_text(found: Any) -> str | None:
    return found if isinstance(found, str) else None


def _parse(channel: _Channel, record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    kind, number = text_at(value, "type"), id_at(value, "id")
    if number is None:
        raise refuse("id", None, "the number of the message")
    if kind in _EVENTS:
        yield Service(record, f"channel event: {kind}")
        return
    yield _message(channel, record, value, number)
    forwarded, original = object_at(value, "forwardedMessage"), id_at(value, "reference", "messageId")
    if forwarded is not None and original is not None:
        yield PostRow(
            platform="discord", native_id=original, record=record, stated=_moment(forwarded, "timestamp"),
            edited_us=_edited_us(forwarded), captured_us=channel.captured_us, protected=True,
            text=text_at(forwarded, "content") or None, media=tuple(_media(channel, forwarded)), embedded=True,
        )  # fmt: skip


def _message(channel: _Channel, record: Record, value: JsonObject, number: str) -> PostRow:
    references = tuple(_references(value))
    author, forwarded = object_at(value, "author"), object_at(value, "forwardedMessage")
    return PostRow(
        platform="discord", native_id=number, record=record, stated=_moment(value, "timestamp"),
        edited_us=_edited_us(value), captured_us=channel.captured_us, protected=True,
        account=id_at(author, "id"), handle=text_at(author, "name"), name=text_at(author, "nickname"),
        kind=kind_of(references), references=references,
        text=text_at(value, "content") or (text_at(forwarded, "content") if forwarded else None) or None,
        url=_url(channel, number), media=tuple(_media(channel, value)) or tuple(_media(channel, forwarded or {})),
        likes=_reactions(value),
    )  # fmt: skip


def _moment(value: JsonObject, key: str) -> Stated:
    """Return a time with its offset; none where there is none: the number of the message tells it too."""
    text = text_at(value, key)
    return parse_iso(text) if text else UNSTATED


def _edited_us(value: JsonObject) -> int | None:
    edited = _moment(value, "timestampEdited")
    return edited.us if edited.zone_known else None


def _references(value: JsonObject) -> Iterator[Reference]:
    target = id_at(value, "reference", "messageId")
    forwarded = at(value, "forwardedMessage") is not None or at(value, "reference", "type") == "Forward"
    if forwarded:
        yield Reference("forward", post_key("discord", target) if target else None)
    elif target is not None:
        yield Reference("reply", post_key("discord", target))


def _url(channel: _Channel, number: str) -> str | None:
    if not channel.guild or not channel.channel:
        return None
    guild = "@me" if channel.guild == "0" else channel.guild
    return f"https://discord.com/channels/{guild}/{channel.channel}/{number}"


def _media(channel: _Channel, value: JsonObject) -> Iterator[MediaRow]:
    """Yield attached pictures and videos, then those of link cards; a path where the exporter fetched them."""
    for attachment in list_at(value, "attachments"):
        name, place = text_at(attachment, "fileName") or "", text_at(attachment, "url")
        kind = _ENDINGS.get(name.rpartition(".")[2].lower())
        if kind and place:
            yield _row(channel.source, place, kind)
    for embed in list_at(value, "embeds"):
        for part in ("image", "thumbnail"):
            place = text_at(embed, part, "url")
            if place:
                yield _row(channel.source, place, "card", at(embed, part))


def _row(source: Source, place: str, kind: str, size: Any = None) -> MediaRow:
    is_address = "://" in place
    path = place.replace("\\", "/")
    return MediaRow(
        place, kind, () if is_address else (beside(source, path),), url=place if is_address else None,
        width=count_at(size, "width") or None, height=count_at(size, "height") or None,
    )  # fmt: skip


def _reactions(value: JsonObject) -> int | None:
    counts = [count_at(entry, "count") for entry in list_at(value, "reactions")]
    return sum(count or 0 for count in counts) if counts else None


READER = Reader(
    "discord_json",
    platform="discord",
    sniff=sniff,
    read=read,
    title="Discord channel (DiscordChatExporter)",
    how_to_get="DiscordChatExporter: export a channel as JSON, with assets downloaded.",
    lacks="who wrote the original of a forward; deleted messages; pictures unless assets were downloaded",
)
