from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.load import LoadSettings, load_exports
from tracker.ingest.reader import PostRow, Reject, Row, Service
from tracker.ingest.readers.meta_messages import READER
from tracker.ingest.source import memory_source
from tracker.tables.sources import Sources
from tracker.tables.store import read_table

if TYPE_CHECKING:
    from pathlib import Path


def message(**more: Any) -> dict[str, Any]:
    return {
        "sender_name": "N\u00c3\u00b6ra",
        "timestamp_ms": 1767225600123,
        "content": "Gr\u00c3\u00b6\u00c3\u009fe",
    } | more


def rows_of(*messages: Any, name: str = "message_1.json", beside: str | None = None) -> list[Row]:
    files = {name: json.dumps({"participants": [], "messages": list(messages)}).encode()}
    source = memory_source(files | ({beside: b"x"} if beside else {}), name)
    assert READER.sniff(source) is not None
    return list(READER.read(source))


def one(**more: Any) -> PostRow:
    (row,) = rows_of(message(**more))
    assert isinstance(row, PostRow), row
    return row


@pytest.mark.parametrize("text", ["", '{"messages": []}', '{"messages": [{"date_unixtime": "1"}]}', '{"guild": {}}'])
def test_sniff__leaves_other_chats(text: str) -> None:
    assert READER.sniff(memory_source({"f": text.encode()}, "f")) is None


def test_message__is_repaired_and_its_member_protected() -> None:
    post = one()
    assert (post.handle, post.text, post.protected) == ("Nöra", "Größe", True)
    assert format_us(post.stated.us or 0) == "2026-01-01T00:00:00.123Z"


@pytest.mark.parametrize(
    ("name", "beside", "sort"),
    [
        ("message_1.json", None, PostRow),
        ("nora_1/message_1.json", "nora_1/photos/1.jpg", PostRow),
        ("messages/inbox/nora_1/message_1.json", "posts/your_posts_1.json", Service),
        ("messages/inbox/nora_1/message_1.json", "messages/inbox/omar_2/message_1.json", Service),
    ],
)
def test_message__inside_an_account_is_counted_and_not_read(name: str, beside: str | None, sort: type) -> None:
    (row,) = rows_of(message(), name=name, beside=beside)
    assert isinstance(row, sort)


@pytest.mark.parametrize(
    ("beside", "read"), [(None, 1), ("id,created_at,text\nforum-1,2026-03-02T10:00:00Z,words\n", 0)]
)
def test_conversation__is_read_only_where_nothing_else_of_the_input_is_an_export(
    tmp_path: Path, beside: str | None, read: int
) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "instagram_dm.json").write_text(json.dumps({"messages": [message()]}))
    if beside:
        (exports / "posts.csv").write_text(beside)
    load_exports([exports], LoadSettings(), tmp_path)
    rows = {row["format"]: row for row in read_table(Sources, tmp_path).rows()}
    held = rows["meta_messages"]
    assert (held["posts"], held["service"]) == (read, 1 - read)
    said = "in which 1 member wrote: shown under pseudonyms" if read else "beside other exports are not read"
    assert said in held["notes"]


@pytest.mark.parametrize(
    ("uri", "name", "platform"),
    [
        ("your_instagram_activity/messages/a.jpg", "message_1.json", "instagram"),
        ("messages/a.jpg", "instagram-nora/inbox/message_1.json", "instagram"),
        ("your_facebook_activity/messages/a.jpg", "message_1.json", "messenger"),
        ("messages/a.jpg", "inbox/message_1.json", "messenger"),
    ],
)
def test_platform__is_told_by_paths_and_never_taken_for_the_public_one(uri: str, name: str, platform: str) -> None:
    (row,) = rows_of(message(photos=[{"uri": uri}]), name=name)
    assert isinstance(row, PostRow)
    assert row.platform == platform


def test_message__of_the_encrypted_form_is_read_too() -> None:
    held = {"senderName": "Nora", "timestamp": 1767225600123, "text": "words", "isUnsent": True, "type": "text"}
    (row,) = rows_of(held | {"media": [{"uri": "media/a.jpg"}]})
    assert isinstance(row, PostRow)
    assert (row.handle, row.text, row.flags, len(row.media)) == ("Nora", "words", ("deleted",), 1)


@pytest.mark.parametrize("change", [{"type": "Subscribe"}, {"call_duration": 5}])
def test_events__are_service(change: dict[str, Any]) -> None:
    (row,) = rows_of(message(**change))
    assert isinstance(row, Service)


@pytest.mark.parametrize("change", [{"timestamp_ms": None}, {"content": 5}, {"sender_name": []}, {"timestamp_ms": 1.5}])
def test_drift__is_a_reject_and_the_rest_is_read(change: dict[str, Any]) -> None:
    assert [type(row) for row in rows_of(message(), message(**change))] == [PostRow, Reject]
