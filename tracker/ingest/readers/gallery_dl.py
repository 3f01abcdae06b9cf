"""gallery-dl: the `<file>.json` beside each picture, the same as lines, or the list that `-j` prints.

Every picture of a post has a record of its own that repeats the post; they are merged, with all their pictures.
Sites whose objects are known elsewhere (Reddit, Bluesky, Mastodon, TikTok) are read as there. `date` is UTC.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.base import jsontext
from tracker.base.clock import UNSTATED, parse_iso
from tracker.base.keys import SERVER_TIMED, fold_platform, post_key
from tracker.ingest import bluesky, instagram, tiktok, x
from tracker.ingest.companions import beside
from tracker.ingest.fields import at, count_at, first, got, id_at, refuse, text_at
from tracker.ingest.mastodon import Answered
from tracker.ingest.mastodon import rows_of as mastodon_rows
from tracker.ingest.peek import json_records, peek
from tracker.ingest.reader import (
    MEDIA_APART,
    BadRecordError,
    Match,
    MediaRow,
    PostRow,
    Reader,
    Reference,
    Service,
    each,
    kind_of,
)
from tracker.ingest.reddit import parse_thing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.base.clock import Stated
    from tracker.ingest.reader import JsonObject, Record, Row, Source

_LINK: Final = re.compile(r"https?://\S+")
_VIDEO: Final = frozenset({"mp4", "webm", "mov", "m4v", "mkv"})
_NO_PICTURE: Final = frozenset({"mp3", "m4a", "txt", "vtt", "srt", "html", "pdf", "json"})
_ALBUM: Final = 2
_ERROR: Final = -1
"""In the list that `-j` prints, `[2, {...}]` is a post, `[3, address, {...}]` one of its files, and `[-1, {...}]`
says why the rest is missing."""


def sniff(source: Source) -> Match | None:
    """Claim records that name the tool's site and the part of it: `category` beside `subcategory`."""
    for value in peek(source.head):
        item = _item(value)
        if item is not None and all(isinstance(item.get(key), str) for key in ("category", "subcategory")):
            return Match(f"`category` {item['category']} beside `subcategory`")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield the post of every record, with the file that the record stands beside."""
    return each(json_records(source), lambda record: _rows(source, record))


def _item(value: Any) -> JsonObject | None:
    held = value[-1] if isinstance(value, list) and value and isinstance(value[0], int) else value
    return held if isinstance(held, dict) else None


def _rows(source: Source, record: Record) -> Iterator[Row]:
    try:
        value = jsontext.decode(record.raw)
    except ValueError as failure:
        raise BadRecordError(str(failure)) from failure
    item = _item(value)
    if isinstance(value, list) and value[:1] == [_ERROR]:
        yield Service(record, f"an error of the tool: {at(item, 'message') or at(item, 'error')}")
        return
    if item is None or not text_at(item, "category"):
        raise BadRecordError(f"`$`: got {got(value)}, expected an object with `category`")
    media = tuple(_media(source, value, item))
    for number, row in enumerate(_posts(record, item)):
        if number or not isinstance(row, PostRow):
            yield row
        else:
            apart = media and count_at(item, "count") != 1
            flags = (*row.flags, MEDIA_APART) if apart else row.flags
            yield msgspec.structs.replace(row, media=media, flags=flags)


def _posts(record: Record, item: JsonObject) -> Iterator[Row]:
    """Read an item as its site's: told by its keys, since a site may have many names here."""
    uri = at(item, "uri")
    if "tweet_id" in item:
        yield _x_post(record, item)
    elif "post_shortcode" in item:
        yield _instagram_post(record, item)
    elif isinstance(uri, str) and uri.startswith("at://"):
        yield _bluesky_post(record, item, uri)
    elif {"created_utc", "subreddit"} <= item.keys():
        yield from parse_thing(record, item)
    elif uri is not None and "reblogs_count" in item:
        yield from mastodon_rows(record, item, Answered())
    elif item["category"] == "tiktok" and "createTime" in item:
        yield tiktok.post_row(record, item, _required(item, "id"))
    elif id_at(item, "id") or id_at(item, "post_id"):
        yield _other_post(record, item)
    else:
        yield Service(record, "what is said of a whole gallery: no post")


def _required(item: JsonObject, key: str) -> str:
    found = id_at(item, key)
    if not found or found == "0":
        raise refuse(key, found, "the id of a post")
    return found


def _stated(item: JsonObject, *keys: str) -> Stated:
    found = next((text for key in (*keys, "date") if (text := text_at(item, key))), None)
    return parse_iso(found, zone="UTC") if found else UNSTATED


def _x_post(record: Record, item: JsonObject) -> PostRow:
    """Return a post of X. `author` of a repost is the original's; who reposted is `user`, where it is another."""
    native_id, original = _required(item, "tweet_id"), id_at(item, "retweet_id")
    is_repost = original not in {None, "0"}
    author, text = at(item, "author"), text_at(item, "content")
    if is_repost and id_at(item, "user", "id") == id_at(author, "id"):
        author = None  # the tool knows no other account: whose repost it is nobody tells
    elif is_repost:
        author = at(item, "user")
    handle = text_at(author, "name")
    references = tuple(_x_references(item, native_id, original if is_repost else None, text or ""))
    return PostRow(
        platform="x", native_id=native_id, record=record, stated=_stated(item), account=id_at(author, "id"),
        handle=handle, name=text_at(author, "nick"), protected=at(author, "protected") is True,
        kind=kind_of(references), text=None if is_repost else text or None, url=x.status_url(native_id, handle),
        lang=x.language(at(item, "lang")), references=references, likes=count_at(item, "favorite_count"),
        reposts=count_at(item, "retweet_count"), replies=count_at(item, "reply_count"),
        views=count_at(item, "view_count") or None, flags=("sensitive",) if at(item, "sensitive") is True else (),
    )  # fmt: skip


def _x_references(item: JsonObject, native_id: str, original: str | None, text: str) -> Iterator[Reference]:
    """Yield what a post of X points at. `quote_id` names who quotes this post, and is not read."""
    if original:
        yield Reference("repost", post_key("x", original), "root", account=id_at(item, "author", "id"))
        return
    answered = id_at(item, "reply_id")
    replies = [Reference("reply", post_key("x", answered))] if answered and answered != "0" else []
    yield from replies
    yield from x.link_references(_LINK.findall(text), native_id, replies)


def _instagram_post(record: Record, item: JsonObject) -> PostRow:
    code = instagram.code_of(at(item, "post_id")) or _required(item, "post_shortcode")
    return PostRow(
        platform="instagram", native_id=code, record=record, stated=_stated(item, "post_date"),
        account=id_at(item, "owner_id"), handle=text_at(item, "username"), name=text_at(item, "fullname") or None,
        text=text_at(item, "description") or None, url=f"https://www.instagram.com/p/{code}/",
        likes=count_at(item, "likes") or None,
    )  # fmt: skip


def _bluesky_post(record: Record, item: JsonObject, uri: str) -> PostRow:
    references = tuple(bluesky.references(item))
    created, indexed = text_at(item, "createdAt"), text_at(item, "indexedAt")
    handle = text_at(item, "author", "handle")
    return PostRow(
        platform="bluesky", native_id=uri, record=record, server_timed=False,
        stated=parse_iso(created) if created else UNSTATED,
        indexed_us=parse_iso(indexed).us if indexed else None,
        account=text_at(item, "author", "did") or bluesky.owner_of(uri),
        handle=None if handle == "handle.invalid" else handle, name=text_at(item, "author", "displayName"),
        kind=kind_of(references), text=text_at(item, "text"), url=bluesky.web_address(uri),
        lang=bluesky.language(item), references=references, likes=count_at(item, "likeCount"),
        reposts=count_at(item, "repostCount"), replies=count_at(item, "replyCount"),
    )  # fmt: skip


def _other_post(record: Record, item: JsonObject) -> PostRow:
    """Return a post of a site without rules of its own: by the names that most sites have."""
    platform = fold_platform(text_at(item, "category"))
    author = first(item, ("author",), ("user",), ("artist",), ("uploader",))
    words = (at(item, key) for key in ("title", "description", "content", "caption"))
    return PostRow(
        platform=platform, native_id=id_at(item, "id") or id_at(item, "post_id") or "", record=record,
        stated=_stated(item), server_timed=platform in SERVER_TIMED,
        account=id_at(author, "id"),
        handle=author if isinstance(author, str) else text_at(author, "username") or text_at(author, "name"),
        text="\n\n".join(word for word in words if isinstance(word, str) and word) or None,
    )  # fmt: skip


def _media(source: Source, value: Any, item: JsonObject) -> Iterator[MediaRow]:
    """Yield the file of a record: what it stands beside, or what its fields name."""
    url = value[1] if isinstance(value, list) and value[0] != _ALBUM else None
    ending = text_at(item, "extension") or ""
    names = tuple(dict.fromkeys(_names(source, item, ending)))
    if ending and names and ending not in _NO_PICTURE:
        yield MediaRow(
            names[0].rpartition("/")[2], "video" if ending in _VIDEO else "image", names,
            url=url.removeprefix("ytdl:") if isinstance(url, str) else None, alt=_alt(item),
            width=count_at(item, "width") or None, height=count_at(item, "height") or None,
        )  # fmt: skip


def _names(source: Source, item: JsonObject, ending: str) -> Iterator[str]:
    """Yield where the file may lie: under the record's own name, or one that the tool gives by default."""
    own = source.name.removesuffix(".json")
    if own != source.name and own.endswith(f".{ending}"):
        yield own
    if "tweet_id" in item:
        yield beside(source, f"{id_at(item, 'tweet_id')}_{at(item, 'num')}.{ending}")
    if named := text_at(item, "filename"):
        yield beside(source, f"{named}.{ending}")


def _alt(item: JsonObject) -> str | None:
    """Return what describes the picture; on other sites `description` is the post's own words."""
    described = "tweet_id" in item or "createdAt" in item
    found = at(item, "description") if described else at(item, "media", "description")
    return found if isinstance(found, str) and found else None


READER = Reader(
    "gallery_dl",
    platform="other",
    sniff=sniff,
    read=read,
    title="gallery-dl metadata (X, Instagram, Reddit, Bluesky, Mastodon, TikTok, other sites)",
    how_to_get="gallery-dl --write-metadata ADDRESS; give the folder with the files and their .json.",
    lacks="what a post of X quotes, when it was collected; on many sites whose repost it is",
    verified=False,
)
