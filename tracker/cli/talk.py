"""How the command line speaks: results to stdout, talk to stderr, bars only on a terminal."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any, Final, TextIO

from tracker.base.words import one_line, visible

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from tracker.base.progress import Progress


_NAMES: Final = {"load": "Reading", "match": "Matching"}
"""What a stage is called while it runs, where its own name does not say it."""
_ONE: Final = re.compile(r"(?<![\w.,])(1 (?:post|record|cluster|finding|file|edge|cascade))s\b")


def result(line: str = "") -> None:
    """Print one line of the result, with control characters made visible."""
    _print(visible(line), sys.stdout)


def result_text(text: str) -> None:
    """Print text of our own as it is."""
    _print(text, sys.stdout, end="")


def result_json(value: Any) -> None:
    """Print one object as the last line of stdout; in ASCII, so that no character reaches a terminal raw."""
    _print(json.dumps(value), sys.stdout)


def talk(line: str) -> None:
    """Print one line of talk."""
    _print(visible(line), sys.stderr)


def _print(line: str, stream: TextIO | None, end: str = "\n") -> None:
    """Print, at once on stderr; where nobody reads the stream (any more), the work goes on without words."""
    if stream is None:
        return
    try:
        print(line, file=stream, end=end, flush=stream is sys.stderr)
    except BrokenPipeError:
        _hang_up(stream)


def finish() -> None:
    """Send what is still held back; it is dropped where nobody reads it any more. Raises ``OSError``."""
    streams: tuple[TextIO | None, ...] = (sys.stdout, sys.stderr)
    for stream in filter(None, streams):
        try:
            stream.flush()
        except BrokenPipeError:
            _hang_up(stream)
        except OSError:
            _hang_up(stream)
            raise


def _hang_up(stream: TextIO) -> None:
    """Let a stream lead nowhere: what it still holds would break the end of the process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


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
        self._stage = ""

    def start(self, stage: str, what: str, total: int | None) -> None:
        """Remember the stage; the sentence at the end says what was done."""
        del what, total
        self._stage = stage

    def advance(self, units: int) -> None:
        """Say nothing: only results make a line."""

    def done(self, sentence: str) -> None:
        """Print what came of it."""
        told = _ONE.sub(r"\1", sentence)
        talk(f"{_name(self._stage):<9} {told}")


def _name(stage: str) -> str:
    return _NAMES.get(stage) or stage.capitalize()


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
        line = {"event": event, "stage": self._stage.lower(), "what": self._what, **more}
        _print(json.dumps(line), sys.stderr)


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
        self._bars.add_task(f"{_name(stage):<9} {one_line(what, 40)}", total=total)
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
