from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, Reference, Reject, Row
from tracker.ingest.readers.reddit_dump import READER
from tracker.ingest.reddit import _base36
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "reddit_dump"
SUBMISSION = {
    "id": "abc",
    "subreddit": "s_example",
    "created_utc": 1600000000,
    "title": "T",
    "author": "a_example",
}
COMMENT = {
    "id": "def",
    "subreddit": "s_example",
    "created_utc": 1600000000,
    "body": "B",
    "author": "a_example",
    "link_id": "t3_abc",
    "parent_id": "t3_abc",
}


def rows_of(data: bytes) -> list[Row]:
    return list(READER.read(memory_source({"dump": data}, "dump")))


def post_of(value: dict[str, Any]) -> PostRow:
    (row,) = rows_of(json.dumps(value).encode())
    assert isinstance(row, PostRow), row
    return row


def reason_of(value: dict[str, Any]) -> str:
    (row,) = rows_of(json.dumps(value).encode())
    assert isinstance(row, Reject)
    return row.reason


def test_fixture__records_are_posts_and_rejects() -> None:
    rows = rows_of((FIXTURE / "submissions.ndjson").read_bytes()) + rows_of(
        (FIXTURE / "comments.ndjson").read_bytes()
    )
    assert sum(isinstance(row, PostRow) for row in rows) == 7 + 5
    assert sum(isinstance(row, Reject) for row in rows) == 2


@pytest.mark.parametrize(
    "head",
    [
        b'{"created_utc": 1, "subreddit": "s", "id": "a"}\n',
        b'not json\n{"subreddit": "s", "created_utc": "1"}\n',
        b'[{"subreddit": "s", "created_utc": 1}]',
    ],
)
def test_sniff__claims_by_content(head: bytes) -> None:
    assert READER.sniff(memory_source({"f": head}, "f")) is not None


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"created_utc subreddit",
        b'{"created_utc": 1}',
        b'{"kind": "Listing", "data": {"children": []}}',
        b'{"_type": "snscrape.modules.reddit.Submission", "created_utc": 1, "subreddit": "s"}',
    ],
)
def test_sniff__leaves_what_is_no_dump(head: bytes) -> None:
    assert READER.sniff(memory_source({"f": head}, "f")) is None


def test_ids__get_the_prefix_of_their_kind() -> None:
    assert (post_of(SUBMISSION).native_id, post_of(COMMENT).native_id) == ("t3_abc", "t1_def")
    assert post_of(SUBMISSION | {"id": "t3_abc"}).native_id == "t3_abc"


@pytest.mark.parametrize("created", [1600000000, "1600000000", 1600000000.0])
def test_time__is_seconds_as_number_or_text(created: Any) -> None:
    post = post_of(SUBMISSION | {"created_utc": created, "created": 1})
    assert post.stated.us is not None
    assert format_us(post.stated.us) == "2020-09-13T12:26:40Z"
    assert (post.server_timed, post.stated.precision_s) == (True, 1.0)


@pytest.mark.parametrize("created", [None, "yesterday", True, [1]])
def test_time__that_is_none_is_a_reject(created: Any) -> None:
    assert reason_of(SUBMISSION | {"created_utc": created}).startswith("`$.created_utc`")


@given(st.integers(1, 36**13 - 1))
def test_base36__reads_back(number: int) -> None:
    assert int(_base36(number), 36) == number


@pytest.mark.parametrize(
    ("parent", "target"),
    [
        ("t1_xyz", "reddit:t1_xyz"),
        ("t3_abc", "reddit:t3_abc"),
        (int("haflpmt", 36), "reddit:t1_haflpmt"),
        (None, "reddit:t3_abc"),
    ],
)
def test_comment__points_at_its_immediate_parent(parent: Any, target: str) -> None:
    post = post_of(COMMENT | {"parent_id": parent})
    assert (post.kind, post.references) == ("reply", (Reference("reply", target),))


def test_comment__without_a_parent_key_points_at_the_submission_as_root() -> None:
    post = post_of({key: value for key, value in COMMENT.items() if key != "parent_id"})
    assert post.references == (Reference("reply", "reddit:t3_abc", "root"),)


@pytest.mark.parametrize("parent", ["xyz", 1.5, "t9_abc", True])
def test_comment__an_unreadable_parent_is_a_reject(parent: Any) -> None:
    assert reason_of(COMMENT | {"parent_id": parent}).startswith("`$.parent_id`")


def test_deleted_authors__are_nobody_and_never_one_account() -> None:
    post = post_of(COMMENT | {"author": "[deleted]", "author_fullname": None, "body": "[removed]"})
    assert (post.account, post.handle, post.text, post.flags) == (None, None, None, ("removed",))


def test_author__has_the_stable_id_first() -> None:
    post = post_of(SUBMISSION | {"author_fullname": "t2_a"})
    assert (post.account, post.handle) == ("t2_a", "a_example")


def test_text__is_title_and_words_unescaped_once() -> None:
    assert post_of(SUBMISSION | {"selftext": "a &amp;amp; b"}).text == "T\n\na &amp; b"


def test_crosspost__brings_its_original_as_a_post() -> None:
    original = SUBMISSION | {"id": "orig", "author": "b_example", "created_utc": 1500000000}
    rows = rows_of(
        json.dumps(SUBMISSION | {"crosspost_parent": "t3_orig", "crosspost_parent_list": [original]}).encode()
    )
    outer, inner = rows
    assert isinstance(outer, PostRow)
    assert isinstance(inner, PostRow)
    (reference,) = outer.references
    assert (reference.kind, reference.target, reference.scope) == ("crosspost", "reddit:t3_orig", "unknown")
    assert (reference.account, reference.stated.us) == ("b_example", 1500000000_000000)
    assert (outer.kind, inner.native_id, inner.embedded, outer.embedded) == (
        "crosspost",
        "t3_orig",
        True,
        False,
    )


def test_crosspost__shows_the_picture_of_its_original() -> None:
    original = SUBMISSION | {"id": "orig", "post_hint": "image", "url": "https://i.example/a.png"}
    (outer, inner) = rows_of(
        json.dumps(SUBMISSION | {"crosspost_parent": "t3_orig", "crosspost_parent_list": [original]}).encode()
    )
    assert isinstance(outer, PostRow)
    assert isinstance(inner, PostRow)
    assert (
        [row.file for row in outer.media] == [row.file for row in inner.media] == ["https://i.example/a.png"]
    )


def test_crosspost__a_broken_original_is_a_reject_of_its_own() -> None:
    rows = rows_of(
        json.dumps(
            SUBMISSION | {"crosspost_parent": "t3_orig", "crosspost_parent_list": [{"title": "x"}]}
        ).encode()
    )
    assert [type(row) for row in rows] == [PostRow, Reject]


def test_gallery__keeps_the_order_and_names_what_is_missing() -> None:
    gallery = rows_of((FIXTURE / "submissions.ndjson").read_bytes())[4]
    assert isinstance(gallery, PostRow)
    assert [(row.file, row.type) for row in gallery.media] == [
        ("https://i.media.example/bbb.gif", "gif"),
        ("https://preview.media.example/aaa.jpg?width=640&s=2", "image"),
        ("ccc", "image"),
    ]
    assert gallery.media[2].missing_reason == "the export gives no address (status failed)"


@pytest.mark.parametrize(
    ("edited", "us"), [(False, None), (True, None), (1600000300, 1600000300_000000), (None, None)]
)
def test_edited__is_false_or_a_time(edited: Any, us: int | None) -> None:
    assert post_of(SUBMISSION | {"edited": edited}).edited_us == us


@pytest.mark.parametrize("key", ["retrieved_on", "retrieved_utc"])
def test_captured__is_when_the_collector_came(key: str) -> None:
    assert post_of(SUBMISSION | {key: 1600000009}).captured_us == 1600000009_000000


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({**SUBMISSION, "title": 5}, "`$.title`"),
        ({**SUBMISSION, "id": None}, "`$.id`"),
        ({**SUBMISSION, "author": ["x"]}, "`$.author`"),
        ({**COMMENT, "link_id": None, "parent_id": None}, "`$.link_id`"),
        ({key: SUBMISSION[key] for key in ("id", "subreddit", "created_utc")}, "`$.title`"),
    ],
)
def test_drift__is_a_reject_with_its_path(value: dict[str, Any], path: str) -> None:
    assert reason_of(value).startswith(path)


@pytest.mark.parametrize("line", [b"{", b"[1]", b"\xff\xfe{}", b'{"id": NaN}', b'{"id": "a", "id": "b"}'])
def test_bad_lines__are_rejects_and_the_rest_is_read(line: bytes) -> None:
    rows = rows_of(json.dumps(SUBMISSION).encode() + b"\n" + line + b"\n" + json.dumps(COMMENT).encode())
    assert [type(row) for row in rows] == [PostRow, Reject, PostRow]
    assert [row.record.line for row in rows] == [1, 2, 3]
