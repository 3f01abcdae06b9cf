"""What 4chan's own JSON and the archives of it (FoolFuuka) have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.base.clock import MINUTE_US, SECOND_US, UNSTATED, Stated, parse_any, parse_unix
from tracker.base.keys import post_key
from tracker.ingest.companions import beside
from tracker.ingest.reader import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Source

ZONE: Final = "America/New_York"
"""Where the clock on 4chan's pages stands (`now`, `fourchan_date`)."""
_WEEKDAY: Final = re.compile(r"\([A-Z][a-z]{2}\)")
_KINDS: Final = {"webm": "video", "mp4": "video", "gif": "gif"}
_PICTURES: Final = frozenset({"jpg", "jpeg", "png", "webp", "bmp"})
_NOBODY: Final = frozenset({"", "Anonymous"})


def native_id(board: str | None, number: str) -> str:
    """Return the id of a post: numbers count per board, and not every file tells the board."""
    return f"{board}/{number}" if board else number


def address(board: str | None, thread: str, number: str) -> str | None:
    """Return the address of a post on 4chan; none where the board is unknown."""
    return f"https://boards.4chan.org/{board}/thread/{thread}#p{number}" if board else None


def author(place: str, name: str | None, trip: str | None, poster: str | None) -> tuple[str | None, str | None]:
    """Return account and handle: who signs with a tripcode is somebody, a bare name is anybody's.

    The id that some boards give a poster holds within one thread, `place`.
    """
    if trip:
        return trip, f"{name or ''}{trip}"
    return (f"{place}/{poster}" if poster else None), None


def shown_name(name: str | None) -> str | None:
    """Return the name that a poster gave, if any."""
    return None if name is None or name in _NOBODY else name


def time_of(seconds: str | None, shown: str | None) -> Stated:
    """Return when a post was made: its seconds since 1970, checked against the clock on the page, else that clock.

    Some dumps hold the wall clock of New York as if it were UTC: where the two say the same, it is one.

    >>> time_of("1767206700", "12/31/25(Wed)18:45").us == time_of("1767224700", "12/31/25(Wed)18:45").us
    True
    """
    wall = _WEEKDAY.sub(" ", shown or "")
    if seconds is None:
        return parse_any(wall, zone=ZONE, day_first=False) if wall else UNSTATED
    stated = parse_unix(seconds, unit_s=1.0)
    as_utc = parse_any(wall, day_first=False).us if wall else None
    if as_utc is None or stated.us is None or not 0 <= stated.us - as_utc < MINUTE_US:
        return stated
    whole = wall if wall.count(":") > 1 else f"{wall}:{stated.us % MINUTE_US // SECOND_US:02d}"
    return parse_any(whole, zone=ZONE, day_first=False)


def replies(board: str | None, thread: str, number: str, answered: list[str]) -> Iterator[Reference]:
    """Yield what a post answers: the posts that it quotes by their numbers, else the one that opened the thread."""
    quoted = [target for target in dict.fromkeys(answered) if target != native_id(board, number)]
    for target in quoted:
        yield Reference("reply", post_key("4chan", target), attribution="explicit")
    if not quoted and thread != number:
        yield Reference("reply", post_key("4chan", native_id(board, thread)), "root")


def picture(source: Source, file: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the sort of a post's file, and where it may lie beside the post file; None for sound and documents.

    A video is compared by its preview, which 4chan calls `<number>s.jpg`.
    """
    stem, _, ending = file.lower().rpartition(".")
    kind = _KINDS.get(ending, "image" if ending in _PICTURES else None)
    if not stem or kind is None:
        return None
    names = (f"{stem}s.jpg", file) if kind == "video" else (file,)
    return kind, tuple(beside(source, name) for name in names)
