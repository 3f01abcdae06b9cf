"""What holds members: the base of files, folders, zips and tars. Members are streams, never extracted."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.base.codecs import CutOffStreamError, Decoded, codec_of
from tracker.base.errors import OverLimitError
from tracker.base.limits import SNIFF_BYTES
from tracker.base.meter import Budget, Metered, Rules
from tracker.base.tarlist import DamagedTarError
from tracker.base.utf16 import Transcoded, utf16_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tracker.base.limits import Limits

Stream = io.RawIOBase | io.BufferedIOBase
MEDIA_MAGIC: Final = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*", b"\x1aE\xdf\xa3",
    b"OggS", b"ID3\2", b"ID3\3", b"ID3\4", b"fLaC", b"\xff\xfb", b"\xff\xf1",
)  # fmt: skip
_BOXES: Final = (b"ftyp", b"moov", b"mdat", b"wide", b"free")


class Unread(NamedTuple):
    """Something in an input that was seen and not read."""

    member: str
    why: str


def is_media(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a picture, a video or a sound.

    >>> is_media(bytes.fromhex("ffd8ffe0")), is_media(b"[1]")
    (True, False)
    """
    if head.startswith(b"BM"):
        return head[6:10] == bytes(4)
    return (
        head.startswith(MEDIA_MAGIC)
        or (head[:1] == b"\0" and head[4:8] in _BOXES)
        or (head[:4] == b"RIFF" and head[8:12] != b"")
    )


def refused_name(name: str, limits: Limits) -> str | None:
    """Return why a member of this name is not read; None where it is a plain relative name."""
    if name.startswith(("/", "\\")) or name[1:2] == ":":
        return "its name is an absolute path"
    parts = name.split("/")
    if ".." in parts:
        return "its name leads out of the container (`..`)"
    if len(name.encode("utf-8", "replace")) > limits.max_name:
        return f"its name is longer than {limits.max_name} bytes; raise with --max-name"
    if len(parts) > limits.max_depth:
        return f"it lies deeper than {limits.max_depth} folders; raise with --max-depth"
    if "\0" in name:
        return "its name holds a NUL"
    return None


class Container(ABC):
    """Members that lie together; the base of all kinds.

    Parameters
    ----------
    budget
        What may come out of the input.
    prefix
        Where the container lies inside its input: empty, or `exports.zip/`.

    """

    kind = ""

    def __init__(self, budget: Budget, prefix: str = "") -> None:
        self.budget = budget
        self.prefix = prefix
        self.names: tuple[str, ...] = ()
        self.unread: list[Unread] = []
        self.notes: list[str] = []

    @abstractmethod
    def size(self, name: str) -> int | None:
        """Return the decompressed size of a member, where it is known before reading."""

    @abstractmethod
    def raw(self, name: str) -> Stream:
        """Open a member's bytes as the container holds them."""

    def fetched_us(self, name: str) -> int | None:  # noqa: ARG002 - most containers do not know
        """Return when an archiver fetched a member: nothing in it is younger."""
        return None

    def member_at(self, address: str) -> str | None:  # noqa: ARG002 - most containers do not know
        """Return the member that was fetched from an address."""
        return None

    def stream(self, name: str, note: Callable[[str], None]) -> Stream:
        """Open a member decompressed, and UTF-16 as UTF-8; reads are counted against the limits."""
        raw = self.raw(name)
        head = read_up_to(raw, 16)
        inner: Stream = _Replayed(head, raw)
        codec = codec_of(head)
        if codec is not None:
            inner = self._decoded(name, inner, codec, raw, note)
            head = read_up_to(inner, 16)
            inner = _Replayed(head, inner)
        encoding = utf16_of(head)
        return Transcoded(inner, encoding) if encoding else inner

    def _decoded(
        self, name: str, inner: Stream, codec: str, raw: Stream, note: Callable[[str], None]
    ) -> Stream:
        decoded = Decoded(inner, codec, note)
        return Metered(decoded, self.budget, self.prefix + name + "|", Rules(bytes_in=raw.tell))

    def head(self, name: str) -> bytes:
        """Return the first 64 KiB of a member, decompressed; fewer where it is damaged."""
        with self.stream(name, lambda _: None) as stream:
            first = read_up_to(stream, 512)
            return first if is_media(first) else first + read_up_to(stream, SNIFF_BYTES - len(first))

    def _metered(self, inner: Stream, name: str, rules: Rules) -> Metered:
        return Metered(inner, self.budget, self.prefix + name, rules)

    def _admit(self, names: Iterable[str]) -> list[str]:
        """Keep the names that may be read; list the others, and the second of twins."""
        kept: dict[str, None] = {}
        for name in names:
            why = refused_name(name, self.budget.limits)
            if why is None and name in kept:
                why = "another member has the same name; the first was read"
                self.notes.append(f"two members are called {name}")
            if why is None:
                kept[name] = None
            else:
                self.unread.append(Unread(self.prefix + name, why))
        return list(kept)

    def _check_count(self, count: int) -> None:
        if count > self.budget.limits.max_members:
            raise OverLimitError(
                f"it holds more than {self.budget.limits.max_members:,} members",
                where=self.budget.name, fix="raise with --max-members",
            )  # fmt: skip

    def close(self) -> None:  # noqa: B027  most containers hold nothing open
        """Let go of what is open."""


def read_up_to(stream: Stream, size: int) -> bytes:
    """Return up to `size` bytes; what comes before a fault is returned, the fault is met by who reads on."""
    pieces, have = [], 0
    try:
        while have < size and (piece := stream.read(size - have)):
            pieces.append(piece)
            have += len(piece)
    except (CutOffStreamError, DamagedTarError):
        pass
    return b"".join(pieces)


class _Replayed(io.RawIOBase):
    """A stream whose first bytes were already taken; seekable where the inner stream is."""

    def __init__(self, first: bytes, inner: Stream) -> None:
        self._first = first
        self._inner = inner
        if inner.seekable():
            inner.seek(0)
            self._first = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._inner.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell() - len(self._first)

    def close(self) -> None:
        self._inner.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        if size is None or size < 0:
            return self.readall()
        if self._first:
            piece, self._first = self._first[:size], self._first[size:]
            return piece
        return self._inner.read(size) or b""

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


class MemoryContainer(Container):
    """Members given as bytes."""

    kind = "memory"

    def __init__(self, budget: Budget, members: dict[str, bytes]) -> None:
        super().__init__(budget)
        self._members = members
        self.names = tuple(members)

    def size(self, name: str) -> int | None:
        """Return the size of the bytes, unless they are compressed."""
        content = self._members[name]
        return None if codec_of(content[:16]) else len(content)

    def raw(self, name: str) -> Stream:
        """Open the bytes."""
        return self._metered(io.BytesIO(self._members[name]), name, Rules())
