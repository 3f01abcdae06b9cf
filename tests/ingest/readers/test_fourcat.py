"""4CAT's tables: the platform by its columns or addresses, `unix_timestamp` and never the server's wall clock."""

from __future__ import annotations

from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import ReadSettings
from tracker.ingest.readers import fourcat
from tracker.ingest.source import memory_source


def _read(**cells: str) -> Any:
    cells = {"id": "7", "thread_id": "5", "body": "a", "timestamp": "2026-03-03 07:00:12", **cells}
    body = ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"
    source: Any = memory_source({"a": body.encode()}, "a", ReadSettings(zone="Asia/Kolkata"))
    (row,) = fourcat.READER.read(source)
    return row


@pytest.mark.parametrize(
    ("cells", "platform"),
    [
        ({"is_retweet": "no"}, "x"),
        ({"author_forwarded_from_name": ""}, "telegram"),
        ({"url": "https://www.instagram.com/p/DVau0nFCzYw"}, "instagram"),
        ({"url": "https://truthsocial.com/@a_example/posts/1"}, "truthsocial"),
        ({"post_url": "https://www.linkedin.com/feed/update/urn:li:activity:1"}, "linkedin"),
        ({"url": "https://www.threads.com/@a_example/post/x"}, "threads"),
        ({"link": "https://vk.com/wall1_2"}, "vkontakte"),
        ({"subreddit": "orbit"}, "reddit"),
        ({}, "other"),
    ],
)
def test_fourcat__the_platform_is_told_by_a_column_or_an_address(cells: dict[str, str], platform: str) -> None:
    assert _read(**cells).platform == platform


def test_fourcat__the_servers_wall_clock_is_read_only_where_there_is_nothing_else() -> None:
    row = _read(unix_timestamp="1772517612")
    assert format_us(row.stated.us) == "2026-03-03T06:00:12Z"
    row = _read()
    assert format_us(row.stated.us) == "2026-03-03T01:30:12Z"
    assert _read(unix_timestamp="0").stated.us is None


@pytest.mark.parametrize(
    ("cells", "kind", "target", "account"),
    [
        ({"is_retweet": "yes", "retweeted_user": "b_example"}, "repost", None, "b_example"),
        ({"is_retweet": "no", "is_quote_tweet": "yes", "quote_tweet_id": "20"}, "quote", "x:20", None),
        ({"is_retweet": "no", "is_reply": "yes"}, "reply", "x:5", None),
        ({"is_retweet": "no", "is_reply": "yes", "thread_id": "7"}, "post", None, None),
        ({"subreddit": "orbit"}, "reply", "reddit:t3_5", None),
        ({"subreddit": "orbit", "thread_id": "7"}, "post", None, None),
        ({"author_forwarded_from_name": "Ben", "reply_to": ""}, "forward", None, "Ben"),
        ({"author_forwarded_from_name": "", "reply_to": "6"}, "reply", "telegram:5/6", None),
        ({"is_comment_on_comment": "no", "post_id": "6"}, "reply", "tiktok:6", None),
    ],
)
def test_fourcat__what_a_post_points_at(
    cells: dict[str, str], kind: str, target: str | None, account: str | None
) -> None:
    row = _read(**cells)
    assert row.kind == kind
    found = [(reference.target, reference.account) for reference in row.references]
    assert found == ([] if kind == "post" else [(target, account)])


def test_fourcat__ids_are_those_of_the_platforms_own_exports() -> None:
    message = _read(author_forwarded_from_name="", id="orbit_example-7", thread_id="orbit_example")
    assert message.native_id == "orbit_example/7"
    assert _read(subreddit="orbit").native_id == "t1_7"
    assert _read(subreddit="orbit", thread_id="7").native_id == "t3_7"


def test_fourcat__a_name_anybody_may_sign_with_is_no_account() -> None:
    row = _read(image_md5="", author="Anonymous")
    assert (row.account, row.handle, row.name) == (None, None, "Anonymous")
