"""`tracker audit`: what the archives can and cannot show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import options

if TYPE_CHECKING:
    from tracker.flow.session import Case


@click.command(
    "audit",
    epilog=options.examples("tracker audit --case orbit", "tracker audit --case orbit --json"),
)
@options.case_option
@options.talk_options
@options.on_a_case
def command(case: Case, given: dict[str, Any]) -> int:
    """Say what the archives can and cannot show: clocks, ids, time zones, gaps, completeness."""
    from tracker.cli.results import print_audit

    case.finish("findings", "audit")
    return print_audit(case, as_json=given["as_json"])
