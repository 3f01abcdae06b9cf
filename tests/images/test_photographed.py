"""What is proved of photographs of screens, and of mirrored and turned pictures."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from tracker.images.features import working_form
from tracker.images.perspective import homography, is_possible, mirrored, rich_features
from tracker.images.photographed import Sight, prove_photographed

if TYPE_CHECKING:
    from types import ModuleType

    from PIL.Image import Image

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
LAYOUTS = ["dark", "broadcast", "letter", "card"]  # none of them has set a threshold


@pytest.fixture(scope="module")
def photographs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("photographs", BENCHMARKS / "photographs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["photographs"] = module
    spec.loader.exec_module(module)
    return module


def sight(picture: Image) -> Sight:
    work = working_form(np.asarray(picture.convert("L")))
    return Sight(work, rich_features(work), picture.width / work.shape[1])


def test_mirrored_descriptors_are_those_of_the_mirrored_picture(drawings: ModuleType) -> None:
    work = np.asarray(drawings.TUNING["forum"](drawings.story(3)).convert("L"))
    there = rich_features(work)
    here = rich_features(np.ascontiguousarray(work[:, ::-1]))
    found = homography(here, there, is_mirrored=True)
    assert found is not None
    matrix, inliers = found
    assert inliers > 200
    assert matrix[0, 0] / matrix[2, 2] == pytest.approx(-1, abs=0.01)
    assert is_possible(np.linalg.inv(matrix), work.shape, is_mirrored=True)
    assert not is_possible(np.linalg.inv(matrix), work.shape, is_mirrored=False)


def test_mirroring_descriptors_twice_changes_nothing() -> None:
    rows = np.random.default_rng(1).integers(0, 255, (5, 128)).astype(np.uint8)
    assert (mirrored(mirrored(rows)) == rows).all()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_photograph_of_a_screen_is_a_copy(drawings: ModuleType, photographs: ModuleType, layout: str) -> None:
    page = drawings.UNSEEN[layout](drawings.story(7))
    seen = photographs.photographed(page, "medium", 4)
    proof = prove_photographed(sight(page), sight(seen))
    assert proof is not None
    assert (proof.relation, proof.strength, proof.evidence["step"]) == ("copy", "fair", "photo")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("change", ["word", "headline", "post"])
def test_a_photograph_of_other_words_is_no_copy(
    drawings: ModuleType, photographs: ModuleType, layout: str, change: str
) -> None:
    told = drawings.story(7)
    page = drawings.UNSEEN[layout](told)
    seen = photographs.photographed(drawings.UNSEEN[layout](drawings.LOOK_ALIKES[change](told, 90)), "medium", 4)
    proof = prove_photographed(sight(page), sight(seen))
    assert proof is None or proof.relation != "copy"


@pytest.mark.parametrize("turn", [3, 90, 180])
def test_a_turned_picture_is_a_copy(drawings: ModuleType, turn: int) -> None:
    page = drawings.UNSEEN["letter"](drawings.story(7))
    proof = prove_photographed(sight(page), sight(page.rotate(turn, expand=True, resample=3, fillcolor="black")))
    assert proof is not None
    assert proof.relation == "copy"


def test_a_mirrored_picture_is_a_copy_and_says_so(drawings: ModuleType) -> None:
    page = drawings.UNSEEN["dark"](drawings.story(7))
    proof = prove_photographed(sight(page), sight(page.transpose(0)))
    assert proof is not None
    assert proof.relation == "copy"
    assert proof.evidence["mirrored"] is True


def test_a_changed_word_is_boxed_in_pixels_of_the_photograph(drawings: ModuleType, photographs: ModuleType) -> None:
    told = drawings.story(7)
    page = drawings.UNSEEN["letter"](told)
    edited = drawings.UNSEEN["letter"](drawings.other_word(told, 1))
    seen = photographs.photographed(edited, "mild", 4)
    proof = prove_photographed(sight(page), sight(seen))
    assert proof is not None
    assert proof.relation == "variant"
    left, top, width, height = proof.evidence["box"]
    assert 0 < width < seen.width / 2
    assert 0 < height < seen.height / 8
    truth = np.asarray(drawings.difference_box(page, edited), float)
    assert abs(cv2.norm(np.array([left + width / 2, top + height / 2])) - cv2.norm((truth[:2] + truth[2:]) / 2)) < 400
