from __future__ import annotations

import hashlib
import io
from random import Random

import fonts
import pytest
from kinds import COLLAGE, KINDS, LOOK_ALIKES, copy_of, look_alike
from layouts import LAYOUTS, Scene, device
from PIL import Image
from pool import File, Plan, draw_pool, draw_story
from trees import grow
from wording import EDITS, HALVES, banks, edited, story

pytestmark = pytest.mark.usefixtures("faces")


def scene(half: str, seed: int = 0) -> Scene:
    layouts, languages = list(LAYOUTS[half]), list(banks(half))
    told = story(half, languages[seed % len(languages)], str(seed))
    return Scene(layouts[seed % len(layouts)], told, device(Random(seed)))


def digests(files: list[File]) -> list[str]:
    return [hashlib.sha256(file.content).hexdigest() for file in files]


def test_the_halves_share_no_layout_no_font_and_no_word() -> None:
    assert not set(LAYOUTS["tuning"]) & set(LAYOUTS["reporting"])
    used = [{name for pair in fonts.FILES[half].values() for name in pair} for half in HALVES]
    assert not used[0] & used[1]
    for slot in ("claims", "more", "remarks", "org", "name", "place", "press"):
        said = [{entry for bank in banks(half).values() for entry in bank[slot]} for half in HALVES]
        assert not said[0] & said[1]


def test_every_script_is_there_in_light_and_dark() -> None:
    scripts = {bank["script"] for half in HALVES for bank in banks(half).values()}
    assert scripts == {"Latin", "Cyrillic", "Arabic", "CJK", "Thai", "Devanagari"}
    assert sum(len(LAYOUTS[half]) for half in HALVES) >= 12


def test_the_same_plan_draws_the_same_bytes() -> None:
    plan = Plan("tuning", 4, 9, copies=4, imitations=2)
    assert digests(draw_story(plan, 3)) == digests(draw_story(plan, 3))
    assert digests(draw_pool(plan, 2)) == digests(draw_pool(plan, 1))


def test_names_are_unique_and_parents_are_there() -> None:
    files = draw_pool(Plan("reporting", 7, 2, copies=6, imitations=3))
    names = {file.name for file in files}
    assert len(names) == len(files)
    assert all(file.parent in names for file in files if file.role != "original")
    assert sum(file.role == "original" for file in files) == 7


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != COLLAGE])
def test_every_kind_of_copy_is_a_picture_at_three_strengths(kind: str) -> None:
    seen = scene("tuning", KINDS.index(kind))
    first = seen.draw()
    made = [copy_of(seen, first, kind, strength, Random(strength)) for strength in (1, 2, 3)]
    for content in made:
        with Image.open(io.BytesIO(content)) as image:
            assert min(image.size) > 60
            assert max(high - low for low, high in image.convert("RGB").getextrema()) > 60
    assert len(set(made)) == 3


@pytest.mark.parametrize("half", HALVES)
def test_a_crop_keeps_the_line_of_the_claim(half: str) -> None:
    from pixels import crop_all, crop_claim, crop_one

    for seed in range(7):
        first = scene(half, seed).draw()
        for step in (crop_all, crop_claim, crop_one):
            cut = step(first, Random(seed), 3)
            assert cut.claim[0] >= 0
            assert cut.claim[1] >= 0
            assert cut.claim[2] <= cut.image.width
            assert cut.claim[3] <= cut.image.height
            assert cut.claim[3] - cut.claim[1] == first.claim[3] - first.claim[1]


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_changes_one_fact_and_nothing_else(half: str, kind: str) -> None:
    for language in banks(half):
        told = story(half, language, "x")
        changed, was, now = edited(told, kind, "y")
        differ = [
            slot for (slot, old), (_, new) in zip(told.claim.facts, changed.claim.facts, strict=True) if old != new
        ]
        assert len(differ) == 1
        assert (told.claim.fact(differ[0]), changed.claim.fact(differ[0])) == (was, now)
        assert told.claim.text != changed.claim.text
        assert (told.body, told.name, told.photo) == (changed.body, changed.name, changed.photo)


@pytest.mark.parametrize("kind", LOOK_ALIKES)
def test_a_look_alike_is_another_picture(kind: str) -> None:
    for seed in range(3):
        seen = scene("reporting", seed)
        first = seen.draw()
        _, drawn, was, now = look_alike(seen, kind, Random(seed))
        assert drawn.image.tobytes() != first.image.tobytes()
        assert bool(was) == kind.startswith("edited ")
        assert bool(now) == kind.startswith("edited ")


def test_a_tree_has_one_root_and_children_come_later() -> None:
    tree = grow("tuning", 3)
    assert len(tree.files) == 12
    assert len(tree.parents) == 11
    assert all(tree.times[parent].posted_at < tree.times[child].posted_at for child, parent in tree.parents.items())
    assert digests(list(tree.files)) == digests(list(grow("tuning", 3).files))


def test_a_hard_tree_misses_some_repeats_some_and_lies_about_some() -> None:
    tree = grow("reporting", 5, 20, hard=True)
    names = {file.name for file in tree.files}
    assert set(tree.parents) <= names
    assert set(tree.parents.values()) <= names
    assert set(tree.times) == names
    assert 1 <= len(tree.wrong_times) < len(names) / 4
    assert all(tree.times[name].low is None for name in tree.wrong_times)
