"""Open an export alike, whatever holds it: a file, a folder, a zip, a tar, a web archive, each perhaps compressed.

What a file is is told by its content. Members are read as streams and never extracted; an archive inside a
folder or an archive is opened once more, deeper ones are listed (a WACZ, web archives in a zip, is one step).
Every byte that comes out is counted.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

from tracker.base.codecs import ZIP_FAULTS, codec_of
from tracker.base.containers import Container, Stream, Unread, is_media, read_up_to
from tracker.base.disk import Disk, FileContainer, FolderContainer
from tracker.base.errors import UnreadableError
from tracker.base.hars import HarContainer, is_har
from tracker.base.limits import MIB, Limits
from tracker.base.meter import Budget
from tracker.base.tarlist import BLOCK, is_tar
from tracker.base.tars import TarContainer
from tracker.base.warclist import is_warc
from tracker.base.warcs import WarcContainer
from tracker.base.zips import ZipContainer

if TYPE_CHECKING:
    from pathlib import Path

_PIECE: Final = MIB
_KNOWN: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PAR1", b"WARC/", b"{", b"[", b"<")
"""How a zip itself, Parquet, web archives, JSON and pages begin: none is read as a zip behind other bytes."""
_DOCUMENTS: Final = (
    "word/document.xml",
    "ppt/presentation.xml",
    "mimetype",
    "META-INF/container.xml",
)
"""Members that make a zip one document, which no reader takes apart; a workbook is read sheet by sheet."""


@dataclass
class Opened:
    """An input and all that holds members in it."""

    path: Path
    name: str
    """File name of the input."""
    containers: list[Container]
    """The input itself first, then the archives inside it, in their order."""
    budget: Budget
    unread: list[Unread] = field(default_factory=list)
    _disk: Disk | None = None

    @property
    def kind(self) -> str:
        """`file`, `folder`, `zip`, `tar` or `warc`."""
        return self.containers[0].kind

    @property
    def size(self) -> int:
        """Bytes of the file, or of all files of the folder."""
        if self._disk is not None:
            return self._disk.size
        folder = self.containers[0]
        assert isinstance(folder, FolderContainer)  # noqa: S101 - an input is a folder or a file
        return sum(disk.size for disk in folder.disks.values())

    def digest_of(self, name: str) -> tuple[int, bytes]:
        """Return size and SHA-256 of the file that is a member of the folder, else of the input."""
        folder = self.containers[0] if self.containers else None
        disk = folder.disks[name] if isinstance(folder, FolderContainer) else self._disk
        assert disk is not None  # noqa: S101 - an input is a folder or a file
        return disk.size, disk.sha256()

    def digest_below(self, member: str) -> tuple[int | None, bytes | None]:
        """Return size and SHA-256 of the file of a folder that is, or holds, a member; nothing for a link."""
        folder = self.containers[0]
        assert isinstance(folder, FolderContainer)  # noqa: S101 - only asked of folders
        name = member
        while name and name not in folder.disks:
            name = name.rpartition("/")[0]
        return self.digest_of(name) if name else (None, None)

    def sha256(self) -> bytes:
        """Return the SHA-256 of the input file; of a folder, that of its files' digests and names, sorted."""
        if self._disk is not None:
            return self._disk.sha256()
        folder = self.containers[0]
        assert isinstance(folder, FolderContainer)  # noqa: S101 - an input is a folder or a file
        lines = [f"{disk.sha256().hex()}  {name}\n" for name, disk in sorted(folder.disks.items())]
        return hashlib.sha256("".join(lines).encode("utf-8")).digest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close everything."""
        for container in reversed(self.containers):
            container.close()


def open_input(path: Path, limits: Limits) -> Opened:
    """Open an input and list its members.

    Raises ``UnreadableError`` where it is missing, is no regular file or folder, or is locked by a password,
    and ``OverLimitError`` where it holds too much.
    """
    budget = Budget(path.name or str(path), limits)
    if path.is_dir():
        opened = Opened(path, path.resolve().name, [FolderContainer(budget, path)], budget)
    else:
        disk = Disk(path, (), str(path))
        opened = Opened(path, path.name, [_outer(budget, path.name, disk)], budget, _disk=disk)
    outer = opened.containers[0]
    try:
        for name in outer.names if outer.kind != "file" else ():
            _open_nested(opened, outer, name)
    except BaseException:
        opened.close()
        raise
    opened.unread += [unread for container in opened.containers for unread in container.unread]
    return opened


def digest_input(path: Path, limits: Limits) -> tuple[int, bytes]:
    """Return size and SHA-256 of an input, as `load` records them; see :meth:`Opened.sha256`."""
    budget = Budget(path.name, limits)
    if path.is_dir():
        opened = Opened(path, path.resolve().name, [FolderContainer(budget, path)], budget)
    else:
        opened = Opened(path, path.name, [], budget, _disk=Disk(path, (), str(path)))
    return opened.size, opened.sha256()


def _outer(budget: Budget, name: str, disk: Disk) -> Container:
    file = FileContainer(budget, name, disk)
    with disk.open() as raw:
        head = raw.read(BLOCK)
        if not head:
            raise UnreadableError("is empty", where=budget.name, fix="download or copy it again")
        if _is_zip(head, raw) or _has_zip_behind(head, raw):
            return ZipContainer(budget, disk.open(), disk.size)
    return _forward(file, name, _member_head(file, name) if codec_of(head) else head) or file


def _forward(outer: Container, name: str, head: bytes, prefix: str = "") -> Container | None:
    """Return a member as a container where its decompressed head is that of a tar, a web archive or a recording."""

    def opener() -> Stream:
        return outer.stream(name, outer.notes.append)

    if is_tar(head):
        return TarContainer(outer.budget, opener, prefix)
    if is_har(head):
        return HarContainer(outer.budget, opener, prefix)
    return WarcContainer(outer.budget, opener, lambda: outer.raw(name), prefix) if is_warc(head) else None


def _first_block(stream: Stream) -> bytes:
    try:
        return read_up_to(stream, BLOCK)
    except OSError:
        return b""


def _is_zip(head: bytes, stream: Stream) -> bool:
    """Tell whether a file is a zip of members; a text document is a zip that is one file."""
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        with zipfile.ZipFile(stream) as archive:
            return not any(name in archive.NameToInfo for name in _DOCUMENTS)
    except ZIP_FAULTS:
        return True


def _has_zip_behind(head: bytes, stream: Stream) -> bool:
    """Tell whether a zip stands behind other bytes (a program that unpacks itself): no file that is known."""
    if codec_of(head) or is_tar(head) or is_media(head) or head.lstrip().startswith(_KNOWN):
        return False
    try:
        with zipfile.ZipFile(stream) as archive:
            return any(not info.is_dir() for info in archive.infolist())
    except ZIP_FAULTS:
        return False


def _open_nested(opened: Opened, outer: Container, name: str) -> None:
    """Open a member that is an archive itself, and list the archives inside it as not read."""
    head = _member_head(outer, name)
    if is_media(head):
        return
    inner = _nested(outer, name, head)
    if inner is None:
        return
    outer.names = tuple(other for other in outer.names if other != name)
    opened.containers.append(inner)
    for member in inner.names:
        deeper = _member_head(inner, member)
        if is_warc(deeper) and inner.kind == "zip":  # a WACZ: its web archives are its members
            _open_nested(opened, inner, member)
        elif _is_archive(deeper):
            inner.unread.append(Unread(inner.prefix + member, "an archive inside an archive inside the input"))
            inner.names = tuple(other for other in inner.names if other != member)


def _member_head(outer: Container, name: str) -> bytes:
    try:
        with outer.stream(name, lambda _: None) as stream:
            return _first_block(stream)
    except (OSError, UnreadableError):
        return b""


def _is_archive(head: bytes) -> bool:
    return (head.startswith(b"PK\x03\x04") and not is_media(head)) or is_tar(head) or is_warc(head) or is_har(head)


def _nested(outer: Container, name: str, head: bytes) -> Container | None:
    prefix = f"{outer.prefix}{name}/"
    forward = _forward(outer, name, head, prefix)
    if forward is not None or not head.startswith(b"PK\x03\x04"):
        return forward
    stream = _seekable(outer, name)
    if not _is_zip(head, stream):
        stream.close()
        return None
    size = stream.seek(0, 2)
    try:
        return ZipContainer(outer.budget, stream, size, prefix)
    except UnreadableError as fault:
        outer.unread.append(Unread(outer.prefix + name, f"{fault.what}"))
        return None


def _seekable(outer: Container, name: str) -> Stream:
    """Return a stream that can seek; a zip inside an archive goes to an unnamed temporary file."""
    stream = outer.stream(name, outer.notes.append)
    if stream.seekable() and outer.kind == "folder":
        return stream
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the container closes it
    with stream:
        while piece := stream.read(_PIECE):
            spool.write(piece)
    spool.seek(0)
    return spool
