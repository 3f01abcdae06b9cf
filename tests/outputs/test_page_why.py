from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from made import FIRST, ON_X, SHA, earliest, facts, finding, thumbnail, view
from test_page import HOSTILE, Page
from tracker.outputs.page.document import render
from tracker.tables.copies import Copies
from tracker.tables.hashes import Hashes
from tracker.tables.queries import Queries

if TYPE_CHECKING:
    from tracker.outputs.writer import View

COPY = hashlib.sha256(b"a copy").digest()
VARIANT = hashlib.sha256(b"variant").digest()
PROVED = {"step": "points", "agree": 1.0, "contradict": 0.0}
COVERED = PROVED | {"covered": [[300, 40, 100, 60]]}
CHANGED = PROVED | {"agree": 0.97, "contradict": 0.03, "regions": [[100, 50, 200, 20], [320, 50, 4, 4]]}


def copied(sha256: bytes, relation: str, evidence: dict[str, Any], *, member: str = "", cluster: str = "c1") -> Any:
    return {
        "source": "s1", "member": member or sha256.hex(), "file": "pic.jpg", "sha256": sha256, "cluster": cluster,
        "relation": relation, "parent_file": SHA.hex() if relation else "", "strength": "fair" if relation else "",
        "score": 1.0, "evidence": json.dumps(evidence),
    }  # fmt: skip


def pictures(*names: bytes) -> Hashes:
    rows = [
        {"sha256": name, "detail": True, "width": 640, "height": 400, "format": "JPEG", "thumbnail": thumbnail()}
        for name in sorted(names)
    ]
    return Hashes.from_rows(rows)


def matched(evidence: dict[str, Any] = COVERED, changed: dict[str, Any] = CHANGED, **parts: Any) -> View:
    """Return the story: the first post carries the picture itself, the second a copy; there is one variant."""
    told = facts(earliest=finding(detail=[earliest(1, FIRST), earliest(2, ON_X, sha256=COPY.hex())]))
    rows = [
        copied(SHA, "", {"step": "representative"}),
        {**copied(SHA, "same_file", {"step": "bytes"}, member="again"), "parent_file": SHA.hex()},
        copied(COPY, "copy", evidence),
        copied(VARIANT, "variant", changed, cluster="c2"),
    ]
    base = {"copies": Copies.from_rows(rows), "hashes": pictures(SHA, COPY, VARIANT)}
    return msgspec.structs.replace(view(told, **parts), **base)


def panel(made: View) -> str:
    found = re.search(r'<section id="why".*?</section>', render(made).decode(), re.DOTALL)
    return found[0] if found else ""


def rectangles(text: str) -> list[tuple[str, ...]]:
    sides = " ".join(f'{side}="([^"]+)"' for side in ("x", "y", "width", "height"))
    shape = rf'<rect {sides} fill="none" vector-effect="non-scaling-stroke" stroke="(#[0-9a-f]+)"'
    return re.findall(shape, re.sub(r'<svg class="legend".*?</svg>', "", text))


def test_panel__each_early_picture_stands_beside_the_one_it_was_compared_with() -> None:
    items = panel(matched()).split("<li>")[1:]
    assert [item.count("<figure>") for item in items] == [1, 2, 2]
    assert "This is the picture that the others were compared with." in items[0]
    assert "A copy, fair match." in items[1]
    assert "A variant, fair match." in items[2]
    names = dict(re.findall(r'<image id="(picture-\d)"[^>]*>(.)', panel(matched())))
    used = [re.findall(r'<use href="#([^"]+)"', item) for item in items]
    assert {name for each in used for name in each} == set(names)
    assert used[1][0] == used[2][0] == used[0][0]
    assert len({pair[-1] for pair in used}) == 3


def test_panel__marks_lie_around_the_boxes_in_pixels_of_the_file() -> None:
    page = panel(matched())
    assert page.count('viewBox="0 0 640 400"') == 5
    marks = [mark for mark in rectangles(page) if mark[4] != "#ffffff"]
    boxes = [(300, 40, 100, 60), (100, 50, 200, 20), (320, 50, 4, 4)]
    assert len(marks) == len(boxes)
    for (left, top, width, height, _), box in zip(marks, boxes, strict=True):
        assert float(left) <= box[0]
        assert float(top) <= box[1]
        assert float(left) + float(width) >= box[0] + box[2]
        assert float(top) + float(height) >= box[1] + box[3]
        assert float(width) <= max(box[2], 0.05 * 640) + 20
    assert [mark[4] for mark in marks] == ["#0b4fb3", "#b00020", "#b00020"]
    assert page.count("stroke-dasharray") == 2, "one in the legend, one on the copy: colour is not the only sign"


def test_panel__those_who_do_not_see_marks_are_told_of_them() -> None:
    labels = re.findall(r'role="img" aria-label="([^"]+)"', panel(matched()))
    marked = "1 place marked: something seems to lie over one of the two here: not compared"
    assert labels == [
        "This picture, 640 by 400 pixels",
        "Compared with, 640 by 400 pixels",
        f"This picture, 640 by 400 pixels; {marked}",
        "Compared with, 640 by 400 pixels",
        "This picture, 640 by 400 pixels; 2 places marked: words or numbers differ here",
    ]


def test_panel__the_legend_names_only_marks_that_are_there() -> None:
    assert 'class="legend"' not in panel(matched(PROVED, PROVED))
    assert "something seems to lie over" not in panel(matched(PROVED))


def test_panel__posts_without_a_number_are_not_numbered_here_either() -> None:
    made = matched()
    untimed = {**made.facts, "first_seen": [], "origin": [], "origin_candidates": []}
    assert "of the earliest posts" in panel(made)
    shown = panel(msgspec.structs.replace(made, facts=untimed))
    assert "1 post (X, 3 Mar 2026 07:49:30 UTC)" in shown
    assert "of the earliest posts" not in shown


def test_panel__every_row_leads_to_its_bytes() -> None:
    shown = re.findall(r"<code>tracker show ([0-9a-f]{64})</code>", panel(matched()))
    assert shown == [SHA.hex(), COPY.hex(), VARIANT.hex()]


def test_panel__each_thumbnail_is_held_once() -> None:
    page = panel(matched())
    assert page.count("data:image/jpeg;base64,") == 3
    assert page.count("<use ") == 5


def test_panel__words_read_in_pictures_are_not_obeyed_and_hidden_accounts_stay_hidden() -> None:
    changed = CHANGED | {"was": HOSTILE, "is": "says orbit_watch_example"}
    page = panel(matched(changed=changed, protected=True))
    assert "<script>" not in page
    assert "\u202e" not in page
    assert "orbit_watch_example" not in page
    assert "Account A" in page


def test_panel__without_a_thumbnail_the_words_are_still_there() -> None:
    bare = msgspec.structs.replace(matched(), hashes=Hashes.empty())
    assert panel(bare).count("no thumbnail") == 5
    assert "A copy, fair match." in panel(bare)


def test_panel__the_picture_asked_for_is_told_without_its_name() -> None:
    row = {
        "query": "secret-name.png", "kind": "image", "sha256": VARIANT, "cluster": "c1", "member_sha256": COPY.hex(),
        "post": "", "relation": "copy", "strength": "strong", "score": 1.0, "evidence": json.dumps(PROVED),
    }  # fmt: skip
    page = panel(msgspec.structs.replace(matched(), queries=Queries.from_rows([row])))
    assert f"A copy, strong match, compared with {COPY.hex()[:10]}… held here." in page
    assert "secret-name" not in page


@pytest.mark.parametrize("told", [facts(earliest=None, variants=None), facts(rumor={"cluster": None}, variants=None)])
def test_panel__is_left_out_where_no_picture_matched(told: dict[str, Any]) -> None:
    assert panel(view(told)) == ""


def test_panel__asks_for_nothing_outside_the_page() -> None:
    for _, attributes in Page(render(matched()).decode()).tags:
        assert "style" not in attributes
        assert re.match(r"data:|#", attributes.get("href") or "#")
