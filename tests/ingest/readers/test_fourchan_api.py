from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.ingest.reader import PostRow, Reject, Row
from tracker.ingest.readers.fourchan_api import READER
from tracker.ingest.source import memory_source


def post(number: int = 7, **more: Any) -> dict[str, Any]:
    held = {"no": number, "now": "12/31/25(Wed)18:45:00", "resto": 5, "time": 1767224700, "name": "Anonymous"}
    return held | more


def rows_of(value: Any, *lines: Any) -> list[Row]:
    data = "\n".join(json.dumps(entry) for entry in (value, *lines)).encode()
    source = memory_source({"t.json": data}, "t.json")
    assert READER.sniff(source) is not None
    return list(READER.read(source))


def ids_of(value: Any, *lines: Any) -> list[str]:
    return [row.native_id for row in rows_of(value, *lines) if isinstance(row, PostRow)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"posts": []}',
        '{"no": 1}',
        '{"posts": [{"no": 1, "resto": 0, "time": 1767224700}]}',
        '[{"page": 1, "threads": [{"no": 1, "last_modified": 2}]}]',
    ],
)
def test_sniff__leaves_what_holds_no_posts(text: str) -> None:
    assert READER.sniff(memory_source({"f": text.encode()}, "f")) is None


def test_containers__of_every_sort_give_their_posts() -> None:
    assert ids_of({"posts": [post(5, resto=0), post()]}) == ["5", "7"]
    assert ids_of({"threads": [{"posts": [post(5, resto=0)]}, {"posts": [post(6, resto=0)]}]}) == ["5", "6"]
    assert ids_of([{"page": 1, "threads": [post(5, resto=0, last_replies=[post()])]}]) == ["5", "7"]
    assert ids_of([{"posts": [post(5, resto=0)]}]) == ["5"]
    assert ids_of({"posts": [post(5, resto=0)]}, {"posts": [post(6, resto=0)]}) == ["5", "6"]
    assert ids_of(post(5, resto=0), post()) == ["5", "7"]


@pytest.mark.parametrize(
    "value", [{"board": "po", "posts": [post()]}, {"posts": [post(board="po")]}, post(board="po")]
)
def test_board__is_part_of_the_id_where_it_is_told(value: Any) -> None:
    (row,) = rows_of(value)
    assert isinstance(row, PostRow)
    assert (row.native_id, row.url) == ("po/7", "https://boards.4chan.org/po/thread/5#p7")


def test_text__is_subject_and_comment_without_markup() -> None:
    (row,) = rows_of(post(sub="A &amp; B", com='one<br><span class="quote">&gt;two</span> th<wbr>ree'))
    assert isinstance(row, PostRow)
    assert row.text == "A & B\n\none\n>two three"


def test_replies__name_quoted_dead_and_foreign_posts() -> None:
    com = (
        '<a href="#p6" class="quotelink">&gt;&gt;6</a><span class="deadlink">&gt;&gt;4</span>'
        '<a href="/sci/thread/1#p2" class="quotelink">&gt;&gt;&gt;/sci/2</a>'
    )
    (row,) = rows_of(post(com=com))
    assert isinstance(row, PostRow)
    assert [found.target for found in row.references] == ["4chan:6", "4chan:4", "4chan:sci/2"]


def test_picture__that_was_deleted_says_so() -> None:
    (row,) = rows_of(post(tim=17, ext=".png", md5="x==", filedeleted=1))
    assert isinstance(row, PostRow)
    assert [(media.file, media.platform_digest, media.missing_reason) for media in row.media] == [
        ("17.png", "x==", "deleted from the thread")
    ]


@pytest.mark.parametrize("change", [{"no": None}, {"no": "x"}, {"no": 1.5}, {"com": 5}, {"name": []}])
def test_drift__is_a_reject_and_the_rest_of_the_thread_is_read(change: dict[str, Any]) -> None:
    rows = rows_of({"posts": [post(5, resto=0), post() | change, post(8)]})
    assert [type(row) for row in rows] == [PostRow, Reject, PostRow]
