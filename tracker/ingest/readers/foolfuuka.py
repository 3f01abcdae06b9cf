"""Archives of 4chan that run FoolFuuka (4plebs, archived.moe, ...): threads, searches and single posts as JSON.

Seen: a search of 4plebs; threads after programs that read these archives. Numbers are text; `timestamp` is UTC in the
API and the wall clock of New York in some dumps, which `fourchan_date` tells apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import parse_unix
from tracker.ingest import imageboard
from tracker.ingest.fields import at, count_at, decoded_object, first, id_at, refuse, text_at
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader, Row, each, guarded, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Source

_QUOTED: Final = re.compile(r"(?<!>)>>(?:>/(?P<board>\w{1,10})/)?(?P<number>\d+)", re.ASCII)
_GONE: Final = ("1", 1)


def sniff(source: Source) -> Match | None:
    """Claim posts with `thread_num` beside `num`, bare, in threads or in searches."""
    for value in peek_objects(source.head):
        if any(_is_post(post) for post in _posts(value)):
            return Match("posts with `thread_num` beside `num`")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield every post; what belongs to a search itself is left alone."""
    return each(json_records(source), lambda record: _parse(source, record))


def _is_post(value: Any) -> bool:
    return isinstance(value, dict) and "thread_num" in value and "num" in value


def _posts(value: Any) -> Iterator[Any]:
    """Yield the posts of an answer: itself, or under `op` and `posts` of each of its threads."""
    if _is_post(value):
        yield value
        return
    for held in value.values() if isinstance(value, dict) else ():
        if at(held, "op") is not None:
            yield at(held, "op")
        posts = at(held, "posts")
        yield from posts.values() if isinstance(posts, dict) else posts if isinstance(posts, list) else ()


def _parse(source: Source, record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    found = list(_posts(value))
    if not found:
        raise refuse("posts", sorted(value)[:3], "posts with `thread_num` and `num`")
    for post in found:
        yield from guarded(record, _post(source, record, post))


def _post(source: Source, record: Record, post: Any) -> Iterator[Row]:
    number, thread = id_at(post, "num"), id_at(post, "thread_num")
    if number is None or not number.isdecimal():
        raise refuse("num", number, "the number of a post")
    thread = thread or number
    board = text_at(post, "board", "shortname")
    sub = id_at(post, "subnum")
    own = f"{number},{sub}" if sub and sub != "0" else number
    comment, name = text_at(post, "comment") or "", text_at(post, "name")
    references = tuple(imageboard.replies(board, thread, own, _answered(board, comment)))
    place = imageboard.native_id(board, thread)
    account, handle = imageboard.author(place, name, text_at(post, "trip"), id_at(post, "poster_hash"))
    expired = id_at(post, "timestamp_expired")
    yield PostRow(
        platform="4chan", native_id=imageboard.native_id(board, own), record=record,
        stated=imageboard.time_of(id_at(post, "timestamp"), text_at(post, "fourchan_date")),
        account=account, handle=handle, name=imageboard.shown_name(name), kind=kind_of(references),
        text="\n\n".join(part for part in (text_at(post, "title"), comment) if part) or None,
        url=imageboard.address(board, thread, own), references=references,
        media=tuple(_media(source, post)), replies=count_at(post, "nreplies"),
        captured_us=parse_unix(expired).us if expired and expired != "0" else None,
        flags=("deleted",) if at(post, "deleted") in _GONE else (),
    )  # fmt: skip


def _answered(board: str | None, comment: str) -> list[str]:
    return [
        imageboard.native_id(found["board"] or board, found["number"]) for found in _QUOTED.finditer(comment)
    ]


def _media(source: Source, post: JsonObject) -> Iterator[MediaRow]:
    held = at(post, "media")
    file = first(held, ("media_orig",), ("media",)) or ""
    found = imageboard.picture(source, file) if isinstance(file, str) else None
    if found is not None:
        yield MediaRow(
            file, found[0], found[1], url=text_at(held, "media_link") or text_at(held, "remote_media_link"),
            width=count_at(held, "media_w"), height=count_at(held, "media_h"),
            platform_digest=text_at(held, "media_hash"),
            missing_reason="banned by the archive" if at(held, "banned") in _GONE else None,
        )  # fmt: skip


READER = Reader(
    "foolfuuka",
    platform="4chan",
    sniff=sniff,
    read=read,
    title="4chan archive (FoolFuuka: 4plebs and others)",
    how_to_get="Save the answers of the archive's API (/_/api/chan/thread, /search, /post), whole or one per line.",
    lacks="who posted, unless by tripcode; pictures themselves",
)
