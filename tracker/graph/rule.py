"""What an edge rule is: one kind of evidence that a post points at another, in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from tracker.base.plugins import discover
from tracker.tables.copies import Copies
from tracker.tables.media import Media
from tracker.tables.posts import Posts

RULES_PACKAGE: Final = "tracker.graph.rules"


class Evidence(msgspec.Struct, frozen=True):
    """What rules may look at."""

    posts: Posts
    media: Media
    copies: Copies


class Edge(msgspec.Struct, frozen=True, gc=False):
    """One pointer from a post to another; the parent may be absent from the case."""

    child: str
    parent: str
    kind: str
    attribution: str
    confidence: float = 1.0
    scope: str = "unknown"


class Rule(msgspec.Struct, frozen=True):
    """One kind of evidence."""

    name: str
    kind: str
    doc: str
    find: Callable[[Evidence], Iterator[Edge]]


def rules() -> dict[str, Rule]:
    """Return every rule that is plugged in, by name."""
    return discover(RULES_PACKAGE, "RULE", Rule, "tracker.rules")
