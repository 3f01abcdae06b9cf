"""Telegram Desktop export as pages (`messages.html`, `messages2.html`, ...).

Seen: two chats of about 1,200 messages, with and without a zone; the rest after the exporter's source
(`export_output_html.cpp`, 2018-2026). Only these pages say when the original of a forward was sent. The chat's number
is not written: it is taken from a `result.json` of the same export, else the chat is named by its title and its first
message. Whether a chat is public is not told either: members are protected. Inside an account's export, direct
messages are counted and never read.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from tracker.base.clock import UNSTATED, Stated, parse_iso
from tracker.base.errors import UnreadableError
from tracker.base.keys import post_key
from tracker.ingest.companions import beside
from tracker.ingest.fields import refuse
from tracker.ingest.htmltree import Node, tree
from tracker.ingest.reader import (
    BadRecordError,
    Match,
    MediaRow,
    PostRow,
    Reader,
    Record,
    Reference,
    Reject,
    Row,
    Service,
    each,
    kind_of,
)  # fmt: skip

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from tracker.ingest.reader import Source

_BEGINS: Final = re.compile(rb'<div class="message (?:default|service)[^">]*"')
_TAG: Final = re.compile(rb"<div\b|</div>")
_TITLE: Final = re.compile(rb'class="text bold"[^>]*>\s*(.*?)\s*</div>', re.DOTALL)
_FIRST: Final = re.compile(rb'id="message\d+".{0,4000}?title="([^"]*)"', re.DOTALL)
_NUMBER: Final = re.compile(r"message(-?\d+)", re.ASCII)
_GOES_TO: Final = re.compile(r"#go_to_message(\d+)", re.ASCII)
_MOMENT: Final = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?", re.ASCII)
_VIA: Final = re.compile(r" via @\w+$")
_CHAT: Final = re.compile(rb'\s*\{\s*"name"\s*:.{0,2000}?"type"\s*:\s*"(\w+)"\s*,\s*"id"\s*:\s*(\d{1,20})', re.DOTALL)
_GONE: Final = "Deleted Account"
_PUBLIC: Final = frozenset({b"public_channel", b"public_supergroup"})
_SHARED: Final = frozenset({"group", "channel"})
_SHOWN: Final = {"photo_wrap": "image", "sticker_wrap": "image", "video_file_wrap": "video", "animated_wrap": "gif"}
_PICTURES: Final = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")
_PIECE: Final = 1 << 18
_LONGEST: Final = 8 << 20  # bytes of one message
_LISTED: Final = 8 << 20  # bytes of the list of chats


def sniff(source: Source) -> Match | None:
    """Claim pages of a chat's history; the other pages of an export hold no messages."""
    head = source.head
    if b"<title>Exported Data" in head and b'class="history"' in head and b'class="page_wrap' in head:
        return Match("a page `Exported Data` with a chat's history")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield the messages of a page; a page is read alone, whichever others there are."""
    if _is_direct(source):
        source.note("direct messages of the account are not read")
        for record, _ in _blocks(source):
            yield Service(record, "direct message in an account's export: not read")
        return
    page = _Page(source, *_chat_of(source))
    for record, fault in _blocks(source):
        if fault:
            yield Reject(record, fault)
        else:
            yield from each(iter((record,)), page.parse)


def _blocks(source: Source) -> Iterator[tuple[Record, str | None]]:
    """Yield the bytes of each message, from its `<div>` to the `</div>` that closes it; and what is wrong with it."""
    held, offset = b"", source.mark_length
    for piece in _pieces(source):
        held += piece
        done = 0
        while (found := _BEGINS.search(held, done)) and (end := _end(held, found.start())):
            yield Record(held[found.start() : end], offset + found.start()), None
            done = end
        if found and len(held) - found.start() > _LONGEST:
            yield Record(held[found.start() :], offset + found.start()), f"longer than {_LONGEST} bytes"
            done = len(held)
        elif not found:
            done = max(done, held.rfind(b"<"))
        held, offset = held[done:], offset + done
    found = _BEGINS.search(held)
    if found:
        yield Record(held[found.start() :], offset + found.start()), "the file ends inside this message"


def _pieces(source: Source) -> Iterator[bytes]:
    try:
        with source.open() as stream:
            while piece := cast("io.BufferedReader", stream).read1(_PIECE):
                yield piece
    except UnreadableError:  # noted by the source; the message it ends in becomes a reject
        return


def _end(body: bytes, start: int) -> int | None:
    """Return where the `<div>` that begins at `start` is closed."""
    depth = 0
    for found in _TAG.finditer(body, start):
        depth += -1 if found.group() == b"</div>" else 1
        if depth == 0:
            return found.end()
    return None


def _is_direct(source: Source) -> bool:
    """Tell whether a page of an account's export is anything but a group or a channel; unknown counts as direct."""
    folder, chats, chat = source.name.rpartition("/")[0].rpartition("chats/")
    if b"lists/chats.html" not in source.head:
        return False
    listed = source.sibling(f"{folder}lists/chats.html") if chats else None
    if listed is None:
        return True
    with listed.open() as stream:
        page = tree(stream.read(_LISTED).decode("utf-8", "replace"))
    entries = (node for node in page.walk() if node.attributes.get("href", "").endswith(f"{chat}/messages.html"))
    return not any(node.text() in _SHARED for entry in entries for node in entry.walk())


def _chat_of(source: Source) -> tuple[str, bool, bool]:
    """Return what names the chat, whether that is its number, and whether the chat is public."""
    export = source.sibling(beside(source, "result.json"))
    told = _CHAT.match(export.head) if export is not None else None
    if told is not None:
        return told[2].decode(), True, told[1] in _PUBLIC
    first = (source.sibling(beside(source, "messages.html")) or source).head
    title, moment = _TITLE.search(source.head), _FIRST.search(first)
    digest = hashlib.sha256(b"\n".join(found[1] for found in (title, moment) if found)).hexdigest()
    source.note("the page does not tell the chat's number: it is named by its title and its first message")
    return f"html-{digest[:12]}", False, False


@dataclass
class _Page:
    """What holds for every message of a page, and what a joined message takes from the one above it."""

    source: Source
    chat: str
    has_number: bool
    is_public: bool
    author: str | None = field(default=None, init=False)
    forwarded: str | None = field(default=None, init=False)

    def parse(self, record: Record) -> Iterator[Row]:
        try:
            message = tree(record.raw.decode("utf-8")).children[0]
        except UnicodeDecodeError as failure:
            raise BadRecordError(f"not UTF-8 text: {failure.reason} at byte {failure.start}") from failure
        if not isinstance(message, Node):
            raise BadRecordError("no element at its beginning")
        if "service" in message.classes:
            yield Service(record, "chat event")
        else:
            yield self._message(record, message)

    def _message(self, record: Record, message: Node) -> PostRow:
        body, number = message.child("body"), _NUMBER.fullmatch(message.attributes.get("id", ""))
        if body is None or number is None:
            raise refuse("id" if body else "body", message.attributes.get("id"), "`message` and a number, and a body")
        named = body.child("from_name")
        if named is not None:
            self.author = _name(named)
        elif "joined" not in message.classes:
            self.author = None
        inner = body.child("forwarded", "body")
        references = tuple(self._references(body, inner))
        content = inner or body
        words = content.child("text") or content.find("question")
        return PostRow(
            platform="telegram", native_id=f"{self.chat}/{number[1]}", record=record,
            stated=_stated(self.source, body.child("date", "details")),
            account=f"{self.chat}:{self.author}" if self.author and not self.has_number else None,
            name=self.author, protected=not self.is_public, kind=kind_of(references),
            text=words.text() or None if words else None, references=references,
            media=tuple(self._media(content)),
        )  # fmt: skip

    def _references(self, body: Node, inner: Node | None) -> Iterator[Reference]:
        if inner is not None:
            named = inner.child("from_name")
            dated = named.child("date") if named else None
            if named is not None:
                self.forwarded = _name(named, dated)
            moment = _stated(self.source, dated) if dated else UNSTATED
            yield Reference("forward", scope="root", account=self.forwarded, stated=moment)
        else:
            self.forwarded = None
        answer = body.find("reply_to")
        if answer is not None:
            targets = (_GOES_TO.search(node.attributes.get("href", "")) for node in answer.walk())
            number = next((found[1] for found in targets if found), None)
            yield Reference("reply", post_key("telegram", f"{self.chat}/{number}") if number else None)

    def _media(self, content: Node) -> Iterator[MediaRow]:
        wrapped = content.child("media_wrap")
        for node in wrapped.walk() if wrapped else ():
            kind = next((kind for name, kind in _SHOWN.items() if name in node.classes), None)
            if kind:
                yield self._row(node, kind)
            elif "media" in node.classes and _is_picture(node):
                yield self._row(node, "video" if "media_video" in node.classes else "image")

    def _row(self, node: Node, kind: str) -> MediaRow:
        file = node.attributes.get("href", "")
        thumb = next((inner.attributes.get("src") for inner in node.walk() if inner.tag == "img"), None)
        shown = [name for name in ((file, thumb) if kind == "image" else (thumb, file)) if name]
        told = node.find("description") or node.find("status")
        return MediaRow(
            file or f"({told.text() if told else kind})", kind,
            tuple(beside(self.source, name) for name in shown),
            missing_reason=None if shown else (told.text().rstrip(".") if told else None) or "not exported",
        )  # fmt: skip


def _is_picture(node: Node) -> bool:
    """Tell whether a plain entry is a picture or a video: by its sort, or by the file it leads to."""
    file = node.attributes.get("href", "").lower()
    return not node.classes.isdisjoint({"media_photo", "media_video"}) or file.endswith(_PICTURES)


def _name(node: Node, without: Node | None = None) -> str | None:
    name = _VIA.sub("", node.text(without=without))
    return None if name in {"", _GONE} else name


def _stated(source: Source, node: Node | None) -> Stated:
    """Return the time in an element's `title`: with the zone of the exporting computer since 2022."""
    title = node.attributes.get("title", "") if node else ""
    found = _MOMENT.fullmatch(title)
    if found is None:
        raise refuse("date", title, "a time like 01.03.2026 10:00:00 UTC+01:00")
    day, month, year, clock, offset = found.groups()
    stated = parse_iso(f"{year}-{month}-{day} {clock}{offset or ''}", zone=source.settings.zone)
    return stated if stated.raw is None else stated._replace(raw=title)


READER = Reader(
    "telegram_html",
    platform="telegram",
    sniff=sniff,
    read=read,
    title="Telegram Desktop export as pages",
    how_to_get="Telegram Desktop: a chat's menu, Export chat history, HTML; JSON beside it gives the chat's number.",
    lacks="the chat's number and sort, ids of members, the time zone before 2022, views",
)
