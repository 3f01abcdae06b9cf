from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, ReadSettings, Reference, Reject, Row, Service
from tracker.ingest.readers.telegram_html import READER
from tracker.ingest.source import MemberSource, memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "telegram_html"
PAGE = (
    '<html><title>Exported Data</title><div class="page_wrap"><div class="text bold">Title</div>'
    '<div class="history">'
)


def message(inner: str, number: int = 7, date: str = "02.03.2026 10:00:00 UTC+01:00", more: str = "") -> str:
    return (
        f'<div class="message default clearfix{more}" id="message{number}"><div class="body">'
        f'<div class="pull_right date details" title="{date}">10:00</div>{inner}</div></div>'
    )


def opened(body: str, zone: str | None = None, **siblings: str) -> MemberSource:
    files = {"c/messages.html": f"{PAGE}{body}</div></div></html>".encode()}
    files |= {f"c/{name.replace('_', '.')}": text.encode() for name, text in siblings.items()}
    return memory_source(files, "c/messages.html", ReadSettings(zone=zone))


def rows_of(body: str, zone: str | None = None, **siblings: str) -> list[Row]:
    return list(READER.read(opened(body, zone, **siblings)))


def one(inner: str, date: str = "02.03.2026 10:00:00 UTC+01:00", zone: str | None = None) -> PostRow:
    (row,) = rows_of(message(inner, date=date), zone)
    assert isinstance(row, PostRow), row
    return row


def posts_of_fixture(page: str) -> list[PostRow]:
    files = {path.name: path.read_bytes() for path in (FIXTURE / "group").iterdir()}
    return [row for row in READER.read(memory_source(files, page)) if isinstance(row, PostRow)]


def test_time__is_that_of_the_title_with_its_zone() -> None:
    post = one("")
    assert (format_us(post.stated.us or 0), post.stated.zone_known) == ("2026-03-02T09:00:00Z", True)


def test_time__without_a_zone_is_open_unless_the_user_names_it() -> None:
    assert one("", "02.03.2026 10:00:00").stated.zone_known is False
    assert format_us(one("", "02.03.2026 10:00:00", "Europe/Paris").stated.us or 0) == "2026-03-02T09:00:00Z"


def test_forward__has_the_time_of_the_original_and_its_author() -> None:
    inner = (
        '<div class="from_name">Omar</div><div class="forwarded body"><div class="from_name">Orbit News '
        '<span class="date details" title="01.03.2026 09:00:01 UTC+01:00"> 01.03.2026 09:00:01</span></div>'
        '<div class="text">words</div></div>'
    )
    post = one(inner)
    (reference,) = post.references
    assert (post.name, post.text, post.kind) == ("Omar", "words", "forward")
    assert (reference.account, format_us(reference.stated.us or 0)) == ("Orbit News", "2026-03-01T08:00:01Z")


def test_joined__messages_are_of_the_author_above_and_others_are_of_nobody() -> None:
    named = message('<div class="from_name">Omar via @gif</div>', 1)
    rows = rows_of(named + message("", 2, more=" joined") + message("", 3))
    assert [row.name for row in rows if isinstance(row, PostRow)] == ["Omar", "Omar", None]


def test_deleted_account__is_nobody() -> None:
    post = one('<div class="from_name">Deleted Account</div>')
    assert (post.name, post.account) == (None, None)


def test_pages__of_one_chat_name_it_alike_and_answer_across() -> None:
    first, second = posts_of_fixture("messages.html"), posts_of_fixture("messages2.html")
    assert second[0].references == (Reference("reply", f"telegram:{first[0].native_id}"),)


def test_chats__of_one_title_are_kept_apart_by_their_first_message() -> None:
    ids = {
        row.native_id
        for date in ("02.03.2026 10:00:00 UTC+01:00", "02.03.2026 10:00:01 UTC+01:00")
        for row in rows_of(message("", date=date))
        if isinstance(row, PostRow)
    }
    assert len(ids) == 2


@pytest.mark.parametrize(("kind", "protected"), [("public_channel", False), ("private_group", True)])
def test_chat__number_and_sort_come_from_the_json_beside_it(kind: str, protected: bool) -> None:
    told = f'{{\n "name": "Title",\n "type": "{kind}",\n "id": 1100000001,\n "messages": ['
    (row,) = rows_of(message('<div class="from_name">Omar</div>'), result_json=told)
    assert isinstance(row, PostRow)
    assert (row.native_id, row.account, row.protected) == ("1100000001/7", None, protected)


def test_pictures__that_are_files_are_found_and_others_say_why() -> None:
    wrap = '<div class="media_wrap clearfix"><{}></div>'
    photo = '<a class="photo_wrap" href="photos/a.jpg"><img src="photos/a_thumb.jpg"></a>'
    file = '<a class="media clearfix block_link media_file" href="files/b.PNG"></a>'
    voice = '<a class="media clearfix block_link media_voice_message" href="voice/c.ogg"></a>'
    lost = '<div class="media media_photo"><div class="description">Not included, change it.</div></div>'
    found = [one(wrap.replace("<{}>", media)).media for media in (photo, file, voice, lost)]
    assert found[0][0].members == ("c/photos/a.jpg", "c/photos/a_thumb.jpg")
    assert found[1][0].members == ("c/files/b.PNG",)
    assert found[2] == ()
    assert (found[3][0].members, found[3][0].missing_reason) == ((), "Not included, change it")


def test_account__direct_messages_are_counted_and_not_read() -> None:
    account = FIXTURE / "account"
    files = {path.relative_to(account).as_posix(): path.read_bytes() for path in account.rglob("*.html")}
    sorts = {
        name: [type(row) for row in READER.read(memory_source(files, name))]
        for name in sorted(files)
        if "chat_" in name
    }
    assert sorts == {"chats/chat_01/messages.html": [Service], "chats/chat_02/messages.html": [PostRow]}
    alone = {name: body for name, body in files.items() if name != "lists/chats.html"}
    (row,) = READER.read(memory_source(alone, "chats/chat_02/messages.html"))
    assert isinstance(row, Service)


@pytest.mark.parametrize(
    "body",
    [message("", date="2 March"), message("").replace('id="message7"', ""), message("")[:-8], message("\x00<![x[")],
)
def test_broken__messages_are_rejects(body: str) -> None:
    rows = list(READER.read(memory_source({"m": f"{PAGE}{body}".encode()}, "m")))
    assert [type(row) for row in rows] == [Reject]


def test_cut_off__pages_lose_no_more_than_the_message_they_end_in() -> None:
    body = "".join(message(f"{number * 7919}", number) for number in range(1, 500))
    packed = gzip.compress(f"{PAGE}{body}".encode())
    source = memory_source({"m.html.gz": packed[: len(packed) // 2]}, "m.html.gz")
    rows = list(READER.read(source))
    assert [type(row) for row in rows[-2:]] == [PostRow, Reject]
    assert len(rows) > 100
    assert not source.complete


def test_messages__longer_than_what_is_read_at_once_are_whole() -> None:
    words = "x" * 700_000
    rows = rows_of(message(f'<div class="text">{words}</div>', 1) + message("", 2))
    assert [row.text and len(row.text) for row in rows if isinstance(row, PostRow)] == [700_000, None]
    body = opened(message(f'<div class="text">{words}</div>', 1) + message("", 2)).open().read()
    assert all(body[row.record.offset :].startswith(row.record.raw) for row in rows)
