from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.base.clock import format_us, parse_iso
from tracker.ingest.reader import PostRow, Reference, Reject, Row, Service
from tracker.ingest.readers.discord_json import READER
from tracker.ingest.source import memory_source

NUMBER = "447793085255123004"


def message(**more: Any) -> dict[str, Any]:
    return {
        "id": NUMBER,
        "type": "Default",
        "timestamp": "2018-05-20T18:09:51.118+02:00",
        "content": "words",
        "author": {"id": "5", "name": "omar_example", "nickname": "Omar"},
    } | more


def rows_of(*messages: Any, **more: Any) -> list[Row]:
    head = {"guild": {"id": "1"}, "channel": {"id": "2"}, "exportedAt": "2026-03-02T12:00:00+01:00"} | more
    data = json.dumps(head | {"messages": list(messages)}, indent=2).encode()
    return list(READER.read(memory_source({"c/d.json": data}, "c/d.json")))


def one(**more: Any) -> PostRow:
    (row,) = rows_of(message(**more))
    assert isinstance(row, PostRow), row
    return row


@pytest.mark.parametrize(
    ("text", "is_claimed"),
    [
        ('{"guild": {"id": "1"}, "channel": {"id": "2"}, "messages": []}', True),
        ('{"messages": [{"id": "1", "timestamp": "2026"}]}', False),
        ('{"guild": 1, "channel": 2, "messages": []}', False),
        ("", False),
    ],
)
def test_sniff__claims_messages_under_a_guild(text: str, is_claimed: bool) -> None:
    assert (READER.sniff(memory_source({"f": text.encode()}, "f")) is not None) is is_claimed


def test_time__author_and_address() -> None:
    post = one()
    assert format_us(post.stated.us or 0) == "2018-05-20T16:09:51.118Z"
    assert (post.native_id, post.account, post.handle, post.name) == (NUMBER, "5", "omar_example", "Omar")
    assert post.url == f"https://discord.com/channels/1/2/{NUMBER}"
    assert (post.protected, post.server_timed) == (True, True)
    assert post.captured_us == parse_iso("2026-03-02T11:00:00Z").us


def test_direct_channels__have_an_address_without_a_guild() -> None:
    (row,) = rows_of(message(), guild={"id": "0"})
    assert isinstance(row, PostRow)
    assert row.url == f"https://discord.com/channels/@me/2/{NUMBER}"


@pytest.mark.parametrize("kind", ["GuildMemberJoin", "ChannelPinnedMessage", "8", "18"])
def test_events__are_service(kind: str) -> None:
    (row,) = rows_of(message(type=kind))
    assert isinstance(row, Service)


@pytest.mark.parametrize("kind", ["Default", "Reply", "20", None])
def test_other_sorts__are_posts(kind: str | None) -> None:
    assert one(type=kind).text == "words"


def test_reply__leads_to_the_message() -> None:
    post = one(type="Reply", reference={"messageId": "7"})
    assert (post.kind, post.references) == ("reply", (Reference("reply", "discord:7"),))


def test_forward__yields_its_original_without_an_author() -> None:
    held = {"timestamp": "2018-05-20T10:00:00+00:00", "content": "old words"}
    reference = {"type": "Forward", "messageId": "7"}
    post, original = rows_of(message(content="", reference=reference, forwardedMessage=held))
    assert isinstance(post, PostRow)
    assert isinstance(original, PostRow)
    assert (post.kind, post.text, post.references) == ("forward", "old words", (Reference("forward", "discord:7"),))
    assert (original.native_id, original.embedded, original.account) == ("7", True, None)


@pytest.mark.parametrize(
    ("url", "members"),
    [
        ("d.json_Files/shot-0A1B2.png", ("c/d.json_Files/shot-0A1B2.png",)),
        ("d.json_Files\\shot-0A1B2.png", ("c/d.json_Files/shot-0A1B2.png",)),
        ("https://cdn.orbit.example/1/shot.png", ()),
    ],
)
def test_pictures__are_paths_where_the_exporter_fetched_them(url: str, members: tuple[str, ...]) -> None:
    (row,) = one(attachments=[{"url": url, "fileName": "shot.PNG"}]).media
    assert (row.type, row.members, row.url) == ("image", members, None if members else url)


def test_other_files__are_no_pictures() -> None:
    assert one(attachments=[{"url": "a.pdf", "fileName": "a.pdf"}]).media == ()


@pytest.mark.parametrize("change", [{"id": None}, {"id": 1.5}, {"content": 5}, {"author": 5}, {"attachments": 5}])
def test_drift__is_a_reject_with_its_path(change: dict[str, Any]) -> None:
    rows = rows_of(message(**change), message())
    assert [type(row) for row in rows] == [Reject, PostRow]


def test_drift__without_a_time_keeps_the_message() -> None:
    assert one(timestamp=None).native_id == NUMBER
