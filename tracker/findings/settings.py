"""What the user chose that changes the answers."""

from __future__ import annotations

import msgspec


class FactCheck(msgspec.Struct, frozen=True):
    """A fact-check that the user names."""

    url: str
    at_us: int


class FindingSettings(msgspec.Struct, frozen=True):
    """Settings of the findings stage; part of its key."""

    since_us: int | None = None
    until_us: int | None = None
    factchecks: tuple[FactCheck, ...] = ()
    suspects: tuple[str, ...] = ()
    """Keys of posts that somebody suspects (`--post URL`)."""
    exclude: tuple[str, ...] = ()
    """Clusters or files (SHA-256 hex) that a person has seen to be wrong matches."""
    seed: int = 1
    draws: int = 10_000
    """Draws of the probability that a post is the first."""
    now_us: int = 0
