from __future__ import annotations

from typing import Any

import pytest
from tracker.base.clock import UNSTATED, format_us
from tracker.ingest.reader import BadRecordError
from tracker.ingest.webobject import address, moment, picture


@pytest.mark.parametrize("value", [None, 0, "0", "", 0.0])
def test_moment__zero_and_missing_are_unknown(value: Any) -> None:
    assert moment({"at": value}, "at") == UNSTATED


@pytest.mark.parametrize(
    ("value", "unit_s"), [(1772442000, 1.0), ("1772442000", 1.0), (1772442000000, 1e-3), (1772442000.0, 1.0)]
)
def test_moment__numbers_and_text_say_the_same(value: Any, unit_s: float) -> None:
    assert format_us(moment([{"at": value}], 0, "at", unit_s=unit_s).us or 0) == "2026-03-02T09:00:00Z"


@pytest.mark.parametrize("value", [True, [1], {"s": 1}])
def test_moment__anything_else_is_refused(value: Any) -> None:
    with pytest.raises(BadRecordError, match="since 1970"):
        moment({"at": value}, "at")


def test_picture__has_a_row_only_with_an_address() -> None:
    assert list(picture(None)) == []
    (row,) = picture(address({"u": "https://cdn.example/a.jpg"}, "u"), size={"width": 3, "height": -1}, alt="")
    assert (row.file, row.width, row.height, row.alt) == ("https://cdn.example/a.jpg", 3, None, None)
    assert address({"u": "javascript:0"}, "u") is None
