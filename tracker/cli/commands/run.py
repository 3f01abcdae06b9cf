"""`tracker run`: exports in, report out."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli import options


@click.command(
    "run",
    epilog=options.examples(
        "tracker run x-archive.zip reddit.zst --image fake.png",
        "tracker run exports/ --image fake.png --factcheck https://facts.example/1@2026-03-04T09:00:00Z --case orbit",
    ),
)
@options.exports_argument
@options.case_option
@options.query_options
@options.post_option
@options.factcheck_option
@options.span_options
@options.read_options
@click.option("--fresh", is_flag=True, help="Start the case over.")
@options.seed_option
@options.talk_options
def command(**given: Any) -> int:
    """Load exports, find the copies of a picture, who posted it first as far as they show, and how it spread.

    EXPORT is any file, folder or archive; its format is recognised by its content. The same command again
    resumes; more exports extend the case.
    """
    from tracker.cli.talk import listener
    from tracker.flow.analyse import run

    progress = listener(json_lines=given["as_json"], quiet=given["quiet"])
    case = run(options.request_of(given), given["case_path"], fresh=given["fresh"], progress=progress)
    from tracker.cli.results import print_run

    code = print_run(case, as_json=given["as_json"])
    options.tell_more(case, given)
    return code
