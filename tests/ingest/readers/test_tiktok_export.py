from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.ingest.reader import PostRow
from tracker.ingest.readers.tiktok_export import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "tiktok_export"
HISTORY = {
    "Watch History": {"VideoList": [{"Date": "2026-03-02 07:00:00", "Link": "https://www.tiktokv.com/share/video/1/"}]}
}


def posts_of(value: Any, indent: int | None = None) -> list[PostRow]:
    source = memory_source({"f": json.dumps(value, indent=indent).encode()}, "f")
    rows = list(READER.read(source))
    assert len(source.notes) == 1
    assert all(isinstance(row, PostRow) for row in rows), rows
    return [row for row in rows if isinstance(row, PostRow)]


def export(**item: Any) -> dict[str, Any]:
    video = {"Date": "2026-03-02 08:00:00", "Likes": "3"} | item
    profile = {"Profile Info": {"ProfileMap": {"userName": "a_example"}}}
    return {"Your Activity": HISTORY, "Post": {"Posts": {"VideoList": [video]}}, "Profile And Settings": profile}


@pytest.mark.parametrize("name", ["user_data.json", "user_data_tiktok.json"])
def test_read__nothing_but_ones_own_posts_is_read(name: str) -> None:
    rows = list(READER.read(memory_source({"f": (FIXTURE / name).read_bytes()}, "f")))
    text = " ".join(repr(row) for row in rows)
    for private in ("never read", "friend_example", "fan_example", "a comment of", "not.read@"):
        assert private not in text
    assert {row.handle for row in rows if isinstance(row, PostRow)} <= {"orbit_example", "old_example"}


@pytest.mark.parametrize("indent", [None, 2])
def test_read__history_is_no_post(indent: int | None) -> None:
    (post,) = posts_of(export(), indent)
    assert (post.handle, post.likes, post.native_id) == ("a_example", 3, "")
    assert (post.stated.us, post.stated.zone_known) == (1_772_438_400_000_000, True)


@pytest.mark.parametrize(
    ("link", "native_id", "shown"),
    [
        ("https://www.tiktok.com/@a_example/video/7612564940699731121", "7612564940699731121", []),
        ("https://www.tiktokv.com/share/video/7612564940699731121/", "7612564940699731121", []),
        ("https://cdn.example/fetch/x?y=1", "", ["https://cdn.example/fetch/x?y=1"]),
        ("N/A", "", []),
    ],
)
def test_address__names_the_post_or_fetches_the_video(link: str, native_id: str, shown: list[str]) -> None:
    (post,) = posts_of(export(Link=link))
    assert (post.native_id, [row.file for row in post.media]) == (native_id, shown)


@pytest.mark.parametrize(
    ("who", "flags"), [("Everyone", ()), ("Public to everyone", ()), ("Friends", ("not_public",)), ("N/A", ())]
)
def test_post__that_not_all_may_see_is_marked(who: str, flags: tuple[str, ...]) -> None:
    (post,) = posts_of(export(WhoCanView=who))
    assert (post.flags, post.protected) == (flags, bool(flags))


@pytest.mark.parametrize(
    "value",
    [
        {"Post": {"Posts": {"id": 1}}},
        {"Video": [{"id": "1", "created_at": "2026-03-02T08:00:00Z"}]},
        {"posts": {"VideoList": []}},
        [],
    ],
)
def test_sniff__needs_a_section_and_one_of_its_lists(value: Any) -> None:
    assert READER.sniff(memory_source({"f": json.dumps(value).encode()}, "f")) is None
