"""twint's tables: wall clocks without a zone; `retweet_id` is the earlier or the later post, by version."""

from __future__ import annotations

from typing import Any

from tracker.base.clock import format_us
from tracker.ingest.reader import ReadSettings
from tracker.ingest.readers import twint_csv
from tracker.ingest.source import memory_source

ROW = {
    "id": "2028712021985329157", "conversation_id": "2028712021985329157", "created_at": "2026-03-03 07:00:12 CET",
    "date": "2026-03-03", "time": "07:00:12", "timezone": "+0200", "username": "a_example", "tweet": "x",
    "retweet": "False", "retweet_id": "", "user_rt": "", "user_rt_id": "",
}  # fmt: skip


def _read(zone: str | None = None, **cells: str) -> list[Any]:
    row = ROW | cells
    body = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
    source: Any = memory_source({"a": body.encode()}, "a", ReadSettings(zone=zone))
    return list(twint_csv.READER.read(source))


def test_twint__the_zone_of_the_run_is_not_taken_for_that_of_the_post() -> None:
    (row,) = _read()
    assert (format_us(row.stated.us), row.stated.zone_known) == ("2026-03-03T07:00:12Z", False)
    (row,) = _read("Europe/Berlin")
    assert (format_us(row.stated.us), row.stated.zone_known) == ("2026-03-03T06:00:12Z", True)
    (row,) = _read("Europe/Berlin", created_at="2026-03-03 07:00:12 UTC")
    assert (format_us(row.stated.us), row.stated.zone_known) == ("2026-03-03T07:00:12Z", True)
    (row,) = _read(created_at="2026-03-03 07:00:12 Romance Standard Time", date="", time="")
    assert (format_us(row.stated.us), row.stated.zone_known) == ("2026-03-03T07:00:12Z", False)
    (row,) = _read(created_at="1772517612000")
    assert (format_us(row.stated.us), row.stated.zone_known) == ("2026-03-03T06:00:12Z", True)


def test_twint__an_earlier_id_is_the_original_of_the_row() -> None:
    (row,) = _read(retweet="True", retweet_id="2028000000000000001", user_rt_id="9")
    assert (row.kind, row.handle, row.references[0].target) == ("repost", "a_example", "x:2028000000000000001")
    assert row.references[0].account == "9"


def test_twint__a_later_id_is_a_repost_of_the_row() -> None:
    repost, original = _read(retweet="True", retweet_id="2028999999999999991", user_rt="b_example", user_rt_id="9")
    assert (repost.native_id, repost.handle, repost.kind) == ("2028999999999999991", "b_example", "repost")
    assert repost.stated.us is None
    assert repost.references[0].target == "x:2028712021985329157"
    assert (original.native_id, original.kind, original.embedded) == ("2028712021985329157", "post", True)
