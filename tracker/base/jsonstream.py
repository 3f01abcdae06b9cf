"""The elements of a JSON array inside a document of any size, without loading the document.

A vectorised scan finds quotes, brackets and commas chunk by chunk; only those above the elements reach
Python, so that the cost follows the bytes and not their structure. The elements are not parsed here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tracker.base.limits import REJECT_HEAD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHUNK: Final = 1 << 20
_QUOTE, _OPEN, _CLOSE, _COMMA, _BACKSLASH = 1, 2, 3, 4, 5
_KINDS: Final = np.zeros(256, np.uint8)
for _letters, _kind in ((b'"', _QUOTE), (b"{[", _OPEN), (b"}]", _CLOSE), (b",", _COMMA), (b"\\", _BACKSLASH)):
    _KINDS[list(_letters)] = _kind
_MARK, _AND, _OBJECT, _ARRAY = b'",{['
_BLANK: Final = b" \t\r\n"
_PAIRS: Final = {ord("}"): ord("{"), ord("]"): ord("[")}
_MAX_KEY: Final = 1024  # bytes: a longer key above the elements is no step of any path


class Element(NamedTuple):
    """One value found at the path."""

    raw: bytes
    """Its bytes; only the first 200 where it was longer than the limit."""
    offset: int
    """First byte in the stream."""
    length: int
    whole: bool
    """False where it was longer than the limit: `raw` is then only its head."""
    sha256: bytes | None = None
    """SHA-256 of all its bytes, where `raw` is only the head."""


class CutOffError(ValueError):
    """The document ends, or breaks, before its brackets are closed; what came before was yielded.

    `element` is the head of what was begun and not ended, if anything of it was read; `reason` says of it why.
    """

    def __init__(self, message: str, element: Element | None = None, reason: str = "") -> None:
        super().__init__(message)
        self.element = element
        self.reason = reason or message


class Token(NamedTuple):
    """A structural byte above the elements, outside strings unless it is a quote."""

    byte: int
    offset: int


@dataclass
class _Scan:
    """Where the scan stands between two chunks."""

    deepest: int
    inside: int = 0
    escaped: bool = False
    depth: int = 0


def elements(
    read: Callable[[int], bytes], path: tuple[str, ...], max_element: int, max_single: int | None = None
) -> Iterator[Element]:
    """Yield each element of the arrays at `path`, in order; a single object at the path is yielded itself.

    Parameters
    ----------
    read
        Returns up to n bytes of UTF-8 (or ASCII-compatible) text, nothing at the end.
    path
        Keys, and `*` for every element of an array.
    max_element
        Bytes of one element; a longer one is yielded as its head with `whole` false.
    max_single
        The same for a single object at the path; None means `max_element`.

    Raises :class:`CutOffError` at the end where brackets are left open or do not match.

    """
    walk = _Walk(path, max_element, max_single or max_element)
    scan = _Scan(deepest=len(path) + 1)
    offset = 0
    while chunk := read(CHUNK):
        start = 0
        if scan.depth == 0 and not walk.started:
            start = _first_bracket(chunk)
            if start < 0:
                offset += len(chunk)
                continue
            walk.started = True
        walk.feed(chunk, offset)
        try:
            for token in _tokens(chunk, start, offset, scan):
                found = walk.step(token)
                if found is not None:
                    yield found
        except CutOffError as fault:
            raise CutOffError(str(fault), walk.begun(offset + len(chunk))) from fault
        offset += len(chunk)
        walk.release(offset)
    if walk.stack or scan.inside:
        message = f"the document is cut off at byte {offset}: {len(walk.stack)} brackets are open"
        raise CutOffError(message, walk.begun(offset), "the file ends inside this record")


def top_keys(read: Callable[[int], bytes], most: int) -> tuple[str, ...]:
    """Return the keys of a top-level JSON object, in order, looking at no more than `most` bytes."""
    left = most

    def bounded(size: int) -> bytes:
        nonlocal left
        piece = read(min(size, left)) if left > 0 else b""
        left -= len(piece)
        return piece

    walk = _Walk(("*", "*"), 0, 0)  # a path that no object matches: only the keys are followed
    try:
        scan = _Scan(deepest=1)
        offset = 0
        while chunk := bounded(CHUNK):
            start = 0 if walk.started else _first_bracket(chunk)
            walk.started = walk.started or start >= 0
            if walk.started:
                walk.feed(chunk, offset)
                for token in _tokens(chunk, max(start, 0), offset, scan):
                    walk.step(token)
            offset += len(chunk)
            walk.release(offset)
    except CutOffError:
        pass
    return tuple(walk.root_keys)


def _first_bracket(chunk: bytes) -> int:
    places = [place for place in (chunk.find(b"["), chunk.find(b"{")) if place >= 0]
    return min(places, default=-1)


def _tokens(chunk: bytes, start: int, offset: int, scan: _Scan) -> Iterator[Token]:
    """Yield the structural bytes at or above `scan.deepest`, and carry the state to the next chunk."""
    codes = np.frombuffer(chunk, np.uint8)[start:]
    kinds = _KINDS[codes]
    places = np.flatnonzero(kinds)
    if scan.escaped and len(places) and places[0] == 0:
        places = places[1:]
    found = kinds[places]
    scan.escaped = False
    if (found == _BACKSLASH).any():
        places, found = _unescaped(places, found, len(codes), scan)
    quotes = found == _QUOTE
    parity = np.bitwise_xor.accumulate(quotes.view(np.uint8)) ^ scan.inside
    outside = (parity == 0) & ~quotes
    steps = ((found == _OPEN) & outside).astype(np.int8) - ((found == _CLOSE) & outside)
    after = np.cumsum(steps, dtype=np.int32) + scan.depth
    level = np.where(steps < 0, after + 1, after)
    keep = np.flatnonzero((outside | quotes) & (level <= scan.deepest))
    if len(places):
        scan.inside, scan.depth = int(parity[-1]), int(after[-1])
    shallow = places[keep]
    base = offset + start
    for byte, place in zip(codes[shallow].tolist(), shallow.tolist(), strict=True):
        yield Token(byte, base + place)


def _unescaped(
    places: np.ndarray, found: np.ndarray, size: int, scan: _Scan
) -> tuple[np.ndarray, np.ndarray]:
    """Drop what a backslash escapes, and the backslashes; a run of them escapes in turn."""
    slashes = places[found == _BACKSLASH]
    first = np.ones(len(slashes), bool)
    first[1:] = np.diff(slashes) != 1
    index = np.arange(len(slashes))
    run = np.maximum.accumulate(np.where(first, index, 0))
    escaping = slashes[(index - run) % 2 == 0]
    scan.escaped = bool(len(escaping) and escaping[-1] == size - 1)
    escaped = np.zeros(size + 1, bool)
    escaped[escaping + 1] = True
    keep = (found != _BACKSLASH) & ~escaped[places]
    return places[keep], found[keep]


@dataclass
class _Level:
    """One open bracket above the elements."""

    bracket: int
    matches: int
    """How many steps of the path lead here; -1 where it is off the path."""
    key: str | None = None


@dataclass
class _Walk:
    """Follows the path through the shallow tokens and cuts the elements out of the chunks."""

    path: tuple[str, ...]
    max_element: int
    max_single: int
    started: bool = False
    stack: list[_Level] = field(default_factory=list)
    root_keys: list[str] = field(default_factory=list)
    _held: bytearray = field(default_factory=bytearray)
    _held_at: int = 0
    _quote: int | None = None
    _value: int | None = None
    _single: int | None = None
    _long: _Long | None = None

    def feed(self, chunk: bytes, offset: int) -> None:
        if not self._held:
            self._held_at = offset
        self._held += chunk

    def step(self, token: Token) -> Element | None:
        """Take one token; return the element that it ends."""
        byte, offset = token
        if byte == _MARK:
            self._take_quote(offset)
            return None
        if byte in b"{[":
            self._open(byte, offset)
            return None
        return self._separate(offset) if byte == _AND else self._close(byte, offset)

    def _take_quote(self, offset: int) -> None:
        if self._quote is None:
            self._quote = offset
            return
        level = self.stack[-1] if self.stack else None
        if level is not None and level.bracket == _OBJECT and level.key is None:
            text = self._bytes(self._quote + 1, offset) if offset - self._quote <= _MAX_KEY else b""
            level.key = text.decode("utf-8", "replace")
            if len(self.stack) == 1:
                self.root_keys.append(level.key)
        self._quote = None

    def _open(self, byte: int, offset: int) -> None:
        above = self.stack[-1] if self.stack else None
        matches = 0 if above is None else self._matches(above)
        self.stack.append(_Level(byte, matches))
        if matches != len(self.path):
            return
        if byte == _ARRAY:
            self._value = offset + 1
        elif self._single is None:
            self._single = offset

    def _matches(self, above: _Level) -> int:
        if above.matches < 0 or above.matches >= len(self.path):
            return -1
        step = self.path[above.matches]
        fits = step == "*" if above.bracket == _ARRAY else step == above.key
        return above.matches + 1 if fits else -1

    def _separate(self, offset: int) -> Element | None:
        if not self.stack:
            return None
        level = self.stack[-1]
        if level.bracket == _OBJECT:
            level.key = None
            return None
        return self._end_element(level, offset, offset + 1)

    def _close(self, byte: int, offset: int) -> Element | None:
        if not self.stack or self.stack[-1].bracket != _PAIRS[byte]:
            raise CutOffError(f"the brackets do not match at byte {offset}")
        level = self.stack.pop()
        if level.bracket == _ARRAY:
            return self._end_element(level, offset, None)
        if level.matches == len(self.path) and self._single is not None:
            start, self._single = self._single, None
            return self._cut(start, offset + 1, self.max_single)
        return None

    def _end_element(self, level: _Level, offset: int, following: int | None) -> Element | None:
        if level.matches != len(self.path) or self._value is None:
            return None
        start, self._value = self._value, following
        found = self._cut(start, offset, self.max_element)
        return found if found.length else None

    def begun(self, end: int) -> Element | None:
        """Return the head of what is begun and not ended at `end`; None where nothing of it is there."""
        start = self._value if self._value is not None else self._single
        if start is None:
            return None
        found = self._cut(start, end, REJECT_HEAD)
        return found if found.length else None

    def _cut(self, start: int, stop: int, most: int) -> Element:
        if self._long is not None or stop - start > most:
            return self._cut_long(start, stop)
        raw = self._bytes(start, stop)
        kept = raw.strip(_BLANK)
        return Element(kept, start + len(raw) - len(raw.lstrip(_BLANK)), len(kept), whole=True)

    def _cut_long(self, start: int, stop: int) -> Element:
        long = self._long or _Long(start)
        long.add(self._bytes(max(start, long.upto), stop))
        self._long = None
        return Element(long.head[:REJECT_HEAD], start, stop - start, whole=False, sha256=long.sha256.digest())

    def _bytes(self, start: int, stop: int) -> bytes:
        return bytes(memoryview(self._held)[start - self._held_at : stop - self._held_at])

    def release(self, end: int) -> None:
        """Forget the bytes that no open element needs any more."""
        starts = [place for place in (self._value, self._single, self._quote) if place is not None]
        start = min(starts, default=end)
        most = self.max_single if self._single is not None else self.max_element
        if self._value is None and self._single is None:
            start = max(start, end - _MAX_KEY)
        elif end - start > most:
            self._long = self._long or _Long(start)
            self._long.add(self._bytes(max(start, self._long.upto), end))
            start = end
        del self._held[: start - self._held_at]
        self._held_at = start


class _Long:
    """An element beyond the limit: its head and its digest, not its bytes."""

    def __init__(self, start: int) -> None:
        self.upto = start
        self.head = b""
        self.sha256 = hashlib.sha256()

    def add(self, piece: bytes) -> None:
        self.head = (self.head + piece[:REJECT_HEAD])[:REJECT_HEAD]
        self.sha256.update(piece)
        self.upto += len(piece)
