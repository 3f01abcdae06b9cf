"""4chan's own JSON: threads, catalogs and index pages, whole or one per line.

Seen: an index page of 2015; the rest after the official documentation. The file does not tell its board, so that posts
are named by their number alone unless a collector added `board`. `now` is the clock of New York, `time` is UTC.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import parse_unix
from tracker.base.words import plain_text
from tracker.ingest import imageboard
from tracker.ingest.fields import at, count_at, decoded_object, first, id_at, list_at, refuse, text_at
from tracker.ingest.pages import is_one_value
from tracker.ingest.peek import peek_objects
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader, Row, each, guarded, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Source

_OWN: Final = frozenset({"no", "resto", "now"})
_QUOTED: Final = re.compile(
    r'href="(?:/(?P<board>\w{1,10})/(?:thread|res)/\d+)?#p(?P<number>\d+)"|class="deadlink">(?:&gt;){2}(?P<dead>\d+)',
    re.ASCII,
)


def sniff(source: Source) -> Match | None:
    """Claim posts with `no`, `resto` and `now`, in threads, pages and catalogs or bare.

    Other boards write the same JSON without `now` (vichan, 8chan): their numbers are not 4chan's.
    """
    for value in peek_objects(source.head):
        for post in (value, first(value, ("posts", 0), ("threads", 0, "posts", 0), ("threads", 0))):
            if isinstance(post, dict) and post.keys() >= _OWN:
                return Match("posts with `no`, `resto` and `now`")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield every post, also the last replies that a catalog shows."""
    if not is_one_value(source):
        return each(source.lines(), _Parser(source, None))
    if source.head.lstrip().startswith(b"["):
        return each(source.elements(), _Parser(source, None))
    path = next((key for key in ("posts", "threads") if key in source.keys()), None)  # noqa: SIM118 - not a mapping
    board = next((value.get("board") for value in peek_objects(source.head)), None)
    parse = _Parser(source, board if isinstance(board, str) else None)
    return each(source.elements(path) if path else source.elements(), parse)


class _Parser:
    """Reads one record: a post, a thread, or a page of threads."""

    def __init__(self, source: Source, board: str | None) -> None:
        self._source = source
        self._board = board

    def __call__(self, record: Record) -> Iterator[Row]:
        value = decoded_object(record.raw)
        threads = value.get("threads")
        for thread in threads if isinstance(threads, list) else [value]:
            yield from self._thread(record, thread)

    def _thread(self, record: Record, thread: Any) -> Iterator[Row]:
        posts = at(thread, "posts")
        board = text_at(thread, "board") or self._board
        for post in posts if isinstance(posts, list) else [thread]:
            yield from guarded(record, self._post(record, post, board))
        for post in list_at(thread, "last_replies"):
            yield from guarded(record, self._post(record, post, board))

    def _post(self, record: Record, post: Any, board: str | None) -> Iterator[Row]:
        number, parent = id_at(post, "no"), id_at(post, "resto")
        if number is None or not number.isdecimal():
            raise refuse("no", number, "the number of a post")
        board = text_at(post, "board") or board
        thread = number if parent in {None, "0"} else parent or number
        markup, subject = text_at(post, "com") or "", text_at(post, "sub")
        references = tuple(imageboard.replies(board, thread, number, _answered(board, markup)))
        name = text_at(post, "name")
        place = imageboard.native_id(board, thread)
        account, handle = imageboard.author(place, name, text_at(post, "trip"), id_at(post, "id"))
        archived = id_at(post, "archived_on")
        yield PostRow(
            platform="4chan", native_id=imageboard.native_id(board, number), record=record,
            stated=imageboard.time_of(id_at(post, "time"), text_at(post, "now")),
            captured_us=parse_unix(archived).us if archived else None,
            account=account, handle=handle, name=imageboard.shown_name(name), kind=kind_of(references),
            text="\n\n".join(part for part in (plain_text(subject or ""), plain_text(markup)) if part) or None,
            url=imageboard.address(board, thread, number), references=references,
            media=tuple(self._media(post, board)), replies=count_at(post, "replies"),
        )  # fmt: skip

    def _media(self, post: JsonObject, board: str | None) -> Iterator[MediaRow]:
        number = id_at(post, "tim")
        file = f"{number}{text_at(post, 'ext') or ''}"
        found = imageboard.picture(self._source, file) if number else None
        if found is not None:
            yield MediaRow(
                file, found[0], found[1], url=f"https://i.4cdn.org/{board}/{file}" if board else None,
                width=count_at(post, "w"), height=count_at(post, "h"), platform_digest=text_at(post, "md5"),
                missing_reason="deleted from the thread" if at(post, "filedeleted") == 1 else None,
            )  # fmt: skip


def _answered(board: str | None, markup: str) -> list[str]:
    """Return the posts that a text quotes by number; those that are gone too."""
    return [
        imageboard.native_id(found["board"] or board, found["number"] or found["dead"])
        for found in _QUOTED.finditer(markup)
    ]


READER = Reader(
    "fourchan_api",
    platform="4chan",
    sniff=sniff,
    read=read,
    title="4chan API",
    how_to_get="Save a.4cdn.org/BOARD/thread/NUMBER.json or a board's catalog.json, with the pictures beside it.",
    lacks="the board; who posted, unless by tripcode; what was deleted before",
)
