"""`tracker timeline`: spread over time and its speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import options

if TYPE_CHECKING:
    from tracker.flow.session import Case


@click.command(
    "timeline",
    epilog=options.examples(
        "tracker timeline --case orbit",
        "tracker timeline --case orbit --factcheck https://facts.example/1@2026-03-04T09:00:00Z",
    ),
)
@options.case_option
@options.factcheck_option
@options.span_options
@options.seed_option
@options.talk_options
@options.on_a_case
def command(case: Case, given: dict[str, Any]) -> int:
    """Show how the rumor spread over time, per platform, and how fast."""
    from tracker.cli.results import print_timeline

    with case.locked():
        options.settle_findings(case, given, "factchecks", "since", "until", "seed")
        case.finish("findings", "timeline")
    return print_timeline(case, as_json=given["as_json"])
