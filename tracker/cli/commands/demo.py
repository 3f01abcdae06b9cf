"""`tracker demo`: the whole job on a bundled, invented story."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tracker.cli import options


@click.command("demo", epilog=options.examples("tracker demo", "tracker demo --case my-demo --json"))
@click.option(
    "--case",
    "case_path",
    type=click.Path(path_type=Path, file_okay=False),
    default="tracker-demo",
    show_default=True,
    metavar="DIR",
    help="The case folder.",
)
@options.talk_options
def command(**given: Any) -> int:
    """Run the whole job on a bundled story: an invented AI company, an invented rocket firm, a made-up screenshot."""
    from tracker.cli.results import print_run
    from tracker.cli.talk import listener, talk
    from tracker.flow.analyse import run
    from tracker.flow.bundled import story_request

    if not given["quiet"] and not given["as_json"]:
        talk("An invented story: every company, person and post in it is made up.")
    progress = listener(json_lines=given["as_json"], quiet=given["quiet"])
    case = run(story_request(), given["case_path"], fresh=True, progress=progress)
    code = print_run(case, as_json=given["as_json"])
    options.tell_more(case, given)
    return code
