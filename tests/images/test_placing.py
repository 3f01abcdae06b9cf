from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageOps
from tracker.base.limits import Limits
from tracker.images.album import Album
from tracker.images.look import look_at
from tracker.images.placing import Form, Laying, form_of, place

if TYPE_CHECKING:
    from types import ModuleType

    from PIL.Image import Image

SHAPES = st.tuples(st.integers(50, 900), st.integers(50, 900))


def forms(drawings: ModuleType, *pictures: Image) -> list[Form]:
    files = {str(n): drawings.encode(picture) for n, picture in enumerate(pictures)}
    with Album((name, look_at(raw, Limits())) for name, raw in files.items()) as album:
        return [form_of(album, name) for name in files]


@pytest.fixture(scope="module")
def page(drawings: ModuleType) -> Image:
    drawn: Image = drawings.TUNING["microblog"](drawings.story(7))
    return drawn


def test_a_cut_is_placed_on_its_very_pixels(drawings: ModuleType, page: Image) -> None:
    first, second = forms(drawings, page, page.crop((13, 40, 700, 560)))
    laying = place(first, second)
    assert laying is not None
    assert laying.is_shift
    assert not laying.is_mirrored
    assert laying.matrix[:, 2].tolist() == [-13, -40]
    assert laying.grid_of(first.shape) == (3, 0)


def test_a_mirrored_cut_is_placed_on_its_very_pixels(drawings: ModuleType, page: Image) -> None:
    mirrored = ImageOps.mirror(page).crop((13, 40, 700, 560))
    first, second = forms(drawings, page, mirrored)
    laying = place(first, second)
    assert laying is not None
    assert laying.is_mirrored
    assert laying.is_shift
    x, y = -round(laying.matrix[0, 2]), -round(laying.matrix[1, 2])
    height, width = second.shape
    assert np.array_equal(first.mirrored().pixels[y : y + height, x : x + width], second.pixels)
    assert laying.grid_of(first.shape)[0] == (page.width - 13) % 8


def test_different_pages_are_not_placed_on_one_another(drawings: ModuleType, page: Image) -> None:
    first, second = forms(drawings, page, drawings.photo(3))
    assert place(first, second) is None


@given(st.floats(0.3, 3), st.floats(-200, 200), st.floats(-200, 200), SHAPES, SHAPES, st.booleans())
def test_there_and_back_is_where_one_was(
    scale: float, x: float, y: float, first: tuple[int, int], second: tuple[int, int], is_mirrored: bool
) -> None:
    laying = Laying(np.array([[scale, 0, x], [0, scale, y]]), is_mirrored)
    again = laying.back(first, second).back(second, first)
    assert np.allclose(again.matrix, laying.matrix, atol=1e-6)
    if is_mirrored:
        # a point of the first picture, through the mirror and onto the second, and back the other way
        at = laying.matrix @ (first[1] - 1 - 20.0, 30.0, 1)
        home = laying.back(first, second).matrix @ (second[1] - 1 - at[0], at[1], 1)
        assert np.allclose(home, (20.0, 30.0), atol=1e-6)
    else:
        assert np.allclose(laying.back(first, second).matrix, cv2.invertAffineTransform(laying.matrix))
