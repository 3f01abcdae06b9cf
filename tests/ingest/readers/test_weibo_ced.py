from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, Reference, Reject, Row
from tracker.ingest.readers.weibo_ced import READER
from tracker.ingest.source import memory_source

NAME = "set/7_H5cCWrsZc_1700000001.json"
POST = {"text": "words", "user": {}, "time": 1543640179, "reposts": 2, "comments": 1, "likes": 9, "has_url": False}


def repost(**more: Any) -> dict[str, Any]:
    held = {"kids": [], "uid": "17", "parent": "", "text": "", "mid": "H5cDlyqd7", "date": "2018-12-01 12:57:19"}
    return held | more


def rows_of(value: Any, name: str = NAME) -> list[Row]:
    source = memory_source({name: json.dumps(value).encode()}, name)
    assert READER.sniff(source) is not None
    return list(READER.read(source))


@pytest.mark.parametrize("value", [{}, [], [{"mid": "a"}], POST | {"mid": "1"}, {"text": "a", "user": {}, "time": 1}])
def test_sniff__leaves_other_objects(value: Any) -> None:
    assert READER.sniff(memory_source({"f": json.dumps(value).encode()}, "f")) is None


def test_post__is_numbered_by_the_name_of_its_file() -> None:
    (row,) = rows_of(POST)
    assert isinstance(row, PostRow)
    assert (row.native_id, row.account, row.likes) == ("4312401826546282", "1700000001", 9)
    assert format_us(row.stated.us or 0) == "2018-12-01T04:56:19Z"


def test_post__in_a_renamed_file_has_no_number_and_that_is_said() -> None:
    source = memory_source({"post.json": json.dumps(POST).encode()}, "post.json")
    (row,) = READER.read(source)
    assert isinstance(row, PostRow)
    assert row.native_id == ""
    assert source.notes


def test_reposts__lead_to_their_parent_or_to_the_post() -> None:
    above, below = rows_of([repost(), repost(parent="H5cDlyqd7", mid="H5cDKFnAX")])
    assert isinstance(above, PostRow)
    assert isinstance(below, PostRow)
    assert above.references == (Reference("repost", "weibo:4312401826546282"),)
    assert below.references == (Reference("repost", "weibo:4312402078203909"),)


def test_time__of_reposts_is_that_of_beijing() -> None:
    (row,) = rows_of([repost()])
    assert isinstance(row, PostRow)
    assert (format_us(row.stated.us or 0), row.stated.zone_known) == ("2018-12-01T04:57:19Z", True)


@pytest.mark.parametrize("change", [{"mid": "no mid!"}, {"mid": None}, {"text": 5}, {"uid": 1.5}])
def test_drift__is_a_reject_and_the_rest_is_read(change: dict[str, Any]) -> None:
    assert [type(row) for row in rows_of([repost(**change), repost()])] == [Reject, PostRow]


def test_drift__without_a_date_keeps_the_repost() -> None:
    (row,) = rows_of([repost(date=None)])
    assert isinstance(row, PostRow)
    assert row.stated.us is None
