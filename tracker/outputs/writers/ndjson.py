"""`exports/posts.ndjson`: every post with its raw text, one JSON object per line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from tracker.base.canonical import dumps
from tracker.outputs import records
from tracker.outputs.names import Names
from tracker.outputs.phrases import moment_iso
from tracker.outputs.writer import Output, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.writer import View

BLOCK: Final = 1000  # lines per written piece
COLUMNS: Final = (*records.COLUMNS, "hard", "references", "sources")


def write(view: View) -> Iterator[Output]:
    """Yield the posts."""
    yield Output("exports/posts.ndjson", _pieces(view))


def _pieces(view: View) -> Iterator[bytes]:
    names = Names(view)
    lines: list[str] = []
    for row in records.posts(view, names):
        lines.append(
            dumps({name: _plain(row[name]) for name in COLUMNS} | {"references": _references(row, names)})
        )
        if len(lines) == BLOCK:
            yield ("\n".join(lines) + "\n").encode()
            lines = []
    if lines:
        yield ("\n".join(lines) + "\n").encode()


def _references(row: dict[str, Any], names: Names) -> list[dict[str, Any]]:
    """Return what a post points at, in an order of its own; hidden accounts under their pseudonyms."""
    found = [
        {name: _plain(value) for name, value in reference.items()} | {"account": _account(row, reference, names)}
        for reference in row["references"]
    ]
    return sorted(found, key=dumps)


def _account(row: dict[str, Any], reference: dict[str, Any], names: Names) -> str | None:
    """Return whom a post points at; of a hidden account's forward nobody, as its source may be a member's name."""
    if names.hides(row["post"]) and reference["target"] is None:
        return None
    return names.of(reference["target"] or "", names.of_account(row["platform"], reference["account"]))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment_iso(value)
    return value.hex() if isinstance(value, bytes) else value


WRITER = Writer("ndjson", "every post as one JSON object per line, text unchanged", "export", write)
