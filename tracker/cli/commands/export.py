"""`tracker export`: files for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import options

if TYPE_CHECKING:
    from tracker.flow.session import Case


@click.command(
    "export",
    epilog=options.examples(
        "tracker export --to csv,gexf --case orbit",
        "tracker export --to timelinejs --case orbit --json",
    ),
)
@options.case_option
@click.option(
    "--to", "names", required=True, metavar="NAME,...", help="csv, gexf, graphml, ndjson, timelinejs."
)
@options.talk_options
@options.on_a_case
def command(case: Case, given: dict[str, Any]) -> int:
    """Write files for spreadsheets, Gephi, R, TimelineJS and others into exports/."""
    from tracker.base.errors import UsageError
    from tracker.base.words import did_you_mean
    from tracker.cli.results import print_export
    from tracker.outputs.writer import writers

    known = sorted(writer.name for writer in writers().values() if writer.group == "export")
    chosen = [name.strip() for name in given["names"].split(",") if name.strip()]
    for name in chosen:
        if name not in known:
            raise UsageError(
                f"no export is called {name!r}.{did_you_mean(name, known)}", where="--to",
                fix=f"choose from {', '.join(known)}",
            )  # fmt: skip
    with case.locked():
        case.choose("export", to=sorted(set(chosen) | set(case.export_names)))
        case.finish("export", "export")
    return print_export(case, chosen, as_json=given["as_json"])
