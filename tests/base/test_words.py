"""Text from strangers."""

from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.words import did_you_mean, folded, one_line, plain_text, printable_bytes, skeleton, visible

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@given(st.text())
def test_visible__leaves_nothing_that_acts(text: str) -> None:
    shown = visible(text)
    assert not any(
        unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} and letter != "\n" for letter in shown
    )
    assert not set(shown) & set(BIDI)
    shown.encode()


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_visible__keeps_ordinary_text_of_any_script(text: str) -> None:
    assert visible(text) == text


def test_visible__names_each_sign_in_one_way() -> None:
    assert visible("\x1b\u202e\ue000\U000f0000") == "\\x1b\\u202e\\ue000\\U000f0000"


@given(st.text(), st.integers(1, 50))
def test_one_line__is_one_and_short(text: str, length: int) -> None:
    line = one_line(text, length)
    assert len(line) <= length
    assert len(line.splitlines()) <= 1


@given(st.binary())
def test_printable_bytes__are_ascii_and_lose_nothing(raw: bytes) -> None:
    shown = printable_bytes(raw)
    assert shown.isascii()
    assert not shown or shown.isprintable()
    assert shown.encode().decode("unicode_escape").encode("latin-1") == raw


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"])))
def test_plain_text__unescapes_once(text: str) -> None:
    assert plain_text(f"<p>{html.escape(text)}</p>") == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One &amp; two</p><p>three</p>", "One & two\nthree"),
        ("a<br>b<br/>c<BR />d", "a\nb\nc\nd"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ('<a href="https://h.example">h</a>', "h"),
        ("2 &lt; 3", "2 < 3"),
        ("", ""),
    ],
)
def test_plain_text__of_posts(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize("part", ["<", "<br ", '<span class="invisible">', "</p", "< "])
def test_plain_text__a_megabyte_of_openings_ends(part: str) -> None:
    assert len(plain_text(part * (300_000 // len(part)))) <= 300_000


@given(st.text())
def test_folded__is_stable(text: str) -> None:
    once = folded(text)
    assert folded(once).split() == folded(folded(once)).split()
    assert "  " not in once


def test_folded__forgets_case_width_and_hidden_marks() -> None:
    assert folded("\uff26\uff21\uff2b\uff25\u200b  News\u00a0\n") == "fake news"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("alice_example", "a1ice_example"),
        ("alice_example", "aIice_example"),
        ("corner_example", "comer_example"),
        ("paypal_example", "p\u0430ypal_example"),
        ("news_example", "ne\u200bws_example"),
        ("vvorld_example", "world_example"),
    ],
)
def test_skeleton__look_alikes_share_one(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_skeleton__other_handles_do_not() -> None:
    assert skeleton("alice_example") != skeleton("alina_example")


def test_did_you_mean__offers_the_closest_or_nothing() -> None:
    assert did_you_mean("telegramm", ["telegram", "reddit"]) == " Did you mean telegram?"
    assert did_you_mean("zzz", ["telegram"]) == ""
