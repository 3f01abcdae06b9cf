"""Who points at whom."""

from __future__ import annotations

from tracker.tables.column import Column, Table, boolean, float64, string


class Edges(Table):
    """One row per (child, parent, kind), sorted; parents may be absent posts."""

    child = Column(string, "Key of the post that points.")
    parent = Column(string, "Key of the post pointed at; perhaps absent from the case.")
    kind = Column(string, "repost, quote, reply, crosspost, forward, same_image, ...")
    attribution = Column(string, "platform, explicit or inferred.")
    confidence = Column(float64, "1 for what a platform states; below 1 for what is inferred.")
    scope = Column(string, "immediate, root or unknown: what the platform's pointer means.")
    parent_absent = Column(boolean, "True where no record of the parent was captured.")
    kept = Column(boolean, "True where this is the one parent that the cascade keeps.")
    delay_s = Column(
        float64, "Child's time minus parent's; negative times are kept.", unit="s", nullable=True
    )
    rule = Column(string, "The rule that made it.")
