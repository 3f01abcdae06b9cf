"""Which picture was made from which."""

from __future__ import annotations

from tracker.tables.column import Column, Table, digest, float64, string


class Lineage(Table):
    """One row per distinct picture of a family: a cluster, its variants, and theirs. Sorted by family, then child.

    Only the families that were asked for, else the largest, and of these at most 40 pictures: docs/lineage.md.
    """

    family = Column(string, "Cluster that the family is named after: the one with most posts.")
    cluster = Column(string, "Cluster of the child.")
    child = Column(digest, "SHA-256 of the picture; of files with equal pixels, the smallest.")
    parent = Column(
        string, "SHA-256 (hex) of the picture it was most likely made from; empty for the oldest form seen."
    )
    cost = Column(float64, "How much had to happen on the way, as a logarithm of odds; 0 without a parent.")
    margin = Column(
        float64,
        "How much dearer the best tree without this step is, likewise; empty where there is no other tree.",
        nullable=True,
    )
    direction = Column(string, "`known`, or `order unknown` where the margin is too small to tell.")
    evidence = Column(string, "What was compared and what changed on the way, as JSON.")
