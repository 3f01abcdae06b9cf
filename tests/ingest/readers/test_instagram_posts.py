from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, Reject, Row
from tracker.ingest.readers.instagram_posts import READER
from tracker.ingest.source import memory_source

FILE = {"uri": "media/posts/1.jpg", "creation_timestamp": 1767225600, "title": "on the picture"}


def rows_of(value: Any, told: Any = None) -> list[Row]:
    files = {"d/posts_1.json": json.dumps(value).encode()}
    if told is not None:
        files["d/personal_information.json"] = json.dumps(told).encode()
    source = memory_source(files, "d/posts_1.json")
    assert READER.sniff(source) is not None
    return list(READER.read(source))


def one(value: Any, told: Any = None) -> PostRow:
    (row,) = rows_of(value, told)
    assert isinstance(row, PostRow), row
    return row


@pytest.mark.parametrize("text", ["", "[]", '[{"media": []}]', '[{"media": [{"uri": "a"}]}]', '{"ig_stories": []}'])
def test_sniff__leaves_what_holds_no_posts(text: str) -> None:
    assert READER.sniff(memory_source({"f": text.encode()}, "f")) is None


def test_post__of_one_picture_has_words_and_time_of_the_picture() -> None:
    post = one([{"media": [FILE]}])
    assert (post.text, format_us(post.stated.us or 0)) == ("on the picture", "2026-01-01T00:00:00Z")
    assert [row.file for row in post.media] == ["media/posts/1.jpg"]


def test_post__of_several_files_has_its_own() -> None:
    post = one([{"media": [FILE, FILE], "title": "its own", "creation_timestamp": 1767225660}])
    assert (post.text, format_us(post.stated.us or 0), len(post.media)) == ("its own", "2026-01-01T00:01:00Z", 2)


def test_stories__are_posts() -> None:
    assert one({"ig_stories": [FILE]}).media[0].file == "media/posts/1.jpg"


@pytest.mark.parametrize("label", ["Username", "Benutzername", "Nome de usu\u00c3\u00a1rio"])
def test_author__comes_from_the_profile_in_any_known_language(label: str) -> None:
    told = {"profile_user": [{"string_map_data": {"Email": {"value": "x"}, label: {"value": "nora_example"}}}]}
    assert one([{"media": [FILE]}], told).handle == "nora_example"


def test_drift__is_a_reject_and_the_rest_is_read() -> None:
    rows = rows_of([{"media": [FILE]}, {"media": [{"uri": "a.jpg"}]}, {"media": [{**FILE, "title": 5}]}])
    assert [type(row) for row in rows] == [PostRow, Reject, Reject]
