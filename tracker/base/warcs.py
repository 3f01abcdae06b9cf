"""Web archives (WARC) as containers: what servers answered are the members, so every reader works on them.

A member's name is the number of its record and the address without its query: `12/host.example/api/posts`.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, unquote, urlsplit

from tracker.base.codecs import CutOffStreamError
from tracker.base.containers import Unread
from tracker.base.forward import Cursor, ForwardContainer
from tracker.base.httpbody import Chunked, Inflated
from tracker.base.limits import KIB
from tracker.base.meter import Rules
from tracker.base.warclist import DamagedWarcError, WarcRecord, records

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.base.containers import Stream
    from tracker.base.meter import Budget

_HELD: Final = frozenset({"response", "resource", "conversion"})
"""Kinds of records that hold what was fetched."""
_DRESS: Final = re.compile(
    r"text/css|(?:text|application)/(?:x-)?(?:java|ecma)script|(?:application/)?(?:x-)?font|text/dns"
)
_REVISIT: Final = Unread("revisits", "the answer was the one fetched before, and was not kept again")
_PIECE_OF_RECORD: Final = Unread("parts of records", "records in several pieces are not put together")
_PRIVATE: Final = re.compile(
    r"""
    /graphql/[^/?]+/\w*(?: D[Mm]s?(?![a-z]) | XChat | DirectMessage | Inbox )  # X, by the name of the question
    | (?i: (?<!/r) / (?: messages | chats | conversations | dm | dm_conversations | direct_messages | direct_v2
               | chat_messages | chat_conversations? | messaging | webim | i/chat | api/(?:im|chat) | timelines/direct
               | _matrix ) (?: \.json )? (?= [/?#] | $ )
         | ://[^/]+/+message (?= [/?#] | $ )      # Reddit's inbox; deeper it is a title
         | instagram\.com/+direct (?= [/?#] | $ )
         | discord (?: app )? \.com/+ (?: api/+ (?: v\d+/+ )? )? (?: channels | users/+@me )
         | /chat\.bsky\. | ://api\.bsky\.chat/ | ://chat\.reddit\.com/
         | ://web\.(?:telegram\.org|whatsapp\.com)/ | ://(?:www\.)?messenger\.com/ )
    """,
    re.VERBOSE,
)
"""Where sites answer with private messages. Discord's servers cannot be told from them by the address."""
_OK: Final = frozenset({200, 201, 202, 203})
_PLAIN: Final = frozenset({"", "identity", "gzip", "x-gzip", "zstd", "deflate"})
"""Ways of packing an answer that are undone; gzip and zstd by whoever opens a member, as for any file."""
_UNFIT: Final = re.compile(r"[\x00-\x20\x7f\\]")
_LONG: Final = 300
_ENDS: Final = 140
"""Characters kept of the begin and of the end of a longer name."""
_PIECE: Final = 64 * KIB
_BETWEEN: Final = 8
"""Bytes of line ends that may follow a record."""
_GZIP: Final = zlib.MAX_WBITS | 16
_WHOLE: Final = (
    "it is compressed as one piece, not record by record as the standard for web archives asks (ISO 28500); "
    "it was read nonetheless"
)


class AnswersContainer(ForwardContainer):
    """What servers answered, as members: dated by the fetching, and found by the address that was asked for."""

    def __init__(self, budget: Budget, opener: Callable[[], Stream], prefix: str = "") -> None:
        super().__init__(budget, opener, prefix)
        self._records: dict[str, WarcRecord] = {}
        self._addresses: dict[str, str] = {}

    def fetched_us(self, name: str) -> int | None:
        """Return when an answer was fetched."""
        return self._records[name].fetched_us

    def member_at(self, address: str) -> str | None:
        """Return the first answer that came from an address."""
        return self._addresses.get(address)

    def _tell(self, left_out: Counter[Unread]) -> None:
        """Say what was left out, each kind once with its count."""
        for left, count in sorted(left_out.items()):
            self.unread.append(Unread(f"{self.prefix}({left.member})", f"{count} x {left.why}"))


class WarcContainer(AnswersContainer):
    """The answers in a web archive, compressed or not.

    Parameters
    ----------
    budget, prefix
        As for every container.
    opener
        Opens the decompressed stream.
    packed
        Opens it as it lies there, compressed or not.

    """

    kind = "warc"

    def __init__(
        self, budget: Budget, opener: Callable[[], Stream], packed: Callable[[], Stream], prefix: str = ""
    ) -> None:
        super().__init__(budget, opener, prefix)
        first = self._list()
        if first is not None and _is_one_piece(packed(), first):
            self.notes.append(_WHOLE)

    def _list(self) -> WarcRecord | None:
        """Find the answers; return the first record of all."""
        cursor, first = Cursor(self._opener()), None
        left_out: Counter[Unread] = Counter()
        found: list[tuple[str, WarcRecord]] = []
        try:
            for record in records(cursor):
                first = first or record
                why = why_left_out(record)
                if why is not None:
                    left_out[why] += 1
                elif record.kind in _HELD:
                    found.append((member_name(record), record))
                    self._check_count(len(found))
        except (DamagedWarcError, CutOffStreamError) as fault:
            self.notes.append(f"the web archive is cut off or damaged: {fault}")
        finally:
            cursor.close()
        self._tell(left_out)
        self._enter(found)
        return first

    def _enter(self, found: list[tuple[str, WarcRecord]]) -> None:
        self.names = tuple(self._admit(name for name, _ in found))
        for name, record in found:
            self._records.setdefault(name, record)
            self._addresses.setdefault(record.uri or name, name)
            if record.cut:
                self.notes.append(f"{name}: the archiver kept only its begin ({record.cut})")

    def size(self, name: str) -> int | None:
        """Return the size of an answer, unless it is packed."""
        record = self._records[name]
        return None if record.fields.keys() & {"content-encoding", "transfer-encoding"} else record.size

    def raw(self, name: str) -> Stream:
        """Open the body of an answer, put together from its chunks."""
        record = self._records[name]
        stream = self.part(record.offset, record.size)
        if record.fields.get("transfer-encoding", "").lower() == "chunked":
            stream = Chunked(stream)
        if record.fields.get("content-encoding", "").lower() == "deflate":
            stream = Inflated(stream)
        rules = Rules(self.budget.limits.max_member, bytes_in=lambda: record.size)
        return self._metered(stream, name, rules)


def why_left_out(record: WarcRecord) -> Unread | None:
    """Return what a record is that holds no post by its nature, and why; None for what may hold some."""
    packing = record.fields.get("content-encoding", "").lower()
    content = record.fields.get("content-type", "").lower()
    if record.kind in {"revisit", "continuation"} or "warc-segment-number" in record.fields:
        return _REVISIT if record.kind == "revisit" else _PIECE_OF_RECORD
    if record.kind not in _HELD:
        return None
    if _PRIVATE.search(unquote(record.uri)):
        return Unread("private messages", "private messages are never read")
    if record.status is not None and record.status not in _OK:
        return Unread("errors", "errors, redirections and parts of files")
    if not record.size or _DRESS.match(content):
        return Unread("styles", "styles, scripts, fonts and empty answers")
    return None if packing in _PLAIN else Unread("packed answers", f"packed as {packing[:20]}, which is not undone")


def member_name(record: WarcRecord) -> str:
    """Return a member's name: the number of its record, then the address without scheme and query.

    A picture's format, where it stands in the query alone, becomes its ending, as collectors save it.
    """
    address = _UNFIT.sub(lambda sign: f"%{ord(sign[0]):02X}", record.uri)
    try:
        parts = urlsplit(address)
        path, query = f"{parts.netloc}{parts.path}", parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        path, query = address, {}
    ending = query.get("format", [""])[0]
    if ending.isalnum() and "." not in path.rpartition("/")[2]:
        path = f"{path}.{ending}"
    path = re.sub("/{2,}", "/", path.replace("..", "%2E%2E")).strip("/")
    return f"{record.number}/{path if len(path) <= _LONG else f'{path[:_ENDS]}~{path[-_ENDS:]}'}"


def _is_one_piece(packed: Stream, first: WarcRecord) -> bool:
    """Tell whether the first piece of a gzip stream goes on after the first record."""
    decoder, size = zlib.decompressobj(_GZIP), 0
    with packed:
        while size <= first.end + _BETWEEN and not decoder.eof and (piece := packed.read(_PIECE)):
            try:
                size += len(decoder.decompress(piece))
            except zlib.error:
                return False
    return size > first.end + _BETWEEN
