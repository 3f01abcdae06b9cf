"""WhatsApp chat as text (`_chat.txt`, `WhatsApp Chat with ....txt`), alone or in a zip with its files.

Seen: exports of Android and iOS parsers' test sets. Dates are written as the phone was set: their order is decided
over the whole file (`ingest.chat_dates`), so that a file is read twice. Times are the phone's wall clock. Members
are known by the names in one person's address book, or by their numbers: they are protected, always.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from tracker.base.clock import DAY_US, Stated, impossible, parse_iso
from tracker.base.errors import UnreadableError
from tracker.ingest import whatsapp_words as words
from tracker.ingest.chat_dates import ChatDates, Written, order_of
from tracker.ingest.companions import beside
from tracker.ingest.reader import (
    FORWARDS_UNMARKED,
    Match,
    MediaRow,
    PostRow,
    Reader,
    Record,
    Reference,
    Reject,
    Row,
    Service,
    kind_of,
)

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from tracker.ingest.reader import Source

_MARK: Final = "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff"
_HALF: Final = (
    r"[ap]\.?\s?m\b\.?|上午|下午|凌晨|清晨|早上|中午|晚上|午前|午後|오전|오후|[صم]|[قب]\.?\s?ظ\.?|d[eu]\.|ö[öös]"
    r"|sa\b|ch\b|[πμ]\.?\s?μ\.?|[pm]d\b|पूर्वाह्न|अपराह्न"
)
_HEADER: Final = re.compile(
    rf"[{_MARK}]*(?P<open>\[)?[{_MARK}]*(?P<a>\d{{1,4}})[{_MARK}]*(?P<sep>[./-]\s?)[{_MARK}]*(?P<b>\d{{1,2}})"
    rf"[{_MARK}]*(?P=sep)[{_MARK}]*(?P<c>\d{{1,4}})\.?[{_MARK}]*[,،]?[\s{_MARK}]*(?:(?:klo|um|at|às|kl\.?)\s)?"
    rf"(?P<before>{_HALF})?\s?(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}}))?"
    rf"\s?(?P<after>{_HALF})?[{_MARK}]*(?(open)\]\s?|\s[-\u2013]\s)",
    re.IGNORECASE,
)
_BEGUN: Final = re.compile(rf"[{_MARK}]*\[?[{_MARK}]*(?:\d[\d\s./:,،{_MARK}-]*[^\W\d_]{{0,4}}[\d\s.:{_MARK}-]*)?")
"""What may be the beginning of another message, where a file ends inside it."""
_NAMED: Final = re.compile(r"(?P<name>[^:\"“«\n]{1,80}?):(?: |(?!//|\d))(?P<body>.*)", re.DOTALL)
_FILE: Final = r"[^<>/\\|\n]{1,200}\.\w{2,5}"
_MARKED_FILE: Final = re.compile(rf"\u200e<[^<>:\n]{{2,40}}:\s?(?P<file>{_FILE})>")
_PLAIN_FILE: Final = re.compile(
    rf"\u200e?(?P<file>(?:IMG|VID|STK|AUD|PTT|DOC)-\d{{8}}-WA\d+\.\w{{2,5}})(?: \([^()\n]*\)?)?(?:\n|$)"
    rf"|\u200e?(?P<other>{_FILE}) \((?:{'|'.join(map(re.escape, words.ATTACHED))})\)(?:\n|$)",
    re.IGNORECASE,
)
_FILE_BEGINS: Final = ("img-20", "vid-20", "stk-20", "aud-20", "ptt-20", "doc-20")
_OPEN_MARK: Final = re.compile(r"\u200e(?:<[^<>\n]*)?$")
_EDITED: Final = re.compile(r"\s?\u200e<[^<>\n]+>$")
_DATED_NAME: Final = re.compile(r"(?:IMG|VID|STK|AUD|PTT|DOC)-(\d{4})(\d\d)(\d\d)-WA|-[A-Z]+-(\d{4})-(\d\d)-(\d\d)-")
_PHONE: Final = re.compile(r"~?\s?\+?[\d\s().-]{6,24}")
_BRACKETS: Final = " \u200e<>.\r\n\t\xa0"
_SHORT: Final = 2  # digits of a day, a month, a short year
_SHORT_YEAR_FIRST: Final = frozenset({"/", ". "})
"""Signs between the numbers in Basque and Korean, the languages whose short dates begin with `26`."""
_KINDS: Final = {
    "jpg": "image", "jpeg": "image", "png": "image", "webp": "image", "heic": "image", "gif": "gif",
    "mp4": "video", "mov": "video", "3gp": "video", "mkv": "video", "webm": "video",
}  # fmt: skip
_FIRST_US: Final = parse_iso("2009-01-01").us or 0
"""WhatsApp began in 2009: no date is earlier."""
_LAST_US: Final = parse_iso("2100-01-01").us or 0
_ONE_CLOCK: Final = "one_clock"
"""Mark of a time that the phone which exported shows: one clock, in whatever zone, wrote all times of the file."""
_PIECE: Final = 1 << 16
_LONGEST: Final = 1 << 20  # bytes of one line, and of one message
_DATE_HEAD: Final = 400  # bytes of a line in which its header ends


class _Message(NamedTuple):
    """The lines of one message, as bytes of the file."""

    record: Record
    fault: str | None = None
    """Why it cannot be read: it ends inside a line, or belongs to no message."""


class _Chat(NamedTuple):
    """What the first reading of a file learned."""

    orders: ChatDates
    members: frozenset[str]
    """Names under which somebody wrote: the notice of encryption stands under the group's own name."""
    first: int
    """Offset of the first message: the notice of encryption may carry a name."""


def sniff(source: Source) -> Match | None:
    """Claim a text whose first line begins as a message does: date, time, and what separates them from the rest."""
    line = source.head.lstrip().partition(b"\n")[0].decode("utf-8", "replace")
    return Match("begins with the date and time of a message") if _HEADER.match(line) else None


def read(source: Source) -> Iterator[Row]:
    """Yield the messages; system lines are service, what belongs to no message is a reject."""
    chat = _learn(source)
    if source.settings.zone is None:
        source.note("times are the wall clock of the phone that exported; say which with --tz")
    unclear = chat.orders.open_example()
    if unclear is not None:
        shown, readings = "/".join(unclear.fields), " or ".join(chat.orders.readings(unclear))
        source.note(
            f"nothing in the file tells which number is the day: {shown} may be {readings}, so it is unknown; "
            "say --map created_at=DD/MM/YYYY (or MM/DD/YYYY, YYYY/MM/DD)"
        )
    for message in _messages(source):
        yield _row(source, chat, message)


def _learn(source: Source) -> _Chat:
    """Read the file once for what single messages do not tell: the order of dates, and who is a member."""
    orders = ChatDates(_FIRST_US, (source.settings.now_us or _LAST_US) + DAY_US)
    wrote: Counter[str] = Counter()
    first, notice = -1, None
    for record, fault in _messages(source):
        text = record.raw.decode("utf-8", "replace")
        header = _HEADER.match(text)
        if header is None or fault:
            continue
        named = _NAMED.fullmatch(text, header.end())
        file = _attached(named["body"]) if named else None
        orders.see(_written(header), _date_in(file[0]) if file else None)
        if first < 0:
            first = record.offset
            notice = _bare(named["name"]) if named and _is_notice(named["body"]) else None
        if named and (file or not named["body"].startswith("\u200e")):
            wrote[_bare(named["name"])] += 1
    orders.settle(order_of(source.settings.columns.get("created_at", "")))
    return _Chat(orders, frozenset(name for name, count in wrote.items() if name != notice or count > 1), first)


def _messages(source: Source) -> Iterator[_Message]:
    """Cut the file into messages: a line that begins with date and time, and the lines under it."""
    with source.open() as stream:
        lines: list[bytes] = []
        offset, size, number = source.mark_length, 0, 0
        for raw, fault in _lines(source, cast("io.BufferedReader", stream)):
            begins = fault or _HEADER.match(raw[:_DATE_HEAD].decode("utf-8", "replace"))
            if lines and (begins or size + len(raw) > _LONGEST):
                yield _message(lines, offset, number)
                offset, number, size, lines = offset + size, number + len(lines), 0, []
            lines.append(raw)
            size += len(raw)
            if fault:
                yield _message(lines, offset, number, fault)
                offset, number, size, lines = offset + size, number + 1, 0, []
        if lines:
            yield _message(lines, offset, number)


def _message(lines: list[bytes], offset: int, above: int, fault: str | None = None) -> _Message:
    return _Message(Record(b"".join(lines).rstrip(b"\r\n"), offset, above + 1), fault)


def _lines(source: Source, stream: io.BufferedReader) -> Iterator[tuple[bytes, str | None]]:
    """Yield each line with its end; and what is wrong with the last one, where it may be half of one."""
    end = b"\r" if b"\r" in source.head and b"\n" not in source.head else b"\n"
    rest = b""
    try:
        while piece := stream.read1(_PIECE):
            *lines, rest = (rest + piece).split(end)
            yield from ((line + end, None) for line in lines)
            if len(rest) > _LONGEST:
                yield rest, f"a line longer than {_LONGEST} bytes"
                rest = b""
    except UnreadableError:  # noted by the source
        yield from [(rest, "the file is cut off inside this line")] if rest else ()
        return
    if rest:
        yield rest, _fault_of_last(rest)


def _fault_of_last(raw: bytes) -> str | None:
    """Tell whether a line without a line end is cut off where that would make another message of it."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return "the file ends inside a letter of this line"
    header = _HEADER.match(text)
    if header is None:
        begins = _BEGUN.fullmatch(text) or _OPEN_MARK.search(text)
        return "the file ends where another message or a mark may begin" if begins else None
    named = _NAMED.fullmatch(text, header.end())
    return "the file ends inside this line" if named and _may_go_on(named["body"]) else None


def _may_go_on(body: str) -> bool:
    """Tell whether the end of a line is missing that would make a mark or a file of what stands there."""
    if _OPEN_MARK.search(body):
        return True
    if body.endswith(")") or _folded(body) in words.DELETED | words.FORWARDED or _MARKED_FILE.search(body):
        return False
    begun = body.strip().casefold()
    begins = any(mark.startswith(begun.lstrip("<")) for mark in (*words.DELETED, *words.LEFT_OUT, *_FILE_BEGINS))
    return begins or begun.startswith(_FILE_BEGINS) or body.startswith("\u200e")


def _row(source: Source, chat: _Chat, message: _Message) -> Row:
    record = message.record
    if message.fault:
        return Reject(record, message.fault)
    try:
        text = record.raw.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as failure:
        return Reject(record, f"not UTF-8 text: {failure.reason} at byte {failure.start} of the message")
    header = _HEADER.match(text)
    if header is None:
        return Reject(record, "no date and time at its beginning, and no message above it that it could belong to")
    named = _NAMED.fullmatch(text, header.end())
    if named is None or _is_system(chat, record, named):
        return Service(record, "system line of the chat")
    return _post(source, record, _stated(source, chat, header), named)


def _is_system(chat: _Chat, record: Record, named: re.Match[str]) -> bool:
    """Tell whether a line with a name is WhatsApp's own: marked, of no known sort (a call, somebody left)."""
    body = named["body"].strip("\r\n ")
    if not body.startswith("\u200e"):
        is_first = record.offset == chat.first and _bare(named["name"]) not in chat.members
        return is_first and _is_notice(body)
    mark = _folded(body)
    known = _attached(body) or mark in words.DELETED or mark in words.LEFT_OUT
    return not (known or "\n" in body or mark in words.FORWARDED)


def _is_notice(body: str) -> bool:
    folded = body.casefold()
    return any(word in folded for word in words.ENCRYPTED)


def _post(source: Source, record: Record, stated: Stated, named: re.Match[str]) -> PostRow:
    name, (text, flags, media) = _bare(named["name"]), _content(source, named["body"].strip("\r\n "))
    references: tuple[Reference, ...] = ()
    mark, _, rest = (text or "").partition("\n")
    if mark.startswith("\u200e") and _folded(mark) in words.FORWARDED:
        references, text = (Reference("forward", scope="root"),), rest
    phone = "".join(filter(str.isdecimal, name)) if _PHONE.fullmatch(name) else None
    if phone:  # a whole number is never shown, not even where a program reads the answers
        name = f"number ending in {phone[-2:]}"
    return PostRow(
        platform="whatsapp", native_id="", record=record, stated=stated, protected=True,
        account=phone, handle=name, name=name, kind=kind_of(references),
        text=(text or "").strip(" \u200e\r\n") or None, references=references, media=media,
        flags=(*flags, FORWARDS_UNMARKED),
    )  # fmt: skip


def _content(source: Source, body: str) -> tuple[str | None, tuple[str, ...], tuple[MediaRow, ...]]:
    """Return the words of a message, marks on it, and its file."""
    found = _attached(body)
    if found is not None:
        file, caption = found
        kind = _KINDS.get(file.rpartition(".")[2].lower())
        row = MediaRow(file, kind, (beside(source, file),)) if kind else None
        return caption, (), (row,) if row else ()
    mark = _folded(body)
    if mark in words.DELETED:
        return None, ("deleted",), ()
    if mark in words.LEFT_OUT:
        kind = words.LEFT_OUT[mark]
        why = "left out of the export"
        return None, ("media_left_out",), (MediaRow(body.strip(_BRACKETS), kind, missing_reason=why),) if kind else ()
    edited = _EDITED.search(body)
    return (body[: edited.start()], ("edited",), ()) if edited else (body, (), ())


def _attached(body: str) -> tuple[str, str] | None:
    """Return the name of the file that was sent, and the words beside it."""
    found = _MARKED_FILE.search(body)
    if found is not None:
        return found["file"], f"{body[: found.start()]}{body[found.end() :]}".strip()
    plain = _PLAIN_FILE.match(body)
    return (plain["file"] or plain["other"], body[plain.end() :].strip()) if plain else None


def _date_in(file: str) -> str | None:
    found = _DATED_NAME.search(file)
    return "-".join(part for part in found.groups() if part) if found else None


def _folded(body: str) -> str:
    return body.strip(_BRACKETS).casefold()


def _bare(name: str) -> str:
    """Return a name without the marks of direction that are written around it."""
    return re.sub(f"[{_MARK}]", "", name).strip()


def _written(header: re.Match[str]) -> Written:
    half = "h" if header["before"] or header["after"] else ""
    a, sep, b, c = header.group("a", "sep", "b", "c")
    lengths = f"{len(a) > _SHORT}{len(c) > _SHORT}"
    return Written(f"{header['open'] or ''}{sep}{lengths}{half}", (a, b, c), sep in _SHORT_YEAR_FIRST)


def _stated(source: Source, chat: _Chat, header: re.Match[str]) -> Stated:
    """Return the time of a message: the phone's wall clock, to a minute or a second."""
    shown = header.group().lstrip(f"{_MARK}[").rstrip(f"{_MARK}] -\u2013")
    written = _written(header)
    day = chat.orders.read(written)
    if day is None:
        if not chat.orders.readings(written):
            return impossible(shown)
        return Stated(None, 86400.0, zone_known=False, raw=shown, flags=("order_ambiguous",))
    second = f":{int(header['second']):02d}" if header["second"] else ""
    clock = f"{_hour(header):02d}:{int(header['minute']):02d}{second}"
    stated = parse_iso(f"{day} {clock}", zone=source.settings.zone)
    if stated.us is not None:
        stated = stated._replace(flags=tuple(sorted({_ONE_CLOCK, *stated.flags})))
    return stated if stated.raw is None else stated._replace(raw=shown)


def _hour(header: re.Match[str]) -> int:
    half = re.sub(r"[\s.]", "", header["before"] or header["after"] or "").casefold()
    hour = int(header["hour"])
    if half in words.AFTERNOON:
        return hour % 12 + 12
    return hour % 12 if half in words.MORNING else hour


READER = Reader(
    "whatsapp_text",
    platform="whatsapp",
    sniff=sniff,
    read=read,
    title="WhatsApp chat as text",
    how_to_get="WhatsApp: open the chat, More, Export chat, with media; the zip or the text file is read as it is.",
    lacks="ids, who answered whom, the time zone (--tz), seconds on Android, who first wrote what was forwarded; "
    "short chats may not tell day from month (--map created_at=DD/MM/YYYY)",
)
