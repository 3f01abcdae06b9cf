"""`tracker config show`: the settings in force."""

from __future__ import annotations

import json
from typing import Any, Final

import click

from tracker.cli import options

_TALK: Final = frozenset({"as_json", "quiet", "verbose", "debug"})


@click.group(
    "config",
    invoke_without_command=True,
    epilog=options.examples("tracker config show", "tracker config show --config tracker.toml"),
)
@click.pass_context
def command(ctx: click.Context) -> int | None:
    """Show the settings in force and where they come from."""
    return options.help_alone(ctx)


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
    """Print each setting, its value, and where it comes from; saved as a file, --config takes it."""
    from tracker.cli.talk import result, result_json

    rows = [_row(ctx, name, given[parameter]) for name, parameter in sorted(options.SETTINGS.items())
            if parameter in given and parameter not in _TALK]  # fmt: skip
    if given["as_json"]:
        file = str(given["config"]) if given["config"] else None
        result_json({"schema": "tracker.config/1", "file": file, "settings": rows})
    else:
        for row in rows:
            result(_toml(row))
    return 0


def _row(ctx: click.Context, name: str, value: Any) -> dict[str, Any]:
    from tracker.base.limits import Limits

    parameter = options.SETTINGS[name]
    origin = ctx.get_parameter_source(parameter)
    words = {"DEFAULT_MAP": "config file", "COMMANDLINE": "command line"}
    if value is None and parameter in options.LIMIT_NAMES:
        value = getattr(Limits(), parameter)
    if isinstance(value, tuple):
        value = [str(one) for one in value]
    plain = value if isinstance(value, bool | int | list) or value is None else str(value)
    return {"setting": name, "value": plain, "from": words.get(origin.name if origin else "", "default")}


def _toml(row: dict[str, Any]) -> str:
    """Return a setting as a line of a config file; one that has no value as a comment."""
    if row["value"] is None:
        return f"# {row['setting']} is not set"
    return f"{row['setting']} = {json.dumps(row['value'])}  # {row['from']}"
