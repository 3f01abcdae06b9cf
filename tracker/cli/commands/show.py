"""`tracker show`: from a sentence back to the bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import options

if TYPE_CHECKING:
    from tracker.flow.session import Case


@click.command(
    "show",
    epilog=options.examples(
        "tracker show first_seen --case orbit",
        "tracker show x:1893567890123456789 --case orbit --inputs ~/moved-exports",
    ),
)
@click.argument("key")
@options.case_option
@click.option(
    "--inputs",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the exports lie now, when they moved.",
)
@options.talk_options
@options.on_a_case
def command(case: Case, given: dict[str, Any]) -> int:
    """Walk back from a finding, a post or a picture to the raw bytes of its record.

    KEY is the name of a finding (first_seen), the key or the address of a post, a cluster (c1), or the SHA-256 of
    a picture. Posts that only carry the same picture later are told apart from reshares.
    """
    from tracker.cli.results import print_show

    case.as_is = True
    return print_show(case.show(given["key"], given["inputs"]), as_json=given["as_json"])
