"""Threads posts as Zeeschuimer saw them: Instagram's objects with `text_post_app_info` beside.

What a post quotes or reposts stands whole inside it (`share_info`) and is loaded as a post. A reply names only
whom it answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.keys import post_key
from tracker.ingest import instagram
from tracker.ingest.fields import at, count_at, id_at, text_at
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader, Reference, guarded, kind_of
from tracker.ingest.webobject import address, moment, picture
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Row, Source

_SHARED: Final = {"repost": "reposted_post", "quote": "quoted_post"}


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one post, then what it quotes or reposts."""
    yield _post(capture, capture.item, native_id, embedded=False)
    for inner, code in _shared(capture.item).values():
        yield from guarded(capture.record, _original(capture, inner, code))


def _original(capture: Capture, item: JsonObject, native_id: str) -> Iterator[Row]:
    yield _post(capture, item, native_id, embedded=True)


def _post(capture: Capture, item: JsonObject, native_id: str, *, embedded: bool) -> PostRow:
    author, said = instagram.author(item), at(item, "text_post_app_info")
    handle = text_at(author, "username")
    references = tuple(_references(item))
    return PostRow(
        platform="threads", native_id=native_id, record=capture.record, captured_us=capture.captured_us,
        stated=moment(item, "taken_at"), account=id_at(author, "pk") or id_at(author, "id"), handle=handle,
        name=text_at(author, "full_name") or None, kind=kind_of(references),
        text=instagram.caption(item) or None,
        url=f"https://www.threads.com/@{handle}/post/{native_id}" if handle else None, references=references,
        media=(*instagram.media(item), *_card(said)), embedded=embedded,
        likes=count_at(item, "like_count"), reposts=count_at(said, "repost_count"),
        replies=count_at(said, "direct_reply_count"), views=count_at(item, "view_count"),
    )  # fmt: skip


def _shared(item: JsonObject) -> dict[str, tuple[JsonObject, str]]:
    """Return what a post shares, by the kind of sharing, with its short code."""
    found: dict[str, tuple[JsonObject, str]] = {}
    for kind, key in _SHARED.items():
        inner = at(item, "text_post_app_info", "share_info", key)
        if isinstance(inner, dict) and (code := instagram.post_code(inner)):
            found[kind] = inner, code
    return found


def _references(item: JsonObject) -> Iterator[Reference]:
    for kind, (inner, code) in _shared(item).items():
        owner = id_at(instagram.author(inner), "pk") or id_at(instagram.author(inner), "id")
        scope = "root" if kind == "repost" else "immediate"
        yield Reference(kind, post_key("threads", code), scope, account=owner)
    answered = at(item, "text_post_app_info", "reply_to_author")
    if answered is not None or at(item, "text_post_app_info", "is_reply") is True:
        yield Reference("reply", account=id_at(answered, "pk") or id_at(answered, "id"))


def _card(said: Any) -> Iterator[MediaRow]:
    return picture(address(said, "link_preview_attachment", "image_url"), "card")


MODULE: Final = Module(
    ("threads.net", "threads.com", "threads"),
    "threads",
    lambda capture: instagram.post_code(capture.item, capture.item_id),
    parse,
)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for Threads."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every post, and the originals inside it."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_threads",
    platform="threads",
    sniff=sniff,
    read=read,
    title="Threads posts seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="pictures themselves (their addresses expire), which post a reply answers, who else reposted",
    verified=False,
)
