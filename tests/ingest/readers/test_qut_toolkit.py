"""The toolkits' table: of X where the clock in the ids agrees with the times, else of no known platform."""

from __future__ import annotations

from typing import Any

import pytest
from tracker.base.clock import parse_iso
from tracker.ingest.reader import ReadSettings
from tracker.ingest.readers import qut_toolkit
from tracker.ingest.source import memory_source

NOW = parse_iso("2026-11-01").us or 0


@pytest.mark.parametrize(
    ("native_id", "seconds", "platform"),
    [
        ("2028712021985329157", "1772517612", "x"),
        ("2028712021985329157", "1772517912", "other"),
        ("7", "1772517612", "other"),
    ],
)
def test_qut_toolkit__the_platform_is_told_by_the_clock_in_the_id(
    native_id: str, seconds: str, platform: str
) -> None:
    head = "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls"
    body = f"{head}\n{native_id},1,a_example,5,,words,{seconds},[]\n".encode()
    source: Any = memory_source({"a": body}, "a", ReadSettings(now_us=NOW))
    (row,) = qut_toolkit.READER.read(source)
    assert (row.platform, row.kind, row.server_timed) == (platform, "repost", platform == "x")
    assert row.references[0].target == f"{platform}:5"
