"""Web archives made by hand, for tests."""

from __future__ import annotations

import gzip


def record(kind: str, uri: str, block: bytes, date: str = "2026-03-02T10:00:00Z", **more: str) -> bytes:
    fields = {"WARC-Type": kind, "WARC-Target-URI": uri, "WARC-Date": date, **more, "Content-Length": str(len(block))}
    header = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return b"WARC/1.1\r\n" + header.encode() + b"\r\n" + block + b"\r\n\r\n"


def answer(
    uri: str, body: bytes, status: str = "200 OK", date: str = "2026-03-02T10:00:00Z", **fields: str
) -> bytes:
    header = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return record("response", uri, f"HTTP/1.1 {status}\r\n{header}\r\n".encode() + body, date)


def chunked(body: bytes, size: int = 7) -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x;note=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def packed(*records: bytes) -> bytes:
    """Compress record by record, as the standard asks."""
    return b"".join(map(gzip.compress, records))
