"""What the distinct pictures look like, in bits."""

from __future__ import annotations

from tracker.tables.column import Column, Table, binary, boolean, digest, int64, string, uint64


class Hashes(Table):
    """One row per distinct picture file, sorted by SHA-256."""

    sha256 = Column(digest, "SHA-256 of the file's bytes; unique.")
    pixel_sha256 = Column(digest, "SHA-256 of the normalised pixels; null where unreadable.", nullable=True)
    width = Column(int64, "Width after turning by EXIF.", unit="px", nullable=True)
    height = Column(int64, "Height after turning by EXIF.", unit="px", nullable=True)
    format = Column(string, "Format by content.", nullable=True)
    phash = Column(uint64, "imagehash.phash 8x8, first bit highest.", nullable=True)
    dhash16 = Column(binary, "imagehash.dhash 16x16 as 32 bytes, first bit highest.", nullable=True)
    detail = Column(boolean, "False for flat or tiny pictures, which are never matched.")
    thumbnail = Column(binary, "Small re-encoded JPEG without metadata.", nullable=True)
    unreadable = Column(string, "Why it could not be decoded; null where it could.", nullable=True)
