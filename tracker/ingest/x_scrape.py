"""Posts of X as the collectors snscrape and twscrape write them: one object per post, originals inside.

Ids are whole numbers, which other tools may have rounded since; the same id stands as text beside it (`id_str`,
`id.str`) or in the address. Old exports of snscrape (before 0.4) give only address, time, words and handle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED, Stated, parse_iso
from tracker.base.keys import split_key, url_key
from tracker.ingest import x
from tracker.ingest.fields import at, count_at, first, list_at, object_at, refuse, text_at
from tracker.ingest.reader import Absent, MediaRow, PostRow, Record, Reference, Row, guarded, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject

X_TYPES: Final = "snscrape.modules.twitter."
"""How the types begin that both collectors name."""

_TOMBSTONE: Final = f"{X_TYPES}Tombstone"
_ORIGINALS: Final = ("retweetedTweet", "quotedTweet")
_DEEPEST: Final = 8
"""Originals inside originals; X itself goes two deep."""


def rows_in(record: Record, value: JsonObject, depth: int = 0) -> Iterator[Row]:
    """Yield a post and every original inside it; one that is only named is a reference alone."""
    if value.get("_type") == _TOMBSTONE:
        yield Absent(record, f"x:{exact_id(value)}", text_at(value, "text") or "not shown by X")
        return
    yield _post(record, value, embedded=depth > 0)
    for key in _ORIGINALS:
        original = value.get(key)
        if not isinstance(original, dict) or depth >= _DEEPEST:
            continue
        if "date" in original or original.get("_type") == _TOMBSTONE:
            yield from guarded(record, rows_in(record, original, depth + 1))


def _post(record: Record, value: JsonObject, *, embedded: bool) -> PostRow:
    native_id = exact_id(value)
    references = tuple(_references(value, native_id))
    kind = kind_of([found for found in references if found.attribution == "platform"])
    original = object_at(value, "retweetedTweet") if kind == "repost" else None
    text = _text(original) or _text(value)
    handle = text_at(value, "user", "username") or text_at(value, "username")
    counted = None if kind == "repost" else value
    return PostRow(
        platform="x", native_id=native_id, record=record, stated=_stated(value),
        first_version=_first_version(value, native_id),
        account=_id_at(value, "user", "id"), handle=handle, name=text_at(value, "user", "displayname"),
        protected=at(value, "user", "protected") is True, kind=kind, text=text,
        text_cut=kind == "repost" and _text(original) is None and x.is_cut(text or ""),
        url=x.status_url(native_id, handle), lang=x.language(at(value, "lang")), references=references,
        media=() if kind == "repost" and original and _text(original) else tuple(_media(at(value, "media"))),
        embedded=embedded, likes=count_at(counted, "likeCount"), reposts=count_at(counted, "retweetCount"),
        replies=count_at(counted, "replyCount"), views=count_at(counted, "viewCount"),
        flags=("sensitive",) if at(value, "possibly_sensitive") is True else (),
    )  # fmt: skip


def exact_id(value: JsonObject, address_key: str = "url") -> str:
    """Return the id of a post: where it stands as text, in its address, or as an exact number.

    Raises ``BadRecordError`` where only a number that has lost digits is left.
    """
    address = at(value, address_key)
    platform, named = split_key((url_key(address) if isinstance(address, str) else None) or "")
    found = _text_id(value, "id") or (named if platform == "x" else None) or _id_at(value, "id")
    if found is None:
        raise refuse("id", value.get("id"), "the id of a post, exact to its last digit")
    return found


def _id_at(value: Any, *path: str) -> str | None:
    """Return an id as text; a number with a fraction has lost digits and is none."""
    holder, key = at(value, *path[:-1]), path[-1]
    number = at(holder, key)
    exact = str(number) if isinstance(number, int) and not isinstance(number, bool) else None
    return _text_id(holder, key) or (exact if x.is_id(exact) else None)


def _text_id(holder: Any, key: str) -> str | None:
    found = (at(holder, name) for name in (f"{key}_str", f"{key}.str", f"{key}Str", key))
    return next((text for text in found if isinstance(text, str) and x.is_id(text)), None)


def _stated(value: JsonObject) -> Stated:
    written = text_at(value, "date")
    return parse_iso(written) if written else UNSTATED


def _text(value: Any) -> str | None:
    """Return the words as they were written; `renderedContent` has its links replaced."""
    found = first(value, ("rawContent",), ("content",), ("renderedContent",))
    return x.plain(found) if isinstance(found, str) else None


def _references(value: JsonObject, native_id: str) -> Iterator[Reference]:
    """Yield what a post points at; a repost points at its root only."""
    root = _id_at(value, "retweetedTweet", "id")
    if root is not None:
        yield Reference("repost", f"x:{root}", "root", account=_author(value, "retweetedTweet"))
        return
    found = []
    if (quoted := _id_at(value, "quotedTweet", "id")) is not None:
        found.append(Reference("quote", f"x:{quoted}", account=_author(value, "quotedTweet")))
    if (answered := _id_at(value, "inReplyToTweetId")) is not None:
        account = at(value, "inReplyToUser", "username")
        found.append(Reference("reply", f"x:{answered}", account=account if isinstance(account, str) else None))
    yield from found
    yield from x.link_references(_links(value), native_id, found)


def _author(value: JsonObject, key: str) -> str | None:
    found = at(value, key, "user", "username")
    return found if isinstance(found, str) else None


def _links(value: JsonObject) -> list[str]:
    links = [*list_at(value, "links"), *list_at(value, "outlinks")]
    found = (at(link, "url") if isinstance(link, dict) else link for link in links)
    return [link for link in found if isinstance(link, str)]


def _media(value: Any) -> Iterator[MediaRow]:
    """Yield the pictures and videos: a list with types (snscrape), or lists by type (twscrape)."""
    entries = value if isinstance(value, list) else []
    for entry in entries:
        kind = str(at(entry, "_type")).rpartition(".")[2].lower()
        yield _media_row(entry, {"video": "video", "gif": "gif"}.get(kind, "image"))
    for key, kind in (("photos", "image"), ("videos", "video"), ("animated", "gif")):
        for entry in list_at(value, key) if isinstance(value, dict) else ():
            yield _media_row(entry, kind)


def _media_row(entry: Any, kind: str) -> MediaRow:
    address = first(entry, ("fullUrl",), ("thumbnailUrl",), ("previewUrl",), ("url",), ("videoUrl",))
    if not isinstance(address, str) or not address:
        return MediaRow("", kind, missing_reason="the export gives no address")
    alt = at(entry, "altText")
    return MediaRow(x.picture_file(address), kind, url=address, alt=alt if isinstance(alt, str) else None)


def _first_version(value: JsonObject, native_id: str) -> str | None:
    """Return the id under which an edited post was first made."""
    ids = first(value, ("editState", "editTweetIds"), ("editControl", "edit_tweet_ids"))
    found = ids[0] if isinstance(ids, list) and ids else at(value, "editControl", "initial_tweet_id")
    version = str(found) if isinstance(found, int | str) and x.is_id(str(found)) else None
    return version if version != native_id else None
