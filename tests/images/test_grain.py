from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from tracker.images.grain import purity_of

if TYPE_CHECKING:
    from types import ModuleType

PLACES = [(x, y) for x in range(64, 512, 64) for y in range(64, 384, 64)]


def saved(grey: np.ndarray, *qualities: int) -> np.ndarray:
    for quality in qualities:
        stream = io.BytesIO()
        Image.fromarray(grey).save(stream, "JPEG", quality=quality)
        grey = np.asarray(Image.open(stream))
    return grey


def page(drawings: ModuleType) -> np.ndarray:
    return np.asarray(drawings.TUNING["microblog"](drawings.story(4)).convert("L"))


def test_each_saving_leaves_less_purity_beside_ink(drawings: ModuleType) -> None:
    drawn = page(drawings)
    purity = [purity_of(saved(drawn, *qualities), PLACES) for qualities in ((), (95,), (95, 80))]
    assert purity[0] > 0.3
    assert 0.15 > purity[1] > purity[2]


def test_a_page_without_ink_has_no_purity_to_speak_of() -> None:
    assert purity_of(np.full((600, 600), 250, np.uint8), PLACES) == 0.0
