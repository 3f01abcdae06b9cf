"""How the command line speaks: results to stdout, talk to stderr, bars only on a terminal."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from tracker.base.words import one_line, visible

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from tracker.base.progress import Progress


def result(line: str = "") -> None:
    """Print one line of the result, with control characters made visible."""
    print(visible(line))


def result_text(text: str) -> None:
    """Print text of our own as it is."""
    print(text, end="")


def result_json(value: Any) -> None:
    """Print one object as the last line of stdout; in ASCII, so that no character reaches a terminal raw."""
    print(json.dumps(value))


def talk(line: str) -> None:
    """Print one line of talk."""
    print(visible(line), file=sys.stderr)


def listener(*, json_lines: bool, quiet: bool) -> Progress:
    """Return who listens to long work: JSON lines, nobody, bars on a terminal, or plain lines."""
    if json_lines:
        return JsonLines()
    if quiet:
        from tracker.base.progress import Silent

        return Silent()
    return BarLines() if sys.stderr.isatty() else PlainLines()


class PlainLines:
    """One plain line per finished piece of work."""

    def __init__(self) -> None:
        self._stage = self._what = ""

    def start(self, stage: str, what: str, total: int | None) -> None:
        """Remember what is being done."""
        del total
        self._stage, self._what = stage, what

    def advance(self, units: int) -> None:
        """Say nothing: only results make a line."""

    def done(self, sentence: str) -> None:
        """Print what came of it."""
        talk(f"{self._stage:<9} {one_line(self._what, 60)}  {sentence}".rstrip())


class JsonLines:
    """Progress events as JSON lines on stderr."""

    def __init__(self) -> None:
        self._stage = self._what = ""

    def start(self, stage: str, what: str, total: int | None) -> None:
        """Print the beginning of a piece of work."""
        self._stage, self._what = stage, what
        self._event("start", total=total)

    def advance(self, units: int) -> None:
        """Say nothing: one event per block would drown the log."""

    def done(self, sentence: str) -> None:
        """Print the end of a piece of work."""
        self._event("done", result=sentence)

    def _event(self, event: str, **more: Any) -> None:
        line = {"event": event, "stage": self._stage, "what": self._what, **more}
        print(json.dumps(line), file=sys.stderr, flush=True)


class BarLines:
    """A bar while work goes on, then one plain line."""

    def __init__(self) -> None:
        self._bars: Bars | None = None
        self._plain = PlainLines()

    def start(self, stage: str, what: str, total: int | None) -> None:
        """Draw a bar."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

        self._stop()
        self._plain.start(stage, what, total)
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
        )
        self._bars = Progress(*columns, console=Console(stderr=True), transient=True)
        self._bars.add_task(f"{stage:<9} {one_line(what, 40)}", total=total)
        self._bars.start()

    def advance(self, units: int) -> None:
        """Move the bar."""
        if self._bars is not None:
            self._bars.advance(self._bars.task_ids[0], units)

    def done(self, sentence: str) -> None:
        """Replace the bar with its result."""
        self._stop()
        self._plain.done(sentence)

    def _stop(self) -> None:
        if self._bars is not None:
            self._bars.stop()
            self._bars = None
