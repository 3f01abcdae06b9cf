"""The generic post file: JSON, CSV and Parquet give the same posts by the same rules."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import deque
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tracker.base.clock import format_us
from tracker.base.errors import UnreadableError
from tracker.ingest.reader import PostRow, ReadSettings, Reference, Reject
from tracker.ingest.readers import generic, generic_csv, generic_parquet
from tracker.ingest.source import memory_source

POST: dict[str, Any] = {"id": "7", "platform": "Twitter", "created_at": "2026-03-03T06:00:12Z", "text": "a"}


def _source(body: bytes, **settings: Any) -> Any:
    return memory_source({"a": body}, "a", ReadSettings(**settings))


def _json(*posts: Any, **settings: Any) -> list[Any]:
    body = "".join(json.dumps(post) + "\n" for post in posts)
    return list(generic.READER.read(_source(body.encode(), **settings)))


def _csv(body: str, encoding: str = "utf-8", **settings: Any) -> list[Any]:
    return list(generic_csv.READER.read(_source(body.encode(encoding), **settings)))


def _until_cut(source: Any) -> list[Any]:
    rows: list[Any] = []
    with pytest.raises(UnreadableError, match="cut off"):
        deque(map(rows.append, generic.READER.read(source)), maxlen=0)
    return rows


def test_generic__one_post_is_read_alike_from_json_csv_and_parquet() -> None:
    (from_json,) = _json(POST)
    text = io.StringIO()
    table = csv.DictWriter(text, POST)
    table.writeheader()
    table.writerow(POST)
    (from_csv,) = _csv(text.getvalue())
    stream = io.BytesIO()
    pq.write_table(pa.table({name: [value] for name, value in POST.items()}), stream)
    (from_parquet,) = generic_parquet.READER.read(_source(stream.getvalue()))
    for row in (from_json, from_csv, from_parquet):
        assert (row.platform, row.native_id, row.stated.us, row.text) == ("x", "7", from_json.stated.us, "a")
        assert row.server_timed


@pytest.mark.parametrize(
    ("parent", "target", "loose"),
    [
        ("x:5", "x:5", None),
        ("twitter:5", "x:5", None),
        ("reddit:abc", "reddit:t3_abc", None),
        ("https://x.com/a_example/status/5", "x:5", None),
        ("5", None, "5"),
        ("https://forum.example/t/5", None, "https://forum.example/t/5"),
    ],
)
def test_generic__a_parent_is_a_key_an_address_or_left_to_be_looked_up(
    parent: str, target: str | None, loose: str | None
) -> None:
    (row,) = _json({**POST, "parent_id": parent, "reshare_kind": "repost"})
    assert [(r.kind, r.target, r.loose) for r in row.references] == [("repost", target, loose)]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        (None, "reply"),
        ("original", "post"),
        ("retweet", "repost"),
        ("quote", "quote"),
        ("crosspost", "crosspost"),
    ],
)
def test_generic__the_kind_is_the_word_given_and_reply_where_only_a_parent_is(
    word: str | None, kind: str
) -> None:
    (row,) = _json({**POST, "parent_id": "x:5", "reshare_kind": word})
    assert row.kind == kind


def test_generic__an_unknown_kind_of_a_reshare_is_refused_with_the_words_that_are_known() -> None:
    (row,) = _json({**POST, "parent_id": "x:5", "reshare_kind": "teleport"})
    assert isinstance(row, Reject)
    assert "crosspost" in row.reason


def test_generic__the_clock_class_is_that_of_the_platform() -> None:
    rows = _json(
        *({**POST, "platform": name} for name in ("reddit", "bluesky", "mastodon", "My Forum", None))
    )
    assert [row.server_timed for row in rows] == [True, False, False, False, False]
    assert rows[3].platform == "my-forum"
    assert rows[4].platform == "other"


def test_generic__an_address_tells_platform_and_id_where_the_columns_do_not() -> None:
    (row,) = _json({"url": "https://x.com/a_example/status/5", "created_at": "2026-03-03T06:00:12Z"})
    assert (row.platform, row.native_id) == ("x", "5")


def test_generic__a_record_needs_a_name_and_a_time() -> None:
    rows = _json({"created_at": "2026-03-03"}, {"id": "1"}, {"id": "1", "created_at": "yesterday"}, POST)
    assert [type(row) for row in rows] == [Reject, Reject, Reject, PostRow]


def test_generic__an_impossible_time_is_unknown_and_keeps_the_post() -> None:
    (row,) = _json({**POST, "created_at": "0000-01-01T00:00:00Z"})
    assert row.stated.us is None
    assert row.stated.flags == ("impossible",)


def test_generic__day_and_month_are_decided_by_the_whole_column() -> None:
    early = {**POST, "created_at": "03/04/2026 10:00"}
    late = {**POST, "id": "8", "created_at": "25/04/2026 10:00"}
    decided = _json(early, late, zone="Europe/Paris")
    assert format_us(decided[0].stated.us) == "2026-04-03T08:00:00Z"
    (open_,) = _json(early, zone="Europe/Paris")
    assert open_.stated.us is None
    assert "order_ambiguous" in open_.stated.flags
    american = {**POST, "id": "9", "created_at": "04/25/2026 10:00"}
    mixed = _json(early, late, american, zone="Europe/Paris")
    assert [row.stated.us is None for row in mixed] == [True, False, False]


def test_generic__the_map_settles_names_and_the_guess_is_shown_with_three_rows() -> None:
    rows = "Nr;Datum;Autor\n" + "".join(f"{n};{n}.12.2025 10:00;a{n}_example\n" for n in range(11, 16))
    source = _source(
        rows.encode(), columns={"id": "Nr", "created_at": "Datum", "author": "Autor"}, zone="UTC"
    )
    assert generic_csv.READER.sniff(source) is not None
    found = list(generic_csv.READER.read(source))
    assert [row.handle for row in found] == [f"a{n}_example" for n in range(11, 16)]
    (note,) = source.notes
    assert "created_at = Datum" in note
    assert "a13_example" in note
    assert "a14_example" not in note
    assert generic_csv.READER.sniff(_source(rows.encode())) is None


def test_generic__a_damaged_id_is_refused_unless_the_address_gives_it_back() -> None:
    head = "id,platform,created_at,url\n"
    lost = "1.82303E+18,x,2026-03-03T06:00:12Z,\n"
    back = "1.82303E+18,x,2026-03-03T06:00:12Z,https://x.com/a/status/1823034723867713705\n"
    rows = _csv(head + lost + back)
    assert [type(row) for row in rows] == [Reject, PostRow]
    assert rows[1].native_id == "1823034723867713705"
    (row,) = _json({**POST, "id": 1.82303e18})
    assert isinstance(row, Reject)
    (row,) = _json({**POST, "id": 1823034723867713705})
    assert row.native_id == "1823034723867713705"


def test_generic__a_column_of_rounded_ids_is_damaged_as_a_whole_and_one_round_id_is_not() -> None:
    head = "id,created_at,text\n"
    good = "".join(f"18230347238677137{n:02},2026-03-03T06:00:12Z,a\n" for n in range(20))
    rounded = "".join(f"18230347238{n}0000000,2026-03-03T06:00:12Z,a\n" for n in range(3))
    assert all(isinstance(row, PostRow) for row in _csv(head + good + rounded.splitlines()[0] + "\n"))
    assert all(isinstance(row, Reject) for row in _csv(head + good + rounded))


@pytest.mark.parametrize(
    ("native_id", "when"),
    [
        ("1.82303E+18", "2024-08-12T15:53:23.823Z to 2024-08-12T16:33:10.009Z"),
        ("1,82303E+18", "2024-08-12T15:53:23.823Z to 2024-08-12T16:33:10.009Z"),
        ("1823034723867713792.0", "2024-08-12T16:32:02.174Z to 2024-08-12T16:32:04.174Z"),
    ],
)
def test_generic__a_destroyed_id_still_tells_about_when(native_id: str, when: str) -> None:
    (row,) = _json({**POST, "platform": "x", "id": native_id, "url": None})
    assert isinstance(row, Reject)
    assert row.reason.endswith(f"; its time: {when}")


def test_generic__a_damaged_parent_is_never_joined_on_but_dates_its_answers() -> None:
    (row,) = _json({**POST, "platform": "x", "parent_id": "1.82303E+18", "reshare_kind": "quote"})
    assert [(one.kind, one.target, one.loose) for one in row.references] == [("quote", None, None)]
    assert format_us(row.references[0].stated.us) == "2024-08-12T15:53:23.823Z"
    assert row.references[0].stated.precision_s == pytest.approx(2386.186)
    assert row.flags == ("parent_id_damaged",)


def test_generic__a_column_of_rounded_parents_is_damaged_as_a_whole() -> None:
    head = "id,platform,created_at,parent_id,reshare_kind\n"
    rows = [f"18230347238677137{n:02},x,2026-03-03T06:00:12Z,18130347238{n:02}770000,reply\n" for n in range(1, 21)]
    assert all(row.references[0].target is row.references[0].loose is None for row in _csv(head + "".join(rows)))
    whole = [line.replace("770000", "771234") for line in rows]
    assert all(row.references[0].loose for row in _csv(head + "".join(whole)))


def test_generic__ids_in_json_may_have_been_rounded_too() -> None:
    rounded = [{**POST, "id": f"18230347238{n}0000000", "url": None} for n in range(3)]
    assert all(isinstance(row, Reject) for row in _json(*rounded))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_generic_csv__encodings_and_delimiters_are_found(encoding: str, sign: str) -> None:
    body = f"id{sign}created_at{sign}text\n1{sign}2026-03-03T06:00:12Z{sign}größe\n"
    (row,) = _csv(body, encoding)
    assert row.text == "größe"


def test_generic_csv__a_row_lies_where_its_place_says_behind_a_byte_order_mark_too() -> None:
    body = "\ufeffid,created_at,text\r\n1,2026-03-03,ä\r\n2,2026-03-03,b\r\n".encode()
    rows = list(generic_csv.READER.read(_source(body)))
    assert [row.native_id for row in rows] == ["1", "2"]
    for row in rows:
        assert body[row.record.offset : row.record.offset + len(row.record.raw)] == row.record.raw


def test_generic_csv__a_ragged_row_is_rejected_by_its_line_and_the_next_is_read() -> None:
    rows = _csv('id,created_at,text\n1,2026-03-03,"two\nlines"\n2,2026-03-03\n3,2026-03-03,c\n')
    assert [(type(row), row.record.line) for row in rows] == [(PostRow, 2), (Reject, 4), (PostRow, 5)]
    assert rows[0].text == "two\nlines"


def test_generic_csv__half_a_handle_at_the_end_of_a_cut_file_names_nobody() -> None:
    body = "id,created_at,author\n1,2026-03-03,alice_example\n2,2026-03-03,ali"
    rows = _csv(body)
    assert [row.handle for row in rows] == ["alice_example", None]


@pytest.mark.parametrize("cell", ["a.png|b.png", "a.png, b.png", "a.png;b.png", '["a.png", "b.png"]'])
def test_generic_csv__media_names_may_be_joined(cell: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["id", "created_at", "media"], ["1", "2026-03-03", cell]])
    (row,) = _csv(text.getvalue())
    assert [entry.file for entry in row.media] == ["a.png", "b.png"]


def test_generic__an_address_with_commas_is_one_picture() -> None:
    (row,) = _csv(
        'id,created_at,image\n1,2026-03-03,"https://pics.example/a,b.png,https://pics.example/c.png"\n'
    )
    assert [entry.url for entry in row.media] == [
        "https://pics.example/a,b.png",
        "https://pics.example/c.png",
    ]
    (row,) = _json({**POST, "media": "a,b.png"})
    assert [entry.file for entry in row.media] == ["a,b.png"]


def test_generic__a_bare_mastodon_id_is_not_known_to_be_of_its_home_server() -> None:
    uri = "https://social.example/users/a_example/statuses/114098765432109876"
    rows = _json(
        {**POST, "platform": "mastodon", "id": uri},
        {**POST, "platform": "mastodon", "id": "114098765432109876"},
    )
    assert [row.home for row in rows] == [True, False]


@pytest.mark.parametrize("word", [None, "original", "repost"])
def test_generic__a_retweet_by_its_words_is_a_repost_of_which_only_the_author_is_known(
    word: str | None,
) -> None:
    text = "RT @b_example: look https://x.com/c_example/status/9"
    (row,) = _json({**POST, "text": text, "reshare_kind": word})
    assert row.kind == "repost"
    assert row.references == (Reference("repost", None, "root", "explicit", "b_example"),)
    (elsewhere,) = _json({**POST, "platform": "reddit", "text": "RT @b_example: look"})
    assert (elsewhere.kind, elsewhere.references) == ("post", ())


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("seen here (https://x.com/b_example/status/9).", ["x:9"]),
        ("https://twitter.com/b_example/status/9?s=20 and https://x.com/i/web/status/9", ["x:9"]),
        ("https://t.me/forum_example/5, then https://x.com/b_example/status/9", ["telegram:forum_example/5", "x:9"]),
        ("https://x.com/a_example/status/7/photo/1", []),
        ("https://pbs.example/media/9.jpg", []),
        ("cut short: https://x.com/b_example/status/18935…", []),
        ("cut short: https://x.com/b_example/status/18935...", []),
    ],
)
def test_generic__a_link_to_another_post_is_an_explicit_quote(text: str, targets: list[str]) -> None:
    (row,) = _json({**POST, "text": text})
    assert row.kind == "post"
    assert row.references == tuple(Reference("quote", key, attribution="explicit") for key in targets)


def test_generic__a_link_is_no_parent_where_the_post_names_its_own_or_answers_an_unnamed_one() -> None:
    text = "https://x.com/b_example/status/9"
    (named,) = _json({**POST, "text": text, "parent_id": "x:5", "reshare_kind": "reply"})
    assert [reference.target for reference in named.references] == ["x:5"]
    (unnamed,) = _json({**POST, "text": text, "reshare_kind": "reply"})
    assert (unnamed.kind, unnamed.references) == ("reply", ())


def test_generic__an_array_that_is_cut_off_rejects_the_post_that_it_ends_in() -> None:
    body = json.dumps([POST, {**POST, "id": "8"}, {**POST, "id": "9"}]).encode()
    begins = body.index(b'{"id": "9"')
    for end in (begins + 1, len(body) - 40, len(body) - 2):
        source = _source(body[:end])
        rows = _until_cut(source)
        assert [row.native_id for row in rows] == ["7", "8"]
        (cut,) = source.skipped
        assert (cut.offset, cut.length) == (begins, end - begins)
        assert cut.reason == "the file ends inside this record"
        assert not source.complete
        assert any("cut off" in note for note in source.notes)


def test_generic__an_array_that_is_cut_off_between_two_posts_rejects_none() -> None:
    body = json.dumps([POST, {**POST, "id": "8"}]).encode()
    source = _source(body[: body.index(b', {"id": "8"') + 2])
    assert [row.native_id for row in _until_cut(source)] == ["7"]
    assert not source.skipped
    assert not source.complete


def test_generic__a_cut_array_is_looked_through_for_its_dates_and_still_read() -> None:
    posts = [{**POST, "id": str(number), "created_at": f"0{number}/03/2025 10:00"} for number in (1, 2, 3)]
    source = _source(json.dumps(posts)[:-20].encode())
    assert [row.native_id for row in _until_cut(source)] == ["1", "2"]
    assert len(source.skipped) == 1


def test_generic_csv__one_row_that_is_no_utf_8_is_rejected_alone() -> None:
    rows = [f"{number},2026-03-03,größe\n".encode() for number in range(5)]
    rows[2] = "2,2026-03-03,größe\n".encode("cp1252")
    source = _source(b"id,created_at,text\n" + b"".join(rows))
    found = list(generic_csv.READER.read(source))
    assert [type(row) for row in found] == [PostRow, PostRow, Reject, PostRow, PostRow]
    assert "not utf-8 text" in found[2].reason
    assert source.notes == []


def test_generic_csv__one_stray_byte_among_rows_without_accents_is_rejected_alone() -> None:
    rows = [f"{number},2026-03-03,plain\n".encode() for number in range(5)]
    rows[2] = b"2,2026-03-03,\xe9\n"
    found = list(generic_csv.READER.read(_source(b"id,created_at,text\n" + b"".join(rows))))
    assert [isinstance(row, Reject) for row in found] == [False, False, True, False, False]


def test_generic_csv__another_encoding_is_guessed_and_said() -> None:
    body = "id,created_at,text\n" + "".join(f"{number},2026-03-03,größe\n" for number in range(5))
    source = _source(body.encode("cp1252"))
    assert [row.text for row in generic_csv.READER.read(source)] == ["größe"] * 5
    (note,) = source.notes
    assert note.startswith("5 of 6 lines are not UTF-8: the file was read as Windows-1252 (cp1252), a guess")


def test_generic_csv__a_nul_rejects_its_row_only() -> None:
    rows = _csv("id,created_at,text\n1,2026-03-03,a\n2,2026-03-03,b\0b\n3,2026-03-03,c\n")
    assert [(type(row), row.record.line) for row in rows] == [(PostRow, 2), (Reject, 3), (PostRow, 4)]
    assert "NUL" in rows[1].reason


def test_generic_csv__lines_may_end_in_carriage_returns_alone() -> None:
    body = 'id,created_at,text\r1,2026-03-03,"a, b"\r2,2026-03-03,c\r'
    rows = _csv(body)
    assert [(row.native_id, row.text, row.record.line) for row in rows] == [("1", "a, b", 2), ("2", "c", 3)]
    for row in rows:
        assert body.encode()[row.record.offset :].startswith(row.record.raw)


def test_generic_csv__a_stray_carriage_return_is_said_in_plain_words() -> None:
    _, bad, _ = _csv("id,created_at,text\n1,2026-03-03,a\n2,2026-03-03,b\rc\n3,2026-03-03,c\n")
    assert bad.reason == "not a row of a table: a line end inside a cell without quotes"


def test_generic_csv__a_cut_stream_gives_the_rows_before_and_rejects_the_last() -> None:
    body = "id,created_at,text\n" + "".join(f"{n},2026-03-03,{n * 7919 % 1000}\n" for n in range(300))
    packed = gzip.compress(body.encode())
    source = _source(packed[: len(packed) // 2])
    *rows, last = generic_csv.READER.read(source)
    assert [row.native_id for row in rows] == [str(n) for n in range(len(rows))]
    assert len(rows) > 20
    assert last.reason == "the file is cut off inside this row"
    assert not source.complete


@pytest.mark.parametrize(
    ("column", "value", "kind", "pointed_at"),
    [
        ("retweeted_status_id", "99", "repost", "99"), ("crosspost_parent", "t3_abc", "crosspost", "t3_abc"),
        ("quoted_status_id", "99", "quote", "99"), ("in_reply_to_status_id", "99", "reply", "99"),
        ("is_retweet", True, "repost", None), ("forwarded_from", "A Channel", "forward", None),
        ("reshare_kind", "shared", "repost", None), ("is_retweet", "False", "post", None),
        ("is_retweet", 0, "post", None),
    ],
)  # fmt: skip
def test_generic__columns_of_other_tools_say_that_a_post_is_passed_on(
    column: str, value: Any, kind: str, pointed_at: str | None
) -> None:
    (row,) = _json({**POST, column: value})
    assert (row.kind, [each.loose for each in row.references]) == (kind, [pointed_at] if pointed_at else [])


@pytest.mark.parametrize("placeholder", ["[deleted]", "Anonymous", "Deleted Account", "nan", "\u200b"])
def test_generic__a_placeholder_is_nobodys_name(placeholder: str) -> None:
    (row,) = _json({**POST, "author": placeholder})
    assert row.handle is None
