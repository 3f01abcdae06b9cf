from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.ingest.reader import PostRow, Reject, Row, Service
from tracker.ingest.readers.mastodon_api import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "mastodon_api"
HERE = "https://here.example/users/ann_example"
PARENT = "116158758900000000"
ID = "116158758912000007"


def rows_of(data: bytes) -> list[Row]:
    return list(READER.read(memory_source({"f": data}, "f")))


def status(number: str = ID, **more: Any) -> dict[str, Any]:
    account = {"id": "101", "acct": "ann_example", "url": "https://here.example/@ann_example"}
    common = {"id": number, "uri": f"{HERE}/statuses/{number}", "url": None, "content": "<p>words</p>"}
    counts = {"reblogs_count": 0, "created_at": "2026-03-02T09:00:00.123Z"}
    return common | counts | {"account": account} | more


def posts_of(value: Any) -> list[PostRow]:
    rows = rows_of(json.dumps(value).encode())
    assert all(isinstance(row, PostRow) for row in rows), rows
    return [row for row in rows if isinstance(row, PostRow)]


@pytest.mark.parametrize("name", ["timeline.json", "thread.json", "answers.jsonl"])
def test_sniff__claims_the_fixtures(name: str) -> None:
    assert READER.sniff(memory_source({name: (FIXTURE / name).read_bytes()}, name)) is not None


@pytest.mark.parametrize(
    "value",
    [
        {"type": "OrderedCollection", "orderedItems": []},
        {"id": "1", "content": "words", "created_at": "2026-03-02T09:00:00Z", "uri": "https://here.example/1"},
        status(category="mastodon", subcategory="user"),
        {"data": status(), "source_platform": "truthsocial.com", "item_id": "1"},
    ],
)
def test_sniff__leaves_archives_generic_posts_and_sidecars(value: Any) -> None:
    assert READER.sniff(memory_source({"f": json.dumps(value).encode()}, "f")) is None


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"ancestors": [], "descendants": [one]},
        lambda one: {"accounts": [], "statuses": [one], "hashtags": []},
        lambda one: {"id": "5", "type": "mention", "status": one},
    ],
)
def test_shapes__all_hold_the_same_post(wrap: Any) -> None:
    (post,) = posts_of(wrap(status()))
    assert (post.native_id, post.account, post.text) == (f"{HERE}/statuses/{ID}", HERE, "words")
    assert (post.home, post.server_timed, post.stated.us) == (True, True, 1772442000123000)


def test_home__is_only_where_the_posts_own_server_answered() -> None:
    account = {"id": "9", "acct": "cat_example@there.example", "url": "https://there.example/@cat_example"}
    (post,) = posts_of(status(uri="https://there.example/users/cat_example/statuses/1", account=account))
    assert (post.home, post.server_timed, post.account) == (False, False, "https://there.example/users/cat_example")


def test_reply__to_oneself_is_named_by_ones_own_address() -> None:
    (post,) = posts_of(status(in_reply_to_id=PARENT, in_reply_to_account_id="101"))
    (reference,) = post.references
    assert (reference.target, reference.account) == (f"mastodon:{HERE}/statuses/{PARENT}", HERE)


def test_reply__to_a_post_of_the_same_file_gets_its_address_in_any_order() -> None:
    account = {"id": "9", "acct": "cat_example@there.example"}
    there = "https://there.example/users/cat_example/statuses/44"
    answer = status(in_reply_to_id=PARENT, in_reply_to_account_id="9")
    first, _ = posts_of([answer, status(PARENT, uri=there, account=account)])
    assert [(found.target, found.account) for found in first.references] == [
        (f"mastodon:{there}", "https://there.example/users/cat_example")
    ]


def test_reply__to_a_post_elsewhere_keeps_the_id_that_no_two_servers_share() -> None:
    (post,) = posts_of(status(in_reply_to_id=PARENT, in_reply_to_account_id="9"))
    assert post.references[0].target == f"mastodon:{PARENT}"
    (post,) = posts_of(status(in_reply_to_id="4711", in_reply_to_account_id="9"))
    assert (post.kind, post.references[0].target) == ("reply", None)


def test_boost__is_an_act_of_its_own_and_holds_the_original() -> None:
    boost, original = posts_of(status("116158758999999999", uri=f"{HERE}/statuses/116158758999999999/activity",
                                      reblog=status()))  # fmt: skip
    assert (boost.kind, boost.text, boost.references[0].scope) == ("repost", None, "root")
    assert (original.embedded, original.native_id) == (True, boost.references[0].target.removeprefix("mastodon:"))


@pytest.mark.parametrize(
    ("quote", "target"),
    [
        ({"quote": {"state": "accepted", "quoted_status": status(PARENT)}}, f"{HERE}/statuses/{PARENT}"),
        ({"quote": status(PARENT)}, f"{HERE}/statuses/{PARENT}"),
        ({"pleroma": {"quote_url": "https://flake.example/objects/1"}}, "https://flake.example/objects/1"),
        ({"quote_id": PARENT}, PARENT),
        ({"quote": {"state": "revoked", "quoted_status": None}}, None),
    ],
)  # fmt: skip
def test_quote__is_read_in_every_form(quote: dict[str, Any], target: str | None) -> None:
    post = posts_of(status(**quote))[0]
    assert [found.target for found in post.references] == ([f"mastodon:{target}"] if target else [])
    assert post.kind == ("quote" if target else "post")


def test_one_server_sites__are_named_by_their_own_ids() -> None:
    address = f"https://truthsocial.com/@gil_example/{ID}"
    (post,) = posts_of(status(uri=address, url=address, account={"id": "3", "acct": "gil_example"}))
    assert (post.platform, post.native_id, post.account, post.home) == ("truthsocial", ID, "3", True)


def test_direct_message__is_counted_and_not_read() -> None:
    (row,) = rows_of(json.dumps([status(visibility="direct")]).encode())
    assert isinstance(row, Service)


def test_deletion__gives_the_post_back_with_the_words_as_typed() -> None:
    value = status(text="a < b & c")
    del value["content"]
    (post,) = posts_of(value)
    assert (post.text, post.flags) == ("a < b & c", ("deleted",))


def test_thread__of_hundreds_of_embedded_answers_is_read_without_recursion() -> None:
    value: dict[str, Any] = status(PARENT)
    for number in range(1, 60):
        value = status(str(116158758900000000 + number), in_reply_to=value)
    assert len(posts_of(value)) == 60


def test_broken__inner_status_is_a_reject_of_its_own() -> None:
    rows = rows_of(json.dumps([status(reblog={"content": "x"})]).encode())
    assert [type(row) for row in rows] == [Reject]
    rows = rows_of(json.dumps([status(in_reply_to={"uri": 7}), status()]).encode())
    assert [type(row) for row in rows] == [PostRow, Reject, PostRow]
