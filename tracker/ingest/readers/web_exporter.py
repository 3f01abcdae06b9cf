"""Posts of X as the browser script twitter-web-exporter saves them (JSON).

Times are of the zone of whoever exported, with its offset unless that was switched off. With `all metadata` the
script keeps the node of X's web page in `metadata`, which says more and in UTC: it is read instead.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED, Stated, parse_any
from tracker.ingest import x
from tracker.ingest.fields import at, count_at, decoded_object, id_at, refuse, text_at
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import Match, PostRow, Reader, Reference, Service, each, kind_of
from tracker.ingest.x_exporter import ACCOUNT_KEYS, MESSAGE_KEYS, POST_KEYS, SavedMedia, media_rows
from tracker.ingest.x_web import Answer, rows_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_FORMS: Final = {"posts": POST_KEYS, "accounts": ACCOUNT_KEYS, "direct messages": MESSAGE_KEYS}


def sniff(source: Source) -> Match | None:
    """Claim posts, and the script's other files to say what they are, by the keys that each object has."""
    forms = (_form(value) for value in peek_objects(source.head))
    found = next((form for form in forms if form is not None), None)
    return None if found is None else Match(f"{found} with the keys of twitter-web-exporter")


def _form(value: JsonObject) -> str | None:
    return next((form for form, keys in _FORMS.items() if value.keys() >= set(keys)), None)


def read(source: Source) -> Iterator[Row]:
    """Yield every post; of those that come with their metadata the originals inside them too."""
    return each(json_records(source), partial(_parse, SavedMedia(source), source.settings.zone))


def _parse(saved: SavedMedia, zone: str | None, record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    form = _form(value)
    if form in {"accounts", "direct messages"}:
        yield Service(record, f"{form}: no posts")
        return
    whole = list(rows_in(Answer(record), at(value, "metadata")))
    rows = whole if any(isinstance(row, PostRow) for row in whole) else [_post(zone, record, value)]
    yield from (saved.attached(row) if isinstance(row, PostRow) else row for row in rows)


def _post(zone: str | None, record: Record, value: JsonObject) -> PostRow:
    native_id, handle = id_at(value, "id"), text_at(value, "screen_name") or None
    if native_id is None or not x.is_id(native_id):
        raise refuse("id", native_id, "the id of a post as digits")
    references = tuple(_references(value))
    kind, text = kind_of(references), text_at(value, "full_text")
    counted = None if kind == "repost" else value
    return PostRow(
        platform="x", native_id=native_id, record=record, stated=_stated(at(value, "created_at"), zone),
        account=id_at(value, "user_id"), handle=handle, name=text_at(value, "name"), kind=kind,
        text=None if text is None else x.plain(text), text_cut=kind == "repost" and x.is_cut(text or ""),
        url=x.status_url(native_id, handle), references=references,
        media=tuple(media_rows(at(value, "media"))), likes=count_at(counted, "favorite_count"),
        reposts=count_at(counted, "retweet_count"), replies=count_at(counted, "reply_count"),
        views=count_at(counted, "views_count"),
    )  # fmt: skip


def _stated(written: Any, zone: str | None) -> Stated:
    """Return a time as the script wrote it, in the layout that its user chose."""
    return parse_any(written, zone=zone) if isinstance(written, str) and written else UNSTATED


def _references(value: JsonObject) -> Iterator[Reference]:
    """Yield what a post points at; a repost points at its root only."""
    root = id_at(value, "retweeted_status")
    if root is not None and x.is_id(root):
        text = text_at(value, "full_text") or ""
        yield Reference("repost", f"x:{root}", "root", account=x.repost_handle(text))
        return
    for key, kind in (("quoted_status", "quote"), ("in_reply_to", "reply")):
        target = id_at(value, key)
        if target is not None and x.is_id(target):
            yield Reference(kind, f"x:{target}")


READER: Final = Reader(
    "web_exporter",
    platform="x",
    sniff=sniff,
    read=read,
    title="twitter-web-exporter: posts of X (JSON)",
    how_to_get="Install the browser script twitter-web-exporter, browse X, export as JSON, best with all metadata.",
    lacks="without metadata: the originals of reposts and quotes; always: the parent of a repost",
    verified=False,
)
