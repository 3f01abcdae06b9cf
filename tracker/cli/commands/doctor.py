"""`tracker doctor`: is this installation whole."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli import options


@click.command("doctor", epilog=options.examples("tracker doctor", "tracker doctor --json"))
@options.talk_options
def command(**given: Any) -> int:
    """Check versions, extras, free space and the bundled story; the output holds no paths and no names."""
    from tracker.base.errors import ExitCode
    from tracker.cli.talk import result, result_json
    from tracker.flow.doctor import examine

    findings = examine()
    sound = all(found["ok"] for found in findings)
    if given["as_json"]:
        result_json({"schema": "tracker.doctor/1", "ok": sound, "checks": findings})
    else:
        for found in findings:
            result(f"{'ok ' if found['ok'] else 'BAD'}  {found['check']:<22} {found['found']}")
    return int(ExitCode.DONE if sound else ExitCode.BUG)
