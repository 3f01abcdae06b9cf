from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import Absent, PostRow, Reference, Reject, Row
from tracker.ingest.readers.bluesky_api import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "bluesky_api"
DID = "did:plc:aexample"
URI = f"at://{DID}/app.bsky.feed.post/"


def rows_of(data: bytes, name: str = "page.json") -> list[Row]:
    return list(READER.read(memory_source({name: data}, name)))


def view(rkey: str = "3kaheyt6vpc22", **more: Any) -> dict[str, Any]:
    record = {"createdAt": "2026-03-02T09:00:00.123Z", "text": "words", "langs": ["en"]} | more.pop(
        "record", {}
    )
    author = {"did": DID, "handle": "a.example", "displayName": "A"}
    return {"uri": URI + rkey, "author": author, "record": record, "indexedAt": "2026-03-02T09:00:01Z"} | more


def posts_of(value: Any, indent: int | None = None) -> list[PostRow]:
    rows = rows_of(json.dumps(value, indent=indent).encode())
    assert all(isinstance(row, PostRow) for row in rows), rows
    return [row for row in rows if isinstance(row, PostRow)]


@pytest.mark.parametrize("name", ["feed.json", "thread.json", "views.jsonl"])
def test_sniff__claims_the_fixtures(name: str) -> None:
    assert READER.sniff(memory_source({name: (FIXTURE / name).read_bytes()}, name)) is not None


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"[]",
        b'{"posts": []}',
        b'{"posts": [{"id": 1}]}',
        b'{"thread": {"title": "x"}}',
        b'{"did": "did:plc:x", "time_us": 1, "kind": "commit", "commit": {"collection": "app.bsky"}}',
        b'{"id": "at://did:plc:x/app.bsky.feed.post/3k", "author": "a_example", "created_at": "2026"}',
    ],
)
def test_sniff__leaves_streams_and_generic_posts(head: bytes) -> None:
    assert READER.sniff(memory_source({"f": head}, "f")) is None


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: {"posts": [one]},
        lambda one: {"feed": [{"post": one}]},
        lambda one: {"thread": {"post": one}},
        lambda one: [one],
        lambda one: one,
        lambda one: {"post": one},
        lambda one: {"thread": [{"uri": "x", "depth": 0, "value": {"post": one}}]},
    ],
)
def test_shapes__all_hold_the_same_post(wrap: Any, indent: int | None) -> None:
    (post,) = posts_of(wrap(view()), indent)
    assert (post.native_id, post.account, post.handle) == (URI + "3kaheyt6vpc22", DID, "a.example")
    assert (post.server_timed, post.stated.us, post.embedded) == (False, 1772442000123000, False)
    assert format_us(post.indexed_us or 0) == "2026-03-02T09:00:01Z"


def test_lines__views_items_and_pages_may_be_mixed() -> None:
    lines = [view("3a"), {"post": view("3b")}, {"feed": [{"post": view("3c")}, {"post": view("3d")}]}]
    rows = rows_of("\n".join(map(json.dumps, lines)).encode())
    assert [row.native_id[-2:] for row in rows if isinstance(row, PostRow)] == ["3a", "3b", "3c", "3d"]


def test_snake_case__of_python_clients_reads_the_same() -> None:
    rows = rows_of((FIXTURE / "views.jsonl").read_bytes())
    feed = [row for row in rows_of((FIXTURE / "feed.json").read_bytes()) if isinstance(row, PostRow)]
    quote, quoted, first, repost, original = rows
    assert isinstance(repost, PostRow)
    assert [getattr(row, "kind", None) for row in rows] == ["quote", "post", "post", "repost", "post"]
    known = {row.native_id: row.references for row in feed}
    assert all(known[row.native_id] == row.references for row in rows if isinstance(row, PostRow))
    assert all(isinstance(row, PostRow) and row.media for row in (quoted, first, original))
    assert isinstance(quote, PostRow)


def test_repost__is_an_act_of_its_own_by_another_account() -> None:
    reason = {
        "$type": "app.bsky.feed.defs#reasonRepost",
        "by": {"did": "did:plc:b", "handle": "b.example"},
        "uri": "at://did:plc:b/app.bsky.feed.repost/3k",
        "indexedAt": "2026-03-03T00:00:00Z",
    }
    repost, original = posts_of({"feed": [{"post": view(), "reason": reason}]})
    assert (repost.native_id, repost.account, repost.kind) == (reason["uri"], "did:plc:b", "repost")
    target = f"bluesky:{URI}3kaheyt6vpc22"
    assert repost.references == (Reference("repost", target, "root", account=DID),)
    assert (repost.stated.us, format_us(repost.indexed_us or 0)) == (None, "2026-03-03T00:00:00Z")
    assert (original.embedded, original.account) == (True, DID)


def test_repost__without_an_address_gets_a_stable_id_that_counts_do_not_change() -> None:
    reason = {"by": {"did": "did:plc:b"}, "indexedAt": "2026-03-03T00:00:00Z"}
    first, _ = posts_of({"feed": [{"post": view(likeCount=1), "reason": reason}]})
    again, _ = posts_of({"feed": [{"post": view(likeCount=2), "reason": reason}]})
    later, _ = posts_of(
        {"feed": [{"post": view(), "reason": reason | {"indexedAt": "2026-03-04T00:00:00Z"}}]}
    )
    assert first.native_id == again.native_id != later.native_id
    assert first.native_id.startswith("sha256:")


def test_pin__is_no_repost() -> None:
    (post,) = posts_of({"feed": [{"post": view(), "reason": {"$type": "app.bsky.feed.defs#reasonPin"}}]})
    assert (post.kind, post.embedded) == ("post", False)


def test_quote__brings_the_quoted_post() -> None:
    quoted = view("3quoted") | {"value": view()["record"]}
    del quoted["record"]
    embed = {"record": {"uri": quoted["uri"], "cid": "c"}}
    outer, inner = posts_of(view(record={"embed": embed}, embed={"record": quoted}))
    assert (outer.kind, outer.references[0].target) == ("quote", f"bluesky:{URI}3quoted")
    assert (inner.native_id, inner.embedded, inner.text) == (URI + "3quoted", True, "words")


def test_quote__of_a_feed_or_list_is_no_quote_of_a_post() -> None:
    embed = {"record": {"uri": f"at://{DID}/app.bsky.feed.generator/x", "cid": "c"}}
    (post,) = posts_of(
        view(record={"embed": embed}, embed={"record": {"uri": embed["record"]["uri"], "creator": {}}})
    )
    assert (post.kind, post.references) == ("post", ())


def test_reply__points_at_its_parent_and_not_at_the_root() -> None:
    reply = {"parent": {"uri": URI + "3parent"}, "root": {"uri": URI + "3root"}}
    (post,) = posts_of(view(record={"reply": reply}))
    assert post.references == (Reference("reply", f"bluesky:{URI}3parent", account=DID),)


@pytest.mark.parametrize(("mark", "reason"), [("notFound", "not found"), ("blocked", "blocked")])
def test_gone_posts__are_absent_and_not_lost(mark: str, reason: str) -> None:
    gone = {"uri": URI + "3gone", mark: True}
    thread = {"thread": {"post": view(), "parent": gone, "replies": []}}
    rows = rows_of(json.dumps(thread).encode())
    assert [type(row) for row in rows] == [PostRow, Absent]
    assert isinstance(rows[1], Absent)
    assert (rows[1].target, rows[1].reason) == (f"bluesky:{URI}3gone", reason)


def test_thread__parents_and_replies_are_posts_to_any_depth() -> None:
    node: dict[str, Any] = {"post": view("3z"), "replies": []}
    for number in range(80):
        node = {"post": view(f"3r{number}"), "replies": [node]}
    rows = posts_of({"thread": node | {"parent": {"post": view("3top")}}})
    assert len({row.native_id for row in rows}) == len(rows) == 82


@pytest.mark.parametrize("created", ["0000-01-01T00:00:00.000Z", "0001-01-01T00:00:00Z", "soon"])
def test_time__that_cannot_be_is_kept_as_text(created: str) -> None:
    (post,) = posts_of(view(record={"createdAt": created}))
    assert post.indexed_us == 1772442001000000
    assert post.stated.us is None or created.startswith("0001")


def test_picture__is_known_by_content_id_and_full_size_address() -> None:
    image = {"alt": "A", "image": {"ref": {"$link": "bafkpic"}}, "aspectRatio": {"width": 4, "height": 3}}
    shown = {"images": [{"fullsize": "https://cdn.example/full/bafkpic@jpeg", "alt": "A"}]}
    post = posts_of(view(record={"embed": {"images": [image]}}, embed=shown))[0]
    (row,) = post.media
    assert (row.file, row.platform_digest, row.url) == (
        "bafkpic",
        "bafkpic",
        "https://cdn.example/full/bafkpic@jpeg",
    )
    assert (row.alt, row.width, row.height) == ("A", 4, 3)
    assert {"bafkpic", "media/bafkpic", "media/bafkpic.jpg"} <= set(row.members)


@pytest.mark.parametrize(
    "media",
    [
        {"images": [{"image": {"ref": {"$link": "bafkpic"}}}]},
        [{"images": [{"image": {"ref": {"$link": "bafkpic"}}}]}],
    ],
)
def test_picture__beside_a_quote_even_as_a_list(media: Any) -> None:
    embed = {"media": media, "record": {"record": {"uri": URI + "3q", "cid": "c"}}}
    (post,) = posts_of(view(record={"embed": embed}))
    assert (post.kind, [row.file for row in post.media]) == ("quote", ["bafkpic"])
    assert post.media[0].url == f"https://cdn.bsky.app/img/feed_fullsize/plain/{DID}/bafkpic@jpeg"


def test_video__has_its_poster() -> None:
    video = {"video": {"ref": {"$link": "bafkvid"}}}
    (post,) = posts_of(
        view(record={"embed": video}, embed={"cid": "bafkvid", "thumbnail": "https://v.example/t.jpg"})
    )
    assert [(row.type, row.file, row.url) for row in post.media] == [
        ("video", "bafkvid", "https://v.example/t.jpg")
    ]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"record": None}, "`$.record`"),
        ({"author": None}, "`$.author`"),
        ({"uri": 5}, "`$.uri`"),
        ({"record": {"createdAt": 5}}, "`$.createdAt`"),
        ({"indexedAt": []}, "`$.indexedAt`"),
    ],
)
def test_drift__is_a_reject_with_its_path(change: dict[str, Any], path: str) -> None:
    rows = rows_of(json.dumps({"posts": [view() | change, view("3ok")]}).encode())
    assert [type(row) for row in rows] == [Reject, PostRow]
    assert isinstance(rows[0], Reject)
    assert rows[0].reason.startswith(path)


def test_handle__that_the_network_could_not_confirm_is_unknown() -> None:
    (post,) = posts_of(view(author={"did": DID, "handle": "handle.invalid"}))
    assert (post.account, post.handle) == (DID, None)
