"""`tracker completion`: tab completion for a shell."""

from __future__ import annotations

import click

from tracker.cli import options


@click.command(
    "completion",
    epilog=options.examples("tracker completion bash >> ~/.bashrc", "tracker completion fish | source"),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the script that teaches SHELL to complete this command."""
    from click.shell_completion import get_completion_class

    from tracker.cli.main import COMPLETION, tracker
    from tracker.cli.talk import result_text

    kind = get_completion_class(shell)
    if kind is not None:
        result_text(kind(tracker, {}, "tracker", COMPLETION).source())
    return 0
