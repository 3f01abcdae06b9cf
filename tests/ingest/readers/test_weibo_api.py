from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import Absent, PostRow, Reference, Reject, Row, Service
from tracker.ingest.readers.weibo_api import READER
from tracker.ingest.source import memory_source


def post(number: str = "4312402078203909", **more: Any) -> dict[str, Any]:
    return {
        "created_at": "Sat Dec 01 12:57:19 +0800 2018",
        "id": 1,
        "idstr": number,
        "mid": number,
        "text": "w<br>ords",
        "user": {"id": 17, "screen_name": "nora_example"},
        "reposts_count": 1,
        "attitudes_count": 2,
    } | more


def rows_of(value: Any, *lines: Any) -> list[Row]:
    data = "\n".join(json.dumps(entry) for entry in (value, *lines)).encode()
    source = memory_source({"w.json": data}, "w.json")
    assert READER.sniff(source) is not None
    return list(READER.read(source))


def one(**more: Any) -> PostRow:
    (row,) = rows_of(post(**more))
    assert isinstance(row, PostRow), row
    return row


@pytest.mark.parametrize(
    "text", ["", "{}", '{"statuses": []}', '{"mid": "1", "text": "a"}', '{"text": "a", "reposts_count": 1}']
)
def test_sniff__leaves_what_holds_no_posts(text: str) -> None:
    assert READER.sniff(memory_source({"f": text.encode()}, "f")) is None


@pytest.mark.parametrize(
    "value",
    [
        {"statuses": [post()]},
        {"ok": 1, "data": {"list": [post()]}},
        {"data": {"statuses": [post()]}},
        {"data": {"cards": [{"card_type": 9, "mblog": post()}]}},
        [post()],
        post(),
    ],
)
def test_pages__of_every_sort_give_their_posts(value: Any) -> None:
    assert [row.native_id for row in rows_of(value) if isinstance(row, PostRow)] == ["4312402078203909"]
    twice = rows_of(value, value)
    assert len([row for row in twice if isinstance(row, PostRow)]) == 2


def test_cards__without_a_post_are_service() -> None:
    rows = rows_of({"data": {"cards": [{"card_type": 11}, {"card_type": 9, "mblog": post()}]}})
    assert [type(row) for row in rows] == [Service, PostRow]


def test_post__has_time_author_text_and_address() -> None:
    row = one()
    assert format_us(row.stated.us or 0) == "2018-12-01T04:57:19Z"
    assert (row.account, row.handle, row.text) == ("17", "nora_example", "w\nords")
    assert row.url == "https://weibo.com/17/H5cDlyqd7"


def test_number__may_stand_in_the_short_form_alone() -> None:
    assert one(id=None, idstr=None, mid=None, mblogid="H5cDlyqd7").native_id == "4312402078203909"


def test_repost__leads_to_the_root_which_is_a_post_of_its_own() -> None:
    repost, root = rows_of(post(retweeted_status=post("4312401826546282")))
    assert isinstance(repost, PostRow)
    assert isinstance(root, PostRow)
    assert repost.references == (Reference("repost", "weibo:4312401826546282", "root", account="17"),)
    assert (root.embedded, root.native_id) == (True, "4312401826546282")


@pytest.mark.parametrize("change", [{"user": None}, {"deleted": "1"}])
def test_root__that_is_gone_is_absent(change: dict[str, Any]) -> None:
    repost, root = rows_of(post(retweeted_status=post("4312401826546282", **change)))
    assert isinstance(repost, PostRow)
    assert isinstance(root, Absent)
    assert root.target == "weibo:4312401826546282"


def test_text__is_the_long_one_or_said_to_be_cut() -> None:
    assert one(isLongText=True, longText={"longTextContent": "all of it"}).text == "all of it"
    assert one(isLongText=True).text_cut is True
    assert one(text_raw="raw <b>").text == "raw <b>"


def test_pictures__are_the_largest_in_their_order() -> None:
    infos = {"b": {"large": {"url": "https://i.example/b"}}, "a": {"largest": {"url": "https://i.example/a"}}}
    assert [row.url for row in one(pic_ids=["a", "b", "c"], pic_infos=infos).media] == [
        "https://i.example/a",
        "https://i.example/b",
    ]
    mobile = [{"url": "https://i.example/s", "large": {"url": "https://i.example/l", "geo": {"width": "640"}}}]
    assert [(row.url, row.width) for row in one(pics=mobile).media] == [("https://i.example/l", 640)]
    small = [{"thumbnail_pic": "https://i.example/thumbnail/a.jpg"}]
    assert [row.url for row in one(pic_urls=small).media] == ["https://i.example/large/a.jpg"]


def test_time__that_is_partial_is_left_to_the_number() -> None:
    assert one(created_at="02-06").stated.flags == ("impossible",)


@pytest.mark.parametrize("change", [{"idstr": 1.5}, {"user": 5}, {"created_at": 5}, {"retweeted_status": 5}])
def test_drift__is_a_reject_and_the_rest_of_the_page_is_read(change: dict[str, Any]) -> None:
    rows = rows_of({"statuses": [post(), post("4312401826546282") | change]})
    assert [type(row) for row in rows] == [PostRow, Reject]
