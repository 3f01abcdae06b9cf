"""A reply or comment answers a post: part of the tree, not a reshare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.graph.references import edges_of_kind
from tracker.graph.rule import Evidence, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.graph.rule import Edge


def find(evidence: Evidence) -> Iterator[Edge]:
    """Yield the replies that the exports state."""
    return edges_of_kind(evidence.posts, "reply")


RULE = Rule("reply", kind="reply", doc="Answers a post: part of the tree, not a reshare.", find=find)
