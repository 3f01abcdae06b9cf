"""The clocks inside ids: published vectors, round trips, and ids that cannot be."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.clock import FIRST_US, SECOND_US, format_us, parse_iso
from tracker.base.idtime import IMPLAUSIBLE, NO_TIME, PLATFORMS_WITH_ID_TIME, count_time, id_time, rounded_span, tid_us
from tracker.base.x_counts import LAST_COUNT, counted_span

NOW = 1_790_000_000 * SECOND_US
PAIRS = Path(__file__).parents[2] / "../shared/samples/calibration/x_pre_snowflake_timeline.csv"


def read(platform: str, native_id: str) -> str | None:
    us = id_time(platform, native_id, now_us=NOW).us
    return None if us is None else format_us(us // 1000 * 1000)


@pytest.mark.parametrize(
    ("platform", "native_id", "moment"),
    [
        ("x", "1541815603606036480", "2022-06-28T16:07:40.105Z"),
        ("x", "471621959688933376", "2014-05-28T12:00:12.159Z"),
        ("x", "782513615370846210", "2016-10-02T09:32:38.961Z"),
        ("bluesky", "3lbdmgs4xgo2x", "2024-11-19T23:43:26.659Z"),
        ("bluesky", "3lbnekpmsre25", "2024-11-23T20:49:05.700Z"),
        ("bluesky", "3kmk7jqwt5x2r", "2024-02-29T08:52:01.415Z"),
        ("bluesky", "at://did:plc:a/app.bsky.feed.post/3lqcnvhqk622d", "2025-05-29T11:54:47.504Z"),
        ("truthsocial", "115437112529618205", "2025-10-25T22:15:50"),
        ("truthsocial", "116314920205261704", "2026-03-29T22:53:52"),
        ("instagram", "2384288897814875714", "2020-08-26T13:43:27"),
        ("instagram", "2383568809444681765", "2020-08-25T13:52:46"),
        ("instagram", "1922949326347663701_123456", "2018-11-29T01:04:04"),
        ("discord", "447793085255123004", "2018-05-20T16:09:51.118Z"),
        ("linkedin", "7402746946853253120", "2025-12-05T16:33:28.517Z"),
        ("linkedin", "urn:li:activity:7402746946853253120", "2025-12-05T16:33:28.517Z"),
        ("tiktok", "7498337886933191943", "2025-04-28T12:20:36Z"),
        ("weibo", "4323047042991618", "2018-12-30T13:56:3"),
    ],
)
def test_id__vectors(platform: str, native_id: str, moment: str) -> None:
    assert (read(platform, native_id) or "").startswith(moment)


@pytest.mark.parametrize(
    ("platform", "tolerance_s", "server"),
    [
        ("x", 1.0, True),
        ("instagram", 2.0, True),
        ("truthsocial", 1.0, True),
        ("tiktok", 60.0, True),
        ("discord", 1.0, True),
        ("weibo", 5.0, True),
    ],
)
def test_id__made_by_a_server_says_how_far_it_may_be_off(
    platform: str, tolerance_s: float, server: bool
) -> None:
    native_id = {
        "tiktok": "7498337886933191943",
        "truthsocial": "115437112529618205",
        "weibo": "4323047042991618",
    }.get(platform, "1541815603606036480")
    found = id_time(platform, native_id, now_us=NOW)
    assert (found.tolerance_s, found.server) == (tolerance_s, server)


moments = st.integers(parse_iso("2017-01-01").us or 0, NOW)


@given(moments, st.integers(0, 2**16 - 1))
def test_mastodon__round_trip(us: int, tail: int) -> None:
    native_id = str((us // 1000) << 16 | tail)
    assert id_time("mastodon", native_id, now_us=NOW).us == us // 1000 * 1000


@given(moments, st.integers(0, 2**32 - 1))
def test_tiktok__round_trip(us: int, tail: int) -> None:
    native_id = str((us // SECOND_US) << 32 | tail)
    assert id_time("tiktok", native_id, now_us=NOW).us == us // SECOND_US * SECOND_US


@given(moments, st.integers(0, 2**22 - 1))
def test_x__round_trip(us: int, tail: int) -> None:
    native_id = str((us // 1000 - 1288834974657) << 22 | tail)
    assert id_time("x", native_id, now_us=NOW).us == us // 1000 * 1000


@given(moments, st.integers(0, 1023))
def test_bluesky__round_trip(us: int, clock: int) -> None:
    number, tid = us << 10 | clock, ""
    for _ in range(13):
        number, letter = divmod(number, 32)
        tid = "234567abcdefghijklmnopqrstuvwxyz"[letter] + tid
    assert tid_us(tid) == us


@given(moments)
def test_instagram__the_short_code_and_the_number_say_the_same(us: int) -> None:
    number = (us // 1000 - 1314220021721) << 23 | 5
    code = base64.urlsafe_b64encode(number.to_bytes(9, "big")).decode().lstrip("A")
    assert id_time("instagram", code, now_us=NOW) == id_time("instagram", str(number), now_us=NOW)


@pytest.mark.parametrize(
    ("native_id", "server"),
    [
        ("https://here.example/users/a_example/statuses/113451951234567890", True),
        ("https://here.example/ap/users/115/statuses/113451951234567890", True),
        ("https://here.example/users/a_example/statuses/113451951234567890/activity", True),
        ("https://here.example/@a_example/113451951234567890", True),
        ("113451951234567890", False),
    ],
)
def test_mastodon__a_bare_id_may_be_another_servers(native_id: str, server: bool) -> None:
    found = id_time("mastodon", native_id, now_us=NOW)
    assert (found.server, found.us is not None) == (server, True)


@pytest.mark.parametrize(
    "native_id",
    [
        "AcoUaA7EH1igiYKmFU",
        "9qppkxzyd1ee3i9p",
        "https://there.example/objects/8a5d1f3e-0000-4000-8000-000000000000",
        "https://pictures.example/p/a_example/113451951234567890",
        "https://there.example/notes/9qppkxzyd1",
    ],
)
def test_mastodon__other_software_numbers_its_posts_in_other_ways(native_id: str) -> None:
    assert id_time("mastodon", native_id, now_us=NOW) == NO_TIME


@pytest.mark.parametrize(
    ("platform", "native_id"),
    [
        ("x", "abc"),
        ("x", ""),
        ("x", "12345678901234567890"),
        ("x", "9223372036854775807"),
        ("x", "29700859248"),
        ("x", "123456789012345"),
        ("instagram", "7"),
        ("discord", "12"),
        ("tiktok", "12"),
        ("linkedin", "99"),
        ("weibo", "4"),
        ("bluesky", "2222222222222"),
        ("mastodon", "10000000000000000"),
        ("mastodon", "9999999999999999999"),
    ],
)
def test_id__of_an_impossible_length_or_time_is_implausible(platform: str, native_id: str) -> None:
    assert id_time(platform, native_id, now_us=NOW) == IMPLAUSIBLE


def test_x__a_counting_id_has_no_clock_and_cannot_be_of_a_later_post() -> None:
    old, new = parse_iso("2009-05-01").us, parse_iso("2024-05-01").us
    assert id_time("x", "1700000000", now_us=NOW, stated_us=old) == NO_TIME
    assert id_time("x", "1700000000", now_us=NOW) == NO_TIME
    assert id_time("x", "1700000000", now_us=NOW, stated_us=new) == IMPLAUSIBLE


@given(st.sampled_from([*sorted(PLATFORMS_WITH_ID_TIME), "reddit", "my-forum"]), st.text(max_size=60))
def test_id__any_text_gives_a_moment_that_can_be_or_none(platform: str, native_id: str) -> None:
    us = id_time(platform, native_id, now_us=NOW).us
    assert us is None or FIRST_US <= us <= NOW + 86_400 * SECOND_US


def test_x__real_ids_from_before_the_clock_give_no_moment() -> None:
    if not PAIRS.exists():
        pytest.skip("../shared/samples not found: real-data checks skipped")
    rows = [line.split(",") for line in PAIRS.read_text().splitlines() if line[:1].isdecimal()]
    assert len(rows) > 2000
    wrong = sum(
        id_time("x", row[0], now_us=NOW, stated_us=int(row[1]) * SECOND_US) != NO_TIME for row in rows
    )
    assert wrong == 0


@given(st.integers(20, LAST_COUNT - 1), st.integers(1, 10**9))
def test_x__a_later_count_is_not_earlier(number: int, more: int) -> None:
    one, other = counted_span(number), counted_span(min(number + more, LAST_COUNT))
    assert one is not None
    assert other is not None
    assert one[0] <= one[1]
    assert one[0] <= other[1]


@pytest.mark.parametrize(
    ("platform", "native_id"), [("x", "19"), ("x", "29700859248"), ("x", "abc"), ("x", ""), ("reddit", "1263000000")]
)
def test_x__what_is_no_count_is_dated_by_none(platform: str, native_id: str) -> None:
    assert count_time(platform, native_id) == NO_TIME


def test_x__real_ids_from_before_the_clock_lie_in_their_span() -> None:
    if not PAIRS.exists():
        pytest.skip("../shared/samples not found: real-data checks skipped")
    held = []
    for line in PAIRS.read_text().splitlines():
        if line[:1].isdecimal():
            span = counted_span(int(line.split(",")[0]))
            assert span is not None
            held.append(span[0] <= int(line.split(",")[1]) * SECOND_US <= span[1])
    assert sum(held) == len(held) == 2362


@pytest.mark.parametrize(
    ("native_id", "hours"),
    [("1.25018E+18", 0.33), ("1.23E+18", 331.4), ("1,25018e+18", 0.33), ("1250180000000000000.0", 0.0)],
)
def test_rounded__an_id_in_powers_of_ten_is_as_wide_as_its_digits_are_few(native_id: str, hours: float) -> None:
    low, high = rounded_span("x", native_id) or (0, 0)
    assert ((high - low) / 2 - SECOND_US) / (3600 * SECOND_US) == pytest.approx(hours, abs=0.3)
    assert low < (rounded_span("x", native_id.replace(",", ".")) or (0, 0))[1]


@given(moments, st.integers(0, 2**22 - 1))
def test_rounded__fifteen_digits_of_nineteen_tell_the_millisecond(us: int, tail: int) -> None:
    native_id = str((us // 1000 - 1288834974657) << 22 | tail)
    kept = native_id[:15] + "0" * (len(native_id) - 15)
    low, high = rounded_span("x", kept) or (0, 0)
    assert low <= us // 1000 * 1000 <= high
    assert len(kept.rstrip("0")) < 15 or high - low <= 2 * SECOND_US + 2000


@given(moments, st.integers(0, 2**22 - 1), st.integers(2, 8))
def test_rounded__the_span_of_a_power_of_ten_holds_the_moment(us: int, tail: int, digits: int) -> None:
    number = (us // 1000 - 1288834974657) << 22 | tail
    span = rounded_span("x", f"{number:.{digits}E}")
    assert span is not None
    assert span[0] <= us // 1000 * 1000 <= span[1]


@pytest.mark.parametrize(
    ("platform", "native_id"),
    [("x", "abc"), ("x", ""), ("x", "1E+99"), ("x", "1.2345E+2"), ("reddit", "1.2E+18"), ("x", "9" * 40)],
)
def test_rounded__what_holds_no_clock_has_no_span(platform: str, native_id: str) -> None:
    assert rounded_span(platform, native_id) is None
