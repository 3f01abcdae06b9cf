"""`tracker graph`: reshare edges and cascades."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import options

if TYPE_CHECKING:
    from tracker.flow.session import Case


@click.command(
    "graph",
    epilog=options.examples("tracker graph --case orbit", "tracker graph --case orbit --json"),
)
@options.case_option
@options.talk_options
@options.on_a_case
def command(case: Case, given: dict[str, Any]) -> int:
    """Build the reshare edges and cascades, absent posts included."""
    from tracker.cli.results import print_graph

    case.finish("graph", "graph")
    return print_graph(case, as_json=given["as_json"])
