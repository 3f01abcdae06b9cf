from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tracker.ingest.load import LoadSettings, load_exports
from tracker.ingest.reader import PostRow, Reference, Row
from tracker.ingest.readers import bluesky_api, mastodon_api, reddit_dump
from tracker.ingest.readers.gallery_dl import READER
from tracker.ingest.source import memory_source

FIXTURE = Path(__file__).parents[3] / "fixtures" / "gallery_dl"
OWN = {"id": 1, "name": "a_example", "nick": "A"}
POST = {
    "tweet_id": 2028379781845745665, "retweet_id": 0, "reply_id": 0, "date": "2026-03-02 08:00:00", "content": "w",
    "author": OWN, "user": OWN, "category": "twitter", "subcategory": "timeline", "num": 1, "count": 1,
    "filename": "G", "extension": "jpg",
}  # fmt: skip


def rows_of(value: Any, name: str = "a/1_1.jpg.json") -> list[Row]:
    return list(READER.read(memory_source({name: json.dumps(value, indent=4).encode()}, name)))


def post_of(**more: Any) -> PostRow:
    (row,) = rows_of(POST | more)
    assert isinstance(row, PostRow)
    return row


def test_id__is_exact_although_it_is_written_as_a_number() -> None:
    assert (post_of().native_id, post_of().account) == ("2028379781845745665", "1")


def test_date__is_utc() -> None:
    stated = post_of().stated
    assert (stated.us, stated.zone_known) == (1_772_438_400_000_000, True)


def test_repost__is_by_the_user_and_the_author_is_that_of_the_original() -> None:
    post = post_of(retweet_id=2028379781845745000, user={"id": 2, "name": "b_example"})
    assert (post.handle, post.text) == ("b_example", None)
    assert post.references == (Reference("repost", "x:2028379781845745000", "root", account="1"),)


def test_repost__whose_account_the_tool_does_not_know_names_nobody() -> None:
    post = post_of(retweet_id=2028379781845745000)
    assert (post.account, post.handle, post.name) == (None, None, None)
    assert post.url == "https://x.com/i/web/status/2028379781845745665"


def test_quote_id__names_who_quotes_this_post_and_makes_it_no_quote() -> None:
    assert post_of(quote_id=2028379781845745999).kind == "post"


def test_references__are_the_answered_post_and_links_to_posts() -> None:
    post = post_of(reply_id=7, content="see https://x.com/b_example/status/2028378000000000000")
    assert [found.target for found in post.references] == ["x:7", "x:2028378000000000000"]
    assert post.kind == "quote"


def test_media__is_the_file_that_the_record_stands_beside() -> None:
    (row,) = post_of().media
    assert row.members == ("a/1_1.jpg", "a/2028379781845745665_1.jpg", "a/G.jpg")
    assert rows_of([[3, "https://cdn.example/G.jpg", POST]], "printed.txt")[0].media[0].members == (  # type: ignore[union-attr]
        "2028379781845745665_1.jpg",
        "G.jpg",
    )


@pytest.mark.parametrize(("ending", "kinds"), [("mp4", ["video"]), ("png", ["image"]), ("mp3", []), ("", [])])
def test_media__sounds_and_texts_are_none(ending: str, kinds: list[str]) -> None:
    assert [row.type for row in post_of(extension=ending).media] == kinds


def test_readers__of_the_sites_leave_sidecars_alone() -> None:
    folder = FIXTURE / "folder"
    for reader, name in ((reddit_dump, "reddit"), (bluesky_api, "bluesky"), (mastodon_api, "mastodon")):
        (path,) = (folder / name).rglob("*.json")
        source = memory_source({"f": path.read_bytes()}, "f")
        assert reader.READER.sniff(source) is None
        assert READER.sniff(source) is not None


def test_load__pictures_of_one_post_are_united_without_a_conflict(tmp_path: Path) -> None:
    load_exports([FIXTURE / "folder" / "twitter" / "orbit_example"], LoadSettings(), tmp_path)
    posts, media = (pq.read_table(tmp_path / f"{name}.parquet").to_pylist() for name in ("posts", "media"))
    assert [post["flags"] for post in posts] == [["media_apart"]]
    assert sorted(row["file"] for row in media) == ["2028379781845745665_1.png", "2028379781845745665_2.png"]
    assert all(row["sha256"] for row in media)
