"""X API 2: pages of twarc2 and the academic archive, stream objects, and flattened posts.

A page's `includes.tweets` are posts as well: the earliest post of a search is often only there. Each post of
a page is a record of its own, with its own place in the file.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

import msgspec

from tracker.base.clock import UNSTATED, Stated, parse_iso
from tracker.ingest import x
from tracker.ingest.fields import at, count_at, list_at, refuse
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import (
    Absent,
    BadRecordError,
    JsonObject,
    Match,
    MediaRow,
    PostRow,
    Reader,
    Record,
    Reference,
    Row,
    Service,
    Source,
    each,
    kind_of,
)
from tracker.ingest.x_compliance import compliance_mark
from tracker.ingest.x_page import Attachments, Author, Media, Parts, Post, Referenced, decode_object, take_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

_POST_KEYS: Final = (
    "author_id",
    "edit_history_tweet_ids",
    "referenced_tweets",
    "public_metrics",
    "conversation_id",
)
_KINDS: Final = {"retweeted": "repost", "quoted": "quote", "replied_to": "reply"}
_MEDIA_TYPES: Final = {"photo": "image", "video": "video", "animated_gif": "gif"}
_LOG: Final = "compliance events"
_NO_POSTS: Final = {
    _LOG: frozenset({"id", "action", "created_at"}),
    "counts": frozenset({"start", "end", "tweet_count"}),
    "users": frozenset({"id", "name", "username"}),
    "lists": frozenset({"id", "name", "owner_id", "member_count"}),
}
"""Other files of the same tools, known by the keys that each of their rows has."""
_SAMPLE: Final = 3
"""Rows of a page that detection looks at."""
_GONE: Final = ("resource-not-found", "not-authorized-for-resource")
"""Ends of an error's `type` that say that the post itself is not to be had."""


class Page(msgspec.Struct, frozen=True):
    """What the posts of one page share."""

    users: dict[str, Author]
    media: dict[str, Media]
    posts: dict[str, Post]
    captured_us: int | None


def sniff(source: Source) -> Match | None:
    """Claim pages, stream objects and flattened posts; and their tools' other files, to say what they are."""
    for value in peek_objects(source.head):
        if _is_page(value):
            return Match("has `data` with API 2 posts (`id`, `text` and `author_id` or their kin)")
        if _is_post(value) and ("author" in value or "__twarc" in value or "edit_history_tweet_ids" in value):
            return Match("has flattened API 2 posts")
        first = next((row for row in _rows(value) if isinstance(row, dict)), None)
        what = _no_posts(first or value, is_in_page=first is not None)
        if what is not None:
            return Match(f"is a file of X API 2 {what}: it holds no posts")
    return None


def _rows(value: JsonObject) -> list[Any]:
    """Return the rows under `data`, which is a list or one object."""
    rows = value.get("data")
    return rows if isinstance(rows, list) else [rows] if isinstance(rows, dict) else []


def _is_page(value: JsonObject) -> bool:
    if "source_platform" in value:
        return False
    return any(isinstance(row, dict) and _is_post(row) for row in _rows(value)[:_SAMPLE])


def _is_post(value: JsonObject) -> bool:
    return (
        isinstance(value.get("id"), str)
        and isinstance(value.get("text"), str)
        and "id_str" not in value
        and any(key in value for key in _POST_KEYS)
    )


def _no_posts(row: JsonObject, *, is_in_page: bool) -> str | None:
    """Return what a row holds instead of a post; None where it may be a post."""
    if "text" in row or "platform" in row:
        return None
    what = next((what for what, keys in _NO_POSTS.items() if keys <= row.keys()), None)
    is_any_user = what == "users" and not is_in_page and "public_metrics" not in row
    return None if is_any_user else what


def read(source: Source) -> Iterator[Row]:
    """Yield every post of every page, then the posts of its `includes`, then what its errors name."""
    captured: list[int] = []
    for record in json_records(source):
        yield from each(iter((record,)), partial(_page_rows, source, captured))
    if captured:
        source.about(captured_us=max(captured))


def _page_rows(source: Source, captured: list[int], record: Record) -> Iterator[Row]:
    parts = take_apart(record)
    value = decode_object(parts.data[0]) if parts.data else parts.rest
    what = _no_posts(value, is_in_page=bool(parts.data))
    if what is not None:
        yield compliance_mark(record, value) if what == _LOG else Service(record, f"X API 2 {what}: no post")
        return
    page = _page_of(source, parts)
    if page.captured_us is not None:
        captured.append(page.captured_us)
    if parts.data or parts.tweets:
        yield from each(iter(parts.data), partial(_posts, page))
        yield from each(iter(parts.tweets), partial(_posts, page, embedded=True))
    elif "id" in value:
        yield from _posts(page, record)
    elif "errors" not in value:
        yield _between(record, value)
    yield from _absent(record, parts.rest)


def _page_of(source: Source, parts: Parts) -> Page:
    """Return what the posts of a page share: authors, media and posts by id, and when it was fetched."""
    retrieved = at(parts.rest, "__twarc", "retrieved_at")
    address = at(parts.rest, "__twarc", "url")
    if isinstance(address, str) and (query := parse_qs(urlsplit(address).query).get("query")):
        source.about(query=query[0])
    return Page(
        users=_by_key(parts.users, Author, "id"),
        media=_by_key(parts.media, Media, "media_key"),
        posts=_by_key([*parts.tweets, *parts.data], Post, "id"),
        captured_us=parse_iso(retrieved).us if isinstance(retrieved, str) else None,
    )


def _by_key(records: list[Record], kind: type[x.Typed], key: str) -> dict[str, x.Typed]:
    """Return what can be read, by its key; the rest is unknown (a post among it is rejected by itself)."""
    found = {}
    for record in records:
        try:
            value = decode_object(record)
            found[str(at(value, key))] = x.typed(value, kind)
        except BadRecordError:
            continue
    return found


def _posts(page: Page, record: Record, *, embedded: bool = False) -> Iterator[PostRow]:
    """Yield a post, and the whole posts that a flattened one holds."""
    post = x.typed(decode_object(record), Post)
    yield _post(post, record, page, embedded=embedded)
    for reference in post.referenced_tweets or ():
        if reference.text is not None:
            yield _post(reference, record, page, embedded=True)


def _post(post: Post, record: Record, page: Page, *, embedded: bool) -> PostRow:
    if not x.is_id(post.id):
        raise refuse("id", post.id, "the id of a post as digits")
    author = _author(post, page)
    references = _references(post, page)
    kind = kind_of([found for found in references if found.attribution == "platform"])
    original = _original(post, page) if kind == "repost" else None
    text, cut = _text(original or post, is_repost=kind == "repost")
    history = post.edit_history_tweet_ids
    metrics = None if kind == "repost" else post.public_metrics
    return PostRow(
        platform="x",
        native_id=post.id,
        record=record,
        stated=_stated(post),
        captured_us=page.captured_us,
        first_version=history[0] if history and history[0] != post.id and x.is_id(history[0]) else None,
        account=post.author_id or author.id,
        handle=author.username,
        name=author.name,
        protected=author.protected is True,
        kind=kind,
        text=text,
        text_cut=cut,
        url=x.status_url(post.id, author.username),
        lang=x.language(post.lang),
        references=references,
        media=() if original else tuple(_media(post.attachments, page)),
        embedded=embedded,
        likes=count_at(metrics, "like_count"),
        reposts=count_at(metrics, "retweet_count"),
        replies=count_at(metrics, "reply_count"),
        views=count_at(metrics, "impression_count") or None,
        flags=("sensitive",) if post.possibly_sensitive is True else (),
    )


def _stated(post: Post) -> Stated:
    """Return when a post was made: API 2 writes thousandths, and they are always 0."""
    if not post.created_at:
        return UNSTATED
    stated = parse_iso(post.created_at)
    return stated._replace(precision_s=max(stated.precision_s, 1.0))


def _author(post: Post, page: Page) -> Author:
    return post.author or page.users.get(post.author_id or "") or Author()


def _original(post: Post, page: Page) -> Post | None:
    """Return the post that a repost passes on, where it is here: only there its text is whole."""
    for reference in post.referenced_tweets or ():
        if reference.type == "retweeted":
            return reference if reference.text is not None else page.posts.get(reference.id)
    return None


def _text(post: Post, *, is_repost: bool) -> tuple[str | None, bool]:
    """Return the fullest text, and whether X cut it: a long post without its long form ends in `…`."""
    if post.note_tweet is not None and post.note_tweet.text is not None:
        return x.plain(post.note_tweet.text), False
    if post.text is None:
        return None, False
    return x.plain(post.text), is_repost and x.is_cut(post.text)


def _references(post: Post, page: Page) -> tuple[Reference, ...]:
    """Return what a post points at; a repost points at its root only."""
    found = []
    for reference in post.referenced_tweets or ():
        kind = _KINDS.get(reference.type or "")
        if kind is not None and x.is_id(reference.id):
            scope = "root" if kind == "repost" else "immediate"
            found.append(Reference(kind, f"x:{reference.id}", scope, account=_handle(reference, post, page)))
    reposts = tuple(reference for reference in found if reference.kind == "repost")
    if reposts:
        return reposts
    entities = (post.note_tweet and post.note_tweet.entities) or post.entities
    return (*found, *x.link_references(x.addresses(entities.urls if entities else None), post.id, found))


def _handle(reference: Referenced, post: Post, page: Page) -> str | None:
    """Return the author of a referenced post, as named here."""
    known = reference if reference.text is not None else page.posts.get(reference.id)
    if known is not None:
        author = _author(known, page)
        return author.username or known.author_id
    if reference.type == "replied_to" and post.in_reply_to_user_id:
        author = page.users.get(post.in_reply_to_user_id) or Author()
        return author.username or post.in_reply_to_user_id
    return None


def _media(attachments: Attachments | None, page: Page) -> Iterator[MediaRow]:
    """Yield the media of a post; a key that the page does not explain is a row with its reason."""
    if attachments is None:
        return
    for entry in attachments.media or ():
        yield _media_row(entry)
    for key in (attachments.media_keys or ()) if attachments.media is None else ():
        yield _media_row(page.media.get(key) or Media(media_key=key))


def _media_row(entry: Media) -> MediaRow:
    address = entry.url if entry.type == "photo" else entry.preview_image_url or entry.url
    return MediaRow(
        file=address or entry.media_key or "",
        type=_MEDIA_TYPES.get(entry.type or "photo", "image"),
        url=address,
        alt=entry.alt_text,
        width=count_at(entry.width),
        height=count_at(entry.height),
        missing_reason=None if address else "the export gives no address",
    )


def _absent(record: Record, value: JsonObject) -> Iterator[Row]:
    """Yield the posts that a page's errors name as gone; other errors are no posts."""
    for error in list_at(value, "errors"):
        target = at(error, "resource_id") or at(error, "value")
        is_gone = str(at(error, "type")).endswith(_GONE) and at(error, "resource_type") == "tweet"
        if is_gone and isinstance(target, str) and x.is_id(target):
            yield Absent(record, f"x:{target}", str(at(error, "title") or "not found"))
        else:
            yield Service(record, f"error of the API: {at(error, 'title') or 'without a title'}")


def _between(record: Record, value: JsonObject) -> Row:
    """Return what a line without a post says; raises where it says nothing known."""
    if "meta" in value:
        return Service(record, "a page without posts")
    if isinstance(value.get("title"), str) and ("type" in value or "detail" in value):
        return Service(record, f"message of the API: {value['title']}")
    raise BadRecordError("`$.data`: missing, expected a page, or a post with `id` and `text`")


READER: Final = Reader(
    name="x_api_v2",
    platform="x",
    sniff=sniff,
    read=read,
    title="X API 2: pages, streams and flattened posts of twarc2",
    how_to_get="Save the API's answers with twarc2 (search, stream, hydrate), flattened or not.",
    lacks="The parent of a repost: X names its root only. Posts deleted before the collection.",
)
