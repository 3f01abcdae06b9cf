"""Evidence about the posts' times as arrays, and the intervals while they are being decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from tracker.base.clock import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Iterable

MISSING: Final = int(np.iinfo(np.int64).min)
"""No time, in what goes in and in what comes out."""
NEVER: Final = -(2**62)
"""No lower bound, inside a draft: sorts before everything, and a slack can be added without overflow."""
FAR: Final = 2**62
"""No upper bound, inside a draft."""

SOURCES: Final = ("none", "claim", "indexed", "server", "id")
NONE, CLAIM, INDEXED, SERVER, ID = range(5)

FLAGS: Final = (
    "future", "id_implausible", "impossible", "whole_hours_off", "zone_contradicted", "zone_unknown",
)  # fmt: skip
"""Marks in sorted order; bit n of `Draft.flags` is mark n."""


class Times(msgspec.Struct, frozen=True, eq=False):
    """What the archives say about the time of each post; one entry per post in every field."""

    platform: list[str]
    native_id: list[str]
    claimed_us: NDArray[np.int64]
    """The stated time; MISSING where there is none (in the next three as well)."""
    indexed_us: NDArray[np.int64]
    captured_us: NDArray[np.int64]
    edited_us: NDArray[np.int64]
    precision_s: NDArray[np.float64]
    """How coarse the stated time is."""
    zone_known: NDArray[np.bool_]
    server_timed: NDArray[np.bool_]
    """True where the platform's server set the stated time (class A), false for the author's program (C)."""
    home: NDArray[np.bool_]
    """True where the post's own server made its id."""
    conflict: NDArray[np.bool_]
    """True where records of the post contradict each other, in whatever: no stated time is used alone."""
    contested: NDArray[np.bool_]
    """True where they state different times."""
    source: NDArray[np.int64]
    """Number of the source whose record stands for the post."""

    def __len__(self) -> int:
        return len(self.platform)


class Links(msgspec.Struct, frozen=True, eq=False):
    """Which post points at which: positions into `Times`."""

    child: NDArray[np.int32]
    parent: NDArray[np.int32]
    kind: NDArray[np.uint8]
    """Position in `reader.RESHARE_KINDS`."""
    floor_child: NDArray[np.int32]
    """Posts that point at something that is not here, but of which it is known when it was made."""
    floor_us: NDArray[np.int64]
    """What each of these points at did not exist before."""
    floor_kind: NDArray[np.uint8]


class Ids(msgspec.Struct, frozen=True, eq=False):
    """The clocks inside the posts' ids."""

    us: NDArray[np.int64]
    tolerance_us: NDArray[np.int64]
    server: NDArray[np.bool_]
    """True where a server that can be trusted with it made the id."""
    implausible: NDArray[np.bool_]


class Claims(msgspec.Struct, frozen=True, eq=False):
    """The stated times that can be a post's, with the span of moments that each can mean."""

    us: NDArray[np.int64]
    """NEVER where there is none."""
    known: NDArray[np.bool_]
    future: NDArray[np.bool_]
    """Stated, but later than any post can be."""
    past: NDArray[np.bool_]
    """Stated, but earlier than any post can be."""
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    precision_us: NDArray[np.int64]
    exact: NDArray[np.bool_]
    """Known, with its zone."""


class Draft:
    """Intervals while they are being decided: later evidence narrows what earlier evidence set."""

    def __init__(self, size: int) -> None:
        self.low = np.full(size, NEVER, np.int64)
        self.high = np.full(size, FAR, np.int64)
        self.hard = np.zeros(size, np.bool_)
        self.source = np.zeros(size, np.uint8)
        self.flags = np.zeros(size, np.uint8)
        self.rule: NDArray[Any] = np.full(size, None, object)

    @property
    def disputed(self) -> NDArray[np.bool_]:
        """Where a rule was broken."""
        return np.fromiter((rule is not None for rule in self.rule), np.bool_, len(self.rule))

    def decide(
        self,
        where: NDArray[np.bool_],
        low: NDArray[np.int64],
        high: NDArray[np.int64],
        source: int,
        *,
        hard: bool,
    ) -> None:
        """Set the interval of the posts in `where`, replacing what stood there."""
        self.low[where] = low[where]
        self.high[where] = high[where]
        self.source[where] = source
        self.hard[where] = hard

    def mark(self, where: NDArray[np.bool_], flag: str) -> None:
        """Add a mark."""
        self.flags[where] |= np.uint8(1 << FLAGS.index(flag))

    def dispute(self, posts: Iterable[int], words: Iterable[str]) -> None:
        """Record a broken rule; the first one recorded for a post stays."""
        for post, sentence in zip(posts, words, strict=True):
            if self.rule[post] is None:
                self.rule[post] = sentence


def seconds(amounts_us: NDArray[np.int64]) -> list[float]:
    """Return lengths of time in seconds."""
    return (amounts_us / SECOND_US).tolist()  # type: ignore[no-any-return]


def present(times_us: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell where there is a time."""
    return np.not_equal(times_us, MISSING)
