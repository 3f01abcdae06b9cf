from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.ingest.reader import Absent, PostRow, Reject, Row, Service
from tracker.ingest.readers.x_activity_streams import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "x_activity_streams" / "activities.jsonl"


def activity(number: int = 867470255608299520, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"tag:search.twitter.com,2005:{number}",
        "verb": "post",
        "postedTime": "2017-05-24T20:00:00.000Z",
        "actor": {"id": "id:twitter.com:7", "preferredUsername": "a_example"},
        "body": "words",
        **fields,
    }


def rows_of(*values: dict[str, Any]) -> list[Row]:
    return list(READER.read(memory_source({"f": "\n".join(map(json.dumps, values)).encode()}, "f")))


def post_of(**fields: Any) -> PostRow:
    row = rows_of(activity(**fields))[0]
    assert isinstance(row, PostRow)
    return row


def test_fixture__verbs_are_what_they_say() -> None:
    rows = list(READER.read(memory_source({"f": FIXTURE.read_bytes()}, "f")))
    kinds = [row.kind if isinstance(row, PostRow) else type(row).__name__ for row in rows]
    assert kinds == ["post", "repost", "post", "quote", "post", "reply", "post", "post", "Absent", "Reject", "Service"]


def test_time__thousandths_are_written_and_never_measured() -> None:
    assert post_of().stated.precision_s == 1.0


def test_author__is_known_by_number_and_handle() -> None:
    assert (post_of().account, post_of().handle) == ("7", "a_example")
    assert post_of(actor={"id": "id:other:7"}).account is None


def test_repost__has_the_words_of_its_original_and_neither_its_counts_nor_its_media() -> None:
    media = {"media": [{"media_url_https": "https://a.example/1.jpg", "type": "photo"}]}
    original = activity(7, body="all of the words", twitter_extended_entities=media, favoritesCount=9)
    repost, embedded = rows_of(activity(verb="share", body="RT @a_example: all…", object=original, favoritesCount=9))
    assert isinstance(repost, PostRow)
    assert isinstance(embedded, PostRow)
    assert (repost.text, repost.text_cut, repost.likes, repost.media) == ("all of the words", False, None, ())
    assert (embedded.likes, len(embedded.media)) == (9, 1)


@pytest.mark.parametrize("link", ["http://twitter.com/b_example/statuses/8", "https://twitter.com/b_example/status/8"])
def test_reply__names_its_parent_by_address(link: str) -> None:
    (reference,) = post_of(inReplyTo={"link": link}).references
    assert (reference.kind, reference.target, reference.account) == ("reply", "x:8", "b_example")


def test_text__that_links_to_the_post_itself_was_cut() -> None:
    own = {"urls": [{"expanded_url": "https://twitter.com/i/web/status/867470255608299520"}]}
    assert post_of(twitter_entities=own).text_cut
    full = post_of(twitter_entities=own, long_object={"body": "all of the words"})
    assert (full.text, full.text_cut, full.references) == ("all of the words", False, ())


def test_delete__marks_the_post_as_absent() -> None:
    (row,) = rows_of({"verb": "delete", "object": {"id": "tag:search.twitter.com,2005:9"}})
    assert isinstance(row, Absent)
    assert row.target == "x:9"


@pytest.mark.parametrize("value", [{"info": {"message": "done"}}, {"info": {}}])
def test_messages__of_the_stream_are_no_records(value: dict[str, Any]) -> None:
    assert [type(row) for row in rows_of(value)] == [Service]


@pytest.mark.parametrize("broken", [{}, {"verb": "post"}, {"verb": "post", "id": "tag:other.example,2005:9"}])
def test_records__without_an_id_of_x_are_rejects(broken: dict[str, Any]) -> None:
    assert [type(row) for row in rows_of(broken)] == [Reject]


def test_sniff__activities_of_other_networks_are_not_claimed() -> None:
    other = json.dumps(activity() | {"id": "tag:other.example,2005:9"}).encode()
    assert READER.sniff(memory_source({"f": other}, "f")) is None
