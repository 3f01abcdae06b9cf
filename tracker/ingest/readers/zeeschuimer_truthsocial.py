"""Truth Social posts as Zeeschuimer saw them: statuses of Mastodon's form, with what they answer inside.

The extension has made the outer post's words plain text; those of embedded posts are HTML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.ingest.mastodon import Answered, rows_of
from tracker.ingest.reader import Match, Reader
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim, item_id
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Row, Source


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one post, then what it answers, quotes or passes on."""
    answered = Answered("truthsocial", capture.captured_us, is_text=True)
    return rows_of(capture.record, capture.item | {"id": native_id}, answered)


MODULE: Final = Module(("truthsocial.com", "truthsocial"), "truthsocial", lambda capture: item_id(capture, "id"), parse)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for Truth Social."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every post, and the originals inside it."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_truthsocial",
    platform="truthsocial",
    sniff=sniff,
    read=read,
    title="Truth Social posts seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="pictures themselves, who else passed a post on",
    verified=False,
)
