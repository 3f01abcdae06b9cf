"""`tracker verify`: is the case still what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import options

if TYPE_CHECKING:
    from tracker.flow.session import Case


@click.command(
    "verify",
    epilog=options.examples("tracker verify --case orbit", "tracker verify --case orbit --json"),
)
@options.case_option
@options.talk_options
@options.on_a_case
def command(case: Case, given: dict[str, Any]) -> int:
    """Recompute every hash, check the log's chain, and that each finding leads to its posts.

    A digest shows that bytes did not change since loading; it does not show that an export was true.
    """
    from tracker.base.errors import ExitCode
    from tracker.cli.talk import result, result_json
    from tracker.outputs.phrases import count

    case.as_is = True
    faults = case.verify()
    if given["as_json"]:
        result_json(
            {"schema": "tracker.verify/1", "case": str(case.folder.path), "ok": not faults, "faults": faults}
        )
    else:
        for fault in faults:
            result(fault)
        result(count(len(faults), "fault") if faults else "Every file of the case is as it was written.")
    return int(ExitCode.DAMAGED if faults else ExitCode.DONE)
