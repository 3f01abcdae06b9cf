"""Posts of X as twint wrote them (JSON lines, 2018 to 2021).

Times are of the zone of the computer that ran it: only its name stands beside them, and `timezone` is the offset on
the day of the run, which may be in the other half of the year. Before October 2020 `created_at` is a number in UTC.
A record of a repost is the original in those older files, and the repost itself in the newer: the later id tells.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED, Stated, parse_iso, parse_unix
from tracker.base.keys import split_key, url_key
from tracker.ingest import x
from tracker.ingest.fields import at, count_at, decoded_object, id_at, list_at, text_at
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader, Reference, Service, each, kind_of
from tracker.ingest.x_scrape import exact_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_KEYS: Final = frozenset({"id", "conversation_id", "tweet", "username", "timezone", "retweets_count", "link"})
_ACCOUNT_KEYS: Final = frozenset({"id", "username", "bio", "join_date", "tweets", "followers"})
_WRITTEN: Final = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: (.*))?", re.DOTALL)
_UTC: Final = frozenset({"UTC", "GMT", "Coordinated Universal Time"})


def sniff(source: Source) -> Match | None:
    """Claim posts, and accounts to say what they are, by the keys that each object has."""
    for value in peek_objects(source.head):
        if value.keys() >= _KEYS:
            return Match("objects with `tweet` beside `conversation_id` and `timezone`")
        if value.keys() >= _ACCOUNT_KEYS:
            return Match("accounts with `bio` and `join_date`: they are no posts")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield every post, and the repost that an older record of one names."""
    return each(json_records(source), partial(_parse, source.settings.zone))


def _parse(zone: str | None, record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    if value.keys() >= _ACCOUNT_KEYS:
        yield Service(record, "accounts: no posts")
        return
    native_id, other = exact_id(value, "link"), _id(id_at(value, "retweet_id"))
    is_original = other is not None and int(other) > int(native_id)
    if is_original and other is not None:
        yield _repost(record, value, other, native_id)
    yield _post(record, value, native_id, zone, root=None if is_original else other, embedded=is_original)


def _post(
    record: Record, value: JsonObject, native_id: str, zone: str | None, *, root: str | None, embedded: bool
) -> PostRow:
    references = tuple(_references(value, native_id, root))
    handle, text = text_at(value, "username"), text_at(value, "tweet")
    counted = None if root else value
    return PostRow(
        platform="x", native_id=native_id, record=record, stated=_stated(value, zone),
        account=id_at(value, "user_id"), handle=handle, name=text_at(value, "name"),
        kind=kind_of([found for found in references if found.attribution == "platform"]),
        text=None if text is None else x.plain(text), text_cut=root is not None and x.is_cut(text or ""),
        url=x.status_url(native_id, handle), lang=x.language(at(value, "language")), references=references,
        media=tuple(_media(value)), embedded=embedded, likes=count_at(counted, "likes_count"),
        reposts=count_at(counted, "retweets_count"), replies=count_at(counted, "replies_count"),
    )  # fmt: skip


def _repost(record: Record, value: JsonObject, native_id: str, root: str) -> PostRow:
    """Return the repost that an older record names; its own id alone tells its time."""
    handle = text_at(value, "user_rt")
    return PostRow(
        platform="x", native_id=native_id, record=record, account=_id(id_at(value, "user_rt_id")), handle=handle,
        kind="repost", url=x.status_url(native_id, handle),
        references=(Reference("repost", f"x:{root}", "root", account=text_at(value, "username")),),
    )  # fmt: skip


def _id(found: str | None) -> str | None:
    return found if x.is_id(found) else None


def _stated(value: JsonObject, zone: str | None) -> Stated:
    written = at(value, "created_at")
    if isinstance(written, int) and not isinstance(written, bool):
        return parse_unix(written, unit_s=1e-3)._replace(precision_s=1.0)
    match = _WRITTEN.fullmatch(written) if isinstance(written, str) else None
    if match is None:
        return parse_iso(written, zone=zone) if isinstance(written, str) and written else UNSTATED
    stated = parse_iso(match[1], zone="UTC" if match[2] in _UTC else zone)
    return stated if stated.raw is None else stated._replace(raw=match[0])


def _references(value: JsonObject, native_id: str, root: str | None) -> Iterator[Reference]:
    """Yield what a post points at; of a reply only the post that began the conversation is known."""
    if root is not None:
        yield Reference("repost", f"x:{root}", "root", account=x.repost_handle(text_at(value, "tweet") or ""))
        return
    found, began = [], _id(id_at(value, "conversation_id"))
    quoted = at(value, "quote_url")
    key = url_key(quoted) if isinstance(quoted, str) else None
    if key is not None and split_key(key)[0] == "x":
        found.append(Reference("quote", key))
    if began is not None and began != native_id:
        found.append(Reference("reply", f"x:{began}", "root"))
    yield from found
    links = [link for link in list_at(value, "urls") if isinstance(link, str)]
    yield from x.link_references(links, native_id, found)


def _media(value: JsonObject) -> Iterator[MediaRow]:
    """Yield the photos, else the poster frame of the film; `video` is 1 for photos too."""
    photos = [url for url in list_at(value, "photos") if isinstance(url, str)]
    poster: Any = at(value, "thumbnail")
    if photos:
        yield from (MediaRow(url, url=url) for url in photos)
    elif isinstance(poster, str) and poster:
        yield MediaRow(poster, "video", url=poster)


READER: Final = Reader(
    "twint",
    platform="x",
    sniff=sniff,
    read=read,
    title="X posts collected by twint (JSON)",
    how_to_get="Collected by twint (--json) while it worked, until 2021.",
    lacks="the zone of its times (ids tell); the parent of a reply; line breaks; pictures themselves",
)
