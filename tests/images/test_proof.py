"""What is proved a copy, on layouts that set the thresholds and on layouts that set none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tracker.images.album import Album
from tracker.images.proof import Proof, prove

if TYPE_CHECKING:
    from types import ModuleType

Draw = Callable[[dict[str, bytes]], Album]
LAYOUTS = ["microblog", "article", "forum", "chat", "dark", "broadcast", "letter", "card"]
NOT_YET = {"mirror"}  # needs a mirrored form as a further stage of alignment


def proof_of(album: Draw, first: bytes, second: bytes) -> Proof | None:
    with album({"first": first, "second": second}) as pictures:
        return prove(pictures, "first", "second")


def layout_of(drawings: ModuleType, name: str) -> Callable[..., object]:
    layout: Callable[..., object] = {**drawings.TUNING, **drawings.UNSEEN}[name]
    return layout


@pytest.mark.parametrize("layout", LAYOUTS)
def test_copies_are_found_whatever_the_change(drawings: ModuleType, album: Draw, layout: str) -> None:
    page = layout_of(drawings, layout)(drawings.story(7))
    files = {kind: change(page) for kind, change in drawings.COPIES.items() if kind not in NOT_YET}
    with album({**files, "first": drawings.encode(page)}) as pictures:
        proofs = {kind: prove(pictures, "first", kind) for kind in files}
    missed = [kind for kind, proof in proofs.items() if proof is None or proof.relation != "copy"]
    assert len(missed) <= 1, missed


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("saving", ["as drawn", "half size, JPEG 50"])
def test_look_alikes_are_never_copies(drawings: ModuleType, album: Draw, layout: str, saving: str) -> None:
    draw, told = layout_of(drawings, layout), drawings.story(7)
    page = draw(told)
    others = {kind: draw(change(told, 99)) for kind, change in drawings.LOOK_ALIKES.items()}
    others = {kind: other for kind, other in others.items() if other.tobytes() != page.tobytes()}
    half = {kind: drawings.encode(drawings.resized(other, 0.5), "JPEG", 50) for kind, other in others.items()}
    drawn = {kind: drawings.encode(other) for kind, other in others.items()}
    files = drawn if saving == "as drawn" else half
    with album({**files, "first": drawings.encode(page)}) as pictures:
        proofs = {kind: prove(pictures, "first", kind) for kind in files}
    assert [kind for kind, proof in proofs.items() if proof is not None and proof.relation == "copy"] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_edited_number_is_a_variant_with_a_box_around_it(
    drawings: ModuleType, album: Draw, layout: str
) -> None:
    draw, told = layout_of(drawings, layout), drawings.story(7)
    page, edited = draw(told), draw(drawings.other_number(told))
    proof = proof_of(album, drawings.encode(page), drawings.encode(drawings.resized(edited, 0.8), "JPEG", 70))
    assert proof is not None
    assert proof.relation == "variant"
    assert proof.evidence["was"] is None
    left, top, width, height = proof.evidence["box"]
    changed = drawings.difference_box(page, edited)
    middle = [0.8 * (changed[0] + changed[2]) / 2, 0.8 * (changed[1] + changed[3]) / 2]
    assert left - 6 <= middle[0] <= left + width + 6
    assert top - 6 <= middle[1] <= top + height + 6


def test_unrelated_photos_are_nothing(drawings: ModuleType, album: Draw) -> None:
    files = {f"p{n}": drawings.encode(drawings.photo(n), "JPEG") for n in range(6)}
    with album(files) as pictures:
        proofs = [prove(pictures, "p0", f"p{n}") for n in range(1, 6)]
    assert all(proof is None or proof.relation == "" for proof in proofs)


def test_a_photo_alone_is_no_copy_of_the_article_that_shows_it(drawings: ModuleType, album: Draw) -> None:
    article = drawings.TUNING["article"](drawings.story(7))
    alone = drawings.photo(7, 740, 380)
    proof = proof_of(album, drawings.encode(article), drawings.encode(alone))
    assert proof is None or proof.relation == ""


def test_what_is_too_small_to_read_is_weak_and_not_merged(drawings: ModuleType, album: Draw) -> None:
    page = drawings.TUNING["forum"](drawings.story(7))
    proof = proof_of(album, drawings.encode(page), drawings.encode(drawings.resized(page, 0.12), "JPEG", 40))
    assert proof is None or (proof.relation, proof.strength) in {("", "weak"), ("", "")}


def test_small_words_too_blurred_to_read_are_no_grain(album: Draw, drawings: ModuleType) -> None:
    import io

    from PIL import ImageFilter

    told = drawings.TUNING["microblog"](drawings.story(7)).convert("RGB")
    plain, blurred = io.BytesIO(), io.BytesIO()
    told.save(plain, "PNG")
    small = told.filter(ImageFilter.GaussianBlur(4)).resize((told.width // 2, told.height // 2))
    small.save(blurred, "JPEG", quality=40)
    proof = proof_of(album, plain.getvalue(), blurred.getvalue())
    assert proof is None or proof.relation != "copy"


def test_each_of_four_pictures_on_one_sheet_is_found(drawings: ModuleType, album: Draw) -> None:
    from PIL import Image

    shown = [drawings.TUNING["forum"](drawings.story(seed)) for seed in (3, 5, 7, 9)]
    sheet = Image.new("RGB", (1280, 1600), "black")
    for at, page in enumerate(shown):
        small = page.convert("RGB").resize((628, round(page.height * 628 / page.width)))
        sheet.paste(small, (6 + at % 2 * 640, 6 + at // 2 * 800))
    files = {f"p{at}": drawings.encode(page) for at, page in enumerate(shown)}
    with album({**files, "sheet": drawings.encode(sheet, "JPEG")}) as pictures:
        proofs = [prove(pictures, name, "sheet") for name in files]
    assert [proof and (proof.relation, proof.evidence.get("part")) for proof in proofs] == [("copy", "first")] * 4
