from __future__ import annotations

import json
from typing import Any

import msgspec
from tracker.ingest.reader import PostRow, Reference, Row
from tracker.ingest.readers.zeeschuimer_gab import READER
from tracker.ingest.source import memory_source


def rows_of(item: dict[str, Any], item_id: Any = "116158522982400060") -> list[Row]:
    value = {"nav_index": "1", "item_id": item_id, "source_platform": "gab.com", "data": item}
    return list(READER.read(memory_source({"f": json.dumps(value).encode()}, "f")))


def post_of(**item: Any) -> PostRow:
    row = rows_of(item)[0]
    assert isinstance(row, PostRow)
    return row


LONG = {
    "id": "116158522982400060",
    "created_at": "2026-03-02T08:00:00.000Z",
    "url": "https://gab.com/a_example/posts/116158522982400060",
    "content": "<p>one &amp; two</p>",
    "account": {"id": "5", "username": "a_example", "acct": "a_example", "display_name": "A"},
    "media_attachments": [{"type": "image", "url": "https://cdn.example/a.jpg", "meta": {"original": {"width": 9}}}],
    "reblogs_count": 1,
    "replies_count": 2,
    "favourites_count": 3,
}
SHORT = {
    "i": "116158522982400060",
    "ca": "2026-03-02T08:00:00.000Z",
    "ul": "https://gab.com/a_example/posts/116158522982400060",
    "c": "one & two",
    "author_info": {"i": "5", "un": "a_example", "ac": "a_example", "dn": "A"},
    "image_info": [{"t": "image", "u": "https://cdn.example/a.jpg", "m": {"o": {"w": 9}}}],
    "rbc": 1,
    "rc": 2,
    "fbc": 3,
}


def test_forms__the_short_and_the_long_one_give_the_same_post() -> None:
    one, other = post_of(**LONG), post_of(**SHORT)
    assert msgspec.structs.replace(one, record=other.record) == other
    assert (one.text, one.handle, one.likes) == ("one & two", "a_example", 3)


def test_short_form__a_quote_and_a_repost_name_the_post() -> None:
    assert post_of(**SHORT, qoi="7").references == (Reference("quote", "gab:7"),)
    repost = post_of(**SHORT, robi="7")
    assert (repost.references, repost.text) == ((Reference("repost", "gab:7", "root"),), None)
    assert len(rows_of({**SHORT, "robi": "7"})) == 1


def test_short_form__an_answer_is_marked_though_nothing_names_what_it_answers() -> None:
    assert post_of(**SHORT, ir=True).references == (Reference("reply"),)


def test_reactions__in_the_place_of_the_count_of_replies_are_none() -> None:
    assert post_of(**{**SHORT, "rc": {"1": 4}}).replies is None
