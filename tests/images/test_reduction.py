from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tracker.images import reduction
from tracker.images.reduction import reduced

CELLS = [(32, 32), (17, 16)]


def noise(seed: int, width: int, height: int, kind: str = "grey") -> Image.Image:
    rng = np.random.default_rng(seed)
    if kind == "flat":
        return Image.new("L", (width, height), int(rng.integers(0, 256)))
    values = rng.integers(0, 256, (height, width), dtype=np.uint8)
    if kind == "words":  # black on white: sums leave 0..255 on both sides
        values = np.where(values > rng.integers(0, 256), 255, 0).astype(np.uint8)
    return Image.fromarray(values)


def by_pillow(picture: Image.Image, width: int, height: int) -> Image.Image:
    return picture.resize((width, height), Image.Resampling.LANCZOS)


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 300),
    st.integers(1, 300),
    st.sampled_from(["grey", "words", "flat"]),
    st.sampled_from([*CELLS, (9, 8), (33, 5)]),
)
def test_every_pixel_is_pillows(seed: int, width: int, height: int, kind: str, cells: tuple[int, int]) -> None:
    picture = noise(seed, width, height, kind)
    assert reduced(picture, *cells).tobytes() == by_pillow(picture, *cells).tobytes()


@pytest.mark.parametrize("seed", range(8))
def test_odd_shapes_by_the_hundred_are_pillows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(150):
        width, height = (int(rng.integers(1, rng.choice([40, 200, 900]))) for _ in range(2))
        picture = noise(seed, width, height, rng.choice(["grey", "words"]))
        for cells in CELLS:
            assert reduced(picture, *cells).tobytes() == by_pillow(picture, *cells).tobytes(), (width, height)


@pytest.mark.parametrize("cells", CELLS)
@pytest.mark.parametrize("width", [48, 100, 333, 720])
@pytest.mark.parametrize("beside", [-1, 0, 1])
def test_the_pass_that_comes_first_changes_where_pillows_does(cells: tuple[int, int], width: int, beside: int) -> None:
    turn = 2 * (width - cells[0]) + cells[1]
    picture = noise(width, width, turn + beside)
    assert reduced(picture, *cells).tobytes() == by_pillow(picture, *cells).tobytes()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 500), (500, 1), (3, 1200), (32, 32), (17, 16), (32, 900)])
def test_extreme_shapes_are_pillows(width: int, height: int) -> None:
    picture = noise(1, width, height)
    for cells in CELLS:
        assert reduced(picture, *cells).tobytes() == by_pillow(picture, *cells).tobytes()


def test_a_picture_too_large_for_exact_sums_is_left_to_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = noise(2, 200, 7000)
    assert not reduction._is_proved(picture, 17, 16)
    monkeypatch.setattr(reduction, "_down", None)
    assert reduced(picture, 17, 16).tobytes() == by_pillow(picture, 17, 16).tobytes()


def test_a_release_that_was_not_compared_is_left_to_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = noise(3, 200, 200)
    monkeypatch.setattr(reduction, "_RELEASE", (99, 0))
    monkeypatch.setattr(reduction, "_across", None)
    assert reduced(picture, 32, 32).tobytes() == by_pillow(picture, 32, 32).tobytes()


def test_the_release_installed_here_was_compared() -> None:
    """If this fails, run this file's other tests with LAST_PROVED raised, and raise it where they pass."""
    assert reduction.FIRST_PROVED <= reduction._RELEASE <= reduction.LAST_PROVED
