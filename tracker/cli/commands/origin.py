"""`tracker origin`: earliest posts and origin, with doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import options

if TYPE_CHECKING:
    from tracker.flow.session import Case


@click.command(
    "origin",
    epilog=options.examples(
        "tracker origin --case orbit",
        "tracker origin --case orbit --post https://x.com/a_example/status/1893567890123456789",
    ),
)
@options.case_option
@options.post_option
@options.span_options
@options.seed_option
@options.talk_options
@options.on_a_case
def command(case: Case, given: dict[str, Any]) -> int:
    """Name the earliest captured posts and the origin candidates, each with its doubt."""
    from tracker.cli.results import print_origin

    with case.locked():
        options.settle_findings(case, given, "posts", "since", "until", "seed")
        case.finish("findings", "origin")
    return print_origin(case, as_json=given["as_json"])
