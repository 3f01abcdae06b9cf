from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import Absent, PostRow, Reference, Reject, Row, Service
from tracker.ingest.readers.telegram_api import READER
from tracker.ingest.source import memory_source


def message(**more: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "peer_id": {"_": "PeerChannel", "channel_id": 11},
        "date": "2026-03-02T10:00:00+00:00",
        "message": "words",
    } | more


def rows_of(*values: Any) -> list[Row]:
    data = "".join(json.dumps(value) + "\n" for value in values).encode()
    return list(READER.read(memory_source({"c/m.ndjson": data}, "c/m.ndjson")))


def one(**more: Any) -> PostRow:
    (row,) = rows_of(message(**more))
    assert isinstance(row, PostRow), row
    return row


@pytest.mark.parametrize(
    ("value", "is_claimed"),
    [
        (message(), True),
        ({"id": 1, "to_id": {"user_id": 5}, "date": 1772355600, "message": ""}, True),
        ({"_": "MessageEmpty", "id": 1, "peer_id": {"chat_id": 5}}, True),
        ({"id": 1, "peer_id": 5, "date": 1}, False),
        ({"id": 1, "date": "2026-01-01", "message": "a"}, False),
        ({"messages": [message()]}, False),
    ],
)
def test_sniff__claims_messages_with_a_peer(value: Any, is_claimed: bool) -> None:
    source = memory_source({"f": json.dumps(value).encode()}, "f")
    assert (READER.sniff(source) is not None) is is_claimed


@pytest.mark.parametrize(
    "date",
    [1772445600, 1772445600.0, "1772445600", "2026-03-02T10:00:00+00:00", "2026-03-02 10:00:00+00:00"],
)
def test_time__is_seconds_or_iso(date: Any) -> None:
    assert format_us(one(date=date).stated.us or 0) == "2026-03-02T10:00:00Z"


def test_time__that_is_missing_does_not_lose_the_message() -> None:
    post = one(date=None)
    assert (post.native_id, post.stated.us) == ("11/7", None)


@pytest.mark.parametrize(
    ("change", "native_id"),
    [
        ({"peer_id": {"chat_id": 12}}, "12/7"),
        ({"peer_id": {"user_id": 13}}, "13/7"),
        ({"peer_id": None, "to_id": {"channel_id": 14}}, "14/7"),
        ({"peer_id": None, "chat_id": -1001100000001}, "1100000001/7"),
        ({"peer_id": None, "chat_id": "-15"}, "15/7"),
    ],
)
def test_ids__are_chat_and_message(change: dict[str, Any], native_id: str) -> None:
    assert one(**change).native_id == native_id


def test_author__of_a_channel_is_the_channel_and_of_a_group_the_sender_or_nobody() -> None:
    assert one(post=True).account == "channel11"
    assert one(from_id={"user_id": 5}).account == "user5"
    assert one(from_id=5).account == "user5"
    assert one().account is None


@pytest.mark.parametrize(
    ("change", "protected"),
    [
        ({"post": True}, False),
        ({"_chat": {"username": "news_example"}}, False),
        ({"_chat": {"username": None, "usernames": [{"username": "news_example"}]}}, False),
        ({"_chat": {"username": None}, "post": True}, True),
        ({"from_id": {"user_id": 5}}, True),
        ({"peer_id": {"user_id": 5}}, True),
    ],
)
def test_members__of_chats_without_a_public_name_are_protected(change: dict[str, Any], protected: bool) -> None:
    assert one(**change).protected is protected


def test_forward__leads_to_the_original_and_its_time() -> None:
    origin = {"from_id": {"channel_id": 12}, "channel_post": 34, "date": 1772359200}
    (reference,) = one(fwd_from=origin).references
    assert (reference.kind, reference.target, reference.scope) == ("forward", "telegram:12/34", "root")
    assert (reference.account, format_us(reference.stated.us or 0)) == ("channel12", "2026-03-01T10:00:00Z")


def test_forward__of_a_hidden_author_still_has_a_parent() -> None:
    (reference,) = one(fwd_from={"from_name": "Somebody", "date": 1772359200}).references
    assert (reference.target, reference.account) == (None, "Somebody")


def test_reply__is_in_this_chat_or_in_the_one_named() -> None:
    assert one(reply_to={"reply_to_msg_id": 3}).references == (Reference("reply", "telegram:11/3"),)
    assert one(reply_to_msg_id=3).references == (Reference("reply", "telegram:11/3"),)
    named = one(reply_to={"reply_to_msg_id": 3, "reply_to_peer_id": {"channel_id": 12}})
    assert named.references == (Reference("reply", "telegram:12/3"),)


def test_edits__that_are_hidden_are_only_reactions() -> None:
    assert one(edit_date=1772445660, edit_hide=True).edited_us is None
    assert format_us(one(edit_date=1772445660).edited_us or 0) == "2026-03-02T10:01:00Z"


def test_pictures__are_named_as_the_downloads_of_4cat() -> None:
    (row,) = one(media={"photo": {"id": 1}}, _chat={"username": "news_example"}).media
    assert (row.file, row.members) == ("news_example-7.jpeg", ("c/news_example-7.jpeg",))


def test_events__and_deleted_messages_are_no_posts() -> None:
    rows = rows_of(
        message(_="MessageService"),
        message(action={"_type": "MessageActionPinMessage"}),
        {"_": "MessageEmpty", "id": 9, "peer_id": {"channel_id": 11}},
    )
    assert [type(row) for row in rows] == [Service, Service, Absent]


@pytest.mark.parametrize(
    "change", [{"id": 1.5}, {"id": None}, {"peer_id": {}}, {"message": 5}, {"fwd_from": 5}, {"date": []}]
)
def test_drift__is_a_reject_with_its_path(change: dict[str, Any]) -> None:
    rows = rows_of(message(), message(**change))
    assert [type(row) for row in rows] == [PostRow, Reject]
    assert isinstance(rows[1], Reject)
    assert rows[1].reason.startswith("`$.")
