"""What was not understood."""

from __future__ import annotations

from tracker.tables.column import Column, Table, digest, int64, string


class Rejects(Table):
    """One row per rejected record; the record itself stays in the export."""

    source = Column(string, "Key of the source.")
    path = Column(string, "File name of the input.")
    member = Column(string, "Path inside a folder or archive; empty for a single file.")
    line = Column(int64, "Line number, from 1.", nullable=True)
    offset = Column(int64, "First byte in the decompressed member.", unit="bytes")
    length = Column(int64, "Length of the record.", unit="bytes")
    reason = Column(string, "What was expected and what was found.")
    head = Column(string, "First 200 bytes, escaped.")
    sha256 = Column(digest, "SHA-256 of the record's raw bytes.")
