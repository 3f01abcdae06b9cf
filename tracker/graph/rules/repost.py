"""A repost passes on another post unchanged, as its platform records it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.graph.references import edges_of_kind
from tracker.graph.rule import Evidence, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.graph.rule import Edge


def find(evidence: Evidence) -> Iterator[Edge]:
    """Yield the native reposts that the exports state."""
    return edges_of_kind(evidence.posts, "repost")


RULE = Rule("repost", kind="repost", doc="Passes on another post unchanged.", find=find)
