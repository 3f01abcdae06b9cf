"""One member of an input, as a reader sees it: the `Source` of `ingest.reader` over `base.files`."""

from __future__ import annotations

import codecs
import hashlib
import io
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, cast

from tracker.base.codecs import CutOffStreamError
from tracker.base.containers import Container, MemoryContainer
from tracker.base.errors import UnreadableError
from tracker.base.jsonstream import CutOffError, Element, elements, top_keys
from tracker.base.limits import MIB, REJECT_HEAD, SNIFF_BYTES, Limits
from tracker.base.meter import Budget, size_words
from tracker.ingest.reader import ReadSettings, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_CHUNK: Final = MIB
_RETURN: Final = ord("\r")
_BUFFER: Final = 256 * 1024
_KEYS_WITHIN: Final = 64 * MIB
"""How far into a document its top-level keys are looked for: a Telegram export may begin with contacts."""
_SINGLE: Final = 8
"""A document that is one object may be this many times longer than a record."""
_BIG: Final = 2**63
_NO_SETTINGS: Final = ReadSettings()


class Skipped(NamedTuple):
    """A record that no reader was shown: too long, or cut off. It is counted as rejected."""

    offset: int
    length: int
    line: int | None
    head: bytes
    sha256: bytes
    reason: str


class MemberSource:
    """One member of a container; what reading it brings to light is kept beside it.

    Attributes
    ----------
    skipped
        Records that were too long or cut off; the load stage takes them from here.
    notes
        Irregularities, one sentence each.
    complete
        False once the member turned out to be cut off or damaged.
    beside
        Names of the readers that read anything of the same input; set when all of it was looked at.

    """

    def __init__(self, container: Container, name: str, settings: ReadSettings = _NO_SETTINGS) -> None:
        self.name = name
        self.settings = settings
        self.container = container
        self.skipped: list[Skipped] = []
        self.notes: list[str] = []
        self.complete = True
        self.beside: frozenset[str] = frozenset()
        self.captured_us: int | None = container.fetched_us(name)
        self.stated: int | None = None
        self.query: str | None = None
        self._head: bytes | None = None
        self._mark_length: int | None = None
        self._keys: tuple[str, ...] | None = None
        self._skipped_at: set[int] = set()

    @property
    def head(self) -> bytes:
        """The first 64 KiB, decompressed, without a byte-order mark."""
        if self._head is None:
            self._head = self.container.head(self.name).removeprefix(codecs.BOM_UTF8)
        return self._head

    @property
    def mark_length(self) -> int:
        """Bytes of the byte-order mark, which `open` and `head` leave out and offsets count."""
        if self._mark_length is None:
            self._mark_length = len(self.container.head(self.name)) - len(self.head)
        return self._mark_length

    def damage(self) -> str | None:
        """Return why not even its first 64 KiB can be read whole; None where they can."""
        try:
            with self.open() as stream:
                stream.read(SNIFF_BYTES)
        except UnreadableError as fault:
            return fault.what
        return None

    def forget(self) -> None:
        """Let go of the head; it is read again when it is asked for."""
        self._head = None

    @property
    def size(self) -> int | None:
        """Decompressed size, where it is known before reading."""
        return self.container.size(self.name)

    @property
    def members(self) -> Sequence[str]:
        """Names of all members of the same container, sorted."""
        return sorted(self.container.names)

    def sibling(self, name: str) -> MemberSource | None:
        """Return another member of the same container, or None; its notes are this source's notes."""
        if name not in self.container.names:
            return None
        other = MemberSource(self.container, name, self.settings)
        other.notes, other.skipped = self.notes, self.skipped
        return other

    def open(self) -> BinaryIO:
        """Open the decompressed bytes without a byte-order mark; seekable where it is a plain file."""
        raw = self.container.stream(self.name, self.note)
        stream = io.BufferedReader(cast("io.RawIOBase", _Honest(raw, self)), _BUFFER)
        if stream.peek(3).startswith(codecs.BOM_UTF8):
            stream.read(3)
        return stream

    def lines(self) -> Iterator[Record]:
        """Yield each non-empty line, without its line end; a line over `max_record` goes to `skipped`."""
        most = self._limits.max_record
        with self.container.stream(self.name, self.note) as stream:
            yield from _Lines(self, self.ending(stream.read), most)

    def elements(self, *path: str) -> Iterator[Record]:
        """Yield the raw bytes of each element of the JSON array at `path` (see :class:`reader.Source`)."""
        most = self._limits.max_record
        with self.container.stream(self.name, self.note) as stream:
            try:
                for element in elements(self.ending(stream.read), path, most, most * _SINGLE):
                    if element.whole:
                        yield Record(element.raw, element.offset)
                    else:
                        self._skip_element(element, self._too_long)
            except CutOffError as fault:
                if fault.element is not None:
                    self._skip_element(fault.element, fault.reason)
                raise self.cut_off(str(fault)) from fault

    def keys(self) -> tuple[str, ...]:
        """Return the top-level keys of a JSON object document, without loading it."""
        if self._keys is None:
            with self.container.stream(self.name, lambda _: None) as stream:
                self._keys = top_keys(self.ending(stream.read), _KEYS_WITHIN)
        return self._keys

    def note(self, sentence: str) -> None:
        """Add an irregularity or a remark, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def about(
        self, *, captured_us: int | None = None, query: str | None = None, stated: int | None = None
    ) -> None:
        """Record what the export says of itself."""
        if stated is not None and 0 <= stated < _BIG:
            self.stated = stated
        self.captured_us = self.captured_us if captured_us is None else captured_us
        self.query = self.query if query is None else query

    def cut_off(self, sentence: str) -> UnreadableError:
        """Mark the source as incomplete and return the error that says so."""
        self.complete = False
        self.note(sentence)
        where = f"{self.container.budget.name}: {self.container.prefix}{self.name}"
        return UnreadableError(sentence, where=where, fix="download or copy it again")

    @property
    def _limits(self) -> Limits:
        return self.container.budget.limits

    @property
    def _too_long(self) -> str:
        return f"a record longer than {size_words(self._limits.max_record)}; raise with --max-record"

    def _skip_element(self, element: Element, reason: str) -> None:
        digest = element.sha256 or hashlib.sha256(element.raw).digest()
        head = element.raw[:REJECT_HEAD]
        self.skip(Skipped(element.offset, element.length, None, head, digest, reason))

    def skip(self, record: Skipped) -> None:
        """Count a record as rejected that no reader is shown; once, however often the member is read."""
        if record.offset not in self._skipped_at:
            self._skipped_at.add(record.offset)
            self.skipped.append(record)

    def ending(self, read: Callable[[int], bytes | None]) -> Callable[[int], bytes]:
        """Return a reader for which a cut-off or damaged stream simply ends; the fault is noted."""

        def reader(size: int) -> bytes:
            try:
                return read(size) or b""
            except CutOffStreamError as fault:
                self.cut_off(f"the file is cut off or damaged: {fault}")
                return b""

        return reader


class _Honest(io.RawIOBase):
    """A stream whose faults are those of our own error tree, and are noted."""

    def __init__(self, inner: io.RawIOBase | io.BufferedIOBase, source: MemberSource) -> None:
        self._inner = inner
        self._source = source

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._inner.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def close(self) -> None:
        self._inner.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        try:
            return self._inner.read(size) or b""
        except CutOffStreamError as fault:
            raise self._source.cut_off(f"the file is cut off or damaged: {fault}") from fault

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


class _Lines:
    """Cuts a stream into lines, whatever their length."""

    def __init__(self, source: MemberSource, read: Callable[[int], bytes], most: int) -> None:
        self._source = source
        self._read = read
        self._most = most
        self._offset = 0
        self._number = 0

    def __iter__(self) -> Iterator[Record]:
        rest = b""
        while chunk := self._read(_CHUNK):
            if not self._offset and not rest and chunk.startswith(codecs.BOM_UTF8):
                chunk, self._offset = chunk[3:], 3
            parts = (rest + chunk).split(b"\n") if rest else chunk.split(b"\n")
            rest = parts.pop()
            yield from self._records(parts)
            if len(rest) > self._most:
                rest = self._skip_long(rest)
        *parts, rest = rest.split(b"\n")
        yield from self._records(parts)
        if rest and self._source.complete:
            yield from self._records([rest])
        elif rest:
            self._skip(len(rest), rest, hashlib.sha256(rest), "the file is cut off inside this line")

    def _records(self, parts: list[bytes]) -> Iterator[Record]:
        offset, number, most = self._offset, self._number, self._most
        for raw in parts:
            number += 1
            size = len(raw)
            if size > most:
                self._number = number - 1
                self._offset = offset
                self._skip(size, raw, hashlib.sha256(raw), self._too_long)
            elif raw and not raw.isspace():
                yield Record(raw[:-1] if raw[-1] == _RETURN else raw, offset, number)
            offset += size + 1
        self._offset, self._number = offset, number

    @property
    def _too_long(self) -> str:
        return f"a line longer than {size_words(self._most)}; raise with --max-record"

    def _skip_long(self, begun: bytes) -> bytes:
        """Read on to the line's end without keeping it; return what follows."""
        digest, length = hashlib.sha256(begun), len(begun)
        while chunk := self._read(_CHUNK):
            line, end, following = chunk.partition(b"\n")
            digest.update(line)
            length += len(line)
            if end:
                self._skip(length, begun, digest, self._too_long)
                self._offset += length + 1
                self._number += 1
                return following
        self._skip(length, begun, digest, self._too_long)
        self._offset += length
        return b""

    def _skip(self, length: int, head: bytes, digest: hashlib._Hash, reason: str) -> None:
        self._source.skip(
            Skipped(self._offset, length, self._number + 1, head[:REJECT_HEAD], digest.digest(), reason)
        )


def memory_source(files: dict[str, bytes], name: str, settings: ReadSettings = _NO_SETTINGS) -> MemberSource:
    """Return the source `name` of a container that lies in memory, for tests of readers."""
    return MemberSource(MemoryContainer(Budget("memory", Limits()), files), name, settings)
