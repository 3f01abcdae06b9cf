"""One run at a time per case, by a lock that the system drops when its holder dies."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from tracker.base.errors import CaseInUseError
from tracker.tables.store import storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def hold(case: Path) -> Iterator[None]:
    """Hold the case for the length of a block.

    Raises ``CaseInUseError`` at once where another run holds it, ``StorageError`` where the folder is not
    writable. A killed run never blocks the next: the lock is on an open file, not the file's existence.
    """
    with storage_errors(str(case)):
        (case / "private").mkdir(parents=True, exist_ok=True)
        stream = (case / "private" / "lock").open("ab")
    with stream:
        if not _locked(stream):
            raise CaseInUseError(
                "another run is working on this case",
                where=str(case),
                fix="wait for it, or choose another --case",
            )
        yield


if sys.platform == "win32":
    import msvcrt

    def _locked(stream: IO[bytes]) -> bool:
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(stream: IO[bytes]) -> bool:
        try:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
