"""What a writer is: one kind of output file, in one file.

A writer turns a :class:`View` (the tables of a case, its facts, its rumor) into files; it decides and
computes nothing. It returns each file's bytes, and `flow` puts them on disk atomically.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec

from tracker.base.plugins import discover
from tracker.tables.accounts import Accounts
from tracker.tables.cascades import Cascades
from tracker.tables.copies import Copies
from tracker.tables.edges import Edges
from tracker.tables.findings import Findings
from tracker.tables.hashes import Hashes
from tracker.tables.lineage import Lineage
from tracker.tables.media import Media
from tracker.tables.posts import Posts
from tracker.tables.queries import Queries
from tracker.tables.rejects import Rejects
from tracker.tables.sources import Sources

WRITERS_PACKAGE: Final = "tracker.outputs.writers"


class View(msgspec.Struct, frozen=True):
    """Everything a writer may look at."""

    sources: Sources
    accounts: Accounts
    posts: Posts
    media: Media
    hashes: Hashes
    copies: Copies
    queries: Queries
    edges: Edges
    cascades: Cascades
    findings: Findings
    rejects: Rejects
    facts: dict[str, Any]
    """`facts.json` as plain values: see docs/facts.md."""
    case: dict[str, Any]
    """`case.json` as plain values: inputs, settings, versions, the day of the first load."""
    lineage: Lineage = msgspec.field(default_factory=Lineage.empty)


class Output(msgspec.Struct, frozen=True):
    """One file to be written."""

    path: str
    """Path inside the case folder, with `/`."""
    chunks: Iterable[bytes]


class Writer(msgspec.Struct, frozen=True):
    """One kind of output.

    `group` is `report` for what `tracker report` writes, or `export` for what `tracker export --to NAME` writes.
    """

    name: str
    title: str
    group: str
    write: Callable[[View], Iterator[Output]]


def writers() -> dict[str, Writer]:
    """Return every writer that is plugged in, by name."""
    return discover(WRITERS_PACKAGE, "WRITER", Writer, "tracker.writers")
