from __future__ import annotations

import pytest
from reads import line, reading
from tracker.images.claim import WordProof, claim_of, same_claim
from tracker.images.reading import Reading

CHROME = ("Ada Example", "@ada_example")
HEAD = ("Ada Sample orders 47 new", "cameras for the school yard")
BODY = ("The letter was found on Tuesday", "by a gardener behind the old", "harbour office in Aville")


def page(head: tuple[str, ...], body: tuple[str, ...] = BODY, *, chrome: tuple[str, ...] = CHROME, size: int = 34) -> Reading:  # noqa: E501
    lines = [line(text, 30 * n) for n, text in enumerate(chrome)]
    lines += [line(text, 100 + 50 * n, size=size) for n, text in enumerate(head)]
    lines += [line(text, 300 + 30 * n) for n, text in enumerate(body)]
    return reading(*lines, line("12K views 845 likes", 500), line("12:41 Mar 3", 530))


def found(second: Reading, first: Reading | None = None) -> WordProof | None:
    return same_claim(first or page(HEAD), second)


def test_the_claim_is_the_block_in_the_largest_letters() -> None:
    assert claim_of(page(HEAD)) == " ".join(HEAD)


def test_a_name_beside_a_handle_a_masthead_and_counters_are_no_claim() -> None:
    shown = reading(
        line("BREAKING NEWS", 0, size=60), line("Ada Example", 80, size=40), line("@ada_example", 120),
        line("The harbour bridge closes today", 160), line("after forty days of rain", 190), line("10:41 PM", 240),
    )  # fmt: skip
    assert claim_of(shown) == "The harbour bridge closes today after forty days of rain"


def test_a_picture_that_was_not_read_claims_nothing() -> None:
    assert claim_of(Reading(why="damaged")) == ""
    assert claim_of(Reading()) == ""


@pytest.mark.parametrize(
    "second",
    [
        page(("Ada Sample orders", "47 new cameras for", "the school yard")),
        page(HEAD, ("The letter was found on", "Tuesday by a gardener behind", "the old harbour office in Aville")),
        page(("Ada Samp1e orders 47 new", "cameras for the schoo1 yard")),
        page(HEAD, size=20),
        page(HEAD, chrome=("THE DAILY PLACEHOLDER",)),
    ],
)
def test_other_wraps_and_devices_show_the_same_claim(second: Reading) -> None:
    proof = found(second)
    assert proof is not None
    assert (proof.relation, proof.strength, proof.evidence["step"]) == ("copy", "fair", "words")


@pytest.mark.parametrize(
    ("head", "was", "now"),
    [
        (("Ada Sample orders 41 new", "cameras for the school yard"), "47", "41"),
        (("Ada Placebo orders 47 new", "cameras for the school yard"), "Sample", "Placebo"),
        (("Ada Sample never orders 47", "new cameras for the school yard"), "Sample orders", "Sample never orders"),
    ],
)
def test_one_changed_fact_makes_a_variant(head: tuple[str, ...], was: str, now: str) -> None:
    proof = found(page(head))
    assert proof is not None
    assert (proof.relation, proof.was, proof.now) == ("variant", was, now)
    assert proof.evidence["box"] == list(proof.box or ())


@pytest.mark.parametrize(
    "second",
    [
        page(("The council plants ninety", "trees along the market road")),  # one thread, all but the claim equal
        page(("Ada Sample orders 41 new", "benches for the market yard")),
        page(HEAD, chrome=("Bruno Example", "@bruno_example")),
        page(("Cameras, cameras",), ()),
        Reading(why="damaged"),
    ],
)
def test_other_texts_are_not_joined(second: Reading) -> None:
    assert found(second) is None


def test_pages_with_one_long_body_are_not_joined_by_it() -> None:
    long = tuple(f"sentence number {word} of the body that all pages share" for word in ("one", "two", "three"))
    other = page(("The council plants ninety", "trees along the market road"), long)
    assert same_claim(page(HEAD, long), other) is None


def test_a_headline_over_another_body_is_not_joined() -> None:
    body = ("Nobody knows who wrote it", "and the school did not answer", "any of our questions")
    assert found(page(HEAD, body)) is None


def test_a_word_changed_in_the_body_is_no_copy() -> None:
    body = ("The letter was found on Tuesday", "by a policeman behind the old", "harbour office in Aville")
    assert found(page(HEAD, body)) is None


def test_a_number_changed_in_the_body_is_a_variant() -> None:
    one, two = ((*BODY, f"it has {number} pages") for number in ("12", "19"))
    proof = same_claim(page(HEAD, one), page(HEAD, two))
    assert proof is not None
    assert (proof.relation, proof.was, proof.now) == ("variant", "12", "19")


def test_short_words_may_meet_by_chance() -> None:
    assert same_claim(reading("Good morning Aville"), reading("Good morning Aville")) is None
