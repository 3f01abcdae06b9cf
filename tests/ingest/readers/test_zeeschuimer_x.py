from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from msgspec import structs
from tracker.base.clock import format_us
from tracker.ingest.reader import Absent, PostRow, Record, Row, Service, readers
from tracker.ingest.readers.zeeschuimer_x import READER
from tracker.ingest.source import MemberSource, memory_source
from tracker.testing.samples import claims

FIXTURE = Path(__file__).parents[3] / "fixtures" / "zeeschuimer_x" / "posts.ndjson"
NOWHERE = Record(b"", 0)
POST = {"__typename": "Tweet", "rest_id": "2028379804029419520", "legacy": {"full_text": "words"}}


def source_of(*items: dict[str, Any], noted: Any = "2028379804029419520") -> MemberSource:
    envelope = {"nav_index": "1:0", "item_id": noted, "timestamp_collected": 1772700000000}
    lines = ({**envelope, "source_platform": "twitter.com", "data": item} for item in items)
    return memory_source({"f": "\n".join(map(json.dumps, lines)).encode()}, "f")


def rows_of(*items: dict[str, Any], noted: Any = "2028379804029419520") -> list[Row]:
    return list(READER.read(source_of(*items, noted=noted)))


def test_fixture__posts_and_the_originals_inside_them_are_dated_by_when_the_page_was_loaded() -> None:
    rows = list(READER.read(memory_source({"f": FIXTURE.read_bytes()}, "f")))
    posts = [row for row in rows if isinstance(row, PostRow)]
    assert (len(posts), sum(post.embedded for post in posts)) == (9, 2)
    assert {format_us(post.captured_us or 0)[:10] for post in posts} == {"2026-03-05"}
    assert [type(row) for row in rows if not isinstance(row, PostRow)] == [Service, Absent]


def test_id__rounded_by_the_browser_is_not_read_where_the_text_stands_beside_it() -> None:
    (row,) = rows_of({**POST, "id": 2028379804029419500}, noted=2028379804029419500)
    assert isinstance(row, PostRow)
    assert row.native_id == "2028379804029419520"


def test_promoted__is_what_the_extension_says() -> None:
    flags = [row.flags for row in rows_of({**POST, "promoted": True}, POST) if isinstance(row, PostRow)]
    assert flags == [("promoted",), ()]


def test_layout__that_nobody_has_seen_gives_the_id_and_one_note() -> None:
    second = {"__typename": "Tweet", "rest_id": "2028379804029419521", "novel": {"words": "?"}}
    source = source_of({"novel": "?"}, second)
    rows = list(READER.read(source))
    assert [row.native_id for row in rows if isinstance(row, PostRow)] == ["2028379804029419520", "2028379804029419521"]
    assert len(source.notes) == 1
    assert source.notes[0].startswith("2 items have a layout that is not known; only their id is read")


def test_items__of_the_older_page_name_their_author_beside_the_post() -> None:
    legacy = {"id_str": "1399667034760937472", "full_text": "old", "user_id_str": "7"}
    legacy["quoted_status_id_str"] = "1399651935266537472"
    (row,) = rows_of({"type": "adaptive", "legacy": legacy, "user": {"screen_name": "a_example", "name": "A"}})
    assert isinstance(row, PostRow)
    assert (row.native_id, row.handle, row.account, row.kind) == ("1399667034760937472", "a_example", "7", "quote")


def test_4cat__gives_the_same_items_back_in_another_order() -> None:
    lines = FIXTURE.read_text(encoding="utf-8").splitlines()
    folded = []
    for value in map(json.loads, lines):
        data = value.pop("data")
        folded.append(json.dumps(data | {"__import_meta": value}))
    source: Any = memory_source({"f": "\n".join(folded).encode()}, "f")
    assert set(claims(source, readers())) == {"zeeschuimer_x"}
    plain = READER.read(memory_source({"f": FIXTURE.read_bytes()}, "f"))
    assert [structs.replace(row, record=NOWHERE) for row in READER.read(source)] == [
        structs.replace(row, record=NOWHERE) for row in plain
    ]
