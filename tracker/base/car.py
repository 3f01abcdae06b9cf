"""Content-addressed archives (CAR, version 1): blocks of bytes, each under the digest that names it.

Specification: https://ipld.io/specs/transport/car/carv1/. A file is read as a stream, block by block.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.base.codecs import CutOffStreamError
from tracker.base.limits import Limits
from tracker.base.meter import size_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BEGINS: Final = re.compile(rb"[\x00-\xff]{1,3}\xa2eroots[\x80-\x97]")
"""How a file begins: the length of its header, then a map of `roots` and `version` in DAG-CBOR."""
_MOST: Final = Limits().max_record
_VARINT: Final = 10
"""Bytes of a variable-length number of 64 bits at most."""
_SHA256: Final = 0x12
_CID_V0, _CID_V0_LENGTH = b"\x12\x20", 34
_MORE: Final = 0x80
"""Set in every byte of a variable-length number but the last."""


class Block(NamedTuple):
    """One block of a file."""

    cid: bytes
    content: bytes
    offset: int
    """Where its content begins."""

    @property
    def is_sound(self) -> bool:
        """Whether its content is what its id names; an id by another hash than SHA-256 is not checked."""
        digest = self.cid[-32:] if self.cid[-34:-32] == bytes((_SHA256, 32)) else None
        return digest is None or hashlib.sha256(self.content).digest() == digest


class CutOffCarError(CutOffStreamError):
    """The file ends inside a block, or what stands there is none; all blocks before it were given."""


def blocks(read: Callable[[int], bytes], offset: int = 0) -> Iterator[Block]:
    """Yield the blocks of a file from its start, without its header.

    Parameters
    ----------
    read
        Returns as many bytes as it is asked for, fewer only at the end.
    offset
        Where the first of these bytes stands.

    Raises :class:`CutOffCarError` where the file is cut off or damaged.

    """
    header = True
    while (length := _length(read)) is not None:
        size, width = length
        offset += width
        content = read(size) if size <= _MOST else b""
        if size > _MOST:
            raise CutOffCarError(f"a block longer than {size_words(_MOST)} at byte {offset}")
        if len(content) < size:
            raise CutOffCarError("the file is cut off inside a block")
        if not header:
            start = _cid_length(content)
            if start is None:
                raise CutOffCarError(f"no block stands at byte {offset}")
            yield Block(content[:start], content[start:], offset + start)
        header = False
        offset += size


def _length(read: Callable[[int], bytes]) -> tuple[int, int] | None:
    """Return the number that leads a block and how many bytes it takes; None at the end of the file."""
    number, shift = 0, 0
    while piece := read(1):
        number |= (piece[0] % _MORE) << shift
        shift += 7
        if piece[0] < _MORE:
            return number, shift // 7
        if shift >= 7 * _VARINT:
            raise CutOffCarError("the length of a block is damaged")
    if shift:
        raise CutOffCarError("the file is cut off inside a block")
    return None


def _cid_length(content: bytes) -> int | None:
    """Return how many bytes the id takes that leads a block; None where none stands there."""
    if content.startswith(_CID_V0):
        return _CID_V0_LENGTH if len(content) >= _CID_V0_LENGTH else None
    numbers, place = [], 0
    for _ in range(4):  # version, codec, hash function, length of the digest
        found = _varint(content, place)
        if found is None:
            return None
        numbers.append(found[0])
        place = found[1]
    end = place + numbers[3]
    return end if numbers[0] == 1 and end <= len(content) else None


def _varint(content: bytes, place: int) -> tuple[int, int] | None:
    number, shift = 0, 0
    for byte in content[place : place + _VARINT]:
        number |= (byte % _MORE) << shift
        shift += 7
        if byte < _MORE:
            return number, place + shift // 7
    return None
