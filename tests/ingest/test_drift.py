"""A record whose layout moved is kept with its id; what is no post, or shows no sound id, stays a reject."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.clock import parse_iso
from tracker.ingest.drift import LAYOUT_UNKNOWN, Places, salvaged
from tracker.ingest.load import LoadSettings, load_exports
from tracker.ingest.reader import Record, Reject, Service
from tracker.tables.posts import Posts
from tracker.tables.sources import Sources
from tracker.tables.store import read_table

if TYPE_CHECKING:
    from pathlib import Path

NOW = parse_iso("2026-06-01").us or 0
ID = "1893567890123456789"
AT = "at://did:plc:aexample/app.bsky.feed.post/3mg2vbwut5sij"
STATUS = "https://fedi.example/users/a_example/statuses/116147190000000000"


def saved(value: Any, platform: str) -> list[str]:
    raw = json.dumps(value).encode()
    left, posts = salvaged([Reject(Record(raw, 0), "why")], set(), platform, NOW)
    assert len(left) + len(posts) == 1
    assert all(post.flags == (LAYOUT_UNKNOWN,) and post.record.raw == raw for post in posts)
    return [post.native_id for post in posts]


@pytest.mark.parametrize(
    ("value", "platform", "expected"),
    [
        ({"id_str": ID, "full_text": {"moved": True}}, "x", [ID]),
        ({"tweet": {"id_str": ID, "full_text": 7}}, "x", [ID]),
        ({"data": {"rest_id": ID, "legacy": None, "edit_control": {}}}, "x", [ID]),
        ({"id": int(ID), "text": []}, "x", [ID]),
        ({"id": float(ID), "text": []}, "x", []),
        ({"id": "12", "text": []}, "x", []),
        ({"id_str": ID, "screen_name": "a_example", "text": ""}, "x", []),
        ({"id_str": ID, "name": "a list"}, "x", []),
        ({"uri": AT, "words": {}}, "bluesky", [AT]),
        ({"post": {"uri": AT}}, "bluesky", [AT]),
        ({"uri": AT.replace("feed.post", "feed.like")}, "bluesky", []),
        ({"uri": AT.replace("3mg2vbwut5sij", "self")}, "bluesky", []),
        ({"uri": STATUS, "content": 7}, "mastodon", [STATUS]),
        ({"type": "Create", "object": {"id": STATUS}}, "mastodon", [STATUS]),
        ({"type": "Announce", "object": STATUS, "uri": STATUS}, "mastodon", []),
        ({"uri": "https://fedi.example/users/a_example"}, "mastodon", []),
        ({"id": "abc", "title": "t"}, "reddit", []),
        ([ID], "x", []),
    ],
)
def test_salvage__only_a_posts_own_id_with_a_plausible_clock(value: Any, platform: str, expected: list[str]) -> None:
    assert saved(value, platform) == expected


def test_salvage__a_refused_part_of_a_post_stays_a_reject() -> None:
    record = Record(json.dumps({"id_str": ID, "text": "words", "quoted_status": 7}).encode(), 40)
    reject, service = Reject(record, "why"), Service(record, "what")
    assert salvaged([reject, service], {40}, "x", NOW) == ([reject, service], [])
    left, posts = salvaged([reject, reject], set(), "x", NOW)
    assert (left, len(posts)) == ([reject], 1)


def test_places__the_first_that_holds_anything_counts() -> None:
    handle = Places("the handle", ("core", "name"), ("legacy", "names", 0), ("name",))
    values: list[Any] = [{"core": {"name": "a"}}, {"legacy": {"names": ["b"]}}, {"core": {}, "name": "c"}, {}, None]
    assert [handle.of(value) for value in values] == ["a", "b", "c", None, None]
    assert handle.sentence() == (
        "the handle stood in another place than today's: `legacy.names.0` 1 x, `name` 1 x, of 3"
    )


def test_places__nothing_is_said_where_all_is_as_today() -> None:
    handle = Places("the handle", ("name",), ("screen_name",))
    assert (handle.of({"name": "a", "screen_name": "b"}), handle.sentence()) == ("a", None)


def event(rkey: str, record: Any) -> bytes:
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": rkey, "record": record}
    value = {"did": "did:plc:aexample", "time_us": 1772442000523000, "kind": "commit", "commit": commit}
    return json.dumps(value).encode()


def test_load__the_post_is_there_with_the_time_of_its_id_and_the_source_says_so(tmp_path: Path) -> None:
    whole = event("3mg2vbwut5sij", {"createdAt": "2026-03-02T09:00:00Z", "text": "words"})
    moved = event("3mg2vdpy4s2xm", ["the record moved elsewhere"])
    (tmp_path / "events.ndjson").write_bytes(whole + b"\n" + moved + b'\n{"did": 1, "kind": "commit"}\n')
    out = tmp_path / "out"
    out.mkdir()
    loaded = load_exports([tmp_path / "events.ndjson"], LoadSettings(now_us=NOW), out)
    assert (loaded.posts, loaded.rejected) == (2, 1)
    posts = {row["native_id"].rpartition("/")[2]: row for row in read_table(Posts, out).rows()}
    kept = posts["3mg2vdpy4s2xm"]
    assert (kept["text"], kept["flags"], kept["record_length"]) == (None, [LAYOUT_UNKNOWN], len(moved))
    assert kept["id_time"].isoformat().startswith("2026-03-02T09:01:00")
    (source,) = read_table(Sources, out).rows()
    assert "of 1 records only the id could be read" in source["notes"]
