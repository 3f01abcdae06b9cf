"""A forward passes on a message from another chat or channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.graph.references import edges_of_kind
from tracker.graph.rule import Evidence, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.graph.rule import Edge


def find(evidence: Evidence) -> Iterator[Edge]:
    """Yield the forwards that the exports state."""
    return edges_of_kind(evidence.posts, "forward")


RULE = Rule("forward", kind="forward", doc="Passes on a message of another chat or channel.", find=find)
