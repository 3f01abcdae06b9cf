"""The members of a zip."""

from __future__ import annotations

import copy
import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, cast

from tracker.base.codecs import FAULTS, ZIP_FAULTS, CutOffStreamError
from tracker.base.containers import Container, Stream, Unread, read_up_to
from tracker.base.errors import UnreadableError
from tracker.base.meter import Rules

if TYPE_CHECKING:
    from tracker.base.meter import Budget

_END, _LOCATOR = 22, 20
"""Bytes of the record that ends a zip, and of the one before it in a large zip."""
_UNIX = 3
"""The system whose zips state what kind of file a member is."""
_PIECE: Final = 64 * 1024
"""Bytes decoded at once: as much may be lost before a damaged byte."""


class ZipContainer(Container):
    """The members of a zip."""

    kind = "zip"

    def __init__(self, budget: Budget, stream: Stream, size: int, prefix: str = "") -> None:
        super().__init__(budget, prefix)
        self._stream = stream
        self._infos: dict[str, zipfile.ZipInfo] = {}
        try:
            self._check_directory(stream, size)
            self._zip = self._opened(stream)
            self._list()
        except BaseException:
            stream.close()
            raise

    def _opened(self, stream: Stream) -> zipfile.ZipFile:
        where = self.budget.name + (f": {self.prefix.rstrip('/')}" if self.prefix else "")
        try:
            return zipfile.ZipFile(stream)
        except ZIP_FAULTS as fault:
            raise UnreadableError(
                f"the zip cannot be read: {fault}", where=where,
                fix="download or copy it again, or unpack it and give the folder",
            ) from fault  # fmt: skip

    def _check_directory(self, stream: Stream, size: int) -> None:
        """Refuse a list of members that would fill the memory, before it is parsed; note odd ends."""
        stream.seek(max(0, size - 65_557))
        tail = read_up_to(stream, 65_557)
        place = tail.rfind(b"PK\x05\x06")
        if place < 0 or len(tail) - place < _END:
            return
        count = int.from_bytes(tail[place + 10 : place + 12], "little")
        length = int.from_bytes(tail[place + 12 : place + 16], "little")
        locator = tail[place - _LOCATOR : place] if place >= _LOCATOR else b""
        if locator.startswith(b"PK\x06\x07"):
            stream.seek(min(int.from_bytes(locator[8:16], "little"), size))
            big = read_up_to(stream, 56)
            count, length = int.from_bytes(big[32:40], "little"), int.from_bytes(big[40:48], "little")
        self._check_count(max(count, length // (46 + self.budget.limits.max_name)))
        comment = int.from_bytes(tail[place + 20 : place + 22], "little")
        if len(tail) - place != 22 + comment:
            self.notes.append(
                f"{abs(len(tail) - place - 22 - comment)} bytes after the end of the zip were not read"
            )
        stream.seek(0)

    def _list(self) -> None:
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        self._check_count(len(infos))
        infos.sort(key=lambda info: info.header_offset)
        if infos and infos[0].header_offset > 0:
            self.notes.append(
                f"{infos[0].header_offset} bytes before the first member of the zip were not read"
            )
        readable = []
        for info in infos:
            name = info.filename.replace("\\", "/").removeprefix("./")
            why = self._refused(info)
            if why is None:
                readable.append((name, info))
            else:
                self.unread.append(Unread(self.prefix + name, why))
        self.names = tuple(self._admit(name for name, _ in readable))
        for name, info in readable:
            self._infos.setdefault(name, info)
        locked = sum(1 for member in self.unread if "password" in member.why)
        if locked and not self.names:
            raise UnreadableError(
                "the zip is protected by a password", where=self.budget.name,
                fix="unpack it with its password and give the folder",
            )  # fmt: skip

    def _refused(self, info: zipfile.ZipInfo) -> str | None:
        mode = info.external_attr >> 16
        if info.create_system == _UNIX and stat.S_IFMT(mode) and not stat.S_ISREG(mode):
            return "a link is not followed" if stat.S_ISLNK(mode) else "no regular file"
        if info.flag_bits & 0x1:
            return "it is protected by a password"
        if PurePosixPath(info.filename).parts[:1] == ("__MACOSX",):
            return "a hidden folder"
        if info.compress_type not in {0, 8, 12, 14}:
            return f"zip compression method {info.compress_type} is not supported"
        return None

    def size(self, name: str) -> int | None:
        """Return the size that the zip states."""
        return self._infos[name].file_size

    def raw(self, name: str) -> Stream:
        """Open a member; its bytes, not its header, are counted."""
        info = self._infos[name]
        try:
            inner: Stream = _Member(self._zip, info)
        except ZIP_FAULTS as fault:
            inner = io.BytesIO()
            self.notes.append(f"{name}: {fault}")
            self.unread.append(Unread(self.prefix + name, f"its entry in the zip is damaged: {fault}"))
        rules = Rules(self.budget.limits.max_member, bytes_in=lambda: info.compress_size)
        return self._metered(inner, name, rules)

    def close(self) -> None:
        """Close the zip and its stream."""
        self._zip.close()
        self._stream.close()


class _Member(io.RawIOBase):
    """The bytes of one member; whatever is wrong with them is a :class:`CutOffStreamError` after the others.

    The library drops the last piece of a member whose checksum is wrong, so it is compared here.
    """

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._expected = info.CRC
        self._checksum = 0
        unchecked = copy.copy(info)
        del unchecked.CRC
        self._inner = cast("zipfile.ZipExtFile", archive.open(unchecked))

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size is None or size < 0:
            return self.readall()
        try:
            piece = self._inner.read1(min(size, _PIECE))
        except FAULTS as fault:
            raise CutOffStreamError(f"the member is cut off or damaged: {fault}") from fault
        self._checksum = zlib.crc32(piece, self._checksum)
        if size and not piece and self._checksum != self._expected:
            raise CutOffStreamError("the checksum (CRC-32) of the member is wrong")
        return piece

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._inner.close()
        super().close()
