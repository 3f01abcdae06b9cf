from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tracker.ingest.reader import PostRow, Row, Service, readers
from tracker.ingest.readers.twscrape import READER
from tracker.ingest.source import memory_source
from tracker.testing.samples import claims

FIXTURES = Path(__file__).parents[3] / "fixtures" / "twscrape"
POST = {"_type": "snscrape.modules.twitter.Tweet", "id": 1642074339299819520, "id_str": "1642074339299819520"}


def rows_of(*values: dict[str, Any]) -> list[Row]:
    return list(READER.read(memory_source({"f": "\n".join(map(json.dumps, values)).encode()}, "f")))


def post_of(**fields: Any) -> PostRow:
    row = rows_of(POST | fields)[0]
    assert isinstance(row, PostRow)
    return row


def test_fixture__times_with_a_space_are_read_as_the_moments_they_are() -> None:
    rows = list(READER.read(memory_source({"f": (FIXTURES / "search.jsonl").read_bytes()}, "f")))
    posts = [row for row in rows if isinstance(row, PostRow)]
    assert [post.kind for post in posts] == ["post", "quote", "post", "repost", "post", "reply", "post"]
    assert all(post.stated.us is not None and post.stated.zone_known for post in posts)


def test_id__as_text_wins_over_a_number_that_was_rounded() -> None:
    assert post_of(id=1642074339299819500).native_id == "1642074339299819520"


def test_text__of_a_repost_is_the_original_one_without_its_mark() -> None:
    original = POST | {"id_str": "7", "date": "2023-04-01 08:00:05+00:00", "rawContent": "words"}
    repost = post_of(rawContent="RT @a_example: words", retweetedTweet=original)
    assert (repost.kind, repost.text, repost.references[0].target) == ("repost", "words", "x:7")


def test_media__stand_in_lists_by_type() -> None:
    media = {"photos": [{"url": "p"}], "videos": [{"thumbnailUrl": "v"}], "animated": [{"videoUrl": "g"}]}
    assert [(found.file, found.type) for found in post_of(media=media).media] == [
        ("p", "image"),
        ("v", "video"),
        ("g", "gif"),
    ]


def test_edits__the_first_version_is_named() -> None:
    assert post_of(editControl={"edit_tweet_ids": ["7", "1642074339299819520"]}).first_version == "7"
    assert post_of(editControl={"edit_tweet_ids": ["1642074339299819520"]}).first_version is None


def test_accounts__are_no_posts_though_they_have_an_id_a_time_and_an_address() -> None:
    data = (FIXTURES / "users.jsonl").read_bytes()
    source: Any = memory_source({"f": data}, "f")
    assert set(claims(source, readers())) == {"twscrape"}
    assert [type(row) for row in READER.read(source)] == [Service]
