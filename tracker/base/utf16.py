"""UTF-16 text (Excel's "Unicode text", PowerShell's `>`) as a stream of UTF-8."""

from __future__ import annotations

import codecs
import io

from tracker.base.codecs import CutOffStreamError


def utf16_of(head: bytes) -> str | None:
    r"""Return the encoding that a byte-order mark names: `utf-16-le`, `utf-16-be`, or None.

    >>> utf16_of(codecs.BOM_UTF16_LE + b"{\0"), utf16_of(b"{}")
    ('utf-16-le', None)
    """
    if head.startswith(codecs.BOM_UTF16_LE) and head[2:4] != b"\0\0":
        return "utf-16-le"
    return "utf-16-be" if head.startswith(codecs.BOM_UTF16_BE) else None


class Transcoded(io.RawIOBase):
    """A UTF-16 stream read as UTF-8, its byte-order mark dropped; offsets count the UTF-8 bytes."""

    def __init__(self, inner: io.RawIOBase | io.BufferedIOBase, encoding: str) -> None:
        self._inner = inner
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = b""
        self._begun = False

    def readable(self) -> bool:
        """Return True."""
        return True

    def close(self) -> None:
        """Close the inner stream as well."""
        self._inner.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes of UTF-8."""
        if size is None or size < 0:
            return self.readall()
        while not self._ready:
            piece = self._inner.read(max(size, 2)) or b""
            try:
                text = self._decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as fault:
                raise CutOffStreamError(f"the UTF-16 text is damaged: {fault.reason}") from fault
            if text and not self._begun:
                text, self._begun = text.removeprefix("\ufeff"), True
            self._ready = text.encode("utf-8", "replace")
            if not piece:
                break
        taken, self._ready = self._ready[:size], self._ready[size:]
        return taken

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer, for the buffered readers of the standard library."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)
