"""The trees of reshares."""

from __future__ import annotations

from tracker.tables.column import Column, Table, boolean, float64, instant, int64, string


class Cascades(Table):
    """One row per root, single posts too, sorted by posts (most first), then root."""

    root = Column(string, "Key of the root; perhaps an absent post.")
    root_absent = Column(boolean, "True where the root itself was not captured.")
    size = Column(int64, "Distinct accounts; a post of unknown account counts as its own.")
    posts = Column(int64, "Captured posts.")
    reshares = Column(int64, "Captured posts without the root and without replies.")
    depth = Column(int64, "Most hops from the root.")
    max_breadth = Column(int64, "Most posts at one depth.")
    structural_virality = Column(
        float64, "Mean distance over all pairs of nodes; null for one.", nullable=True
    )
    time_to_10_s = Column(float64, "Until 10 % of the other timed posts were there.", unit="s", nullable=True)
    time_to_50_s = Column(float64, "Until 50 %.", unit="s", nullable=True)
    time_to_90_s = Column(float64, "Until 90 %.", unit="s", nullable=True)
    time_to_100_s = Column(float64, "Until the last.", unit="s", nullable=True)
    doubling_s = Column(float64, "Doubling time of the growth fit.", unit="s", nullable=True)
    peak_hour = Column(instant, "Start of the UTC hour with most posts, the earlier on a tie.", nullable=True)
