"""TikTok comments as Zeeschuimer saw them, with the first answers that the page shows below each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.keys import post_key
from tracker.ingest.fields import at, count_at, id_at, list_at, refuse, text_at
from tracker.ingest.reader import Match, PostRow, Reader, Reference, guarded
from tracker.ingest.webobject import address, moment
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim, item_id
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Row, Source

_ANSWERED: Final = ("reply_to_reply_id", "reply_id", "aweme_id")
"""What a comment may answer, the nearest first: another answer, a comment, the video. `0` is none."""


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one comment, then the answers that came with it."""
    yield _comment(capture, capture.item, native_id, embedded=False)
    for answer in list_at(capture.item, "reply_comment"):
        yield from guarded(capture.record, _answer(capture, answer))


def _answer(capture: Capture, item: Any) -> Iterator[Row]:
    native_id = id_at(item, "cid")
    if not native_id:
        raise refuse("reply_comment.cid", None, "the id of a comment")
    yield _comment(capture, item, native_id, embedded=True)


def _comment(capture: Capture, item: JsonObject, native_id: str, *, embedded: bool) -> PostRow:
    language = at(item, "comment_language")
    return PostRow(
        platform="tiktok", native_id=native_id, record=capture.record, captured_us=capture.captured_us,
        stated=moment(item, "create_time"), account=id_at(item, "user", "uid"),
        handle=text_at(item, "user", "unique_id") or None, name=text_at(item, "user", "nickname"), kind="reply",
        text=text_at(item, "text") or None, url=address(item, "share_info", "url"),
        lang=language if isinstance(language, str) and language not in {"", "un"} else None,
        references=_references(item), embedded=embedded,
        likes=count_at(item, "digg_count"), replies=count_at(item, "reply_comment_total"),
    )  # fmt: skip


def _references(item: JsonObject) -> tuple[Reference, ...]:
    found = (id_at(item, key) for key in _ANSWERED)
    answered = next((number for number in found if number and number != "0"), None)
    return (Reference("reply", post_key("tiktok", answered) if answered else None),)


MODULE: Final = Module(("tiktok-comments",), "tiktok", lambda capture: item_id(capture, "cid", "id"), parse)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for TikTok's comments."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every comment, and the answers shown below it."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_tiktok_comments",
    platform="tiktok",
    sniff=sniff,
    read=read,
    title="TikTok comments seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="answers that the page did not load, pictures in comments",
    verified=False,
)
