"""`charts/`: the spread chart as SVG and PNG, 16:9 and square, complete in itself, with alternative text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.outputs import captions, chart, png, svg
from tracker.outputs.names import Names
from tracker.outputs.writer import Output, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.outputs.writer import View

SIZES: Final = (
    chart.Size("timeline", 960, 540, alone=True),
    chart.Size("timeline-square", 800, 800, alone=True),
)


def write(view: View) -> Iterator[Output]:
    """Yield each size as SVG and PNG, and the alternative text."""
    facts = Names(view).masked(view.facts)
    for size in SIZES:
        drawn = chart.timeline(facts, size)
        yield Output(f"charts/{size.name}.svg", [svg.document(drawn)])
        yield Output(f"charts/{size.name}.png", [png.document(drawn)])
        text = f"{drawn.title}\n\n{drawn.summary}\n\n{captions.chart_source(facts)}\n"
        yield Output(f"charts/{size.name}.txt", [text.encode()])


WRITER = Writer("charts", "the spread chart, to be published by itself", "report", write)
