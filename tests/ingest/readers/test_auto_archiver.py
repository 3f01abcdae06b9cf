"""The auto-archiver's tables: links to posts, when they were archived, and nothing run that a cell holds."""

from __future__ import annotations

from typing import Any

import pytest
from tracker.base.clock import format_us
from tracker.ingest.reader import PostRow, Reject, Service
from tracker.ingest.readers import auto_archiver
from tracker.ingest.source import memory_source

SHEET = "{link},{status},upload timestamp,archive date,archive location,screenshot\n"


def _read(text: str) -> list[Any]:
    source: Any = memory_source({"a": text.encode()}, "a")
    assert auto_archiver.READER.sniff(source) is not None
    return list(auto_archiver.READER.read(source))


@pytest.mark.parametrize(
    ("link", "status"), [("link", "archive status"), ("Link", "Archive Status"), ("URL", "Archive status")]
)
def test_auto_archiver__the_time_of_archiving_is_not_that_of_the_post(link: str, status: str) -> None:
    head = SHEET.format(link=link, status=status)
    line = "https://t.me/orbit_example/7,ok,,2026-03-05T10:00:00+00:00,https://a.example/1.jpg,https://a.example/s.png\n"
    (row,) = _read(head + line)
    assert isinstance(row, PostRow)
    assert (row.platform, row.native_id, row.stated.us) == ("telegram", "orbit_example/7", None)
    assert format_us(row.captured_us) == "2026-03-05T10:00:00Z"
    assert [media.file for media in row.media] == ["https://a.example/1.jpg"]


def test_auto_archiver__a_link_that_is_no_post_is_said_to_be_none() -> None:
    head = SHEET.format(link="link", status="archive status")
    rows = _read(f"{head}https://press.example/a,ok,,,,\n,,,,,\nhttp://[broken,ok,2026-03-03T06:00:12Z,,,\n")
    assert [type(row) for row in rows] == [Service, Service, PostRow]
    assert rows[2].platform == "other"


def test_auto_archiver__a_cell_that_would_run_something_is_refused() -> None:
    (row,) = _read("status,metadata,media\nok,\"{'url': open('x')}\",[]\n")
    assert isinstance(row, Reject)
