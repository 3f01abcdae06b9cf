"""The answers."""

from __future__ import annotations

from tracker.tables.column import Column, Table, float64, string, strings


class Findings(Table):
    """One row per answer; `facts.json` and every sentence of the report are built from these rows."""

    finding = Column(string, "Name of the answer, for example `time_to_50`; unique.")
    measure = Column(string, "The measure that gave it.")
    asks = Column(string, "The question that it answers.")
    value = Column(float64, "The number, where the answer is one.", nullable=True)
    low = Column(float64, "Lower end of its range.", nullable=True)
    high = Column(float64, "Upper end of its range.", nullable=True)
    unit = Column(string, "Unit of value, low and high; empty where the answer is no number.")
    detail = Column(string, "The whole answer as JSON.")
    method = Column(string, "How it was computed, in one sentence.")
    evidence = Column(strings, "Keys of the posts (or sources) that it rests on; never empty.")
    caveat = Column(string, "What it does not show; never empty.")
