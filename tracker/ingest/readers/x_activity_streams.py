"""X posts as enterprise activity streams: what Gnip and the enterprise interfaces delivered until 2023.

A repost is an activity of the verb `share` whose object is the whole original; a quote has the whole post that it
quotes inside; a reply has its parent's address alone. What was deleted comes as an activity of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.base.clock import UNSTATED, Stated, parse_iso
from tracker.base.keys import split_key, url_key
from tracker.ingest import x
from tracker.ingest.fields import at, count_at, decoded_object, first, object_at, refuse, text_at
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import (
    Absent,
    Match,
    PostRow,
    Reader,
    Record,
    Reference,
    Row,
    Service,
    each,
    guarded,
    kind_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Source

_TAG: Final = re.compile(r"(?:tag|object):search\.twitter\.com,\d+:(\d{1,20})", re.ASCII)
_ACCOUNT: Final = re.compile(r"id:twitter\.com:(\d{1,20})", re.ASCII)
_STATUS: Final = re.compile(r"https?://(?:www\.)?(?:x|twitter)\.com/(\w{1,20})/status", re.ASCII)
_DEEPEST: Final = 8
"""Originals inside originals; X itself goes two deep."""


def sniff(source: Source) -> Match | None:
    """Claim activities by their verb and the form of their id."""
    for value in peek_objects(source.head):
        native_id = value.get("id")
        if isinstance(value.get("verb"), str) and isinstance(native_id, str) and _TAG.fullmatch(native_id):
            return Match("activities whose `id` is `tag:search.twitter.com,...`")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield every post and every original inside one."""
    return each(json_records(source), _parse)


def _parse(record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    if "verb" not in value and isinstance(value.get("info"), dict):
        yield Service(record, "message of the stream")
    elif value.get("verb") == "delete":
        yield Absent(record, f"x:{_id_at(value, 'object', 'id')}", "deleted, says the stream")
    else:
        yield from _posts(record, value)


def _posts(record: Record, value: JsonObject, depth: int = 0) -> Iterator[Row]:
    yield _post(record, value, embedded=depth > 0)
    originals = (_original(value), object_at(value, "twitter_quoted_status"))
    for inner in originals if depth < _DEEPEST else ():
        if inner is not None:
            yield from guarded(record, _posts(record, inner, depth + 1))


def _post(record: Record, value: JsonObject, *, embedded: bool) -> PostRow:
    native_id, original = _id_at(value, "id"), _original(value)
    spoken, handle = original or value, text_at(value, "actor", "preferredUsername")
    text, cut = _text(spoken)
    references = tuple(_references(value, native_id))
    return PostRow(
        platform="x", native_id=native_id, record=record, stated=_stated(value),
        account=_account(value), handle=handle, name=text_at(value, "actor", "displayName"),
        kind=kind_of([found for found in references if found.attribution == "platform"]),
        text=text, text_cut=cut, url=x.status_url(native_id, handle), lang=x.language(at(value, "twitter_lang")),
        references=references, media=() if original else x.media_rows(_entities(value).media), embedded=embedded,
        likes=None if original else count_at(value, "favoritesCount"),
        reposts=None if original else count_at(value, "retweetCount"),
    )  # fmt: skip


def _id_at(value: JsonObject, *path: str) -> str:
    found = text_at(value, *path)
    match = _TAG.fullmatch(found or "")
    if match is None:
        raise refuse(".".join(path), found, "the id of a post, `tag:search.twitter.com,2005:` and digits")
    return match[1]


def _account(value: JsonObject) -> str | None:
    match = _ACCOUNT.fullmatch(text_at(value, "actor", "id") or "")
    return match[1] if match else None


def _stated(value: JsonObject) -> Stated:
    """Return when a post was made: thousandths are written, and they are always 0."""
    written = text_at(value, "postedTime")
    stated = parse_iso(written) if written else UNSTATED
    return stated._replace(precision_s=max(stated.precision_s, 1.0))


def _original(value: JsonObject) -> JsonObject | None:
    """Return the post that a repost passes on; the object of any other activity is its own note."""
    inner = object_at(value, "object")
    return inner if value.get("verb") == "share" and inner is not None and "verb" in inner else None


def _text(value: JsonObject) -> tuple[str | None, bool]:
    """Return the fullest text, and whether X cut it: a cut text ends in a link to the post itself."""
    full = text_at(value, "long_object", "body")
    text = full or text_at(value, "body")
    own_page = f"/i/web/status/{_id_at(value, 'id')}"
    links = x.addresses(_entities(value).urls)
    return (None if text is None else x.plain(text)), full is None and any(link.endswith(own_page) for link in links)


def _entities(value: JsonObject) -> x.Entities:
    """Return the links and media that belong to the fullest text; `twitter_entities` has only the first photo."""
    long = object_at(value, "long_object") or value
    links = x.typed(first(long, ("twitter_entities",)) or {}, x.Entities)
    extended = x.typed(first(long, ("twitter_extended_entities",)) or {}, x.Entities)
    return x.Entities(links.urls, extended.media or links.media)


def _references(value: JsonObject, native_id: str) -> Iterator[Reference]:
    """Yield what a post points at; a repost points at its root only."""
    original = _original(value)
    if original is not None:
        yield Reference("repost", f"x:{_id_at(original, 'id')}", "root", account=_author(original))
        return
    found, quoted = [], object_at(value, "twitter_quoted_status")
    if quoted is not None:
        found.append(Reference("quote", f"x:{_id_at(quoted, 'id')}", account=_author(quoted)))
    found.extend(_replied(value))
    yield from found
    yield from x.link_references(x.addresses(_entities(value).urls), native_id, found)


def _author(value: JsonObject) -> str | None:
    return text_at(value, "actor", "preferredUsername")


def _replied(value: JsonObject) -> Iterator[Reference]:
    """Yield the parent of a reply, which is known by its address."""
    link = text_at(value, "inReplyTo", "link") or ""
    platform, target = split_key(url_key(link) or "")
    if platform == "x":
        owner = _STATUS.match(link)
        yield Reference("reply", f"x:{target}", account=owner[1] if owner else None)


READER: Final = Reader(
    name="x_activity_streams",
    platform="x",
    sniff=sniff,
    read=read,
    title="X enterprise activity streams (Gnip)",
    how_to_get="Delivered by Gnip's and X's enterprise interfaces (PowerTrack, Historical, Search) until 2023.",
    lacks="the parent of a repost: X names its root only; when it was collected; pictures themselves",
)
