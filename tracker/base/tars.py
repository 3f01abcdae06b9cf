"""The members of a tar, compressed or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.base.codecs import CutOffStreamError
from tracker.base.containers import Unread
from tracker.base.forward import Cursor, ForwardContainer
from tracker.base.meter import Rules
from tracker.base.tarlist import DamagedTarError, Entry, entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.base.containers import Stream
    from tracker.base.meter import Budget


class TarContainer(ForwardContainer):
    """The members of a tar, compressed or not."""

    kind = "tar"

    def __init__(self, budget: Budget, opener: Callable[[], Stream], prefix: str = "") -> None:
        super().__init__(budget, opener, prefix)
        self._entries: dict[str, Entry] = {}
        self._list()

    def _list(self) -> None:
        cursor = Cursor(self._opener())
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
        """Open a member."""
        entry = self._entries[name]
        return self._metered(self.part(entry.offset, entry.size), name, Rules(self.budget.limits.max_member))
