"""Which files show the same picture."""

from __future__ import annotations

from tracker.tables.column import Column, Table, digest, float64, string


class Copies(Table):
    """One row per picture file in the exports (source, member, file); more for a collage."""

    source = Column(string, "Source whose container holds the file.")
    member = Column(string, "Path of the file inside that container.")
    file = Column(string, "Name as referenced in the export.")
    sha256 = Column(digest, "SHA-256 of the file's bytes.")
    cluster = Column(string, "Cluster of copies, `c1` is the largest; empty for a picture without a copy.")
    relation = Column(string, "same_file, same_picture, copy, variant; empty for the representative.")
    parent_file = Column(
        string, "SHA-256 (hex) of the picture it was compared with or made from; else empty."
    )
    strength = Column(string, "strong, fair or weak; empty where there is no link.")
    score = Column(float64, "Share of the picture's detail that agrees, 0 to 1.", nullable=True)
    evidence = Column(string, "What proved or refused the link, as JSON.")
