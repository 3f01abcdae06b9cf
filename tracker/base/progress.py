"""How long work tells that it goes on, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """A listener: the command line draws bars or plain lines; the Python API stays silent."""

    def start(self, stage: str, what: str, total: int | None) -> None:
        """Begin a piece of work of `total` units (bytes, pictures); None where it is not known."""

    def advance(self, units: int) -> None:
        """Report that units are done."""

    def done(self, sentence: str) -> None:
        """End the piece of work with one plain sentence about its result."""


class Silent:
    """A listener that says nothing."""

    def start(self, stage: str, what: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, units: int) -> None:
        """Say nothing."""

    def done(self, sentence: str) -> None:
        """Say nothing."""
