"""The generic post file: JSON, CSV and Parquet give the same posts by the same rules."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, ReadSettings, Reject
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
