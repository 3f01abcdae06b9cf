from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.clock import format_us
from tracker.base.idtime import id_time
from tracker.ingest import weibo


@pytest.mark.parametrize(
    ("short", "number"),
    [
        ("z0JH2lOMb", "3501756485200075"),
        ("CzHYNhGPq", "3885105414216212"),
        ("PlhIihgnE", "5150729824114546"),
    ],
)
def test_mid__of_known_posts(short: str, number: str) -> None:
    assert weibo.mid(short) == number
    assert weibo.short_form(number) == short


def test_mid__holds_the_time_of_the_post() -> None:
    found = id_time("weibo", weibo.mid("PlhIihgnE") or "", now_us=1_790_000_000_000_000)
    assert format_us(found.us or 0) == "2025-04-01T13:12:29Z"  # stated: Tue Apr 01 21:12:29 +0800 2025


@given(st.integers(10**9, 10**16 - 1))
def test_mid__and_short_form_undo_each_other(number: int) -> None:
    assert weibo.mid(weibo.short_form(str(number)) or "") == str(number)


@pytest.mark.parametrize("short", ["", "a", "no mid!", "x" * 13, "äää"])
def test_mid__of_what_is_no_short_form_is_none(short: str) -> None:
    assert weibo.mid(short) is None


@pytest.mark.parametrize("number", ["", "x", "1.5", "9" * 30])
def test_short_form__of_what_is_no_number_is_none(number: str) -> None:
    assert weibo.short_form(number) is None


def test_address__needs_an_author() -> None:
    assert weibo.address("17", "3501756485200075") == "https://weibo.com/17/z0JH2lOMb"
    assert weibo.address(None, "3501756485200075") is None
