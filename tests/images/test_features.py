"""Points of a picture, and of the same picture inverted or mirrored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from tracker.images.features import QUOTAS, find, inverted, mirrored

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

SIDE = 320


@pytest.fixture(scope="module")
def page(drawings: ModuleType) -> np.ndarray:
    grey = np.asarray(drawings.TUNING["article"](drawings.story(3)).convert("L"))
    return np.asarray(cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA))


@pytest.mark.parametrize(
    ("change", "told"),
    [(lambda p: 255 - p, inverted), (lambda p: np.ascontiguousarray(p[:, ::-1]), mirrored)],
    ids=["inverted", "mirrored"],
)
def test_descriptors_are_told_without_seeing_the_changed_picture(
    page: np.ndarray, change: Callable[[np.ndarray], np.ndarray], told: Callable[[np.ndarray], np.ndarray]
) -> None:
    here, there = find(page), find(change(page))
    expected = told(here.descriptors).astype(np.float32)
    found = cv2.BFMatcher(cv2.NORM_L2).match(expected, there.descriptors.astype(np.float32))
    assert np.mean([match.distance < 60 for match in found]) > 0.8
    plain = cv2.BFMatcher(cv2.NORM_L2).match(here.descriptors.astype(np.float32), there.descriptors.astype(np.float32))
    assert np.mean([match.distance < 60 for match in plain]) < 0.2


def test_turning_twice_gives_the_descriptors_back() -> None:
    some = np.random.default_rng(1).integers(0, 255, (40, 128), dtype=np.uint8)
    assert (inverted(inverted(some)) == some).all()
    assert (mirrored(mirrored(some)) == some).all()


def test_coarse_points_have_their_share(page: np.ndarray) -> None:
    sizes = find(page).points[:, 2]
    assert len(sizes) <= sum(QUOTAS)
    assert np.count_nonzero(sizes > np.median(sizes) * 2) >= 20


def test_an_empty_page_has_no_points() -> None:
    assert find(np.full((200, 200), 240, np.uint8)).points.shape == (0, 4)
