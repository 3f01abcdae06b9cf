from __future__ import annotations

from pathlib import Path
from typing import Any

from tracker.ingest.reader import PostRow, Reject, Row, Service, readers
from tracker.ingest.readers.web_exporter_csv import READER
from tracker.ingest.source import memory_source
from tracker.testing.samples import claims

FIXTURES = Path(__file__).parents[3] / "fixtures" / "web_exporter_csv"
POSTS = (FIXTURES / "posts.csv").read_text(encoding="utf-8")


def rows_of(table: str) -> list[Row]:
    return list(READER.read(memory_source({"f": table.encode()}, "f")))


def test_fixture__says_the_same_as_the_json_of_the_same_posts() -> None:
    data = (FIXTURES.parent / "web_exporter" / "posts.json").read_bytes()
    written: Any = memory_source({"f": data}, "f")
    fields = ("native_id", "stated", "handle", "account", "kind", "media", "likes", "views")
    plain = [row for row in readers()["web_exporter"].read(written) if isinstance(row, PostRow)]
    table = [row for row in rows_of(POSTS) if isinstance(row, PostRow)]
    for name in fields:
        assert [getattr(row, name) for row in table] == [getattr(row, name) for row in plain]
    assert [[(one.kind, one.target, one.scope) for one in row.references] for row in table] == [
        [(one.kind, one.target, one.scope) for one in row.references] for row in plain
    ]


def test_text__line_breaks_are_as_they_were() -> None:
    first = rows_of(POSTS)[0]
    assert isinstance(first, PostRow)
    assert first.text == "Lumenwerk & Perigee move their servers to orbit\nhttps://t.co/a"


def test_id__that_a_spreadsheet_has_rounded_is_read_from_the_address() -> None:
    ruined = POSTS.replace('\n"2028379804029419520"', '\n"2.02838E+18"').replace('"1100000000000000001"', '"1.1E+18"')
    first = rows_of(ruined)[0]
    assert isinstance(first, PostRow)
    assert (first.native_id, first.account) == ("2028379804029419520", None)
    without = ruined.replace("https://twitter.com/quiet_kite_example/status/2028379804029419520", "")
    assert isinstance(rows_of(without)[0], Reject)


def test_metadata__says_more_and_is_read_instead() -> None:
    whole = (FIXTURES / "with_metadata.csv").read_text(encoding="utf-8")
    (row,) = rows_of(whole)
    assert isinstance(row, PostRow)
    assert (row.lang, row.flags) == ("en", ("sensitive",))


def test_metadata__cut_off_by_a_spreadsheet_leaves_what_the_columns_say() -> None:
    whole = (FIXTURES / "with_metadata.csv").read_text(encoding="utf-8")
    (row,) = rows_of(whole.replace('""legacy"":', '""lega'))
    assert isinstance(row, PostRow)
    assert (row.native_id, row.lang, row.likes) == ("2028379804029419520", None, 41)


def test_accounts__and_messages_are_named_as_what_they_are() -> None:
    accounts = (FIXTURES / "accounts.csv").read_text(encoding="utf-8")
    messages = "id,time,text,sender,recipient,conversation_id,conversation_type\n1,2026-03-02,words,a,b,1,ONE\n"
    for table in (accounts, messages):
        source: Any = memory_source({"f": table.encode()}, "f")
        assert set(claims(source, readers())) == {"web_exporter_csv"}
        assert [type(row) for row in READER.read(source)] == [Service]
