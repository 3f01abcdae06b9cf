"""The stored hashes are imagehash's, bit for bit, and do not move between releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import imagehash
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps
from tracker.images.hash import hashes

if TYPE_CHECKING:
    from types import ModuleType

THEIRS = {"phash": imagehash.phash, "dhash16": lambda picture: imagehash.dhash(picture, 16)}


def ours(name: str, picture: Image.Image) -> int:
    return hashes()[name].compute(picture)


def theirs(name: str, picture: Image.Image) -> int:
    return int(str(THEIRS[name](picture)), 16)


@pytest.mark.parametrize("name", THEIRS)
@given(
    seed=st.integers(0, 2**32 - 1), width=st.integers(1, 260), height=st.integers(1, 260), levels=st.integers(1, 256)
)
def test_noise_has_the_bits_of_imagehash(name: str, seed: int, width: int, height: int, levels: int) -> None:
    values = np.random.default_rng(seed).integers(0, levels, (height, width), dtype=np.uint8)
    picture = Image.fromarray(values)
    assert ours(name, picture) == theirs(name, picture)


@pytest.mark.parametrize("name", THEIRS)
def test_ties_of_flat_striped_and_one_dot_pictures_fall_as_in_imagehash(name: str) -> None:
    for width, height in [(32, 32), (64, 64), (97, 61), (640, 1500)]:
        flat = np.full((height, width), 200, np.uint8)
        dot, striped, mirrored = flat.copy(), flat.copy(), flat.copy()
        dot[height // 2, width // 2] = 0
        striped[::2] = 0
        mirrored[:, : width // 3] = mirrored[:, width - width // 3 :] = 7
        for pixels in (flat, dot, striped, mirrored):
            picture = Image.fromarray(pixels)
            assert ours(name, picture) == theirs(name, picture)


@pytest.mark.parametrize("name", THEIRS)
def test_screenshots_and_their_mirrors_have_the_bits_of_imagehash(name: str, drawings: ModuleType) -> None:
    for seed, layout in enumerate(drawings.TUNING.values()):
        grey = layout(drawings.story(seed)).convert("L")
        for picture in (grey, ImageOps.mirror(grey), grey.crop((11, 7, grey.width - 5, grey.height - 3))):
            assert ours(name, picture) == theirs(name, picture)


def test_a_fixed_picture_keeps_its_hashes_in_every_release() -> None:
    down, across = np.mgrid[0:607, 0:413]
    grey = (down * down // 97 + across * 3 + (down // 40) * (across // 30) * 17) % 256
    picture = Image.fromarray(grey.astype(np.uint8))
    assert ours("phash", picture) == 0x8AA2A8AA6459F779
    assert ours("dhash16", picture) == 0xCD9B9249A56955AABCAA689DBCCC8C71A78EF07E0FCD7C800783870EC739666C
