"""Compressed streams, told by their first bytes and read to their last: gzip, bzip2, xz, Zstandard.

Concatenated members and frames are read as one stream. A stream that ends too early gives what it held and
then raises :class:`CutOffStreamError`; bytes after its end are noted, never guessed at.
"""

from __future__ import annotations

import bz2
import io
import lzma
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import zstandard
from isal import igzip_lib

from tracker.base.limits import MIB, ZSTD_WINDOW

if TYPE_CHECKING:
    from collections.abc import Callable

XZ_MEMORY: Final = 512 * MIB
_PIECE: Final = 256 * 1024
_MAGIC: Final = 10
"""Bytes by which :func:`codec_of` tells a stream."""
_ZSTD_PIECE: Final = 4096
"""Bytes fed to Zstandard at once: nothing bounds what one call returns, at worst 32,768 times its input."""
_SKIPPABLE: Final = tuple(bytes((0x50 + n, 0x2A, 0x4D, 0x18)) for n in range(16))


class CutOffStreamError(OSError):
    """A compressed stream ends too early or is damaged; all before that was returned."""


class _Decoder(Protocol):
    """One member or frame of a stream."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...

    @property
    def needs_input(self) -> bool: ...


class _Zstd:
    """Zstandard behind the interface of the other three."""

    def __init__(self) -> None:
        self._inner = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()

    @property
    def needs_input(self) -> bool:
        return True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:  # noqa: ARG002
        return self._inner.decompress(data)


def _gzip() -> _Decoder:
    return cast("_Decoder", igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP))


def _xz() -> _Decoder:
    return cast("_Decoder", lzma.LZMADecompressor(memlimit=XZ_MEMORY))


_DECODERS: Final[dict[str, Callable[[], _Decoder]]] = {
    "gzip": _gzip, "bzip2": bz2.BZ2Decompressor, "xz": _xz, "zstd": _Zstd,
}  # fmt: skip
FAULTS: Final[tuple[Any, ...]] = (
    igzip_lib.error,
    zlib.error,
    zipfile.BadZipFile,
    OSError,
    EOFError,
    lzma.LZMAError,
    zstandard.ZstdError,
    ValueError,
)
"""What the libraries raise for damaged bytes; nothing above `base` meets any of them."""
ZIP_FAULTS: Final[tuple[Any, ...]] = (*FAULTS, RuntimeError)
"""The same for zips: their library raises the last for a password, and its kind for a compression that it lacks."""


def codec_of(head: bytes) -> str | None:
    """Return `gzip`, `bzip2`, `xz` or `zstd` where the first bytes are those of such a stream.

    >>> codec_of(bytes.fromhex("28b52ffd00")), codec_of(b"{}")
    ('zstd', None)
    """
    if head.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if head.startswith(b"BZh") and head[3:4] in b"123456789" and head[4:10] in {b"1AY&SY", b"\x17rE8P\x90"}:
        return "bzip2"
    if head.startswith(b"\xfd7zXZ\x00"):
        return "xz"
    return "zstd" if head.startswith((b"\x28\xb5\x2f\xfd", *_SKIPPABLE)) else None


class Decoded(io.RawIOBase):
    """The decompressed bytes of a stream, forward only.

    Parameters
    ----------
    inner
        The compressed stream.
    codec
        What :func:`codec_of` returned.
    note
        Told of irregularities (bytes after the end).

    """

    def __init__(
        self, inner: io.RawIOBase | io.BufferedIOBase, codec: str, note: Callable[[str], None]
    ) -> None:
        self._inner = inner
        self._codec = codec
        self._note = note
        self._make = _DECODERS[codec]
        self._decoder: _Decoder | None = self._make()
        self._size = _ZSTD_PIECE if codec == "zstd" else _PIECE
        self._fed = False
        self._pending = b""
        self._ready = b""
        self._at = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def close(self) -> None:
        """Close the compressed stream as well."""
        self._inner.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, fewer only before a fault or the end."""
        if size is None or size < 0:
            return self.readall()
        pieces, have = [], 0
        while have < size:
            try:
                piece = self._take(size - have)
            except CutOffStreamError:
                if have:  # first what came before; the fault is met again by the next call
                    break
                raise
            if not piece:
                break
            pieces.append(piece)
            have += len(piece)
        return b"".join(pieces) if len(pieces) != 1 else pieces[0]

    def _take(self, most: int) -> bytes:
        """Return up to `most` bytes of what is decoded, and decode when nothing is."""
        if self._at == len(self._ready):
            self._ready, self._at = self._next(most), 0
        piece = self._ready[self._at : self._at + most]
        self._at += len(piece)
        return piece

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer, for the buffered readers of the standard library."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _next(self, most: int) -> bytes:
        while self._decoder is not None:
            piece = self._step(self._decoder, most)
            if piece:
                return piece
        return b""

    def _step(self, decoder: _Decoder, most: int) -> bytes:
        if decoder.eof:
            self._following(decoder)
            return b""
        piece = b""
        if not self._pending and decoder.needs_input:
            self._pending = self._inner.read(self._size) or b""
            if not self._pending:
                self._end()
                return b""
        fed, self._pending = self._pending, b""
        self._fed = self._fed or bool(fed)
        try:
            piece = decoder.decompress(fed, max(most, _PIECE))
        except FAULTS as fault:
            self._pending = fed
            raise CutOffStreamError(f"the {self._codec} stream is damaged: {fault}") from fault
        return piece

    def _end(self) -> None:
        if self._fed:
            raise CutOffStreamError(f"the {self._codec} stream is cut off")
        self._decoder = None

    def _following(self, decoder: _Decoder) -> None:
        """Begin the next member or frame, or note what stands after the last."""
        rest = decoder.unused_data or b""
        while len(rest) < _MAGIC:
            more = self._inner.read(self._size)
            if not more:
                break
            rest += more
        while rest and not rest.strip(b"\0"):  # padding of tapes and of xz
            rest = self._inner.read(self._size) or b""
        if rest and codec_of(rest.lstrip(b"\0") if self._codec == "xz" else rest) == self._codec:
            self._pending, self._fed = rest.lstrip(b"\0") if self._codec == "xz" else rest, True
            self._decoder = self._make()
            return
        if rest:
            self._note(f"bytes after the end of the {self._codec} stream were not read")
            while self._inner.read(_PIECE):  # to its end, so that the digest covers the whole file
                pass
        self._decoder = None
