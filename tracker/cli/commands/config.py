"""`tracker config show`: the settings in force."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli import options


@click.group(
    "config", epilog=options.examples("tracker config show", "tracker config show --config tracker.toml")
)
def command() -> None:
    """Show the settings in force and where they come from."""


@command.command(
    "show", epilog=options.examples("tracker config show", "tracker config show --config tracker.toml --json")
)
@options.case_option
@options.query_options
@options.post_option
@options.factcheck_option
@options.span_options
@options.read_options
@options.seed_option
@options.talk_options
@click.pass_context
def show(ctx: click.Context, /, **given: Any) -> int:
    """Print each setting, its value, and whether it is the default or stands in the file of --config."""
    from tracker.base.limits import Limits
    from tracker.cli.talk import result, result_json

    limits = Limits()
    rows = []
    for name, value in sorted(given.items()):
        if name in {"as_json", "quiet", "verbose", "debug", "config"}:
            continue
        origin = ctx.get_parameter_source(name)
        where = {"DEFAULT_MAP": "config file", "COMMANDLINE": "command line"}.get(
            origin.name if origin else "", "default"
        )
        shown = getattr(limits, name) if value is None and hasattr(limits, name) else value
        shown = list(map(str, shown)) if isinstance(shown, tuple) else shown if shown is None else str(shown)
        rows.append({"setting": name, "value": shown, "from": where})
    if given["as_json"]:
        result_json({"schema": "tracker.config/1", "settings": rows})
    else:
        for row in rows:
            result(f"{row['setting']:<16} {row['value']!s:<24} {row['from']}")
    return 0
