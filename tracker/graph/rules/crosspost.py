"""A crosspost carries a post into another community of the same platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.graph.references import edges_of_kind
from tracker.graph.rule import Evidence, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.graph.rule import Edge


def find(evidence: Evidence) -> Iterator[Edge]:
    """Yield the crossposts that the exports state."""
    return edges_of_kind(evidence.posts, "crosspost")


RULE = Rule("crosspost", kind="crosspost", doc="Carries a post into another community there.", find=find)
