"""Reading and printing moments, against the standard library and by hand."""

from __future__ import annotations

import email.utils
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.clock import (
    DAY_US,
    FIRST_US,
    HOUR_US,
    SECOND_US,
    Stated,
    format_us,
    format_words,
    from_datetime,
    hour_of,
    in_range,
    parse_any,
    parse_iso,
    parse_mail,
    parse_unix,
    parse_x,
    to_datetime,
    today_us,
)
from tracker.base.spans import format_span

instants = st.datetimes(datetime.fromisoformat("0001-01-03"), datetime.fromisoformat("9999-12-29")).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
offsets = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(instants.map(lambda moment: moment.replace(microsecond=0)), offsets)
def test_mail__what_the_standard_library_prints_is_read(moment: datetime, offset: timezone) -> None:
    written = email.utils.format_datetime(moment.astimezone(offset))
    assert parse_mail(written) == Stated(from_datetime(moment))


@pytest.mark.parametrize("text", ["Sun, 31 Jun 2026 08:00:00 +0000", "1 Mar 2026", "", "Sun, 01 Mai 2026 08:00:00 GMT"])
def test_mail__what_is_no_such_time_is_impossible(text: str) -> None:
    assert parse_mail(text).us is None


@given(instants)
def test_iso__what_is_printed_is_read_back(moment: datetime) -> None:
    us = from_datetime(moment)
    assert parse_iso(format_us(us)) == Stated(us, parse_iso(format_us(us)).precision_s)
    assert to_datetime(us) == moment


@given(instants, offsets, st.sampled_from("T "))
def test_iso__an_offset_is_converted_and_not_dropped(
    moment: datetime, offset: timezone, between: str
) -> None:
    assert parse_iso(moment.astimezone(offset).isoformat(between)).us == from_datetime(moment)


@given(instants.map(lambda moment: moment.replace(microsecond=0)), offsets)
def test_x__equals_the_standard_library(moment: datetime, offset: timezone) -> None:
    local = moment.astimezone(offset)
    if local.year >= 1900:
        text = local.strftime("%a %b %d %H:%M:%S %z %Y")
        assert parse_x(text).us == from_datetime(moment)


@given(
    st.text(max_size=40) | st.from_regex(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}[ T]\d{1,2}:\d\d.*", fullmatch=True)
)
def test_parsers__never_raise_and_keep_what_is_no_instant(text: str) -> None:
    for found in (
        parse_iso(text),
        parse_x(text),
        parse_any(text),
        parse_unix(text),
        parse_any(text, zone="Asia/Kolkata"),
    ):
        assert (found.us is not None) or (found.raw is not None and bool(found.flags))
        if found.us is not None:
            assert format_us(found.us).endswith("Z")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-11-23T20:49:05.700Z", "2024-11-23T20:49:05.700Z"),
        ("2024-03-15 10:00:00+00:00", "2024-03-15T10:00:00Z"),
        ("2024-03-15T10:00:00+09:00", "2024-03-15T01:00:00Z"),
        ("2024-03-15T10:00:00-0330", "2024-03-15T13:30:00Z"),
        ("2024-03-15T10:00:00 UTC", "2024-03-15T10:00:00Z"),
        ("2024-03-15T10:00:00.123456789Z", "2024-03-15T10:00:00.123456Z"),
        ("2024-02-29", "2024-02-29T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ],
)
def test_iso__forms_that_exports_hold(text: str, expected: str) -> None:
    us = parse_iso(text).us
    assert us is not None
    assert format_us(us) == expected


@pytest.mark.parametrize(
    "text",
    [
        "0000-01-01T00:00:00Z",
        "2023-02-29",
        "2024-06-31T10:00:00Z",
        "2024-13-01",
        "2024-03-15T24:00:00Z",
        "2024-03-15T10:60:00Z",
        "2024-03-15T10:00:00+99:00",
        "2024-03-15T10:00:00+05:75",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "yesterday",
        "",
        "\u0662024-03-15",
    ],
)
def test_iso__what_cannot_be_is_impossible_and_kept(text: str) -> None:
    found = parse_iso(text)
    assert (found.us, found.raw, found.flags) == (None, text, ("impossible",))


@pytest.mark.parametrize("text", ["9999-12-31 23:59", "0001-01-01 00:00"])
def test_iso__the_ends_of_the_calendar_have_no_local_time(text: str) -> None:
    assert parse_iso(text, zone="America/New_York").us is None


@pytest.mark.parametrize(
    ("text", "precision_s"),
    [
        ("2024-03-15", 86400.0),
        ("2024-03-15 10:00Z", 60.0),
        ("2024-03-15 10:00:05Z", 1.0),
        ("2024-03-15 10:00:05.7Z", 0.001),
        ("2024-03-15 10:00:05.712345Z", 1e-06),
    ],
)
def test_iso__knows_how_coarse_it_is(text: str, precision_s: float) -> None:
    assert parse_iso(text).precision_s == precision_s


def test_iso__without_a_zone_is_no_instant_in_utc() -> None:
    found = parse_iso("2024-07-01 12:00:00")
    assert (found.zone_known, found.flags) == (False, ("zone_unknown",))


@given(
    st.datetimes(datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2100-01-01")),
    st.sampled_from(["Europe/Paris", "Asia/Kolkata", "America/New_York"]),
)
def test_iso__a_given_zone_is_used_with_its_summer_time(wall: datetime, zone: str) -> None:
    expected = from_datetime(wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))
    assert parse_iso(wall.isoformat(), zone=zone) == Stated(expected, parse_iso(wall.isoformat()).precision_s)


def test_iso__of_two_readings_on_a_clock_change_the_earlier_is_taken() -> None:
    found = parse_iso("2024-10-27 02:30:00", zone="Europe/Paris").us
    assert found is not None
    assert format_us(found) == "2024-10-27T00:30:00Z"


@given(
    st.integers(FIRST_US // SECOND_US, 4_000_000_000), st.sampled_from([1, 1000, 1_000_000, 1_000_000_000])
)
def test_unix__units_are_told_apart_by_size(second: int, unit: int) -> None:
    for value in (second * unit, str(second * unit)):
        assert parse_unix(value).us == second * SECOND_US


@pytest.mark.parametrize(
    ("value", "us"),
    [
        (1700000000.5, 1_700_000_000_500_000),
        ("1700000000.123456", 1_700_000_000_123_456),
        ("-0.5", -500_000),
        ("-1.25", -1_250_000),
        (0, 0),
    ],
)
def test_unix__fractions_are_exact(value: float | str, us: int) -> None:
    assert parse_unix(value).us == us


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "", "1e9", "12 345", "9" * 21, 10**20])
def test_unix__what_is_no_number_of_seconds_is_impossible(value: float | str | bool) -> None:
    assert parse_unix(value).us is None


@pytest.mark.parametrize(
    ("text", "day_first", "expected"),
    [
        ("31/12/2023 10:00", None, "2023-12-31T10:00:00Z"),
        ("12/31/2023 10:00", None, "2023-12-31T10:00:00Z"),
        ("05/05/2023", None, "2023-05-05T00:00:00Z"),
        ("03/04/2024 10:00", True, "2024-04-03T10:00:00Z"),
        ("03/04/2024 10:00", False, "2024-03-04T10:00:00Z"),
        ("2024/3/5 7:05", None, "2024-03-05T07:05:00Z"),
        ("13.4.24, 9:15 PM", None, "2024-04-13T21:15:00Z"),
        ("13.4.24, 12:15 a.m.", None, "2024-04-13T00:15:00Z"),
    ],
)
def test_any__numeric_dates(text: str, day_first: bool | None, expected: str) -> None:
    found = parse_any(text, day_first=day_first)
    assert found.us is not None
    assert (format_us(found.us), found.zone_known) == (expected, False)


def test_any__day_and_month_are_never_guessed() -> None:
    found = parse_any("03/04/2024 10:00")
    assert (found.us, found.flags) == (None, ("order_ambiguous",))


@pytest.mark.parametrize("text", ["31/31/2024", "1/2/3", "1/2/345", "30.02.2024"])
def test_any__dates_that_cannot_be(text: str) -> None:
    assert parse_any(text).us is None


def test_range__is_from_2004_to_a_day_after_now() -> None:
    now = 1_700_000_000 * SECOND_US
    inside = [in_range(us, now) for us in (FIRST_US - 1, FIRST_US, now + DAY_US, now + DAY_US + 1)]
    assert inside == [False, True, True, False]
    assert format_us(FIRST_US) == "2004-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"), (45, "45 s"), (119, "119 s"), (120, "2 min"), (3570, "1 h"), (4320, "1 h 12 min"),
        (86370, "1 day"), (90000, "1 day 1 h"), (96540, "1 day 2 h 49 min"), (273540, "3 days 4 h"),
        (259170, "3 days"), (864000, "10 days"), (-45, "-45 s"),
        (63071999, "2 years"), (63068400 - 1801, "729 days 22 h"), (-63072000, "-2 years"),
        (1697 * 86400 + 54000, "4 years 8 months"), (66300000, "2 years 1 month"), (94600000, "3 years"),
    ],
)  # fmt: skip
def test_span__in_words(seconds: float, words: str) -> None:
    assert format_span(seconds) == words


@given(st.floats(-1e9, 1e9))
def test_span__never_says_sixty_minutes_or_a_full_day_of_hours(seconds: float) -> None:
    assert not any(f" {part} " in f" {format_span(seconds)} " for part in ("60 min", "24 h"))


@pytest.mark.parametrize(
    ("precision_s", "words"),
    [(1.0, "3 Mar 2026 06:41:12 UTC"), (60.0, "3 Mar 2026 06:41 UTC"), (86400.0, "3 Mar 2026")],
)
def test_words__say_no_more_than_is_known(precision_s: float, words: str) -> None:
    assert format_words(1772520072000000, precision_s) == words


@given(st.integers(-(10**16), 10**16))
def test_hour__starts_at_or_before_the_moment(us: int) -> None:
    start = hour_of(us)
    assert start % HOUR_US == 0
    assert 0 <= us - start < HOUR_US


def test_today__is_a_whole_day() -> None:
    assert today_us() % DAY_US == 0


def test_naive_datetimes__are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        from_datetime(datetime.fromisoformat("2024-01-01"))


def test_x__the_zone_in_it_is_used() -> None:
    text = "Wed Oct 10 20:19:24 +0200 2018"
    rfc = email.utils.parsedate_to_datetime("Wed, 10 Oct 2018 20:19:24 +0200")
    assert parse_x(text).us == from_datetime(rfc)


def test_zone__an_hour_shown_twice_or_never_spans_both_readings() -> None:
    twice = parse_iso("2026-10-25 02:30", zone="Europe/Berlin")
    assert (format_us(twice.us or 0), twice.precision_s, twice.flags) == (
        "2026-10-25T00:30:00Z", 3660.0, ("clock_repeated",),
    )  # fmt: skip
    never = parse_iso("2026-03-29 02:30", zone="Europe/Berlin")
    assert (format_us(never.us or 0), never.precision_s, never.flags) == (
        "2026-03-29T00:30:00Z", 3660.0, ("clock_skipped",),
    )  # fmt: skip
