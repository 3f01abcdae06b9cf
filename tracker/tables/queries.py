"""What the user asked for, and what it matched."""

from __future__ import annotations

from tracker.tables.column import Column, Table, digest, float64, string


class Queries(Table):
    """One row per link from a picture or words that were asked for; one row without a link where none was found.

    The picture asked for is no post and counts in nothing.
    """

    query = Column(string, "File name of the picture, or the words themselves.")
    kind = Column(string, "image or text.")
    sha256 = Column(digest, "SHA-256 of the picture's bytes.", nullable=True)
    cluster = Column(string, "Cluster of the matched picture; empty for a picture without copies.")
    member_sha256 = Column(string, "Matched picture (hex), for an image query; else empty.")
    post = Column(string, "Matched post, for a text query; else empty.")
    relation = Column(
        string, "same_file, same_picture, copy, variant, same_words; empty where nothing matched."
    )
    strength = Column(string, "strong, fair or weak; empty where nothing matched.")
    score = Column(float64, "0 to 1.", nullable=True)
    evidence = Column(string, "What proved the link, as JSON.")
