"""Containers that are one stream of members, one after another: read forward, begun again where it must be."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from tracker.base.codecs import CutOffStreamError
from tracker.base.containers import Container, Stream
from tracker.base.limits import MIB

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.base.meter import Budget

_PIECE: Final = MIB


class ForwardContainer(Container):
    """Members at known places of a stream that may only be read forward (a compressed tar or web archive).

    Members asked for in the stream's order cost one pass.
    """

    def __init__(self, budget: Budget, opener: Callable[[], Stream], prefix: str = "") -> None:
        super().__init__(budget, prefix)
        self._opener = opener
        self._idle: Cursor | None = None

    def part(self, offset: int, size: int) -> Stream:
        """Open the bytes at a place: go forward to it, or begin again where the stream is past it."""
        cursor, self._idle = self._idle, None
        if cursor is None or cursor.place > offset:
            if cursor is not None:
                cursor.close()
            cursor = Cursor(self._opener())
        cursor.skip(offset - cursor.place)
        return _Part(cursor, size, self._give_back, self.kind)

    def _give_back(self, cursor: Cursor) -> None:
        if self._idle is not None:
            self._idle.close()
        self._idle = cursor

    def close(self) -> None:
        """Close the stream."""
        if self._idle is not None:
            self._idle.close()
            self._idle = None


class Cursor:
    """A place in a forward stream."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.place = 0

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes, fewer only at the end of the stream."""
        pieces, left = [], size
        while left and (piece := self._stream.read(min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
            self.place += len(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> None:
        """Go forward by `size` bytes, or to the end of the stream."""
        if self._stream.seekable():
            self.place = self._stream.seek(self.place + size)
            return
        while size:
            piece = self._stream.read(min(size, _PIECE))
            if not piece:
                return
            size -= len(piece)
            self.place += len(piece)

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()


class _Part(io.RawIOBase):
    """The bytes of one member; the cursor goes back to its container when they are closed."""

    def __init__(self, cursor: Cursor, size: int, give_back: Callable[[Cursor], None], kind: str) -> None:
        self._cursor = cursor
        self._left = size
        self._give_back: Callable[[Cursor], None] | None = give_back
        self._kind = kind

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        most = self._left if size is None or size < 0 else min(size, self._left)
        piece = self._cursor.take(most) if most else b""
        self._left -= len(piece)
        if most and not piece:
            raise CutOffStreamError(f"the {self._kind} is cut off inside this member")
        return piece

    def close(self) -> None:
        if self._give_back is not None:
            give_back, self._give_back = self._give_back, None
            give_back(self._cursor)
        super().close()
