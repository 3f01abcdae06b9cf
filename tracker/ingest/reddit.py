"""What dumps and API listings of Reddit have in common: the submission and the comment.

Ids are base 36 and get the prefix of their kind (`t3_` submission, `t1_` comment). The Pushshift API of
December 2022 writes a comment's parent as null (the submission) or as the id's whole number.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tracker.base.clock import UNSTATED, Stated, parse_unix
from tracker.base.keys import post_key
from tracker.ingest.fields import at, count_at, first, id_at, list_at, refuse, text_at
from tracker.ingest.reader import MediaRow, PostRow, Record, Reference, Row, guarded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject

_HOST: Final = "https://www.reddit.com"
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_ID: Final = re.compile(r"(?:(t[13])_)?([0-9a-z]{1,13})", re.ASCII)
_GONE: Final = frozenset({"[deleted]", "[removed]", "[ removed by reddit ]", "[deleted by user]"})
_KINDS: Final = {"RedditVideo": "video", "AnimatedImage": "gif"}
_PICTURE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp)$", re.IGNORECASE)


def is_thing(value: Any) -> bool:
    """Tell whether a decoded value is a submission or a comment; tools of other forms add keys of their own."""
    if not isinstance(value, dict) or not {"created_utc", "subreddit"} <= value.keys():
        return False
    return not {"_type", "subcategory"} & value.keys()


def parse_thing(record: Record, value: JsonObject, *, embedded: bool = False) -> Iterator[Row]:
    """Yield the post of one submission or comment, and the original that a crosspost holds."""
    if "body" in value:
        yield _comment(record, value)
    elif "title" in value:
        original = at(value, "crosspost_parent_list", 0)
        yield _submission(record, value, original, embedded=embedded)
        if isinstance(original, dict):
            yield from guarded(record, parse_thing(record, original, embedded=True))
    else:
        raise refuse("title", None, "a submission (`title`) or a comment (`body`)")


def _submission(record: Record, value: JsonObject, original: Any, *, embedded: bool) -> PostRow:
    native_id = _own_id(value, "t3")
    title, selftext = _kept(value, "title"), _kept(value, "selftext")
    parent = text_at(value, "crosspost_parent")
    references = (_crossposted(parent, original),) if parent else ()
    media = tuple(_media(value)) or (tuple(_media(original)) if isinstance(original, dict) else ())
    return _post(
        record, value, native_id, embedded=embedded, kind="crosspost" if references else "post",
        text="\n\n".join(part for part in (title, selftext) if part) or None,
        url=_address(value) or f"https://redd.it/{native_id[3:]}", references=references, media=media,
    )  # fmt: skip


def _comment(record: Record, value: JsonObject) -> PostRow:
    native_id = _own_id(value, "t1")
    return _post(
        record, value, native_id, kind="reply", text=_kept(value, "body"), url=_address(value),
        references=_replied(value), media=tuple(_inline(value, text_at(value, "body") or "")),
    )  # fmt: skip


def _post(record: Record, value: JsonObject, native_id: str, **more: Any) -> PostRow:
    """Return the row with what submissions and comments share."""
    author = text_at(value, "author")
    known = author is not None and author.lower() not in _GONE
    return PostRow(
        platform="reddit", native_id=native_id, record=record, stated=_created(value),
        captured_us=_moment(value, "retrieved_on") or _moment(value, "retrieved_utc"),
        edited_us=_moment(value, "edited_on") or _moment(value, "edited"),
        account=text_at(value, "author_fullname") if known else None, handle=author if known else None,
        likes=count_at(value, "score"), reposts=count_at(value, "num_crossposts"),
        replies=count_at(value, "num_comments"), flags=tuple(sorted(_flags(value))), **more,
    )  # fmt: skip


def _created(value: JsonObject) -> Stated:
    """Return the time of posting; the other field, `created`, is no UTC."""
    found = at(value, "created_utc")
    stated = parse_unix(found, unit_s=1.0) if isinstance(found, str | int | float) else UNSTATED
    if stated.us is None:
        raise refuse("created_utc", found, "seconds since 1970")
    return stated


def _moment(value: JsonObject, key: str) -> int | None:
    """Return a second moment of a record; `edited` is false where there was no edit."""
    found = at(value, key)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return None
    return parse_unix(found, unit_s=1.0).us


def _flags(value: JsonObject) -> Iterator[str]:
    texts = (at(value, key) for key in ("title", "selftext", "body"))
    if at(value, "removed_by_category") or any(_is_gone(text) for text in texts):
        yield "removed"
    if at(value, "_meta", "was_deleted_later") is True:
        yield "deleted"
    if at(value, "over_18") is True:
        yield "sensitive"
    if at(value, "promoted") is True:
        yield "promoted"


def _is_gone(text: Any) -> bool:
    return isinstance(text, str) and text.strip().lower() in _GONE


def _kept(value: JsonObject, key: str) -> str | None:
    """Return a text as written, unescaped once; null where it was removed."""
    text = text_at(value, key)
    return None if text is None or _is_gone(text) else html.unescape(text)


def _own_id(value: JsonObject, prefix: str) -> str:
    found = first(value, ("id",), ("name",))
    native_id = _full_id(found, prefix)
    if native_id is None:
        raise refuse("id", found, "an id in base 36")
    return native_id


def _full_id(found: Any, prefix: str) -> str | None:
    """Return an id with its prefix: `abc`, `t3_abc`, or the whole number that base 36 writes as `abc`."""
    if isinstance(found, int) and not isinstance(found, bool) and 0 < found < 36**13:
        return f"{prefix}_{_base36(found)}"
    match = _ID.fullmatch(found) if isinstance(found, str) else None
    return f"{match[1] or prefix}_{match[2]}" if match else None


def _base36(number: int) -> str:
    """Write a whole number in base 36.

    >>> _base36(37899815645)
    'heskkwt'
    """
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"


def _replied(value: JsonObject) -> tuple[Reference, ...]:
    """Return what a comment answers: its parent, or its submission where it names no parent."""
    parent, submission = at(value, "parent_id"), text_at(value, "link_id")
    if parent is not None:
        target = _full_id(parent, "t1")
        if target is None or (isinstance(parent, str) and target != parent):
            raise refuse("parent_id", parent, "`t1_...`, `t3_...`, or an id as a whole number")
        return (Reference("reply", post_key("reddit", target)),)
    if submission is None:
        raise refuse("link_id", None, "the submission that the comment belongs to")
    target = _full_id(submission, "t3")
    if target is None:
        raise refuse("link_id", submission, "`t3_...`")
    scope = "immediate" if "parent_id" in value else "root"
    return (Reference("reply", post_key("reddit", target), scope),)


def _crossposted(parent: str, original: Any) -> Reference:
    target = _full_id(parent, "t3")
    if target is None:
        raise refuse("crosspost_parent", parent, "`t3_...`")
    author, created = at(original, "author"), at(original, "created_utc")
    known = isinstance(author, str) and author.lower() not in _GONE
    stated = parse_unix(created, unit_s=1.0) if isinstance(created, str | int | float) else UNSTATED
    return Reference(
        "crosspost", post_key("reddit", target), "unknown", account=author if known else None, stated=stated
    )


def _address(value: JsonObject) -> str | None:
    path = text_at(value, "permalink")
    if path and path.startswith("/"):
        return _HOST + path
    return text_at(value, "full_link") or path or None


def _media(value: JsonObject) -> Iterator[MediaRow]:
    """Yield what a submission shows: gallery, video, picture, pictures in its text, or its link's card."""
    gallery = list_at(value, "gallery_data", "items")
    inline = list(_inline(value, text_at(value, "selftext") or ""))
    video = first(value, *((key, "reddit_video", "fallback_url") for key in ("media", "secure_media")))
    url = html.unescape(text_at(value, "url_overridden_by_dest") or text_at(value, "url") or "")
    preview = at(value, "preview", "images", 0, "source")
    if gallery:
        yield from (_of_gallery(value, item) for item in gallery)
    elif isinstance(video, str):
        yield _row(html.unescape(video), "video")
    elif at(value, "post_hint") == "image" or _is_picture(url):
        yield _row(url, _type(url), size=(at(preview, "width"), at(preview, "height")))
    elif inline:
        yield from inline
    elif isinstance(at(preview, "url"), str):
        size = (at(preview, "width"), at(preview, "height"))
        yield _row(html.unescape(preview["url"]), "card", size=size)


def _is_picture(url: str) -> bool:
    try:
        return _PICTURE.search(urlsplit(url).path) is not None
    except ValueError:
        return False


def _type(url: str) -> str:
    return "gif" if url.partition("?")[0].lower().endswith(".gif") else "image"


def _row(url: str, kind: str, *, size: tuple[Any, Any] = (None, None), alt: str | None = None) -> MediaRow:
    width, height = (count_at(length) or None for length in size)
    return MediaRow(url, kind, url=url, alt=alt, width=width, height=height)


def _of_gallery(value: JsonObject, item: Any) -> MediaRow:
    name = id_at(item, "media_id")
    if name is None:
        raise refuse("gallery_data.items.media_id", None, "the id of a picture")
    return _of_metadata(name, at(value, "media_metadata", name), text_at(item, "caption"))


def _inline(value: JsonObject, text: str) -> Iterator[MediaRow]:
    """Yield the pictures inside a text, in its order."""
    metadata = at(value, "media_metadata")
    if isinstance(metadata, dict):
        for name in sorted(metadata, key=lambda name: (text.find(name) < 0, text.find(name), name)):
            yield _of_metadata(name, metadata[name], None)


def _of_metadata(name: str, entry: Any, caption: str | None) -> MediaRow:
    """Return one picture of a gallery or of a text; one that Reddit did not keep says why."""
    source = at(entry, "s")
    found = first(source, ("u",), ("gif",), ("mp4",)) or at(entry, "hlsUrl")
    status = text_at(entry, "status")
    if not isinstance(found, str) or status not in {"valid", None}:
        why = f"the export gives no address (status {status})" if status else "the export gives no address"
        return MediaRow(name, alt=caption, missing_reason=why)
    url = html.unescape(found)
    kind = _KINDS.get(text_at(entry, "e") or "", _type(url))
    return _row(url, kind, size=(at(source, "x"), at(source, "y")), alt=caption)
