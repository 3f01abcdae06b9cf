from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, ReadSettings, Reference, Reject, Row, Service
from tracker.ingest.readers.whatsapp_text import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "whatsapp_text"
L = "\u200e"


def rows_of(text: str | bytes, zone: str | None = None) -> list[Row]:
    data = text.encode() if isinstance(text, str) else text
    return list(READER.read(memory_source({"c/_chat.txt": data}, "c/_chat.txt", ReadSettings(zone=zone))))


def one(line: str, zone: str | None = None) -> PostRow:
    rows = [row for row in rows_of(f"{line}\n", zone) if isinstance(row, PostRow)]
    assert len(rows) == 1, rows
    return rows[0]


@pytest.mark.parametrize(
    "line",
    [
        "[25.03.26, 21:22:39] Nora: words",
        "\ufeff\u200e[25.03.26, 21:22:39] Nora: words",
        "25/03/2026, 21:22 - Nora: words",
        "3/25/26, 9:22 PM - Nora: words",
        "3/25/26, 9:22\u202fp.\u00a0m. - Nora: words",
        "25.3.2026 klo 21.22 - Nora: words",
        "25-03-26 21:22 - Nora: words",
        "2026-03-25 21:22 - Nora: words",
        "2026. 3. 25. 오후 9:22 - Nora: words",
        "2026/3/25 下午9:22 - Nora: words",
        "٢٥\u200f/٣\u200f/٢٠٢٦، ٩:٢٢ م - Nora: words",
        "۲۰۲۶/۳/۲۵, ۲۱:۲۲ - Nora: words",
        "[03/25/26 21:22] Nora: words",
    ],
)
def test_layouts__are_read_alike(line: str) -> None:
    assert READER.sniff(memory_source({"f": line.encode()}, "f")) is not None
    post = one(line)
    assert (post.handle, post.text) == ("Nora", "words")
    assert format_us(post.stated.us or 0).startswith("2026-03-25T21:22:")


@pytest.mark.parametrize(
    "text",
    ["", "01/01/19", "words", "[1, 2]", "date,text\n2026-01-01,a", "2026-01-01 10:00 words", "10:00 - Nora: a"],
)
def test_sniff__leaves_other_texts(text: str) -> None:
    assert READER.sniff(memory_source({"f": text.encode()}, "f")) is None


@pytest.mark.parametrize(
    ("clock", "hour"),
    [("12:00 AM", 0), ("12:00 PM", 12), ("1:00 PM", 13), ("00:08 a. m.", 0), ("11:59 p. m.", 23), ("13:00", 13)],
)
def test_hours__of_a_clock_with_two_halves(clock: str, hour: int) -> None:
    assert f"T{hour:02d}:" in format_us(one(f"25/03/2026, {clock} - Nora: a").stated.us or 0)


def test_time__has_no_zone_unless_the_user_names_it() -> None:
    line = "25/07/2026, 21:22 - Nora: a"
    assert one(line).stated.zone_known is False
    assert one(line).stated.flags == ("one_clock", "zone_unknown")
    post = one(line, "Europe/Paris")
    assert (post.stated.zone_known, format_us(post.stated.us or 0)) == (True, "2026-07-25T19:22:00Z")
    assert (post.stated.precision_s, one("[25.07.26, 21:22:01] Nora: a").stated.precision_s) == (60.0, 1.0)


def test_time__that_reads_two_ways_is_none_and_both_readings_are_named() -> None:
    source = memory_source({"f": b"03/04/24, 10:15 - Nora: a\n"}, "f")
    (row,) = READER.read(source)
    assert isinstance(row, PostRow)
    assert (row.stated.us, row.stated.flags) == (None, ("order_ambiguous",))
    assert any("2024-03-04 or 2024-04-03" in note for note in source.notes)


def test_members__are_protected_and_a_number_is_their_account() -> None:
    post = one("25/03/2026, 21:22 - \u202a+1 555 010 0000\u202c: a")
    assert (post.protected, post.account, post.handle) == (True, "15550100000", "number ending in 00")
    named = one("25/03/2026, 21:22 - Nora (2): a")
    assert (named.protected, named.account, named.handle) == (True, None, "Nora (2)")


def test_lines__without_a_header_belong_to_the_message_above() -> None:
    rows = rows_of("25/03/2026, 21:22 - Nora: a\n\nb: c\r\n12:00 - d\n25/03/2026, 21:23 - Omar: e\n")
    assert [row.text for row in rows if isinstance(row, PostRow)] == ["a\n\nb: c\n12:00 - d", "e"]
    assert rows[0].record.raw == b"25/03/2026, 21:22 - Nora: a\n\nb: c\r\n12:00 - d"
    assert (rows[1].record.line, rows[1].record.offset) == (5, len(rows[0].record.raw) + 1)


@pytest.mark.parametrize(
    "line",
    [
        "25/03/2026, 21:22 - You were added",
        '25/03/2026, 21:22 - Nora changed the subject to "Orbit: the news"',
        "25/03/2026, 21:22 - Orbit: Messages and calls are end-to-end encrypted.",
        f"[25.03.26, 21:22:39] Orbit: {L}Nora created this group",
        f"[25.03.26, 21:22:39] Nora: {L}Voice call, {L}No answer",
    ],
)
def test_system_lines__are_service(line: str) -> None:
    (row,) = rows_of(f"{line}\n")
    assert isinstance(row, Service)


@pytest.mark.parametrize(
    ("body", "file", "text"),
    [
        (f"{L}<attached: 1-PHOTO-2026-03-25-21-22-39.jpg>", "1-PHOTO-2026-03-25-21-22-39.jpg", None),
        (f"look {L}<Anhang: a b.png>", "a b.png", "look"),
        (f"{L}IMG-20260325-WA0001.jpg (arquivo anexado)", "IMG-20260325-WA0001.jpg", None),
        ("my picture.PNG (file attached)", "my picture.PNG", None),
    ],
)
def test_files__are_named_and_looked_for_beside_the_chat(body: str, file: str, text: str | None) -> None:
    post = one(f"[25.03.26, 21:22:39] Nora: {body}")
    assert [(row.file, row.members) for row in post.media] == [(file, (f"c/{file}",))]
    assert post.text == text


@pytest.mark.parametrize("body", ["see report.pdf (important)", "<3", "a <b: c.d> e", "www.site.example (really)"])
def test_words__that_look_like_a_file_stay_words(body: str) -> None:
    post = one(f"25/03/2026, 21:22 - Nora: {body}")
    assert (post.text, post.media) == (body, ())


@pytest.mark.parametrize(
    "body", [f"{L}This message was deleted.", "You deleted this message", f"{L}Diese Nachricht wurde gelöscht."]
)
def test_deleted__messages_are_posts_without_words(body: str) -> None:
    post = one(f"25/03/2026, 21:22 - Nora: {body}")
    assert (post.text, post.flags) == (None, ("deleted", "forwards_unmarked"))


def test_marked__messages_of_several_lines_are_posts() -> None:
    assert one(f"[25.03.26, 21:22:39] Nora: {L}POLL:\nIs it true?").text == "POLL:\nIs it true?"


def test_forwarded__messages_have_a_parent_that_is_elsewhere() -> None:
    post = one(f"25/03/2026, 21:22 - Nora: {L}Forwarded\nwords")
    assert (post.kind, post.text, post.references) == ("forward", "words", (Reference("forward", scope="root"),))


def test_edited__is_a_mark_and_no_words() -> None:
    post = one(f"25/03/2026, 21:22 - Nora: words {L}<This message was edited>")
    assert (post.text, post.flags) == ("words", ("edited", "forwards_unmarked"))


@pytest.mark.parametrize(("body", "kinds"), [("<Media omitted>", []), (f"{L}image omitted", ["image"])])
def test_left_out__media_say_so(body: str, kinds: list[str]) -> None:
    post = one(f"25/03/2026, 21:22 - Nora: {body}")
    assert ([row.type for row in post.media], post.text) == (kinds, None)
    assert post.flags == ("media_left_out", "forwards_unmarked")
    assert all(row.missing_reason for row in post.media)


def test_broken__bytes_are_a_reject_and_the_rest_is_read() -> None:
    rows = rows_of(b"25/03/2026, 21:22 - Nora: \xff\n25/03/2026, 21:23 - Nora: b\n")
    assert [type(row) for row in rows] == [Reject, PostRow]


def test_lines__above_the_first_message_are_a_reject() -> None:
    rows = rows_of("25/03/2026, 21:2\nwords\n25/03/2026, 21:23 - Nora: b\n")
    assert [type(row) for row in rows] == [Reject, PostRow]


def test_lines__may_end_as_on_old_macintoshes() -> None:
    rows = rows_of("25/03/2026, 21:22 - Nora: a\rb\r25/03/2026, 21:23 - Omar: c\r")
    assert [row.text for row in rows if isinstance(row, PostRow)] == ["a\nb", "c"]
    assert rows[1].record.offset == len(rows[0].record.raw) + 1


def test_cut_off__files_lose_no_more_than_the_line_they_end_in() -> None:
    whole = "".join(f"25/03/2026, 21:{number % 60:02d} - Nora: {number * 7919}\n" for number in range(3000))
    packed = gzip.compress(whole.encode())
    source = memory_source({"c.txt.gz": packed[: len(packed) // 2]}, "c.txt.gz")
    rows = list(READER.read(source))
    assert [type(row) for row in rows[-2:]] == [PostRow, Reject]
    assert not source.complete
    assert whole.encode().startswith(b"\n".join(row.record.raw for row in rows))


def test_long_lines__are_a_reject() -> None:
    rows = rows_of("25/03/2026, 21:22 - Nora: a\n" + "x" * (1 << 21) + "\n25/03/2026, 21:23 - Nora: b\n")
    assert [row.text for row in rows if isinstance(row, PostRow)] == ["a", "b"]
    assert {type(row) for row in rows} == {PostRow, Reject}


def test_long_messages__are_bounded() -> None:
    rows = rows_of("25/03/2026, 21:22 - Nora: a\n" + "x" * 99 + "\n" + ("y" * 999 + "\n") * 1200)
    assert [type(row) for row in rows] == [PostRow, Reject]


def test_fixture__of_three_layouts_is_one_chat() -> None:
    data = (FIXTURE / "android.txt").read_bytes()
    days = [format_us(row.stated.us or 0)[:10] for row in rows_of(data) if isinstance(row, PostRow)]
    assert days == sorted(days)
    assert days[-1] == "2024-01-04"


@pytest.mark.parametrize(("layout", "day"), [("DD/MM/YYYY", "2024-04-03"), ("mm.dd.yy", "2024-03-04"), ("Datum", None)])
def test_time__that_reads_two_ways_is_as_the_user_says(layout: str, day: str | None) -> None:
    settings = ReadSettings(columns={"created_at": layout})
    (row,) = READER.read(memory_source({"f": b"03/04/24, 10:15 - Nora: a\n"}, "f", settings))
    assert isinstance(row, PostRow)
    assert (None if row.stated.us is None else format_us(row.stated.us)[:10]) == day


def test_time__that_the_file_decides_is_not_as_the_user_says() -> None:
    settings = ReadSettings(columns={"created_at": "MM/DD/YYYY"})
    (row,) = READER.read(memory_source({"f": b"25/04/2024, 10:15 - Nora: a\n"}, "f", settings))
    assert isinstance(row, PostRow)
    assert format_us(row.stated.us or 0)[:10] == "2024-04-25"
