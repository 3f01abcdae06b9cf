"""Answers of an API saved to a file: one answer, or one per line."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from tracker.base.errors import OverLimitError
from tracker.ingest.peek import is_document

if TYPE_CHECKING:
    from tracker.ingest.reader import Source


def is_one_value(source: Source) -> bool:
    """Tell whether a JSON file holds one value, be it on one line or on many, rather than one per line."""
    if is_document(source.head):
        return True
    try:
        return len(list(islice(source.lines(), 2))) < 2  # noqa: PLR2004
    except OverLimitError:
        return True  # no record is that long, so the line is a document
