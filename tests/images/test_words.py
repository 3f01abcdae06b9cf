from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tracker.images.words import SameWords, names_in, same_words, word_rows, words_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.tables.posts import Posts

CLAIM = "Orbital Loom will move 4,500 servers into space by the end of the year, says leaked letter"


def found(text: str, claim: str = CLAIM) -> SameWords | None:
    return same_words(words_in(claim), words_in(text), names_in(claim))


@pytest.mark.parametrize(
    "text",
    [
        CLAIM,
        CLAIM.upper(),
        f"Can this be true? \u201c{CLAIM}\u201d https://paper.example/a?b=1 #space",
        CLAIM.replace("letter", "leter"),
        CLAIM.replace("4,500", "4500"),
        CLAIM.replace("4,500", "\u0664\u0665\u0660\u0660"),
        CLAIM.replace("Orbital Loom", "#OrbitalLoom"),
        CLAIM[:60] + "\u2026",
        CLAIM.replace("will move", "will be moving"),
        "Orbital Loom will move 4,500 servers into space by the end of the year",
    ],
)
def test_quotes_and_small_edits_match(text: str) -> None:
    same = found(text)
    assert same is not None
    assert same.strength in {"strong", "fair"}


@pytest.mark.parametrize(
    "text",
    [
        CLAIM.replace("4,500", "4,800"),
        CLAIM.replace("4,500 servers", "million servers"),
        CLAIM.replace("Orbital Loom", "Lunar Weave"),
        CLAIM.replace("will move", "wont move"),
        CLAIM.replace("will move", "will not move"),
        CLAIM.replace("will move", "won\u2019t move"),
        f"Fake: {CLAIM}".replace("Fake: Orbital", "Orbital fake"),
    ],
)
def test_a_changed_number_or_a_negation_is_weak(text: str) -> None:
    same = found(text)
    assert same is not None
    assert same.strength == "weak"


@pytest.mark.parametrize(
    "text",
    [
        "", "space", "the end of the year", "says leaked letter",
        "The council says the garden will open by the end of the year, after a long winter of work",
        "servers " * 40,
        "Loom " + "nothing here " * 30 + " servers " + "filler words " * 30 + " letter",
    ],
)  # fmt: skip
def test_other_texts_do_not_match(text: str) -> None:
    assert found(text) is None


@pytest.mark.parametrize("text", ["the moon has a base", "moon", "nine moon base"])
def test_few_words_must_stand_as_they_are(text: str) -> None:
    assert found("Moon Base Nine opens", "moon base nine") is not None
    assert found(text, "moon base nine") is None


def test_scripts_without_spaces_are_compared_letter_by_letter() -> None:
    claim = "\u8f68\u9053\u516c\u53f8\u5c06\u5728\u5e74\u5e95\u524d\u628a\u670d\u52a1\u5668"
    assert found(f"\u771f\u7684\u5417\uff1f{claim}\u3002", claim) is not None


def test_a_word_in_the_place_of_another_is_fair_at_most() -> None:
    same = found(CLAIM.replace("letter", "memo"))
    assert same is not None
    assert same.strength == "fair"


def test_where_case_tells_nothing_every_word_may_be_a_name() -> None:
    assert names_in("ADA SAMPLE RESIGNS") == {"ada", "sample", "resigns"}
    same = found(CLAIM.lower().replace("orbital loom", "lunar weave"), CLAIM.lower())
    assert same is not None
    assert same.strength == "weak"


def test_posts_are_searched_and_ranked(posts_of: Callable[..., Posts]) -> None:
    changed, part = CLAIM.replace("4,500", "9,900"), CLAIM.replace(" says leaked letter", "")
    posts = posts_of([None, "hello", changed, f"look: {CLAIM}", part])
    rows = word_rows(CLAIM, posts)
    ranked = [(row["post"], row["strength"]) for row in rows]
    assert ranked == [("x:3", "strong"), ("x:4", "fair"), ("x:2", "weak")]
    assert {row["relation"] for row in rows} == {"same_words"}


def test_words_that_nobody_wrote_give_one_row_without_a_link(posts_of: Callable[..., Posts]) -> None:
    rows = word_rows(CLAIM, posts_of(["hello", None]))
    assert [(row["post"], row["relation"], row["score"]) for row in rows] == [("", "", None)]


@pytest.mark.parametrize("asked", ["100DaysOfCode", "#100DaysOfCode", "#100daysofcode", "100daysofcode"])
@pytest.mark.parametrize(
    "text", ["day 3 of #100DaysOfCode, still here", "100DaysOfCode once more", "#100daysofcode", "100daysofcode"]
)
def test_a_tag_is_found_with_its_sign_and_without(posts_of: Callable[..., Posts], asked: str, text: str) -> None:
    rows = word_rows(asked, posts_of([text, "100daysofcoding", "code for 100 days"]))
    assert [(row["post"], row["strength"]) for row in rows] == [("x:0", "fair")]
