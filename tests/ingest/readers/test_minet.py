"""minet's tables: the time in UTC is read and the local one is not; a repost is of its original alone."""

from __future__ import annotations

from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import ReadSettings, Reject
from tracker.ingest.readers import minet_bluesky, minet_x
from tracker.ingest.source import memory_source

X = (
    "id,timestamp_utc,local_time,user_screen_name,text,to_tweetid,retweeted_id,quoted_id,links,"
    "media_urls,media_alt_texts\n"
)
BLUESKY = "cid,uri,timestamp_utc,local_time,indexed_at_utc,user_did,text,original_text,to_post_uri,quoted_uri\n"
URI = "at://did:plc:ada/app.bsky.feed.post/3kaheyt6vpc22"


def _x(line: str) -> Any:
    source: Any = memory_source({"a": f"{X}{line}\n".encode()}, "a", ReadSettings(zone="Asia/Kolkata"))
    (row,) = minet_x.READER.read(source)
    return row


def _bluesky(line: str) -> Any:
    source: Any = memory_source({"a": f"{BLUESKY}{line}\n".encode()}, "a", ReadSettings(zone="Asia/Kolkata"))
    (row,) = minet_bluesky.READER.read(source)
    return row


def test_minet__the_local_time_is_not_read() -> None:
    row = _x("20,1610005273.0,2021-01-07T08:41:13,ada_example,a,,,,,,")
    assert (row.stated.zone_known, row.stated.precision_s) == (True, 1.0)
    assert format_us(row.stated.us) == "2021-01-07T07:41:13Z"
    row = _bluesky(f"c,{URI},1610005273,2021-01-07T08:41:13,2021-01-07T07:41:14.001Z,did:plc:ada,a,b,,")
    assert format_us(row.stated.us) == "2021-01-07T07:41:13Z"
    assert format_us(row.indexed_us) == "2021-01-07T07:41:14.001Z"
    assert not row.server_timed
    assert row.text == "b"


@pytest.mark.parametrize(
    ("cells", "kind", "targets"),
    [
        ("RT @ben_example: a,,21,22", "repost", ["x:21"]),
        ("a,23,,22", "quote", ["x:22", "x:23"]),
        ("a,23,,", "reply", ["x:23"]),
        ("RT @ben_example: a,,,", "repost", [None]),
    ],
)
def test_minet__a_repost_refers_to_its_original_alone(cells: str, kind: str, targets: list[str | None]) -> None:
    row = _x(f"20,1610005273,,ada_example,{cells},,,")
    assert (row.kind, [reference.target for reference in row.references], row.text) == (kind, targets, "a")


def test_minet__descriptions_stay_with_their_pictures() -> None:
    row = _x("20,1610005273,,ada_example,a,,,,,https://p.example/1.jpg|https://p.example/2.mp4,|a film")
    assert [(media.type, media.alt) for media in row.media] == [("image", None), ("video", "a film")]


def test_minet__a_rounded_id_is_refused() -> None:
    assert isinstance(_x("1.34708586758479E+18,1610005273,,ada_example,a,,,,,,"), Reject)
