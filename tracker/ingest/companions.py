"""Files that stand beside a post file and say what it does not: whose archive it is, when it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base import jsontext
from tracker.base.errors import UnreadableError
from tracker.base.limits import MIB

if TYPE_CHECKING:
    from tracker.ingest.reader import Source

_MOST: Final = 8 * MIB
"""Bytes read of a companion: real ones have a few KiB, a manifest some hundred."""


def beside(source: Source, name: str) -> str:
    """Return the path that a file in the same folder as `source` has inside its container."""
    folder, slash, _ = source.name.rpartition("/")
    return f"{folder}{slash}{name}"


def companion(source: Source, name: str) -> Any:
    """Return the decoded JSON of a file in the same folder, or None; one that cannot be read becomes a note.

    An assignment before the first bracket (the `window.YTD... =` of an X archive) is skipped.
    """
    found = source.sibling(beside(source, name))
    if found is None:
        return None
    try:
        with found.open() as stream:
            raw = stream.read(_MOST)
    except UnreadableError as failure:
        source.note(f"{name} beside it cannot be read ({failure.what})")
        return None
    starts = [place for place in (raw.find(b"["), raw.find(b"{")) if place >= 0]
    try:
        return jsontext.decode(raw[min(starts, default=0):].rstrip(b"; \t\r\n"))
    except ValueError as failure:
        source.note(f"{name} beside it cannot be read ({failure})")
        return None
