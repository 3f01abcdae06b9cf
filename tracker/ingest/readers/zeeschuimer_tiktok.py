"""TikTok videos and photo posts as Zeeschuimer saw them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.ingest.reader import Match, Reader
from tracker.ingest.tiktok import post_row
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim, item_id
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Row, Source


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one video or photo post."""
    yield post_row(capture.record, capture.item, native_id, capture.captured_us)


MODULE: Final = Module(("tiktok.com", "tiktok"), "tiktok", lambda capture: item_id(capture, "id"), parse)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for TikTok."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every video and photo post."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_tiktok",
    platform="tiktok",
    sniff=sniff,
    read=read,
    title="TikTok posts seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="the videos themselves (their addresses expire), reposts, which video a stitch is taken from",
    verified=False,
)
