"""Bluesky API answers: post views, feeds, threads and searches; as one answer, one per line, or an array.

Seen: getPostThread of 2023. The snake_case form that Python clients write (`created_at`, `py_type`) is read
too. `createdAt` is what the author's program says; `indexedAt` is when a server saw the post.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED, parse_iso
from tracker.base.keys import post_key, unnamed_id
from tracker.ingest import bluesky
from tracker.ingest.companions import beside
from tracker.ingest.fields import at, count_at, decoded_object, first, object_at, refuse, text_at
from tracker.ingest.pages import is_one_value
from tracker.ingest.peek import peek_objects
from tracker.ingest.reader import Absent, Match, PostRow, Reader, Reference, Row, each, guarded, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Source

_PAGES: Final = ("feed", "posts", "thread")
_POST: Final = "app.bsky.feed.post/"
_SNAKE: Final = re.compile(r"_([a-z])")
_GONE: Final = {"notFound": "not found", "blocked": "blocked", "detached": "detached from the quote"}


def sniff(source: Source) -> Match | None:
    """Claim post views, feed items and the pages that hold them; streams and repositories are other forms."""
    for value in peek_objects(source.head):
        page = next((name for name in _PAGES if _holds_posts(value, name)), None)
        if page is not None:
            return Match(f"`{page}` with Bluesky posts")
        if _is_view(value) or _is_view(value.get("post")):
            return Match("objects with an `at://` address beside `author` and `record`")
    return None


def _holds_posts(value: JsonObject, name: str) -> bool:
    held = value.get(name)
    node = at(held, 0) if isinstance(held, list) else held
    return any(_is_view(found) for found in (node, at(node, "post"), at(node, "value", "post")))


def _is_view(value: Any) -> bool:
    """Tell whether an object is a post's view; a tool that saves one file per picture adds a `subcategory`."""
    uri = at(value, "uri")
    if not isinstance(uri, str) or not uri.startswith("at://") or "subcategory" in value:
        return False
    return isinstance(at(value, "author"), dict)


def read(source: Source) -> Iterator[Row]:
    """Yield the posts, the originals inside them, the reposts of a feed, and what is gone."""
    folder = beside(source, "")
    parse = _Parser(folder)
    if not is_one_value(source):
        return each(source.lines(), parse)
    page = next((name for name in _PAGES if name in source.keys()), None)  # noqa: SIM118 - not a mapping
    return each(source.elements(page) if page else source.elements(), parse)


class _Parser:
    """Reads one record: a view, a feed item, a node of a thread, or a whole page."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def __call__(self, record: Record) -> Iterator[Row]:
        value = decoded_object(record.raw)
        if b'"py_type"' in record.raw or b'"created_at"' in record.raw:
            _rename(value)
        page = next((name for name in _PAGES if isinstance(value.get(name), dict | list)), None)
        if page is None:
            yield from self._item(record, value)
            return
        held = value[page]
        for item in held if isinstance(held, list) else [held]:
            yield from guarded(record, self._item(record, item))

    def _item(self, record: Record, value: Any) -> Iterator[Row]:
        """Read a node of a thread, a feed item, or a bare view."""
        node = first(value, ("value",)) if at(value, "depth") is not None else value
        if isinstance(at(node, "replies"), list) or isinstance(at(node, "parent"), dict):
            yield from self._thread(record, node)
        elif isinstance(at(node, "post"), dict):
            yield from self._feed_item(record, node)
        else:
            yield from self._view(record, node, embedded=False)

    def _thread(self, record: Record, top: JsonObject) -> Iterator[Row]:
        """Read a post, all that it answers and all that answers it; a broken node is a reject of its own."""
        waiting = [top]
        while waiting:
            node = waiting.pop()
            view = at(node, "post") or node
            yield from guarded(record, self._view(record, view, embedded=False))
            parent, replies = at(node, "parent"), at(node, "replies")
            waiting.extend(reversed(replies) if isinstance(replies, list) else ())
            waiting.extend([parent] if isinstance(parent, dict) else ())

    def _feed_item(self, record: Record, item: JsonObject) -> Iterator[Row]:
        reason = object_at(item, "reason")
        reposted = reason is not None and _is_repost(reason)
        if reason is not None and reposted:
            yield _repost(record, item["post"], reason)
        yield from self._view(record, item["post"], embedded=reposted)
        for place in ("parent", "root"):
            answered = at(item, "reply", place)
            if isinstance(answered, dict):
                yield from guarded(record, self._view(record, answered, embedded=True))

    def _view(self, record: Record, view: Any, *, embedded: bool) -> Iterator[Row]:
        """Yield one post, what it quotes, or that it is gone."""
        uri = text_at(view, "uri")
        if uri is None or not uri.startswith("at://"):
            raise refuse("uri", uri, "the `at://` address of a post")
        gone = next((why for key, why in _GONE.items() if at(view, key) is True), None)
        if gone is not None:
            yield Absent(record, post_key("bluesky", uri), gone)
            return
        yield self._post(record, view, uri, embedded=embedded)
        for quoted in bluesky.quoted_views(view):
            if _POST in (at(quoted, "uri") or ""):
                yield from guarded(record, self._view(record, quoted, embedded=True))

    def _post(self, record: Record, view: JsonObject, uri: str, *, embedded: bool) -> PostRow:
        words = object_at(view, "record") or object_at(view, "value")
        author = object_at(view, "author")
        if words is None or author is None:
            raise refuse("record" if words is None else "author", None, "the post's record and its author")
        created, indexed = text_at(words, "createdAt"), text_at(view, "indexedAt")
        references = tuple(bluesky.references(words))
        handle = text_at(author, "handle")
        return PostRow(
            platform="bluesky", native_id=uri, record=record, server_timed=False,
            stated=parse_iso(created) if created else UNSTATED,
            indexed_us=parse_iso(indexed).us if indexed else None,
            account=text_at(author, "did") or bluesky.owner_of(uri),
            handle=None if handle == "handle.invalid" else handle, name=text_at(author, "displayName"),
            kind=kind_of(references), text=text_at(words, "text"), url=bluesky.web_address(uri),
            lang=bluesky.language(words), references=references,
            media=tuple(bluesky.media(view, words, uri, self._folder)), embedded=embedded,
            likes=count_at(view, "likeCount"), reposts=count_at(view, "repostCount"),
            replies=count_at(view, "replyCount"),
        )  # fmt: skip


def _is_repost(reason: JsonObject) -> bool:
    kind = text_at(reason, "$type") or ""
    return kind.endswith("#reasonRepost") or (not kind and isinstance(reason.get("by"), dict))


def _repost(record: Record, original: JsonObject, reason: JsonObject) -> PostRow:
    """Return the repost that put a post into a feed: an act of `by`, dated by when a server saw it."""
    subject, by = text_at(original, "uri"), object_at(reason, "by")
    if subject is None or by is None:
        raise refuse("reason.by" if subject else "post.uri", None, "who reposted, and what")
    account, indexed = text_at(by, "did"), text_at(reason, "indexedAt")
    uri = text_at(reason, "uri") or unnamed_id(f"{subject} {account} {indexed}".encode())
    reference = Reference(
        "repost", post_key("bluesky", subject), "root", account=text_at(original, "author", "did")
    )
    handle = text_at(by, "handle")
    return PostRow(
        platform="bluesky", native_id=uri, record=record, server_timed=False,
        indexed_us=parse_iso(indexed).us if indexed else None, account=account,
        handle=None if handle == "handle.invalid" else handle, name=text_at(by, "displayName"),
        kind="repost", references=(reference,),
    )  # fmt: skip


def _rename(value: Any) -> None:
    """Give a freshly decoded value of a Python client the keys of the protocol."""
    waiting = [value]
    while waiting:
        held = waiting.pop()
        if isinstance(held, dict):
            for key in list(held):
                held[_renamed(key)] = held.pop(key)
        waiting.extend(held.values() if isinstance(held, dict) else held if isinstance(held, list) else ())


def _renamed(key: str) -> str:
    return "$type" if key == "py_type" else _SNAKE.sub(lambda letter: letter[1].upper(), key)


READER = Reader(
    "bluesky_api",
    platform="bluesky",
    sniff=sniff,
    read=read,
    title="Bluesky API answers",
    how_to_get="Save the answers of getAuthorFeed, getPostThread or searchPosts, whole or one per line.",
    lacks="pictures themselves; the time of a repost in a feed is when a server saw it",
)
