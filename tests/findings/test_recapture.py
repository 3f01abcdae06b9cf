from __future__ import annotations

import statistics
from random import Random
from typing import Any

import pytest
from tracker.findings.recapture import FEWEST_BOTH, chapman, recaptures


def test_two_captures_of_five_thousand__the_estimate_is_where_it_was_measured() -> None:
    dice, found, covered = Random(6), [], 0
    for _ in range(300):
        first = {n for n in range(5000) if dice.random() < 0.1}
        second = {n for n in range(5000) if dice.random() < 0.2}
        estimate, low, high = chapman(len(first), len(second), len(first & second))
        found.append(estimate)
        covered += low <= 5000 <= high
    assert statistics.median(found) == pytest.approx(4980, abs=60)
    assert statistics.quantiles(found, n=20)[0] == pytest.approx(4347, abs=180)
    assert statistics.quantiles(found, n=20)[-1] == pytest.approx(5819, abs=250)
    assert covered / 300 >= 0.92


def test_two_equal_captures__there_is_no_more_than_they_hold() -> None:
    assert chapman(40, 40, 40) == (40, 40, 40)


def captures(made: Any, both: int) -> Any:
    """Return posts of which one export holds 20, the other 30, and the two share some."""
    sources = [["s1", "s2"]] * both + [["s1"]] * (20 - both) + [["s2"]] * (30 - both)
    return [made.post(f"x:{n}", n, source=held[0], sources=held) for n, held in enumerate(sources, 1)]


def test_two_exports_that_overlap__tell_how_many_there_were(made: Any) -> None:
    tables = made.tables(captures(made, 10), sources=[made.source(), made.source(source="s2", path="y")])
    (found,) = recaptures(tables.posts, tables.posts.post.to_pylist())
    assert (found.platform, found.sources, found.posts, found.both) == ("x", ("s1", "s2"), (20, 30), 10)
    assert found.estimate == pytest.approx(21 * 31 / 11 - 1)
    assert found.captured == pytest.approx(40 / found.estimate)


def test_too_little_overlap_or_one_export_inside_the_other__tells_nothing(made: Any) -> None:
    for posts in (captures(made, FEWEST_BOTH - 1), captures(made, 20)):
        tables = made.tables(posts)
        assert recaptures(tables.posts, tables.posts.post.to_pylist()) == []


def test_completeness__gives_the_estimate_and_the_chance_that_the_first_is_here(made: Any, detail_of: Any) -> None:
    tables = made.tables(captures(made, 10), sources=[made.source(), made.source(source="s2", path="y")])
    found = detail_of(made.evidence(tables))["completeness"]["detail"]
    (told,) = found["two_captures"]
    low, high = told.pop("low"), told.pop("high")
    assert told == {"platform": "x", "sources": ["s1", "s2"], "posts": [20, 30], "both": 10, "estimate": 58.2}
    assert 40 <= low < 58.2 < high
    assert found["by_platform"]["x"]["first_here"] == pytest.approx(40 / 58.18, abs=1e-3)


def test_completeness__the_reported_count_goes_before_the_overlap(made: Any, detail_of: Any) -> None:
    posts = [made.post("x:1", 0, reposts=4), made.post("x:2", 60, kind="repost")]
    found = detail_of(made.evidence(made.tables(posts, [("x:2", "x:1", "repost")])))["completeness"]["detail"]
    assert found["by_platform"]["x"]["first_here"] == 0.25
    assert found["two_captures"] == []
