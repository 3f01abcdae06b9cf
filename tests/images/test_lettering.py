"""Text has letters in lines; a photograph has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tracker.images.lettering import count_letters
from tracker.images.proof import LETTERS

if TYPE_CHECKING:
    from types import ModuleType


def letters(grey: np.ndarray) -> int:
    return count_letters(grey, np.ones(grey.shape, bool))


@pytest.mark.parametrize("layout", ["microblog", "forum", "chat", "dark", "letter"])
def test_a_screenshot_of_text_has_many_letters(drawings: ModuleType, layout: str) -> None:
    draw = {**drawings.TUNING, **drawings.UNSEEN}[layout]
    assert letters(np.asarray(draw(drawings.story(5)).convert("L"))) > 2 * LETTERS


@pytest.mark.parametrize("seed", range(6))
def test_a_photograph_has_few(drawings: ModuleType, seed: int) -> None:
    assert letters(np.asarray(drawings.photo(seed, 640, 480).convert("L"))) < LETTERS


def test_light_words_on_dark_count_as_dark_ones_on_light(drawings: ModuleType) -> None:
    grey = np.asarray(drawings.TUNING["microblog"](drawings.story(5)).convert("L"))
    assert abs(letters(grey) - letters(255 - grey)) <= 0.1 * letters(grey)


def test_what_the_mask_leaves_out_is_not_counted(drawings: ModuleType) -> None:
    grey = np.asarray(drawings.TUNING["microblog"](drawings.story(5)).convert("L"))
    assert count_letters(grey, np.zeros(grey.shape, bool)) == 0


def test_a_joined_up_word_counts_as_several_letters() -> None:
    grey = np.full((60, 400), 255, np.uint8)
    for left in range(10, 330, 60):  # strokes as joined-up words have: 48 px wide, 15 high, not filled
        grey[20:35, left : left + 48 : 4] = 0
        grey[34, left : left + 48] = 0
    assert letters(grey) == 6 * 4
