from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import Absent, PostRow, Reject, Row, Service
from tracker.ingest.readers.snscrape import READER
from tracker.ingest.source import memory_source

FIXTURES = Path(__file__).parents[3] / "fixtures" / "snscrape"


def rows_of(*values: dict[str, Any]) -> list[Row]:
    data = "\n".join(map(json.dumps, values)).encode()
    return list(READER.read(memory_source({"f": data}, "f")))


def post_of(**fields: Any) -> PostRow:
    value = {"_type": "snscrape.modules.twitter.Tweet", "date": "2023-04-01T08:00:05+00:00", "id": 1642074339299819520}
    (row, *_) = rows_of(value | fields)
    assert isinstance(row, PostRow)
    return row


def other(kind: str, **fields: Any) -> list[Row]:
    return rows_of({"_type": f"snscrape.modules.{kind}", "date": "2023-04-01T08:00:05+00:00"} | fields)


def test_fixture__posts_of_x_with_their_originals_and_what_is_gone() -> None:
    rows = list(READER.read(memory_source({"f": (FIXTURES / "x.jsonl").read_bytes()}, "f")))
    kinds = [row.kind if isinstance(row, PostRow) else type(row).__name__ for row in rows]
    assert kinds == [
        "post", "quote", "post", "repost", "post", "repost", "quote", "Absent", "reply", "post", "Service", "Reject",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        {"id": 1642074339299819520},
        {"id": 1642074339299819500, "id.str": "1642074339299819520"},
        {"id": 1642074339299819500, "url": "https://twitter.com/a_example/status/1642074339299819520"},
        {"id": 1.6420743392998195e18, "url": "https://twitter.com/a_example/status/1642074339299819520"},
        {"id": "1642074339299819520"},
    ],
)
def test_id__is_exact_wherever_it_still_stands(fields: dict[str, Any]) -> None:
    assert post_of(**fields).native_id == "1642074339299819520"


def test_id__that_is_lost_is_a_reject() -> None:
    (row,) = rows_of({"_type": "snscrape.modules.twitter.Tweet", "date": "2023-04-01", "id": 1.64e18})
    assert isinstance(row, Reject)


def test_text__is_as_it_was_written_without_the_escapes() -> None:
    assert post_of(rawContent="a &amp; b", renderedContent="shown").text == "a & b"
    assert post_of(content="old", renderedContent="shown").text == "old"


def test_repost__that_only_names_its_original_keeps_its_own_cut_text() -> None:
    repost = post_of(rawContent="RT @a_example: wor…", retweetedTweet={"id": 7})
    assert (repost.kind, repost.text_cut, repost.references[0].target) == ("repost", True, "x:7")
    assert post_of(retweetedTweet={"id": 7, "rawContent": "words", "date": "2023-04-01"}).text == "words"


def test_quote__of_a_deleted_post_makes_it_absent() -> None:
    tombstone = {"_type": "snscrape.modules.twitter.Tombstone", "id": 7, "text": "deleted by its author"}
    value = {"_type": "snscrape.modules.twitter.Tweet", "date": "2023-04-01", "id": 8, "quotedTweet": tombstone}
    quote, gone = rows_of(value)
    assert isinstance(quote, PostRow)
    assert quote.kind == "quote"
    assert gone == Absent(quote.record, "x:7", "deleted by its author")


def test_media__a_sized_picture_is_known_by_the_name_of_its_file() -> None:
    address = "https://pbs.twimg.com/media/Gteapot1?format=jpg&name=orig"
    (picture,) = post_of(media=[{"_type": "snscrape.modules.twitter.Photo", "fullUrl": address}]).media
    assert (picture.file, picture.url) == ("https://pbs.twimg.com/media/Gteapot1.jpg", address)


def test_media__a_film_is_known_by_its_poster_frame() -> None:
    (film,) = post_of(media=[{"_type": "snscrape.modules.twitter.Video", "thumbnailUrl": "https://a.example/1.jpg"}]).media
    assert (film.file, film.type) == ("https://a.example/1.jpg", "video")


def test_telegram__a_post_is_known_by_channel_and_number() -> None:
    (row,) = other("telegram.TelegramPost", url="https://t.me/s/orbit_example/41", content="words", outlinks=[])
    assert isinstance(row, PostRow)
    assert (row.platform, row.native_id, row.handle) == ("telegram", "orbit_example/41", "orbit_example")
    assert row.server_timed


def test_weibo__a_day_without_a_year_is_no_instant_and_no_lie() -> None:
    (row,) = other("weibo.Post", id="4885000000000001", url="https://a.example", createdAt="03-31")
    assert isinstance(row, PostRow)
    assert (row.stated.us, row.stated.flags, row.stated.raw) == (None, (), "03-31")


def test_vkontakte__what_is_passed_on_without_words_is_a_repost_and_with_words_a_quote() -> None:
    original = {"url": "https://vk.com/wall-3_4", "content": "Servers", "date": "2023-03-31T12:00:00+03:00"}
    kinds = []
    for words in ("", "look"):
        post = {"url": "https://vk.com/wall1_2", "content": words, "quotedPost": original}
        row, embedded = other("vkontakte.VKontaktePost", **post)
        assert isinstance(row, PostRow)
        assert isinstance(embedded, PostRow)
        assert format_us(embedded.stated.us or 0) == "2023-03-31T09:00:00Z"
        kinds.append((row.kind, row.references[0].target))
    assert kinds == [("repost", "vkontakte:-3_4"), ("quote", "vkontakte:-3_4")]


@pytest.mark.parametrize(
    ("address", "native_id", "handle"),
    [
        ("https://www.facebook.com/orbit.example/posts/123", "123", "orbit.example"),
        ("https://www.facebook.com/permalink.php?story_fbid=456&id=7", "456", None),
        ("https://www.facebook.com/groups/9/permalink/789/", "789", None),
        ("https://www.facebook.com/orbit.example/photos/a.1/321", "321", "orbit.example"),
        ("https://www.facebook.com/events/5/", "https://www.facebook.com/events/5/", None),
    ],
)
def test_facebook__the_post_is_known_by_its_address(address: str, native_id: str, handle: str | None) -> None:
    (row,) = other("facebook.FacebookPost", cleanUrl=address, content="words", outlinks=[])
    assert isinstance(row, PostRow)
    assert (row.native_id, row.handle) == (native_id, handle)


def test_mastodon__a_boost_has_no_time_of_its_own_and_points_to_the_root() -> None:
    user = {"account": "@moss@toots.example"}
    toot = {"url": "https://toots.example/@kite/110", "date": "2023-04-01T08:00:00+00:00", "user": user}
    boost, embedded = rows_of({"_type": "snscrape.modules.mastodon.Boost", "user": user, "toot": toot})
    assert isinstance(boost, PostRow)
    assert isinstance(embedded, PostRow)
    assert (boost.stated.us, boost.references[0].scope, embedded.server_timed) == (None, "root", False)


@pytest.mark.parametrize("kind", ["telegram.Channel", "twitter.User", "twitter.Trend", "instagram.User"])
def test_accounts__are_no_posts(kind: str) -> None:
    assert [type(row) for row in other(kind, url="https://a.example", id=7)] == [Service]


def test_sniff__lines_of_before_types_are_known_by_all_of_their_keys() -> None:
    data = (FIXTURES / "old.jsonl").read_bytes()
    assert READER.sniff(memory_source({"f": data}, "f")) is not None
    assert READER.sniff(memory_source({"f": data.replace(b"tcooutlinks", b"links")}, "f")) is None
