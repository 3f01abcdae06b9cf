"""Answers of an API saved to a file: one answer, or one per line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.base.errors import UnreadableError
from tracker.ingest.peek import is_document

if TYPE_CHECKING:
    from typing import BinaryIO

    from tracker.ingest.reader import Source

_PIECE: Final = 1 << 20


def is_one_value(source: Source) -> bool:
    """Tell whether a JSON file holds one value, be it on one line or on many, rather than one per line."""
    if is_document(source.head) or not source.head.strip():
        return True
    if b"\n" in source.head.strip():
        return False
    try:
        with source.open() as stream:
            return not _has_second_line(stream)
    except UnreadableError:  # cut off inside its first line
        return True


def _has_second_line(stream: BinaryIO) -> bool:
    while (piece := stream.readline(_PIECE)) and not (piece.strip() and piece.endswith(b"\n")):
        pass
    while (piece := stream.readline(_PIECE)) and not piece.strip():
        pass
    return bool(piece)
