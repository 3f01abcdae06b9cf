"""What the records and references of posts tell about their times, from the file to the table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.clock import format_us, from_datetime, parse_iso
from tracker.ingest.load import LoadSettings, load_exports
from tracker.tables.posts import Posts
from tracker.tables.store import read_table

if TYPE_CHECKING:
    from pathlib import Path

NOW_US = parse_iso("2026-01-01T00:00:00Z").us or 0
PARENT = "x:1823034723867713705"
"""Made on 2024-08-12 at 16:32:03.174 UTC."""


def load(folder: Path, *rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    path = folder / "posts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    out = folder / "case"
    out.mkdir()
    load_exports([path], LoadSettings(now_us=NOW_US), out)
    return {row["post"]: row for row in read_table(Posts, out).rows()}


@pytest.mark.parametrize(
    ("parent", "low"),
    [(PARENT, "2024-08-12T16:32:02.174Z"), ("x:1.82303E+18", "2024-08-12T15:53:23.823Z")],
)
def test_order__a_claim_is_not_earlier_than_an_absent_post_it_points_at(
    tmp_path: Path, parent: str, low: str
) -> None:
    claim = {"id": "5", "platform": "forum", "created_at": "2024-08-02T00:00:00Z", "parent_id": parent,
             "reshare_kind": "reply"}  # fmt: skip
    found = load(tmp_path, claim)["forum:5"]
    assert format_us(from_datetime(found["low"])) == low
    assert found["dispute_rule"] == "states a time before the post it answers existed"
    assert found["posted_at"] == found["low"]


def test_order__a_server_dates_its_posts_whatever_they_point_at(tmp_path: Path) -> None:
    post = {"id": "5", "platform": "facebook", "created_at": "2024-08-02T00:00:00Z", "parent_id": PARENT,
            "reshare_kind": "quote"}  # fmt: skip
    assert not load(tmp_path, post)["facebook:5"]["disputed"]


def test_order__an_absent_post_without_a_clock_in_its_id_bounds_nothing(tmp_path: Path) -> None:
    claim = {"id": "5", "platform": "forum", "created_at": "2024-08-02T00:00:00Z", "parent_id": "x:77",
             "reshare_kind": "reply"}  # fmt: skip
    assert not load(tmp_path, claim)["forum:5"]["disputed"]
