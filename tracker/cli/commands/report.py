"""`tracker report`: the page and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import options

if TYPE_CHECKING:
    from tracker.flow.session import Case


@click.command(
    "report",
    epilog=options.examples("tracker report --case orbit", "tracker report --case orbit --open"),
)
@options.case_option
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser when it is written.")
@options.talk_options
@options.on_a_case
def command(case: Case, given: dict[str, Any]) -> int:
    """Write report.html, methods.md, charts and facts.json."""
    from tracker.cli.results import print_report

    page = case.report()
    code = print_report(case, as_json=given["as_json"])
    if given["open_page"]:
        click.launch(str(page))
    return code
