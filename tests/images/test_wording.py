from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reads import Pages, line, reading
from tracker.images.reading import Line, Reading
from tracker.images.wording import Wording, canonical, changes_between, explain

FIRST = ("the mayor will open", "47 stations this year")
EVERYWHERE = [(0, 0, 1000, 1000)]


def told(first: tuple[str, ...], second: tuple[str, ...], regions: list[tuple[int, int, int, int]] = EVERYWHERE) -> Wording | None:  # noqa: E501
    return explain(Pages({b"1": reading(*first), b"2": reading(*second)}), b"1", b"2", regions)


@pytest.mark.parametrize(
    ("second", "was", "now"),
    [
        (("the mayor will open", "41 stations this year"), "47", "41"),
        (("the mayor will close", "47 stations this year"), "open", "close"),
        (("the baker will open", "47 stations this year"), "mayor", "baker"),
        (("the mayor will not open", "47 stations this year"), "will open", "will not open"),
        (("the mayor open", "47 stations this year"), "mayor will open", "mayor open"),
        (("the mayor will open 48", "stations this year"), "47", "48"),
        (("the baker will open", "48 stations this year"), "mayor \u2026 47", "baker \u2026 48"),
        (("the mayor will open", "41stations this year"), "47", "41"),
    ],
)
def test_a_changed_word_is_told_as_it_was_and_is(second: tuple[str, ...], was: str, now: str) -> None:
    found = told(FIRST, second)
    assert found is not None
    assert (found.was, found.now) == (was, now)


def test_the_box_lies_around_the_words_of_the_second_picture() -> None:
    found = told(FIRST, ("the mayor will open", "41 stations this year"))
    assert found is not None
    assert found.evidence == {"was": "47", "is": "41", "box": [0, 30, 20, 20]}


@pytest.mark.parametrize(
    "second",
    [
        FIRST,
        ("The mayor wi11 open", "47 stations, this year."),
        ("the mayorwill open", "47 stations this year"),
        ("the mayor", "will open 47 stations", "this year"),
    ],
)
def test_what_readers_confuse_is_no_change(second: tuple[str, ...]) -> None:
    assert told(FIRST, second) is None


def test_a_difference_where_the_pixels_agree_is_a_misreading() -> None:
    second = ("the mayor will open", "41 stations this year")
    assert told(FIRST, second, [(0, 0, 200, 20)]) is None
    assert told(FIRST, second, [(5, 35, 5, 5)]) is not None


def test_words_that_a_longer_word_has_moved_point_to_it() -> None:
    second = ("the governor will open", "47 stations this year")
    found = told(FIRST, second, [(150, 0, 20, 20)])
    assert found is not None
    assert found.now == "governor"


def test_a_difference_that_a_second_reading_does_not_show_is_not_told() -> None:
    changed = reading("the mayor will open", "41 stations this year")
    pages = Pages({b"1": reading(*FIRST), b"2": changed}, again={b"2": reading(*FIRST)})
    assert explain(pages, b"1", b"2", EVERYWHERE) is None


def test_a_word_that_was_hardly_legible_is_not_told() -> None:
    dim = reading(line("the mayor will open"), line("41 stations this year", 30, sure=0.5))
    assert explain(Pages({b"1": reading(*FIRST), b"2": dim}), b"1", b"2", EVERYWHERE) is None


def test_words_under_a_sticker_are_not_called_gone() -> None:
    covered = reading(line("the mayor"), line("47 stations this year", 30))
    held = reading(line("the mayor will"), line("open", 0, left=300), line("47 stations this year", 30))
    assert explain(Pages({b"1": reading(*FIRST), b"2": covered}), b"1", b"2", [(100, 0, 90, 20)]) is not None
    apart = reading(line("the"), line("will open", 0, left=300), line("47 stations this year", 30))
    assert explain(Pages({b"1": held, b"2": apart}), b"1", b"2", EVERYWHERE) is None


def test_a_picture_that_was_not_read_is_not_told() -> None:
    pages = Pages({b"1": reading(*FIRST), b"2": Reading(why="damaged")})
    assert explain(pages, b"1", b"2", EVERYWHERE) is None


def test_another_text_is_told_with_its_size_or_not_at_all() -> None:
    found = told(FIRST, ("a flood took away", "the whole bridge tonight"))
    assert found is None or found.changed > 4


def test_ideographs_are_compared_one_by_one_and_written_together() -> None:
    found = explain(Pages({b"1": _han("市长开放四十站"), b"2": _han("市长关闭四十站")}), b"1", b"2", EVERYWHERE)
    assert found is not None
    assert (found.was, found.now) == ("开放", "关闭")


def _han(text: str) -> Reading:
    spaced = line(" ".join(text))
    return Reading((Line(text, spaced.box, 0.99, spaced.words),), 1000, 1000)


@given(st.text(max_size=40))
def test_the_form_that_is_compared_is_its_own(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(("one", "other"), [("4.5", "45"), ("$5", "\u20ac5"), ("47", "41"), ("5%", "5")])
def test_what_makes_another_number_or_word_is_kept(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


WORDS = st.lists(st.sampled_from(["mayor", "opens", "47", "41", "not", "bridge"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_changes_are_none_exactly_where_the_words_are_equal(first: str, second: str) -> None:
    found = changes_between(*([line(text)] if text else [] for text in (first, second)))
    assert bool(found) == (first != second)
