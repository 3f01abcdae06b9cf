"""`tracker load`: exports become checked tables."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli import options


@click.command(
    "load",
    epilog=options.examples(
        "tracker load x-archive.zip reddit.zst",
        "tracker load posts.csv --map created_at=Datum --tz Europe/Paris",
    ),
)
@options.exports_argument
@options.case_option
@options.read_options
@click.option("--fresh", is_flag=True, help="Start the case over.")
@options.talk_options
def command(**given: Any) -> int:
    """Read exports into checked tables; every record that is not understood is listed in rejects.csv."""
    from tracker.cli.results import print_load
    from tracker.cli.talk import listener
    from tracker.flow.session import Case

    case = Case(given["case_path"], listener(json_lines=given["as_json"], quiet=given["quiet"]))
    with case.locked():
        case.begin(options.request_of(given), fresh=given["fresh"], whole=False)
        case.finish("load", "load")
    code = print_load(case, as_json=given["as_json"])
    options.tell_more(case, given)
    return code
