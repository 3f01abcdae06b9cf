from __future__ import annotations

import pytest
from tracker.base.clock import format_us
from tracker.ingest import imageboard
from tracker.ingest.source import memory_source


@pytest.mark.parametrize(
    ("seconds", "shown", "at"),
    [
        ("1767224700", "12/31/25(Wed)18:45:00", "2025-12-31T23:45:00Z"),
        ("1767224701", "12/31/25(Wed)18:45", "2025-12-31T23:45:01Z"),
        ("1767206701", "12/31/25(Wed)18:45", "2025-12-31T23:45:01Z"),
        ("1767206701", "12/31/25(Wed)18:45:01", "2025-12-31T23:45:01Z"),
        ("1751308201", "6/30/25(Mon)18:30", "2025-06-30T22:30:01Z"),
        ("1767224700", None, "2025-12-31T23:45:00Z"),
        ("1767224700", "gibberish", "2025-12-31T23:45:00Z"),
        (None, "12/31/25(Wed)18:45:00", "2025-12-31T23:45:00Z"),
    ],
)
def test_time__is_utc_even_where_a_dump_holds_the_clock_of_new_york(seconds: str, shown: str, at: str) -> None:
    assert format_us(imageboard.time_of(seconds, shown).us or 0) == at


def test_time__is_unknown_where_nothing_tells_it() -> None:
    assert imageboard.time_of(None, None).us is None
    assert imageboard.time_of("noon", None).flags == ("impossible",)


def test_author__is_somebody_only_with_a_tripcode() -> None:
    assert imageboard.author("po/1", "nora", "!x", "id") == ("!x", "nora!x")
    assert imageboard.author("po/1", "nora", None, "id") == ("po/1/id", None)
    assert imageboard.author("po/1", "nora", None, None) == (None, None)
    assert [imageboard.shown_name(name) for name in ("Anonymous", "", None, "nora")] == [None, None, None, "nora"]


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("1.PNG", ("image", ("c/1.PNG",))),
        ("1.webm", ("video", ("c/1s.jpg", "c/1.webm"))),
        ("1.gif", ("gif", ("c/1.gif",))),
        ("1.pdf", None),
        ("1", None),
        (".png", None),
    ],
)
def test_picture__is_told_by_the_ending(file: str, found: object) -> None:
    assert imageboard.picture(memory_source({"c/t.json": b""}, "c/t.json"), file) == found


def test_replies__lead_to_what_is_quoted_else_to_the_thread() -> None:
    quoted = list(imageboard.replies("po", "1", "3", ["po/2", "po/2", "po/3"]))
    assert [(found.target, found.attribution) for found in quoted] == [("4chan:po/2", "explicit")]
    (root,) = imageboard.replies(None, "1", "3", [])
    assert (root.target, root.scope) == ("4chan:1", "root")
    assert list(imageboard.replies(None, "1", "1", [])) == []
