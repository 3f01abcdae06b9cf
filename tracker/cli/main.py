"""The command line. Nothing but click is imported until a command runs."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

COMMANDS = {
    "run": "Everything below, in order: exports in, report out.",
    "load": "Read exports into checked tables.",
    "audit": "What the archives can and cannot show: clocks, ids, zones, gaps.",
    "match": "Find the copies of a picture, and posts with its words.",
    "graph": "Build the reshare edges and cascades.",
    "origin": "Earliest posts and origin, with doubt.",
    "timeline": "Spread over time and its speed, per platform.",
    "report": "Write report.html, methods.md, charts and facts.json.",
    "export": "Write files for other tools.",
    "show": "Walk back from a finding, post or picture to the raw bytes.",
    "verify": "Recompute every hash of a case.",
    "formats": "List the exports that can be read, and how to get them.",
    "doctor": "Check this installation.",
    "demo": "Run the whole job on a bundled, invented story.",
    "config": "Show the settings in force and where they come from.",
    "completion": "Print the completion script of a shell.",
}
"""Every word of the command line, with its one line of help; the code stands in `commands/<word>.py`."""

COMPLETION = "_TRACKER_COMPLETE"
"""The variable with which a shell asks how a word goes on."""

REPORT_A_BUG = (
    "this is a fault of the tracker, not of your files; please report it with the output of --debug"
)


class Words(click.Group):
    """The commands, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the words in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command that is asked for."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"tracker.cli.commands.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a misspelt word is answered with the nearest one."""
        word = args[0] if args else ""
        if word and not word.startswith("-") and word not in COMMANDS:
            from tracker.base.words import did_you_mean

            message = f"there is no command {word!r}.{did_you_mean(word, COMMANDS)} All: tracker --help"
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    """Print the version; of a checkout that is not installed too."""
    if asked:
        from tracker.flow.provenance import tracker_version

        click.echo(f"tracker, version {tracker_version()}")
        ctx.exit()


@click.group(
    cls=Words,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExamples:\n  tracker demo\n  tracker run x-archive.zip reddit.zst --image fake.png",
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version and exit."
)
@click.pass_context
def tracker(ctx: click.Context) -> int | None:
    """Find every copy of a picture in post archives, who posted it first as far as they show, and how it spread.

    Everything happens on this machine; nothing is sent anywhere.
    """
    from tracker.cli.options import help_alone

    return help_alone(ctx)


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit with one of the documented codes."""
    sys.exit(run(sys.argv[1:] if args is None else args))


def run(args: list[str]) -> int:
    """Run the command line and return the exit code; every fault becomes one line on stderr."""
    from tracker.base.errors import ExitCode, TrackerError
    from tracker.cli import talk

    try:
        result = _invoke(args)
        talk.finish()
    except TrackerError as failure:
        return _fail(str(failure), int(failure.exit_code), args)
    except (KeyboardInterrupt, click.exceptions.Abort):
        return _fail(
            "stopped; the case folder stays usable, run the same command to go on", ExitCode.STOPPED, args
        )
    except click.ClickException as failure:
        return _fail(_usage(failure), ExitCode.USAGE, args)
    except BrokenPipeError:  # a help page that nobody reads to its end
        talk.finish()
        return int(ExitCode.DONE)
    except MemoryError:
        return _fail("out of memory; load fewer exports at once", ExitCode.STORAGE, args)
    except OSError as failure:
        return _system(failure, args)
    except BaseException as bug:  # noqa: BLE001  the last line of defence: a traceback is only for --debug
        return _fail(f"{type(bug).__name__}: {bug}; {REPORT_A_BUG}", ExitCode.BUG, args)
    return result if isinstance(result, int) else int(ExitCode.DONE)


def _invoke(args: list[str]) -> Any:
    """Run the command, or answer the shell that asks how a word goes on.

    Click's own `main` would turn a closed pipe into a failure.
    """
    asked = os.environ.get(COMPLETION)
    if asked:
        from click.shell_completion import shell_complete

        return shell_complete(tracker, {}, "tracker", COMPLETION, asked)
    try:
        with tracker.make_context("tracker", list(args)) as context:
            return tracker.invoke(context)
    except click.exceptions.Exit as left:
        return left.exit_code


def _system(failure: OSError, args: list[str]) -> int:
    """Tell a full or read-only disk from a fault of ours."""
    from tracker.base.errors import ExitCode, StorageError
    from tracker.tables.store import storage_errors

    try:
        with storage_errors(str(failure.filename or "case folder")):
            raise failure
    except StorageError as storage:
        return _fail(str(storage), ExitCode.STORAGE, args)
    except OSError:
        return _fail(f"{failure}; {REPORT_A_BUG}", ExitCode.BUG, args)


def _usage(failure: click.ClickException) -> str:
    context = getattr(failure, "ctx", None)
    hint = f"; see: {context.command_path} --help" if context is not None else ""
    return f"{failure.format_message().removesuffix('.')}{hint}"


def _fail(sentence: str, code: int, args: list[str]) -> int:
    from contextlib import suppress

    from tracker.base.words import one_line
    from tracker.cli import talk

    if "--debug" in args and sys.exc_info()[0] is not None:
        import traceback

        talk.talk(traceback.format_exc().rstrip())
    talk.talk(f"error: {one_line(sentence, 2000)}")
    with suppress(OSError):  # the first failure is the one to tell
        talk.finish()
    return int(code)


if __name__ == "__main__":
    main()
