from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.ingest.reader import PostRow, Reference, Reject, Row, Service
from tracker.ingest.readers.mastodon_archive import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "mastodon_archive" / "archive"
ACTOR = "https://social.example/users/mira"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
OTHER = "https://other.example/users/omar/statuses/116000000000000001"


def note(number: int = 116158758912327680, **more: Any) -> dict[str, Any]:
    held = {
        "id": f"{ACTOR}/statuses/{number}",
        "type": "Note",
        "published": "2026-03-02T09:00:00Z",
        "content": "<p>x</p>",
    }
    return {
        "id": f"{ACTOR}/statuses/{number}/activity",
        "type": "Create",
        "actor": ACTOR,
        "to": [PUBLIC],
        "cc": [],
        "published": "2026-03-02T09:00:00Z",
        "object": held | more,
    }


def boost(target: Any = OTHER) -> dict[str, Any]:
    return note() | {"type": "Announce", "object": target}


def rows_of(*items: Any, actor: Any = None, folder: str = "", total: int | None = None) -> list[Row]:
    outbox = {
        "type": "OrderedCollection",
        "totalItems": len(items) if total is None else total,
        "orderedItems": items,
    }
    files = {f"{folder}outbox.json": json.dumps(outbox).encode()}
    if actor is not None:
        files[f"{folder}actor.json"] = json.dumps(actor).encode()
    return list(READER.read(memory_source(files, f"{folder}outbox.json")))


def one(item: Any, **more: Any) -> PostRow:
    (row,) = rows_of(item, **more)
    assert isinstance(row, PostRow), row
    return row


def test_fixture__every_activity_is_accounted_for() -> None:
    files = {path.name: path.read_bytes() for path in FIXTURE.iterdir()}
    source = memory_source(files, "outbox.json")
    match = READER.sniff(source)
    assert match is not None
    assert match.companions == ("actor.json",)
    rows = list(READER.read(source))
    assert [type(row) for row in rows] == [PostRow] * 5 + [Service] * 2 + [Reject]
    assert source.notes == ["totalItems says 9, 8 were found; Mastodon's own count is often off"]
    assert source.stated == 9


@pytest.mark.parametrize("name", ["likes.json", "actor.json"])
def test_sniff__leaves_the_other_files_of_the_archive(name: str) -> None:
    assert READER.sniff(memory_source({name: (FIXTURE / name).read_bytes()}, name)) is None


def test_note__has_its_address_as_id_and_its_server_as_clock() -> None:
    post = one(note())
    assert post.native_id == f"{ACTOR}/statuses/116158758912327680"
    assert (post.home, post.server_timed, post.stated.precision_s) == (True, True, 1.0)
    assert (post.account, post.handle) == (ACTOR, None)


def test_actor__gives_the_handle_from_a_folder_too() -> None:
    actor = {"id": ACTOR, "preferredUsername": "mira", "name": "Mira"}
    post = one(note(), actor=actor, folder="export/")
    assert (post.account, post.handle, post.name) == (ACTOR, "mira", "Mira")


def test_home__is_false_for_an_id_of_another_server() -> None:
    post = one(note(id=OTHER), actor={"id": ACTOR, "preferredUsername": "mira"})
    assert (post.home, post.server_timed) == (False, False)


def test_boost__points_at_the_root() -> None:
    post = one(boost())
    assert post.native_id.endswith("/activity")
    reference = Reference("repost", f"mastodon:{OTHER}", "root", account="https://other.example/users/omar")
    assert (post.kind, post.references) == ("repost", (reference,))


def test_boost__of_a_post_that_comes_whole_brings_it() -> None:
    held = note()["object"] | {"attributedTo": ACTOR, "to": [f"{ACTOR}/followers"]}
    outer, inner = rows_of(boost(held))
    assert isinstance(outer, PostRow)
    assert isinstance(inner, PostRow)
    assert (outer.references[0].target, inner.embedded) == (f"mastodon:{inner.native_id}", True)
    assert inner.protected


def test_reply__points_at_its_parent() -> None:
    post = one(note(inReplyTo=OTHER))
    assert (post.kind, post.references) == ("reply", (Reference("reply", f"mastodon:{OTHER}"),))


def test_quote__of_2025_is_read() -> None:
    assert one(note(quote=OTHER)).references == (Reference("quote", f"mastodon:{OTHER}"),)


def test_words__are_warning_and_plain_text() -> None:
    assert one(note(content="<p>a &amp; b<br>c</p>", summary="Careful")).text == "Careful\n\na & b\nc"


@pytest.mark.parametrize(
    ("to", "cc", "hidden"),
    [
        ([PUBLIC], [], False),
        ([f"{ACTOR}/followers"], [PUBLIC], False),
        ("as:Public", [], False),
        ([f"{ACTOR}/followers"], [], True),
        ([], [], True),
    ],
)
def test_visibility__unlisted_is_public_and_followers_only_is_marked(to: Any, cc: Any, hidden: bool) -> None:
    post = one(note() | {"to": to, "cc": cc})
    assert (post.protected, "not_public" in post.flags) == (hidden, hidden)


def test_direct_messages__are_counted_and_not_read() -> None:
    (row,) = rows_of(note() | {"to": ["https://other.example/users/omar"], "cc": []})
    assert isinstance(row, Service)


@pytest.mark.parametrize(
    "path",
    [
        "/media_attachments/files/1/original/a.png",
        "/bucket/media_attachments/files/1/original/a.png",
        "https://files.example/bucket/media_attachments/files/1/original/a.png",
    ],
)
def test_attachments__are_found_by_the_tail_of_their_path(path: str) -> None:
    (row,) = one(note(attachment=[{"mediaType": "image/png", "url": path, "name": "A"}]), folder="e/").media
    assert "e/media_attachments/files/1/original/a.png" in row.members
    assert (row.file, row.alt) == (path, "A")


def test_edited__is_the_last_update() -> None:
    assert one(note(updated="2026-03-02T09:10:00Z")).edited_us == 1772442600000000


@pytest.mark.parametrize(
    ("item", "path"),
    [
        (note() | {"type": None}, "`$.type`"),
        (note() | {"object": None}, "`$.object`"),
        (note(id=None), "`$.id`"),
        (note(content=5), "`$.content`"),
        (note(published=None) | {"published": None}, "`$.published`"),
        (boost(None), "`$.object`"),
        (boost() | {"id": None}, "`$.id`"),
        (note(inReplyTo=["x"]), "`$.inReplyTo`"),
    ],
)
def test_drift__is_a_reject_with_its_path(item: Any, path: str) -> None:
    (row,) = rows_of(item)
    assert isinstance(row, Reject)
    assert row.reason.startswith(path)


def test_other_activities__are_no_records() -> None:
    assert [type(row) for row in rows_of(note() | {"type": "Update"}, note() | {"type": "Like"})] == [
        Service
    ] * 2
