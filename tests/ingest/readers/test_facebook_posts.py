from __future__ import annotations

import json
from typing import Any

import pytest
from tracker.ingest.reader import PostRow, Reference, Reject, Row, Service
from tracker.ingest.readers.facebook_posts import READER
from tracker.ingest.source import memory_source


def entry(*data: Any, **more: Any) -> dict[str, Any]:
    return {"timestamp": 1767225600, "data": list(data)} | more


def rows_of(value: Any, **files: Any) -> list[Row]:
    held = {f"d/{name}.json": json.dumps(found).encode() for name, found in files.items()}
    source = memory_source({"d/posts.json": json.dumps(value).encode()} | held, "d/posts.json")
    return list(READER.read(source))


def one(value: Any) -> PostRow:
    (row,) = rows_of([value])
    assert isinstance(row, PostRow), row
    return row


@pytest.mark.parametrize(
    ("value", "is_claimed"),
    [
        ([entry({"post": "a"})], True),
        ([entry(attachments=[{"data": []}])], True),
        ({"comments_v2": [entry({"comment": {"comment": "a"}})]}, True),
        ({"group_posts_v2": [entry({"post": "a"})]}, True),
        ([entry()], False),
        ([entry({"reaction": {}})], False),
        ([{"data": [{"post": "a"}]}], False),
        ({"data": [{"id": "1"}]}, False),
    ],
)
def test_sniff__claims_posts_and_comments(value: Any, is_claimed: bool) -> None:
    source = memory_source({"f": json.dumps(value).encode()}, "f")
    assert (READER.sniff(source) is not None) is is_claimed


def test_text__is_repaired_and_the_raw_record_kept() -> None:
    post = one(entry({"post": "Gr\u00c3\u00b6\u00c3\u009fe"}))
    assert post.text == "Größe"
    assert b"\\u00c3\\u00b6" in post.record.raw


@pytest.mark.parametrize(
    ("title", "post", "kind"),
    [
        ("Nora shared a post.", None, "repost"),
        ("Nora hat einen Beitrag geteilt.", "seht", "quote"),
        ("Nora a partag\u00c3\u00a9 une publication.", None, "repost"),
        ("Nora updated her status.", "a", "post"),
        (None, "a", "post"),
    ],
)
def test_shares__are_never_originals(title: str | None, post: str | None, kind: str) -> None:
    found = one(entry(*([{"post": post}] if post else []), title=title))
    assert (found.kind, [reference.target for reference in found.references]) == (kind, [None] * (kind != "post"))


def test_links__to_posts_elsewhere_are_quotes() -> None:
    url = "https://x.com/a_example/status/1893567890123456789"
    shared = one(entry(attachments=[{"data": [{"external_context": {"url": url}}]}], title="Nora shared a link."))
    assert shared.references == (Reference("quote", "x:1893567890123456789", attribution="explicit"),)


def test_comments__are_replies_to_something_unknown() -> None:
    (row,) = rows_of({"comments_v2": [entry({"comment": {"comment": "a", "author": "Nora"}})]})
    assert isinstance(row, PostRow)
    assert (row.kind, row.name, row.text) == ("reply", "Nora", "a")


def test_author__comes_from_the_profile() -> None:
    told = {"profile_v2": {"name": {"full_name": "N\u00c3\u00b6ra"}, "profile_uri": "https://f.example/nora_example"}}
    (row,) = rows_of([entry({"post": "a"})], profile_information=told)
    assert isinstance(row, PostRow)
    assert (row.handle, row.name) == ("nora_example", "Nöra")


def test_reactions__are_service() -> None:
    assert [type(row) for row in rows_of([entry({"reaction": {}}), entry({"post": "a"})])] == [Service, PostRow]


@pytest.mark.parametrize("value", [{"data": [{"post": "a"}]}, entry({"post": 5}), entry({"post": "a"}, timestamp=[])])
def test_drift__is_a_reject_with_its_path(value: Any) -> None:
    (row,) = rows_of([value])
    assert isinstance(row, Reject)
    assert row.reason.startswith("`$.")


def test_profile__is_read_beside_the_posts_and_not_reported_as_unread() -> None:
    files = {"d/posts/p.json": json.dumps([entry({"post": "a"})]).encode(), "d/i/profile_information.json": b"{}"}
    match = READER.sniff(memory_source(files, "d/posts/p.json"))
    assert match is not None
    assert match.companions == ("d/i/profile_information.json",)
