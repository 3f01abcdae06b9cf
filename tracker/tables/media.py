"""What posts carry."""

from __future__ import annotations

from tracker.tables.column import Column, Table, digest, int64, string


class Media(Table):
    """One row per picture, video or card that a captured post carries."""

    media = Column(string, "Key `<post>#<n>`, counted from 1; unique.")
    post = Column(string, "Key of the post.")
    type = Column(string, "image, video, gif or card.")
    file = Column(string, "Name as referenced in the export.")
    source = Column(string, "Source whose container holds the file; empty where it is missing.")
    member = Column(string, "Path of the file inside that container; empty where it is missing.")
    sha256 = Column(digest, "SHA-256 of the file's bytes.", nullable=True)
    size = Column(int64, "Size of the file.", unit="bytes", nullable=True)
    width = Column(int64, "Width as the export states it, else as decoded.", unit="px", nullable=True)
    height = Column(int64, "Height as the export states it, else as decoded.", unit="px", nullable=True)
    format = Column(string, "JPEG, PNG, ... by content.", nullable=True)
    alt = Column(string, "Description given by the author.", nullable=True)
    url = Column(string, "Address of the file.", nullable=True)
    platform_digest = Column(string, "Digest that the platform states (a CID, an md5).", nullable=True)
    missing_reason = Column(string, "Why there are no bytes; null where there are.", nullable=True)
