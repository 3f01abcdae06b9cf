"""The members of a tar, compressed or not."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from tracker.base.codecs import CutOffStreamError
from tracker.base.containers import Container, Stream, Unread
from tracker.base.limits import MIB
from tracker.base.meter import Rules
from tracker.base.tarlist import DamagedTarError, Entry, entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.base.meter import Budget

_PIECE: Final = MIB


class TarContainer(Container):
    """The members of a tar, compressed or not.

    A compressed tar can only be read forward: members asked for in the tar's order cost one pass.
    """

    kind = "tar"

    def __init__(self, budget: Budget, opener: Callable[[], Stream], prefix: str = "") -> None:
        super().__init__(budget, prefix)
        self._opener = opener
        self._entries: dict[str, Entry] = {}
        self._idle: _Cursor | None = None
        self._list()

    def _list(self) -> None:
        cursor = _Cursor(self._opener())
        found: list[Entry] = []
        try:
            for entry in entries(cursor.take, cursor.skip):
                named = entry._replace(name=entry.name.removeprefix("./"))
                if named.refused is not None:
                    self.unread.append(Unread(self.prefix + named.name, f"{named.refused} is not read"))
                else:
                    found.append(named)
                    self._check_count(len(found))
        except (DamagedTarError, CutOffStreamError) as fault:
            self.notes.append(str(fault))
        finally:
            cursor.close()
        self.names = tuple(self._admit(entry.name for entry in found))
        for entry in found:
            self._entries.setdefault(entry.name, entry)

    def size(self, name: str) -> int | None:
        """Return the size that the tar states."""
        return self._entries[name].size

    def raw(self, name: str) -> Stream:
        """Open a member: go forward to it, or begin again where the stream is past it."""
        entry = self._entries[name]
        cursor, self._idle = self._idle, None
        if cursor is None or cursor.place > entry.offset:
            if cursor is not None:
                cursor.close()
            cursor = _Cursor(self._opener())
        cursor.skip(entry.offset - cursor.place)
        inner = _TarMember(cursor, entry.size, self._give_back)
        return self._metered(inner, name, Rules(self.budget.limits.max_member))

    def _give_back(self, cursor: _Cursor) -> None:
        if self._idle is not None:
            self._idle.close()
        self._idle = cursor

    def close(self) -> None:
        """Close the stream."""
        if self._idle is not None:
            self._idle.close()
            self._idle = None


class _Cursor:
    """A place in a forward stream."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.place = 0

    def take(self, size: int) -> bytes:
        pieces, left = [], size
        while left and (piece := self._stream.read(min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
            self.place += len(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> None:
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
        self._stream.close()


class _TarMember(io.RawIOBase):
    """The bytes of one member; the cursor goes back to its tar when they are closed."""

    def __init__(self, cursor: _Cursor, size: int, give_back: Callable[[_Cursor], None]) -> None:
        self._cursor = cursor
        self._left = size
        self._give_back: Callable[[_Cursor], None] | None = give_back

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        most = self._left if size is None or size < 0 else min(size, self._left)
        piece = self._cursor.take(most) if most else b""
        self._left -= len(piece)
        if most and not piece:
            raise CutOffStreamError("the tar is cut off inside this member")
        return piece

    def close(self) -> None:
        if self._give_back is not None:
            give_back, self._give_back = self._give_back, None
            give_back(self._cursor)
        super().close()
