"""A post that may be where a rumor began, and what its time rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tracker.findings.dated import Link
from tracker.findings.sampling import Interval

if TYPE_CHECKING:
    from tracker.findings.dated import Dated


class Candidate(msgspec.Struct, frozen=True):
    """A post that may be where the rumor began."""

    post: str
    account: str | None
    absent: bool
    low: int | None
    high: int | None
    evidence: tuple[str, ...]
    against: tuple[str, ...]
    blocked: bool
    """True where its author is never named: parent missing, time disputed or claimed, not of the rumor."""
    interval: Interval
    probability: float = 0.0
    content_known: bool = True
    """False for a post that others here only quote, answer or link: nothing shows that it has the content itself."""
    pointers: tuple[Link, ...] = ()
    """Of a post outside the rumor: which posts of the rumor point at it, earliest first."""


def span_of(post: Dated) -> tuple[int, int]:
    """Return where a post's time may lie; of a disputed one the bounds, never the claim."""
    if post.disputed and post.low is not None and post.high is not None:
        return post.low, post.high
    if post.disputed and post.high is not None:
        return post.high, post.high
    return post.span or (0, 0)


def clock_words(post: Dated) -> str:
    """Return in words what a post's time rests on."""
    if post.time_source == "server" and "one_clock" in post.time_flags:
        return "its time is what the phone that exported its chat shows"
    words = {
        "id": "its time is inside its id, made by the platform's server",
        "server": "its time was set by the platform's server",
        "indexed": "another server saw it within a minute of its stated time",
        "none": "its time is bounded by what is known of others",
    }
    return words.get(post.time_source, "its time is what its author's program states")
