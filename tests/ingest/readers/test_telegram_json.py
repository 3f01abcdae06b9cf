from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import Absent, PostRow, ReadSettings, Reference, Reject, Row, Service
from tracker.ingest.readers.telegram_json import READER, _repaired
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "telegram_json"


def message(number: int = 7, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2026-03-02T10:00:00",
        "date_unixtime": "1772442000",
        "from": "Omar (example)",
        "from_id": "user5",
        "text": "words",
    } | more


def chat(*messages: Any, kind: str = "public_channel", number: int = 11) -> dict[str, Any]:
    return {"name": 'A "chat"', "type": kind, "id": number, "messages": list(messages)}


def account(*chats: Any, left: Any = ()) -> dict[str, Any]:
    held = {
        "about": "Here is the data you requested. Telegram",
        "personal_information": {},
        "contacts": {"list": []},
    }
    return held | {
        "chats": {"about": "x", "list": list(chats)},
        "left_chats": {"about": "y", "list": list(left)},
    }


def rows_of(value: Any, settings: ReadSettings | None = None, indent: int | None = 1) -> list[Row]:
    data = json.dumps(value, indent=indent).encode()
    return list(READER.read(memory_source({"result.json": data}, "result.json", settings or ReadSettings())))


def one(value: dict[str, Any], settings: ReadSettings | None = None, **more: Any) -> PostRow:
    (row,) = rows_of(chat(value, **more), settings)
    assert isinstance(row, PostRow), row
    return row


@pytest.mark.parametrize(
    "head",
    [
        (FIXTURE / "channel/result.json").read_bytes(),
        (FIXTURE / "account/result.json").read_bytes(),
        b'{"messages": [{"type": "message", "date_unixtime": "1"}]}',
        b'{"chats": {"list": [{"messages": [{"date_unixtime": "1"}]}]}}',
        b'{"name": "old", "messages": [{"id": 1, "type": "message", "date": "2020-01-01", "from_id": 5}]}',
        b'{"about": "The data you requested. Telegram is ad free", "personal_information": {}, "contacts": {',
    ],
)
def test_sniff__claims_chats_and_accounts(head: bytes) -> None:
    assert READER.sniff(memory_source({"f": head}, "f")) is not None


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"{}",
        b'{"messages": [{"sender_name": "A", "timestamp_ms": 1}]}',
        b'{"guild": {}, "messages": [{"id": "1", "type": "Default", "timestamp": "2026"}]}',
        b'{"_": "Message", "peer_id": {}, "date": 1}',
        b'[{"date_unixtime": "1"}]',
    ],
)
def test_sniff__leaves_other_chats(head: bytes) -> None:
    assert READER.sniff(memory_source({"f": head}, "f")) is None


def test_fixture__every_entry_of_the_channel_is_accounted_for() -> None:
    data = (FIXTURE / "channel/result.json").read_bytes()
    rows = list(READER.read(memory_source({"c/result.json": data}, "c/result.json")))
    assert [type(row) for row in rows] == [Service, *[PostRow] * 4, Absent, PostRow, Reject]
    posts = [row for row in rows if isinstance(row, PostRow)]
    assert posts[0].media[0].members == ("c/photos/orbit.png",)
    assert posts[3].text == "a control sign: \x1f and a real \\x1f"


def test_ids__are_chat_and_message() -> None:
    post = one(message())
    assert (post.native_id, post.url) == ("11/7", "https://t.me/c/11/7")


def test_ids__are_unknown_where_the_chat_has_none() -> None:
    (row,) = rows_of({"messages": [message()]})
    assert isinstance(row, PostRow)
    assert row.native_id == ""


def test_author__is_the_id_and_a_display_name_is_no_handle() -> None:
    post = one(message())
    assert (post.account, post.handle, post.name) == ("user5", None, "Omar (example)")


@pytest.mark.parametrize(
    ("kind", "protected"),
    [
        ("public_channel", False),
        ("public_supergroup", False),
        ("private_group", True),
        ("personal_chat", True),
        ("private_channel", True),
    ],
)
def test_members__of_chats_that_are_not_public_are_protected(kind: str, protected: bool) -> None:
    assert one(message(), kind=kind).protected is protected


def test_time__is_the_unix_time_and_not_the_wall_clock() -> None:
    post = one(message(date="2026-03-02T14:00:00"))
    assert format_us(post.stated.us or 0) == "2026-03-02T09:00:00Z"
    assert (post.server_timed, post.stated.flags) == (True, ())


def test_time__of_old_exports_has_no_zone_unless_the_user_names_it() -> None:
    old = message(date="2026-03-02T10:00:00", date_unixtime=None, edited="2026-03-02T10:05:00")
    post = one(old)
    assert (post.stated.zone_known, post.stated.flags, post.edited_us) == (False, ("zone_unknown",), None)
    post = one(old, ReadSettings(zone="Europe/Paris"))
    assert format_us(post.stated.us or 0) == "2026-03-02T09:00:00Z"
    assert format_us(post.edited_us or 0) == "2026-03-02T09:05:00Z"


def test_forward__names_the_original_author_and_never_its_id() -> None:
    post = one(message(forwarded_from="Source (example)"))
    assert (post.kind, post.references) == (
        "forward",
        (Reference("forward", scope="root", account="Source (example)"),),
    )


def test_forward__from_an_account_that_is_gone_still_has_a_parent() -> None:
    post = one(message(forwarded_from=None))
    assert (post.kind, post.references) == ("forward", (Reference("forward", scope="root"),))


def test_reply__is_in_the_same_chat_or_in_the_one_named() -> None:
    assert one(message(reply_to_message_id=3)).references == (Reference("reply", "telegram:11/3"),)
    named = one(message(reply_to_message_id=3, reply_to_peer_id="channel12"))
    assert named.references == (Reference("reply", "telegram:12/3"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plain", "plain"),
        (["a ", {"type": "bold", "text": "b"}, " c"], "a b c"),
        ("", None),
        ([], None),
        (None, None),
    ],
)
def test_text__is_one_string_or_its_parts(text: Any, words: str | None) -> None:
    assert one(message(text=text)).text == words


def test_picture__that_was_not_exported_says_why() -> None:
    (row,) = one(message(photo="(File not included. Change data exporting settings to download.)")).media
    assert (row.missing_reason, row.members) == (
        "File not included. Change data exporting settings to download",
        (),
    )


def test_video__is_compared_by_its_thumbnail() -> None:
    (row,) = one(message(file="v/a.mp4", thumbnail="v/a_thumb.jpg", media_type="video_file")).media
    assert (row.type, row.members) == ("video", ("v/a_thumb.jpg", "v/a.mp4"))


@pytest.mark.parametrize("mime", ["audio/ogg", "application/pdf"])
def test_other_files__are_no_pictures(mime: str) -> None:
    assert one(message(file="files/a", mime_type=mime)).media == ()


def test_unsupported__exists_and_is_absent() -> None:
    (row,) = rows_of(chat({"id": 9, "type": "unsupported"}))
    assert isinstance(row, Absent)
    assert row.target == "telegram:11/9"


@pytest.mark.parametrize(
    ("raw", "repaired"),
    [
        (rb'"\x1f"', rb'"\u001f"'),
        (rb'"\\x1f"', rb'"\\x1f"'),
        (rb'"\\\x1f"', rb'"\\\u001f"'),
        (rb'"\n"', rb'"\n"'),
    ],
)
def test_repair__touches_only_the_broken_escape(raw: bytes, repaired: bytes) -> None:
    assert _repaired(raw) == repaired


@pytest.mark.parametrize("indent", [None, 1])
def test_account__each_message_knows_its_chat(indent: int | None) -> None:
    held = account(
        chat(number=1),
        chat(message(1), message(2), number=2, kind="public_channel"),
        chat(number=3),
        {"name": "no id", "messages": [message(4)]},
        chat(message(5, text="messages"), message(6), number=5),
        left=[chat(message(6), number=6)],
    )
    ids = [row.native_id for row in rows_of(held, indent=indent) if isinstance(row, PostRow)]
    assert ids == ["2/1", "2/2", "", "5/5", "5/6", "6/6"]


@pytest.mark.parametrize("kind", ["personal_chat", "bot_chat", "saved_messages"])
def test_account__direct_messages_are_counted_and_not_read(kind: str) -> None:
    rows = rows_of(account(chat(message(), kind=kind), chat(message(8))))
    assert [type(row) for row in rows] == [Service, PostRow]


def test_account__a_byte_order_mark_does_not_shift_the_chats() -> None:
    data = (
        codecs.BOM_UTF8
        + json.dumps(account(chat(message(1), message(2), number=1), chat(message(3), number=2))).encode()
    )
    rows = READER.read(memory_source({"r.json": data}, "r.json"))
    assert [row.native_id for row in rows if isinstance(row, PostRow)] == ["1/1", "1/2", "2/3"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"type": None}, "`$.type`"),
        ({"date": None, "date_unixtime": None}, "`$.date`"),
        ({"text": 5}, "`$.text`"),
        ({"text": [5]}, "`$.text`"),
        ({"from": 5}, "`$.from`"),
        ({"id": 1.5}, "`$.id`"),
        ({"date_unixtime": "x"}, "`$.date`"),
    ],
)
def test_drift__is_a_reject_with_its_path(change: dict[str, Any], path: str) -> None:
    rows = rows_of(chat(message(1) | change, message(2)))
    assert [type(row) for row in rows] == [Reject, PostRow]
    assert isinstance(rows[0], Reject)
    assert rows[0].reason.startswith(path)
