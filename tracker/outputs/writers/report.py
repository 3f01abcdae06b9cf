"""`report.html`: one file, readable without a script, printed, on a phone and by a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.outputs.writer import Output, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.writer import View


def write(view: View) -> Iterator[Output]:
    """Yield the page."""
    from tracker.outputs.page.document import render

    yield Output("report.html", [render(view)])


WRITER = Writer("report", "the report as one page", "report", write)
