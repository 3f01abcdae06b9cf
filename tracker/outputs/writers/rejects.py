"""`rejects.csv`: every record that was not understood, with its place and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.outputs.cells import csv_bytes
from tracker.outputs.writer import Output, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.writer import View

COLUMNS: Final = ("source", "path", "member", "line", "offset", "length", "reason", "head", "sha256")


def write(view: View) -> Iterator[Output]:
    """Yield the rejects, by source and place."""
    rows = ([row[name] for name in COLUMNS] for row in view.rejects.rows())
    yield Output("rejects.csv", csv_bytes(COLUMNS, rows))


WRITER = Writer("rejects", "records that were not understood", "report", write)
