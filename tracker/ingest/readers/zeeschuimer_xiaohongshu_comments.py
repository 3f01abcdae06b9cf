"""Xiaohongshu (RedNote) comments as Zeeschuimer saw them, with the first answers shown below each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.keys import post_key
from tracker.ingest.fields import count_at, id_at, list_at, refuse, text_at
from tracker.ingest.reader import Match, PostRow, Reader, Reference, guarded
from tracker.ingest.webobject import moment
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim, item_id
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Row, Source


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one comment, then the answers that came with it."""
    note = id_at(capture.item, "note_id")
    yield _comment(capture, capture.item, native_id, note)
    for answer in list_at(capture.item, "sub_comments"):
        yield from guarded(capture.record, _answer(capture, answer, native_id))


def _answer(capture: Capture, item: Any, comment: str) -> Iterator[Row]:
    native_id = id_at(item, "id")
    if not native_id:
        raise refuse("sub_comments.id", None, "the id of a comment")
    yield _comment(capture, item, native_id, comment, embedded=True)


def _comment(
    capture: Capture, item: JsonObject, native_id: str, parent: str | None, *, embedded: bool = False
) -> PostRow:
    answered = id_at(item, "target_comment", "id") or parent
    target = post_key("xiaohongshu", answered) if answered else None
    note = id_at(item, "note_id")
    return PostRow(
        platform="xiaohongshu", native_id=native_id, record=capture.record, captured_us=capture.captured_us,
        stated=moment(item, "create_time", unit_s=1e-3), account=id_at(item, "user_info", "user_id"),
        name=text_at(item, "user_info", "nickname"), kind="reply", text=text_at(item, "content") or None,
        url=f"https://www.xiaohongshu.com/explore/{note}" if note else None,
        references=(Reference("reply", target, account=id_at(item, "target_comment", "user_info", "user_id")),),
        embedded=embedded, likes=count_at(item, "like_count"), replies=count_at(item, "sub_comment_count"),
    )  # fmt: skip


MODULE: Final = Module(("xiaohongshu-comments",), "xiaohongshu", lambda capture: item_id(capture, "id"), parse)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for Xiaohongshu's comments."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every comment, and the answers shown below it."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_xiaohongshu_comments",
    platform="xiaohongshu",
    sniff=sniff,
    read=read,
    title="Xiaohongshu (RedNote) comments seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="answers that the page did not load, pictures in comments",
    verified=False,
)
