"""The members of a tar stream, one after another: ustar, GNU long names and pax, nothing ever extracted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.base.limits import MIB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BLOCK: Final = 512
_MOST_DIGITS: Final = 18
"""Of a length: more bytes than any disk has."""
_MAX_HEADER: Final = MIB
"""Bytes of one extended header; real ones are a few hundred."""
_REGULAR: Final = frozenset(b"0\x007")
_KINDS: Final = {
    ord("1"): "a hard link", ord("2"): "a link", ord("3"): "a device", ord("4"): "a device",
    ord("6"): "a named pipe", ord("S"): "a sparse file",
}  # fmt: skip
_NO_CONTENT: Final = frozenset(b"123456")


class Entry(NamedTuple):
    """One member of a tar."""

    name: str
    offset: int
    """First byte of its content in the tar stream."""
    size: int
    refused: str | None
    """What it is, where it is no regular file."""


class DamagedTarError(OSError):
    """The tar ends too early or a header is damaged; the members before it were yielded."""


def is_tar(head: bytes) -> bool:
    """Tell whether a file begins with a tar header whose checksum is right."""
    return len(head) >= BLOCK and any(head[:BLOCK]) and _checksum_holds(head[:BLOCK])


def _checksum_holds(block: bytes) -> bool:
    stated = _number(block[148:156])
    return stated is not None and stated == sum(block[:148]) + 8 * 32 + sum(block[156:])


def _number(field: bytes) -> int | None:
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.split(b"\0")[0].strip()
    try:
        return int(digits, 8) if digits else 0
    except ValueError:
        return None


def _decimal(field: bytes) -> int | None:
    """Return a number of a pax header; None for what is none or counts more than any disk holds."""
    return int(field) if field.isdigit() and len(field) <= _MOST_DIGITS else None


def _text(field: bytes) -> str:
    return field.split(b"\0")[0].decode("utf-8", "backslashreplace")


@dataclass
class _Extended:
    """What the extended headers before a member say of it."""

    name: str | None = None
    size: int | None = None
    sparse: bool = False


def entries(read: Callable[[int], bytes], skip: Callable[[int], None]) -> Iterator[Entry]:
    """Yield each member that is no folder, in order.

    Parameters
    ----------
    read, skip
        Take exactly n bytes from the stream (fewer only at its end), or pass over them.

    Raises :class:`DamagedTarError` after the last member that could be read.

    """
    offset = 0
    extended = _Extended()
    while True:
        block = read(BLOCK)
        offset += len(block)
        if block and not any(block):
            return
        if not block:
            raise DamagedTarError("the tar ends without its end mark")
        if len(block) < BLOCK or not _checksum_holds(block):
            raise DamagedTarError("the tar is cut off or damaged" if offset > BLOCK else "this is no tar")
        kind, stated = block[156], _number(block[124:136])
        size = stated if extended.size is None or kind in b"xgLK" else extended.size
        if size is None or not 0 <= size < 10**_MOST_DIGITS:
            raise DamagedTarError("a tar header states no size")
        padded = -(-size // BLOCK) * BLOCK
        if kind in b"xgLK":
            _read_extended(kind, _content(read, size, padded), extended)
        else:
            if kind != ord("5"):
                yield _entry(block, kind, offset, size, extended)
            if kind in _NO_CONTENT:
                padded = 0
            elif kind == ord("S"):
                offset += _skip_sparse_maps(read, block)
            skip(padded)
            extended = _Extended()
        offset += padded


def _skip_sparse_maps(read: Callable[[int], bytes], block: bytes) -> int:
    """Pass over the blocks that continue the map of an old GNU sparse file; return their bytes."""
    passed, more = 0, block[482]
    while more:
        block = read(BLOCK)
        if len(block) < BLOCK:
            raise DamagedTarError("the tar is cut off")
        passed, more = passed + BLOCK, block[504]
    return passed


def _entry(block: bytes, kind: int, offset: int, size: int, extended: _Extended) -> Entry:
    prefix = _text(block[345:500]) if block[257:262] == b"ustar" and block[257:265] != b"ustar  \0" else ""
    name = extended.name or (f"{prefix}/" if prefix else "") + _text(block[:100])
    refused = None if kind in _REGULAR else _KINDS.get(kind, "of a kind that is no regular file")
    if extended.sparse:
        refused = _KINDS[ord("S")]
    return Entry(name, offset, size, refused)


def _content(read: Callable[[int], bytes], size: int, padded: int) -> bytes:
    if size > _MAX_HEADER:
        raise DamagedTarError("a tar header is larger than 1 MiB")
    content = read(padded)
    if len(content) < padded:
        raise DamagedTarError("the tar is cut off")
    return content[:size]


def _read_extended(kind: int, content: bytes, extended: _Extended) -> None:
    if kind == ord("L"):
        extended.name = _text(content)
    if kind != ord("x"):  # long link targets and global headers change no name
        return
    place = 0
    while place < len(content):
        digits = content[place : place + _MOST_DIGITS + 1].partition(b" ")[0]
        length = _decimal(digits)
        if length is None or not 0 < length <= len(content) - place:
            raise DamagedTarError("a pax header is damaged")
        _apply(content[place + len(digits) + 1 : place + length - 1], extended)
        place += length


def _apply(record: bytes, extended: _Extended) -> None:
    key, _, value = record.partition(b"=")
    if key == b"path":
        extended.name = _text(value)
    elif key == b"size":
        extended.size = _decimal(value)
        if extended.size is None:
            raise DamagedTarError("a pax header is damaged: it states no size")
    elif key.startswith(b"GNU.sparse"):
        extended.sparse = True
