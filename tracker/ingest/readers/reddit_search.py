"""Answers of the archives of Reddit: Pushshift, PullPush and Arctic Shift, whole or one per line.

Such an answer holds submissions or comments under `data`; a tree of comments is wrapped as Reddit wraps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.ingest.fields import at, decoded_object, list_at, refuse
from tracker.ingest.pages import is_one_value
from tracker.ingest.peek import peek
from tracker.ingest.reader import Match, Reader, each, guarded
from tracker.ingest.reddit import is_thing, parse_thing
from tracker.ingest.reddit_tree import KINDS, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Record, Row, Source


def sniff(source: Source) -> Match | None:
    """Claim answers whose `data` begins with a submission or a comment, as it is or wrapped."""
    if any(_is_post(at(value, "data", 0)) for value in peek(source.head)):
        return Match("`data` with Reddit submissions or comments")
    return None


def _is_post(value: Any) -> bool:
    return is_thing(value) or (_is_wrapped(value) and is_thing(value["data"]))


def _is_wrapped(value: Any) -> bool:
    kind = at(value, "kind")
    return isinstance(kind, str) and (kind in KINDS or kind == "more") and "data" in value


def read(source: Source) -> Iterator[Row]:
    """Yield the posts of every answer."""
    if not is_one_value(source):
        return each(source.lines(), _parse_page)
    path = ("*", "data") if source.head.lstrip().startswith(b"[") else ("data",)
    return each(source.elements(*path), _parse_post)


def _parse_page(record: Record) -> Iterator[Row]:
    for value in list_at(decoded_object(record.raw), "data"):
        yield from guarded(record, _post(record, value))


def _parse_post(record: Record) -> Iterator[Row]:
    return _post(record, decoded_object(record.raw))


def _post(record: Record, value: Any) -> Iterator[Row]:
    if not isinstance(value, dict):
        raise refuse("data", value, "submissions or comments")
    yield from walk(record, value) if _is_wrapped(value) else parse_thing(record, value)


READER = Reader(
    "reddit_search",
    platform="reddit",
    sniff=sniff,
    read=read,
    title="Reddit archive API (Pushshift, PullPush, Arctic Shift)",
    how_to_get="Save the answers of /reddit/search or /api/posts/search, /api/comments/tree, whole or one per line.",
    lacks="pictures themselves; what was removed before the archive came; votes after that",
    verified=False,
)
