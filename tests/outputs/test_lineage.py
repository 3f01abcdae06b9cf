from __future__ import annotations

from typing import Any

import made
import pytest
from tracker.outputs import lineage
from tracker.outputs.page.document import render

FIRST, SECOND = made.SHA.hex(), "ab" * 32


def rows(direction: str = "known") -> list[dict[str, Any]]:
    blank = {"cluster": "c1", "margin": 3.0, "posts": 2, "first": "2026-03-03T06:41:12Z"}
    return [
        {**blank, "sha256": FIRST, "parent": None, "direction": "known"},
        {**blank, "sha256": SECOND, "parent": FIRST, "direction": direction, "cut": 0.2, "scale": 0.5},
    ]


def test_the_page_shows_each_form_after_the_one_it_was_made_from() -> None:
    page = render(made.view(made.facts(lineage=made.finding(1, rows())))).decode()
    assert lineage.HEADING in page
    assert page.index("Oldest form seen") < page.index("Made from 1")
    assert "Cut, smaller" in page


def test_an_order_that_is_not_known_is_said_to_be_so() -> None:
    assert lineage.place(rows("order unknown")[1], {FIRST: 1}) == "Closest to 1, order unknown"
    assert lineage.place({**rows()[0], "direction": "order unknown"}, {}) == "Not placed: order unknown"


def test_one_form_has_no_panel() -> None:
    page = render(made.view(made.facts(lineage=made.finding(0, rows()[:1])))).decode()
    assert lineage.HEADING not in page


@pytest.mark.parametrize(("name", "value"), [("scale", 1.5), ("changed", 0.01), ("added", 0.1), ("colour", 0.2)])
def test_each_change_has_its_words(name: str, value: float) -> None:
    row = {"parent": FIRST, name: value}
    assert lineage.changes(row) not in {"", lineage.changes({"parent": FIRST})}


def test_a_form_of_another_cluster_is_a_variant_and_never_only_saved_again() -> None:
    first, second = rows()
    third = {**second, "sha256": "cd" * 32, "cluster": "c3", "parent": SECOND, "cut": 0.0, "scale": 1.0}
    page = render(made.view(made.facts(lineage=made.finding(1, [first, second, third])))).decode()
    assert page.count(lineage.VARIANT) == 1
    assert page.index("Made from 1") < page.index(lineage.VARIANT) < page.index("Made from 2")
    assert "Saved again" not in page
    assert lineage.changes(third, second) == "Something inside changed"


def test_a_copy_of_its_parent_is_never_said_to_be_changed_inside() -> None:
    first, second = rows()
    told = lineage.changes({**second, "changed": 0.0154}, first)
    assert "no changed words or numbers found" in told
    assert "Something inside changed" not in told


def test_forms_without_a_picture_are_said_to_be_left_out() -> None:
    first, second = rows()
    more = [{**second, "sha256": f"{number:064x}"} for number in range(1, 13)]
    page = render(made.view(made.facts(lineage=made.finding(1, [first, *more])))).decode()
    assert "<summary>1 more form</summary>" in page
    assert lineage.NO_PICTURES in page
