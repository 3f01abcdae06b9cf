"""Bodies of answers over HTTP as they went over the wire: in chunks (RFC 9112, 7.1) or deflated (RFC 9110, 8.4.1)."""

from __future__ import annotations

import io
import re
import zlib
from abc import abstractmethod
from typing import TYPE_CHECKING, Final

from tracker.base.codecs import CutOffStreamError
from tracker.base.limits import KIB

if TYPE_CHECKING:
    from tracker.base.containers import Stream

_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
"""The line that leads a chunk: its length, and what some servers add."""
_LINE: Final = 256
_PIECE: Final = 64 * KIB
_RAW: Final = -zlib.MAX_WBITS
"""Deflate without the header of zlib, as some servers send it."""


class _Body(io.RawIOBase):
    """A body that is made out of another stream."""

    def __init__(self, inner: Stream) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._inner.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        return self.readall() if size is None or size < 0 else self.piece(size)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self.piece(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    @abstractmethod
    def piece(self, size: int) -> bytes:
        """Return up to `size` bytes, none only at the end."""


class Chunked(_Body):
    """A body put together from its chunks; one that was stored without them, despite its header, is left as it is."""

    def __init__(self, inner: Stream) -> None:
        super().__init__(inner)
        self._ahead = b""
        self._left: int | None = 0
        """Bytes of the chunk that are still to come; None where there are no chunks."""
        self._begun = self._ended = False

    def piece(self, size: int) -> bytes:
        """Return up to `size` bytes, none only after the last chunk."""
        while self._left == 0 and not self._ended:
            self._begin()
        if self._ended:
            return b""
        most = size if self._left is None else min(size, self._left)
        if not self._ahead:
            self._ahead = self._inner.read(most) or b""
        taken, self._ahead = self._ahead[:most], self._ahead[most:]
        if self._left is not None:
            self._left -= len(taken)
            if most and not taken:
                raise CutOffStreamError("the answer is cut off inside a chunk")
        return taken

    def _begin(self) -> None:
        """Read the line that leads the next chunk."""
        while len(self._ahead) < _LINE and (more := self._inner.read(_LINE - len(self._ahead))):
            self._ahead += more
        start = len(self._ahead) - len(self._ahead.lstrip(b"\r\n")) if self._begun else 0
        match = _CHUNK.match(self._ahead, start)
        if match is None and self._begun:
            raise CutOffStreamError("the answer is cut off or damaged between two chunks")
        if match is None:
            self._left = None
        else:
            self._left, self._ahead = int(match[1], 16), self._ahead[match.end() :]
            self._ended = self._left == 0
        self._begun = True


class Inflated(_Body):
    """A deflated body, inflated; with or without the header of zlib."""

    def __init__(self, inner: Stream) -> None:
        super().__init__(inner)
        self._decoder = zlib.decompressobj()
        self._begun = False

    def piece(self, size: int) -> bytes:
        """Return up to `size` bytes, none only at the end."""
        while not self._decoder.eof:
            packed = self._decoder.unconsumed_tail or self._inner.read(_PIECE) or b""
            if not packed:
                raise CutOffStreamError("the deflated answer is cut off")
            found = self._inflate(packed, max(size, 1))
            if found:
                return found
        return b""

    def _inflate(self, packed: bytes, most: int) -> bytes:
        try:
            found = self._decoder.decompress(packed, most)
        except zlib.error as fault:
            if self._begun:
                raise CutOffStreamError(f"the deflated answer is damaged: {fault}") from fault
            self._decoder, self._begun = zlib.decompressobj(_RAW), True
            return self._inflate(packed, most)
        self._begun = True
        return found
