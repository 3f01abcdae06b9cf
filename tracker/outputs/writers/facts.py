"""`facts.json`: all that the report says, for machines; accounts hidden on the page are hidden here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.outputs.answers import canonical
from tracker.outputs.names import Names
from tracker.outputs.writer import Output, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.writer import View


def write(view: View) -> Iterator[Output]:
    """Yield the facts."""
    yield Output("facts.json", [canonical(Names(view).masked(view.facts))])


WRITER = Writer("facts", "every number of the report, with range, method and posts", "report", write)
