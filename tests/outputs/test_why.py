from __future__ import annotations

import pytest
from tracker.outputs import phrases, why

PROVED = {"agree": 0.9984, "contradict": 0.0, "step": "points"}
ALIKE = "over 99 % of what was compared is alike and nothing contradicts it"


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        ({"step": "bytes"}, "Both files have the same bytes."),
        ({"step": "pixels"}, "The files differ, but every pixel in them is the same."),
        ({"step": "representative"}, "This is the picture that the others were compared with."),
        (PROVED, f"Laid on one another where points of both agree: {ALIKE}."),
        (
            PROVED | {"step": "mirrored", "inverted": True},
            f"Laid on one another with one of them mirrored, with light and dark exchanged: {ALIKE}.",
        ),
        (
            PROVED | {"step": "photo", "mirrored": True},
            f"Laid on one another in perspective, as a photograph of a screen is, mirrored: {ALIKE}.",
        ),
        (
            {"step": "size", "agree": 0.96, "contradict": 0.04},
            "Laid on one another from edge to edge: 96 % of what was compared is alike and 4 % contradicts it.",
        ),
        (
            {"step": "words", "contained": 0.91},
            "They cannot be laid on one another; the words read in both are alike for 91 %.",
        ),
        ({"step": "none", "why": "too little detail"}, ""),
        ({"step": "excluded", "excluded": ["c3"]}, ""),
        ({}, ""),
    ],
)
def test_proof__each_step_is_one_sentence(evidence: dict[str, object], told: str) -> None:
    assert why.proof(evidence) == told


@pytest.mark.parametrize("step", sorted({"points", "size", "mirrored", "photo"}))
def test_proof__every_way_of_laying_is_told_apart(step: str) -> None:
    others = {why.proof(PROVED | {"step": other}) for other in ("points", "size", "mirrored", "photo") if other != step}
    assert why.proof(PROVED | {"step": step}) not in {"", *others}


def test_details__the_changed_words_are_quoted_and_isolated() -> None:
    (told,) = why.details({"was": "12 centres", "is": "\u202e21 centres", "box": [1, 2, 3, 4]})
    assert told == (
        f"Where the picture compared with says {phrases.quoted('12 centres')}, "
        f"this one says {phrases.quoted(chr(0x202E) + '21 centres')}."
    )
    assert "\u202e" not in told


def test_details__words_that_were_not_read_are_said_to_be_so() -> None:
    evidence = {"regions": [[1, 2, 3, 4], [5, 6, 7, 8]], "was": None, "is": None, "words": "words not checked: why"}
    assert why.details(evidence) == ["They differ in 2 places. Their words: not checked: why."]
    assert why.details({"regions": [[1, 2, 3, 4]]}) == ["They differ in 1 place."]


def test_details__a_part_a_cover_and_what_is_unchecked_are_each_told() -> None:
    told = why.details({"part": "second", "covered": [[1, 2, 3, 4]], "unchecked": "small words"})
    assert told == [
        "This picture shows a part of the one compared with.",
        "In 1 place something seems to lie over one of them; what stands there was not compared.",
        "Not checked are small words.",
    ]
    assert why.details({"part": "first"}) == ["The picture compared with lies inside this one."]


def test_marks__each_place_that_differs_is_marked_rather_than_the_box_around_all() -> None:
    evidence = {"regions": [[1, 2, 3, 4], [50, 60, 7, 8]], "box": [1, 2, 56, 66], "covered": [[9, 9, 9, 9]]}
    assert why.marks(evidence) == why.Marks(((1, 2, 3, 4), (50, 60, 7, 8)), ((9, 9, 9, 9),))


@pytest.mark.parametrize("evidence", [{}, {"box": None, "regions": None}, {"box": [], "regions": [], "covered": []}])
def test_marks__nothing_is_marked_where_nothing_was_found(evidence: dict[str, object]) -> None:
    assert why.marks(evidence) == why.Marks()
    assert why.marked(why.Marks()) == ""


def test_in_one_line__is_plain_text_and_empty_for_what_is_no_match() -> None:
    row = {"evidence": {"step": "words", "contained": 1.0, "was": "1 GW", "is": "10 GW", "box": [1, 2, 3, 4]}}
    assert why.in_one_line(row) == (
        "They cannot be laid on one another; the words read in both are alike for 100 %. "
        "Where the picture compared with says 1 GW, this one says 10 GW."
    )
    again = {"evidence": {"step": "bytes"}, "sha256": "ab", "parent_file": "ab"}
    assert why.in_one_line(again) == "A further place of a file with the same bytes."
    assert why.in_one_line({}) == why.in_one_line({"evidence": {"step": "none"}}) == ""
