"""Bytes that are the same on every machine: JSON, zip, tar and zstd without a clock in them."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import SECOND_US, to_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ZIP_DAY: Final = (2026, 3, 10, 0, 0, 0)
_STORED: Final = (".jpg", ".png", ".webp")
_ZSTD_WINDOW_BYTE: Final = (31 - 10) << 3
"""Window_Descriptor of a 2 GiB window (RFC 8878, 3.1.1.1.2): exponent in the upper five bits."""


def json_bytes(value: Any, indent: int | None = None) -> bytes:
    """Return JSON with the keys in the order given, as platforms write it."""
    separators = (", ", ": ") if indent else (",", ":")
    return json.dumps(value, ensure_ascii=False, indent=indent, separators=separators).encode()


def json_lines(values: Iterable[Any]) -> bytes:
    """Return one JSON value per line."""
    return b"".join(json_bytes(value) + b"\n" for value in values)


def x_time(us: int) -> str:
    """Print `Wed Oct 10 20:19:24 +0000 2018`.

    >>> x_time(1_772_520_072_000_000)
    'Tue Mar 03 06:41:12 +0000 2026'
    """
    moment = to_datetime(us)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[moment.weekday()]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[
        moment.month - 1
    ]
    return f"{day} {month} {moment:%d %H:%M:%S} +0000 {moment:%Y}"


def iso_seconds(us: int, end: str = "Z") -> str:
    """Print a moment to the second, cut and not rounded, with `end` for its zone."""
    return f"{to_datetime(us - us % SECOND_US):%Y-%m-%dT%H:%M:%S}{end}"


def iso_millis(us: int) -> str:
    """Print a moment to the millisecond, with `Z`."""
    return iso_seconds(us, f".{us // 1000 % 1000:03d}Z")


def zip_bytes(members: Mapping[str, bytes]) -> bytes:
    """Return a zip; pictures are stored as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(_STORED) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def tar_gz_bytes(members: Mapping[str, bytes]) -> bytes:
    """Return a tar.gz without times, owners or a file name in it."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(plain.getvalue(), 9, mtime=0)


def zstd_bytes(content: bytes) -> bytes:
    """Return one zstd frame that asks for a window of 2 GiB, as Reddit dumps do.

    The window is written into the frame's header afterwards: to compress with such a window takes gigabytes.
    """
    import zstandard

    parameters = zstandard.ZstdCompressionParameters.from_level(19, window_log=20, write_content_size=False)
    frame = bytearray(zstandard.ZstdCompressor(compression_params=parameters).compress(content))
    frame[5] = _ZSTD_WINDOW_BYTE
    return bytes(frame)
