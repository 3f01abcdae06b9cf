"""Regular files and folders on disk, opened without following links and hashed while they are read."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tracker.base.codecs import codec_of
from tracker.base.containers import Container, Stream, Unread
from tracker.base.errors import UnreadableError
from tracker.base.limits import MIB
from tracker.base.meter import Budget, Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_PIECE: Final = MIB


class Digesting(io.RawIOBase):
    """A file that is hashed while it is read from its first byte to its last; a seek gives the digest up."""

    def __init__(self, inner: io.FileIO, done: Callable[[bytes], None]) -> None:
        self._inner = inner
        self._done: Callable[[bytes], None] | None = done
        self._sha256 = hashlib.sha256()

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True: it is a file."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move; a move that is not to the place already reached ends the hashing."""
        before = self._inner.tell()
        place = self._inner.seek(offset, whence)
        if place == 0:
            self._sha256 = hashlib.sha256()
        elif place != before:
            self._done = None
        return place

    def tell(self) -> int:
        """Return the place in the file."""
        return self._inner.tell()

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes; at the end, report the digest."""
        piece = self._inner.read(size) or b""
        if self._done is not None:
            self._sha256.update(piece)
            if not piece and size:
                self._done(self._sha256.digest())
        return piece

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer, for the buffered readers of the standard library."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Close the file."""
        self._inner.close()
        super().close()


class Disk:
    """A regular file below a root, opened without following links, and the same file each time."""

    def __init__(self, root: Path, parts: tuple[str, ...], shown: str) -> None:
        self._root = root
        self._parts = parts
        self._shown = shown
        self._seen: tuple[int, int, int] | None = None
        self.digest: bytes | None = None

    def open(self) -> io.FileIO:
        """Open the file. Raises ``UnreadableError`` where it is no regular file or has changed."""
        try:
            handle = _open_below(self._root, self._parts)
        except OSError as failure:
            raise UnreadableError(
                f"cannot be opened: {failure.strerror}",
                where=self._shown,
                fix="check the name and your rights on it",
            ) from failure
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            os.close(handle)
            raise UnreadableError(
                "is no regular file", where=self._shown, fix="give a file, a folder or an archive"
            )
        seen = (state.st_ino, state.st_size, state.st_mtime_ns)
        if self._seen is not None and seen != self._seen:
            os.close(handle)
            raise UnreadableError(
                "changed while it was read", where=self._shown, fix="load it when it is complete"
            )
        self._seen = seen
        return io.FileIO(handle, "rb")

    def digesting(self) -> Digesting:
        """Open the file so that reading it to its end fills `digest`."""
        return Digesting(self.open(), self._keep)

    def _keep(self, digest: bytes) -> None:
        self.digest = digest

    @property
    def folder(self) -> Path:
        """The folder that the file lies in."""
        return self._root.joinpath(*self._parts).absolute().parent

    @property
    def size(self) -> int:
        """Size in bytes."""
        if self._seen is None:
            self.open().close()
        return self._seen[1] if self._seen else 0

    def sha256(self) -> bytes:
        """Return the SHA-256 of the file; it is read only if no full read has given it yet."""
        if self.digest is None:
            with self.digesting() as stream:
                while stream.read(_PIECE):
                    pass
        assert self.digest is not None  # noqa: S101 - the end of the file was reached
        return self.digest


def _open_below(root: Path, parts: tuple[str, ...]) -> int:
    flags = (
        os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    )
    if not parts:
        return os.open(root, flags)
    no_follow = getattr(os, "O_NOFOLLOW", 0)
    if os.open not in os.supports_dir_fd:
        return os.open(root.joinpath(*parts), flags | no_follow)
    folder = os.open(root, flags | os.O_DIRECTORY)
    for part in parts[:-1]:
        try:
            inner = os.open(part, flags | os.O_DIRECTORY | no_follow, dir_fd=folder)
        finally:
            os.close(folder)
        folder = inner
    try:
        return os.open(parts[-1], flags | no_follow, dir_fd=folder)
    finally:
        os.close(folder)


class FileContainer(Container):
    """A single file as its own only member."""

    kind = "file"

    def __init__(self, budget: Budget, name: str, disk: Disk) -> None:
        super().__init__(budget)
        self.names = (name,)
        self._disk = disk

    @property
    def folder(self) -> Path:
        """The folder that the file lies in."""
        return self._disk.folder

    def size(self, name: str) -> int | None:  # noqa: ARG002 - there is only one
        """Return the file's size, unless it is compressed."""
        with self._disk.open() as stream:
            return None if codec_of(stream.read(16)) else self._disk.size

    def raw(self, name: str) -> Stream:
        """Open the file; reading it to its end gives its digest."""
        return self._metered(self._disk.digesting(), name, Rules())


class FolderContainer(Container):
    """The regular files below a folder; links are listed, never followed."""

    kind = "folder"

    def __init__(self, budget: Budget, root: Path) -> None:
        super().__init__(budget)
        self._root = root
        self.disks: dict[str, Disk] = {}
        self.names = tuple(sorted(self._admit(self._walk())))

    def size(self, name: str) -> int | None:
        """Return the file's size as the folder lists it."""
        return self.disks[name].size

    def raw(self, name: str) -> Stream:
        """Open the file; reading it to its end gives its digest."""
        return self._metered(self.disks[name].digesting(), name, Rules())

    def _walk(self) -> Iterable[str]:
        for folder, folders, files in os.walk(self._root, followlinks=False):
            above = Path(folder).relative_to(self._root).parts
            for name in [*folders, *files]:
                self._note_link(above, name)
            for name in [name for name in folders if self._left_out(above, name)]:
                folders.remove(name)
            folders.sort()
            for name in sorted(files):
                found = self._file((*above, name))
                if found is not None:
                    yield found

    def _note_link(self, above: tuple[str, ...], name: str) -> None:
        if self._root.joinpath(*above, name).is_symlink():
            self.unread.append(Unread(_shown((*above, name)), "a link is not followed"))

    def _left_out(self, above: tuple[str, ...], name: str) -> bool:
        path = self._root.joinpath(*above, name)
        why = None
        if name.startswith(".") or name == "__MACOSX":
            why = "a hidden folder"
        elif is_case_folder(path):
            why = "a case folder of this tool"
        elif len(above) >= self.budget.limits.max_depth:
            why = f"it lies deeper than {self.budget.limits.max_depth} folders; raise with --max-depth"
        if why is not None and not path.is_symlink():
            self.unread.append(Unread(_shown((*above, name)), why))
        return why is not None

    def _file(self, parts: tuple[str, ...]) -> str | None:
        path = self._root.joinpath(*parts)
        state = path.lstat()
        if stat.S_ISLNK(state.st_mode):
            return None
        shown = _shown(parts)
        if not stat.S_ISREG(state.st_mode):
            self.unread.append(Unread(shown, "no regular file"))
            return None
        if parts[-1].startswith("."):
            self.unread.append(Unread(shown, "a hidden file"))
            return None
        self.disks[shown] = Disk(self._root, parts, f"{self.budget.name}: {shown}")
        self._check_count(len(self.disks))
        return shown


def is_case_folder(path: Path) -> bool:
    """Tell whether a folder is a case of this tool: begun (it has its lock) or handed on (without private/)."""
    is_begun = (path / "private" / "lock").exists()
    return is_begun or ((path / "case.json").is_file() and (path / "tables").is_dir())


def _shown(parts: tuple[str, ...]) -> str:
    return os.fsencode("/".join(parts)).decode("utf-8", "backslashreplace")


class BesideContainer(FolderContainer):
    """The files that lie beside a single post file and in `media/` there: looked up by name only."""

    @classmethod
    def of(cls, container: Container) -> BesideContainer | None:
        """Return what lies beside a container that is a single file on disk."""
        return cls(container.budget, container.folder) if isinstance(container, FileContainer) else None

    def _walk(self) -> Iterable[str]:
        for above in ((), ("media",)):
            folder = self._root.joinpath(*above)
            if folder.is_dir() and not (above and folder.is_symlink()):
                for name in sorted(entry.name for entry in os.scandir(folder)):
                    path = folder / name
                    found = None if path.is_dir() or path.is_symlink() else self._file((*above, name))
                    if found is not None:
                        yield found
