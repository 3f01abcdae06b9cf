"""Times without a zone, in files of which some ids hold a clock."""

from __future__ import annotations

import csv
import io
import os
import random
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from tracker.base.clock import HOUR_US, SECOND_US, from_datetime, parse_iso, to_datetime
from tracker.ingest.load import LoadSettings, load_exports
from tracker.tables.posts import Posts
from tracker.tables.sources import Sources
from tracker.tables.store import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NOW_US = parse_iso("2026-01-01T00:00:00Z").us or 0
YEAR_US = 365 * 24 * HOUR_US
WIDE = timedelta(hours=26)


class Line:
    """One post of a made file: its true moment, and whether its id holds a clock."""

    def __init__(self, us: int, number: int, *, dated: bool) -> None:
        self.us, self.dated = us, dated
        self.platform = "x" if dated else "facebook"
        self.native_id = str((us // 1000 - 1288834974657 << 22) + number % 4096) if dated else f"f{number}"

    @property
    def key(self) -> str:
        return f"{self.platform}:{self.native_id}"

    def wall(self, zone: str) -> datetime:
        return to_datetime(self.us).astimezone(ZoneInfo(zone))


def lines(seed: int, dated: int, others: int, *, start: str = "2024-01-01", span_us: int = YEAR_US) -> list[Line]:
    dice = random.Random(seed)
    first = parse_iso(start).us or 0
    moments = sorted(first + dice.randrange(span_us // SECOND_US) * SECOND_US for _ in range(dated + others))
    clocked = set(dice.sample(range(dated + others), dated))
    return [Line(us, place, dated=place in clocked) for place, us in enumerate(moments)]


def table(rows: Sequence[Line], stated: Sequence[str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("id", "platform", "created_at", "text"))
    writer.writerows((row.native_id, row.platform, told, "made up") for row, told in zip(rows, stated, strict=True))
    return out.getvalue().encode()


def local(rows: Sequence[Line], zone: str, layout: str = "%Y-%m-%d %H:%M:%S") -> list[str]:
    return [row.wall(zone).strftime(layout) for row in rows]


def load(tmp_path: Path, files: dict[str, bytes], **settings: Any) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Return the posts by key, and the notes of each source."""
    paths = []
    for name, content in files.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(content)
    out = tmp_path / "case"
    out.mkdir()
    load_exports(paths, LoadSettings(now_us=NOW_US, **settings), out)
    posts = {row["post"]: row for row in read_table(Posts, out).rows()}
    return posts, [row["notes"] for row in read_table(Sources, out).rows()]


def moment(us: int) -> datetime:
    return to_datetime(us)


ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Sydney", "UTC",
         "America/Sao_Paulo", "Pacific/Auckland", "Africa/Cairo", "Asia/Tokyo")  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
def test_zone__twenty_dated_ids_date_the_others_to_the_second(tmp_path: Path, zone: str) -> None:
    rows = lines(ZONES.index(zone), 20, 30)
    posts, (note,) = load(tmp_path, {"posts.csv": table(rows, local(rows, zone))})
    twice = {stamp for stamp in local(rows, zone) if local(rows, zone).count(stamp) > 1}
    assert not twice
    for row in rows:
        found = posts[row.key]
        assert abs(found["posted_at"] - moment(row.us)) <= timedelta(minutes=15)
        assert found["low"] <= moment(row.us) <= found["high"]
        assert found["high"] - found["low"] <= timedelta(seconds=4)
        assert not found["disputed"]
        assert found["hard"]
        assert "zone_solved" in found["time_flags"]
        assert "zone_unknown" not in found["time_flags"]
        assert found["claimed_at"] == moment(row.us)
    assert note.startswith("its times have no zone: the clocks in 20 of 20 ids show UTC")
    assert "the times of the 30 others were read so" in note


def test_zone__the_stated_text_is_kept(tmp_path: Path) -> None:
    rows = lines(3, 20, 2)
    stated = local(rows, "Europe/Paris")
    posts, _ = load(tmp_path, {"posts.csv": table(rows, stated)})
    assert [posts[row.key]["claimed_raw"] for row in rows] == stated


def test_zone__winter_alone_leaves_summer_open_by_an_hour(tmp_path: Path) -> None:
    winter = lines(4, 25, 0, start="2024-01-01", span_us=YEAR_US // 8)
    summer = [Line(parse_iso("2024-07-01T12:00:00").us or 0, 1, dated=False)]
    rows = winter + summer
    posts, (note,) = load(tmp_path, {"posts.csv": table(rows, local(rows, "Europe/Paris"))})
    found = posts["facebook:f1"]
    assert (found["low"], found["high"]) == (
        datetime(2024, 7, 1, 12, tzinfo=UTC), datetime(2024, 7, 1, 13, 0, 1, tzinfo=UTC))  # fmt: skip
    assert found["precision_s"] == 3601
    assert "UTC+1 and UTC+2 (as in Europe/" in note


def test_zone__a_row_that_contradicts_the_file_is_disputed_alone(tmp_path: Path) -> None:
    rows = lines(5, 30, 10)
    stated = local(rows, "Asia/Tokyo")
    odd = next(place for place, row in enumerate(rows) if row.dated)
    stated[odd] = (rows[odd].wall("Asia/Tokyo") - timedelta(hours=5)).strftime("%Y-%m-%d %H:%M:%S")
    posts, (note,) = load(tmp_path, {"posts.csv": table(rows, stated)})
    assert [post["post"] for post in posts.values() if post["disputed"]] == [rows[odd].key]
    assert posts[rows[odd].key]["dispute_rule"].startswith("states a time 5 h earlier than its own id")
    assert "29 of 30 ids show UTC+9" in note
    assert "1 says otherwise" in note
    assert all(posts[row.key]["claimed_at"] == moment(row.us) for row in rows if not row.dated)


def test_zone__a_second_clock_in_the_file_widens_what_it_may_have_written(tmp_path: Path) -> None:
    rows = lines(6, 40, 10)
    stated = [row.wall("Asia/Tokyo" if place % 9 else "UTC").strftime("%Y-%m-%d %H:%M:%S")
              for place, row in enumerate(rows)]  # fmt: skip
    posts, _ = load(tmp_path, {"posts.csv": table(rows, stated)})
    for row in rows:
        assert posts[row.key]["low"] <= moment(row.us) <= posts[row.key]["high"]


@pytest.mark.parametrize("dated", [0, 4])
def test_zone__with_fewer_than_five_ids_any_zone_is_possible(tmp_path: Path, dated: int) -> None:
    rows = lines(7, dated, 10)
    posts, (note,) = load(tmp_path, {"posts.csv": table(rows, local(rows, "Asia/Tokyo"))})
    for row in rows:
        found = posts[row.key]
        assert "zone_unknown" in found["time_flags"]
        assert row.dated or found["high"] - found["low"] == WIDE + timedelta(seconds=1)
    assert "zone" not in note


def test_zone__ids_that_disagree_leave_every_zone_possible_and_say_so(tmp_path: Path) -> None:
    rows = lines(8, 20, 5)
    dice = random.Random(8)
    stated = [(to_datetime(row.us) + timedelta(seconds=dice.randrange(-30_000, 30_000))).strftime("%Y-%m-%d %H:%M:%S")
              for row in rows]  # fmt: skip
    posts, (note,) = load(tmp_path, {"posts.csv": table(rows, stated)})
    assert all("zone_unknown" in post["time_flags"] for post in posts.values())
    assert "do not agree on one" in note


def test_zone__day_and_month_are_told_apart_first(tmp_path: Path) -> None:
    rows = [row for row in lines(16, 90, 90) if to_datetime(row.us).day < 11]
    assert sum(row.dated for row in rows) >= 20
    random.Random(16).shuffle(rows)
    for number, layout in enumerate(("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")):
        folder = tmp_path / str(number)
        folder.mkdir()
        posts, _ = load(folder, {"posts.csv": table(rows, local(rows, "America/New_York", layout))})
        for row in rows:
            assert posts[row.key]["low"] <= moment(row.us) <= posts[row.key]["high"]
            assert abs(posts[row.key]["posted_at"] - moment(row.us)) <= timedelta(minutes=15)


def test_zone__minutes_are_enough(tmp_path: Path) -> None:
    rows = lines(9, 25, 25)
    posts, _ = load(tmp_path, {"posts.csv": table(rows, local(rows, "Asia/Kolkata", "%Y-%m-%d %H:%M"))})
    for row in rows:
        assert posts[row.key]["low"] <= moment(row.us) <= posts[row.key]["high"]
        assert posts[row.key]["high"] - posts[row.key]["low"] <= timedelta(seconds=64)
        assert not posts[row.key]["disputed"]


def test_zone__the_hour_that_is_shown_twice_holds_both_readings(tmp_path: Path) -> None:
    rows = [*lines(10, 40, 0), Line(parse_iso("2024-10-27T00:30:00").us or 0, 1, dated=False)]
    posts, _ = load(tmp_path, {"posts.csv": table(rows, local(rows, "Europe/Paris"))})
    found = posts["facebook:f1"]
    assert (found["low"], found["high"]) == (
        datetime(2024, 10, 27, 0, 30, tzinfo=UTC), datetime(2024, 10, 27, 1, 30, 1, tzinfo=UTC))  # fmt: skip


def test_zone__each_file_has_its_own(tmp_path: Path) -> None:
    tokyo, paris = lines(11, 20, 10), lines(12, 20, 10)
    for place, row in enumerate(paris):
        row.native_id = row.native_id if row.dated else f"g{place}"
    files = {"a.csv": table(tokyo, local(tokyo, "Asia/Tokyo")), "b.csv": table(paris, local(paris, "Europe/Paris"))}
    posts, notes = load(tmp_path, files)
    assert all(posts[row.key]["claimed_at"] == moment(row.us) for row in (*tokyo, *paris))
    assert ["UTC+9" in note for note in notes] == [True, False]


def test_zone__what_the_user_says_comes_first(tmp_path: Path) -> None:
    rows = lines(13, 20, 5)
    posts, (note,) = load(tmp_path, {"posts.csv": table(rows, local(rows, "Asia/Tokyo"))}, zone="Asia/Tokyo")
    assert all(posts[row.key]["time_flags"] == [] for row in rows)
    assert "zone" not in note


def test_zone__a_post_that_another_file_states_with_its_zone_keeps_that_time(tmp_path: Path) -> None:
    row = Line(parse_iso("2024-05-01T10:00:00").us or 0, 1, dated=False)
    files = {"a.csv": table([row], ["2024-05-01 12:00:00"]), "b.csv": table([row], ["2024-05-01T10:00:00Z"])}
    posts, _ = load(tmp_path, files)
    assert posts["facebook:f1"]["claimed_at"] == moment(row.us)
    assert posts["facebook:f1"]["time_flags"] == []
    assert not posts["facebook:f1"]["disputed"]


def test_zone__the_order_of_rows_and_files_changes_nothing(tmp_path: Path) -> None:
    rows = lines(14, 30, 30)
    found = []
    for turn in range(2):
        folder = tmp_path / str(turn)
        folder.mkdir()
        random.Random(turn).shuffle(rows)
        posts, notes = load(folder, {"posts.csv": table(rows, local(rows, "America/New_York"))})
        kept = ("claimed_at", "posted_at", "low", "high", "precision_s", "time_flags", "hard")
        found.append(({key: [post[name] for name in kept] for key, post in posts.items()}, notes))
    assert found[0] == found[1]


@pytest.mark.parametrize("machine", ["UTC", "America/New_York", "Asia/Kolkata"])
def test_zone__the_machines_own_is_never_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", machine)
    time.tzset()
    try:
        rows = lines(17, 20, 10)
        posts, (note,) = load(tmp_path, {"posts.csv": table(rows, local(rows, "Europe/Paris"))})
    finally:
        monkeypatch.undo()
        time.tzset()
    assert os.environ.get("TZ") == before
    assert all(posts[row.key]["claimed_at"] == moment(row.us) for row in rows)
    assert "UTC+1 and UTC+2 (as in Europe/Amsterdam and 36 other zones)" in note


def test_zone__moments_are_whole(tmp_path: Path) -> None:
    rows = lines(15, 20, 1)
    posts, _ = load(tmp_path, {"posts.csv": table(rows, local(rows, "Asia/Tokyo"))})
    assert {from_datetime(post["claimed_at"]) % SECOND_US for post in posts.values()} == {0}
    assert pa.types.is_timestamp(Posts.empty().claimed_at.type)
