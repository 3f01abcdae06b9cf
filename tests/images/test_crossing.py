"""Strokes over letters that all stayed are no change of words."""

from __future__ import annotations

import cv2
import numpy as np
from tracker.images.crossing import runs_over_letters

SHAPE = (80, 300)
ALL = np.ones(SHAPE, bool)


def letters(*without: int) -> np.ndarray:
    """Twelve letters in a row, 12 x 24 px, without some."""
    drawn = np.zeros(SHAPE, np.uint8)
    for number in range(12):
        if number not in without:
            cv2.rectangle(drawn, (10 + 24 * number, 30), (22 + 24 * number, 54), 1, 2)
    return drawn > 0


def crossed(drawn: np.ndarray, *line: tuple[int, int]) -> np.ndarray:
    over = drawn.astype(np.uint8)
    cv2.line(over, *line, 1, 5)
    return over > 0


def is_overwritten(before: np.ndarray, after: np.ndarray) -> bool:
    return runs_over_letters((before, before), (after, after), ALL)


def test_a_line_across_a_word_is_laid_over() -> None:
    assert is_overwritten(letters(), crossed(letters(), (5, 70), (290, 15)))


def test_a_line_across_a_word_that_lost_a_letter_is_not() -> None:
    assert not is_overwritten(letters(), crossed(letters(4), (5, 70), (290, 15)))


def test_letters_added_in_an_empty_place_are_not() -> None:
    assert not is_overwritten(letters(9, 10, 11), letters())


def test_a_stroke_more_in_single_letters_is_not() -> None:
    after = letters()
    for number in (2, 5, 8):
        after[40:46, 14 + 24 * number : 19 + 24 * number] = True
    assert not is_overwritten(letters(), after)


def test_nothing_new_is_nothing_laid_over() -> None:
    assert not is_overwritten(letters(), letters())
