from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.clock import parse_iso
from tracker.ingest.chat_dates import ChatDates, Written

FIRST, LAST = parse_iso("2009-01-01").us or 0, parse_iso("2026-12-31").us or 0


def settled(*dates: str, told: str | None = None, style: str = "/") -> ChatDates:
    orders = ChatDates(FIRST, LAST)
    for written in dates:
        orders.see(asked(written, style), told)
    orders.settle()
    return orders


def asked(written: str, style: str = "/") -> Written:
    a, b, c = written.split("/")
    return Written(style, (a, b, c))


@pytest.mark.parametrize(
    ("dates", "read"),
    [
        (("03/04/24", "13/04/24"), "2024-04-03"),
        (("03/04/24", "04/13/24"), "2024-03-04"),
        (("03/04/2024", "31/12/2024"), "2024-04-03"),
        (("24/04/03", "24/04/13"), "2024-04-03"),
        (("2024/04/03",), "2024-04-03"),
    ],
)
def test_order__one_date_that_reads_only_one_way_settles_all(dates: tuple[str, ...], read: str) -> None:
    assert settled(*dates).read(asked(dates[0])) == read


def test_order__nothing_that_tells_leaves_both_readings() -> None:
    orders = settled("03/04/24", "04/04/24")
    assert orders.read(asked("03/04/24")) is None
    assert orders.readings(asked("03/04/24")) == ["2024-03-04", "2024-04-03"]
    assert orders.read(asked("05/05/24")) == "2024-05-05"


def test_order__a_chat_does_not_run_backwards() -> None:
    assert settled("03/04/24", "10/04/24", "02/05/24").read(asked("03/04/24")) == "2024-04-03"


def test_order__the_dated_name_of_a_file_tells() -> None:
    assert settled("03/04/24", told="2024-04-03").read(asked("03/04/24")) == "2024-04-03"


def test_order__dates_that_contradict_each_other_are_read_alone() -> None:
    orders = settled("13/04/2024", "04/13/2024", "03/04/2024")
    assert [orders.read(asked(date)) for date in ("13/04/2024", "04/13/2024", "03/04/2024")] == [
        "2024-04-13",
        "2024-04-13",
        None,
    ]


def test_order__of_one_style_is_settled_by_its_neighbours_of_another() -> None:
    orders = ChatDates(FIRST, LAST)
    for style, written in [(".", "25.12.23"), ("/", "01/02/24"), (".", "28.01.24")]:
        a, b, c = written.replace(".", "/").split("/")
        orders.see(Written(style, (a, b, c)))
    orders.settle()
    assert orders.read(asked("01/02/24")) == "2024-01-02"


def test_order__no_possible_reading_is_none() -> None:
    orders = settled("31/31/24", "99/99/99")
    assert (orders.read(asked("99/99/99")), orders.readings(asked("31/31/24"))) == (None, [])


@given(st.lists(st.dates(date(2010, 1, 1), date(2026, 1, 1)), min_size=1, max_size=30))
def test_order__is_right_or_open_and_never_wrong(days: list[date]) -> None:
    days.sort()
    for form in ("%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d"):
        orders = settled(*(day.strftime(form) for day in days))
        for day in days:
            assert orders.read(asked(day.strftime(form))) in {None, day.isoformat()}


@given(st.dates(date(2010, 1, 1), date(2024, 1, 1)))
def test_order__of_a_daily_chat_over_a_month_is_always_found(first: date) -> None:
    days = [first + timedelta(days=number) for number in range(32)]
    for form in ("%d/%m/%y", "%m/%d/%y", "%d/%m/%Y", "%y/%m/%d"):
        orders = settled(*(day.strftime(form) for day in days))
        assert [orders.read(asked(day.strftime(form))) for day in days] == [day.isoformat() for day in days]
