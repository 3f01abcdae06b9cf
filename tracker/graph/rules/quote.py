"""A quote passes on a post with words of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.graph.references import edges_of_kind
from tracker.graph.rule import Evidence, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.graph.rule import Edge


def find(evidence: Evidence) -> Iterator[Edge]:
    """Yield the quotes that the exports state."""
    return edges_of_kind(evidence.posts, "quote")


RULE = Rule("quote", kind="quote", doc="Passes on a post with words of its own.", find=find)
