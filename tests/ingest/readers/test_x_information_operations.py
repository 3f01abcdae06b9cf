"""The sets of information operations: minutes of UTC, accounts under a hash without a handle."""

from __future__ import annotations

from typing import Any

from tracker.base.clock import format_us
from tracker.ingest.reader import ReadSettings
from tracker.ingest.readers import x_information_operations
from tracker.ingest.source import memory_source

HEAD = "tweetid,userid,user_screen_name,tweet_text,tweet_time,in_reply_to_tweetid,is_retweet,retweet_tweetid,urls\n"


def _read(line: str) -> Any:
    source: Any = memory_source({"a": f"{HEAD}{line}\n".encode()}, "a", ReadSettings(zone="Asia/Kolkata"))
    (row,) = x_information_operations.READER.read(source)
    return row


def test_information_operations__times_are_minutes_of_utc() -> None:
    row = _read("863321000000123456,7,a_example,x,2017-05-13 09:18,,False,,")
    assert (row.stated.precision_s, row.stated.zone_known) == (60.0, True)
    assert format_us(row.stated.us) == "2017-05-13T09:18:00Z"


def test_information_operations__a_hash_is_an_account_and_no_handle() -> None:
    row = _read("863321000000123456,hash=,hash=,x,2017-05-13 09:18,,False,,")
    assert (row.account, row.handle) == ("hash=", None)


def test_information_operations__a_repost_names_its_original() -> None:
    row = _read("863321000000123456,7,a_example,RT @b_example: x,2017-05-13 09:18,,True,863320000000123456,[]")
    assert (row.kind, row.text, row.references[0].target) == ("repost", "x", "x:863320000000123456")
