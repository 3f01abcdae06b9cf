from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.ingest.reader import PostRow, Reject, Row
from tracker.ingest.readers.foolfuuka import READER
from tracker.ingest.source import memory_source


def post(number: str = "7", **more: Any) -> dict[str, Any]:
    board = {"board": {"shortname": "po"}}
    return {"num": number, "subnum": "0", "thread_num": "5", "timestamp": 1767224700} | board | more


def rows_of(value: Any) -> list[Row]:
    source = memory_source({"t.json": json.dumps(value).encode()}, "t.json")
    assert READER.sniff(source) is not None
    return list(READER.read(source))


def one(**more: Any) -> PostRow:
    (row,) = rows_of(post(**more))
    assert isinstance(row, PostRow), row
    return row


@pytest.mark.parametrize("text", ["", "{}", '{"error": "x"}', '{"no": 1, "resto": 0}', '{"0": {"posts": []}}'])
def test_sniff__leaves_what_holds_no_posts(text: str) -> None:
    assert READER.sniff(memory_source({"f": text.encode()}, "f")) is None


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ({"5": {"op": post("5"), "posts": {"7": post()}}}, ["po/5", "po/7"]),
        ({"0": {"posts": [post()]}, "meta": {"total_found": "1"}}, ["po/7"]),
        (post(), ["po/7"]),
        (post(subnum="2"), ["po/7,2"]),
        (post(board=None), ["7"]),
    ],
)
def test_answers__of_every_sort_give_their_posts(value: Any, ids: list[str]) -> None:
    assert [row.native_id for row in rows_of(value) if isinstance(row, PostRow)] == ids


def test_replies__are_quoted_in_the_text() -> None:
    post = one(comment=">>6 and >>>/sci/2\n>greentext 9")
    assert [found.target for found in post.references] == ["4chan:po/6", "4chan:sci/2"]


def test_picture__has_its_name_address_and_digest() -> None:
    held = {"media_orig": "17.png", "media_link": "https://a.example/17.png", "media_hash": "x==", "media_w": "8"}
    (media,) = one(media=held).media
    assert (media.file, media.url, media.platform_digest, media.width) == (
        "17.png",
        "https://a.example/17.png",
        "x==",
        8,
    )
    assert one(media=held | {"banned": "1"}).media[0].missing_reason == "banned by the archive"


@pytest.mark.parametrize(("deleted", "flags"), [("1", ("deleted",)), (1, ("deleted",)), ("0", ()), (None, ())])
def test_deleted__posts_are_kept_and_marked(deleted: object, flags: tuple[str, ...]) -> None:
    assert one(deleted=deleted).flags == flags


def test_drift__is_a_reject_and_the_rest_of_the_answer_is_read() -> None:
    rows = rows_of({"0": {"posts": [post(), post(num="x"), post("8", comment=5), post("9")]}})
    assert [type(row) for row in rows] == [PostRow, Reject, Reject, PostRow]
