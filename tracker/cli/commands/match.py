"""`tracker match`: copies of the picture, and posts with its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import options

if TYPE_CHECKING:
    from tracker.flow.session import Case


@click.command(
    "match",
    epilog=options.examples(
        "tracker match --image fake.png --case orbit",
        "tracker match --image fake.png --exclude c3 --case orbit",
    ),
)
@options.case_option
@options.query_options
@options.talk_options
@options.on_a_case
def command(case: Case, given: dict[str, Any]) -> int:
    """Find the copies of a picture, and the posts with its words.

    What is not given stays as the case has it: its pictures, its words, what was left out. A picture or words
    given here take the place of the earlier ones; to drop them, start over with tracker run --fresh.
    """
    from tracker.cli.results import print_match

    with case.locked():
        options.settle_match(case, given)
        case.finish("findings", "match")
    return print_match(case, as_json=given["as_json"])
