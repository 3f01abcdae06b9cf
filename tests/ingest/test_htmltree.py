from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.ingest.htmltree import tree
from tracker.ingest.reader import BadRecordError


def test_find__looks_for_all_classes_in_the_order_of_the_page() -> None:
    page = tree('<div class="a"><p class="a b">one</p></div><p class="b a c">two</p>')
    found = page.find("b", "a")
    assert found is not None
    assert found.text() == "one"
    assert page.child("b") is not None
    assert page.find("d") is None


def test_text__keeps_breaks_and_leaves_one_element_out() -> None:
    page = tree("<p> one<br/>two &lt;b&gt; <i>three</i> <i>four</i> </p>")
    third = next(node for node in page.walk() if node.tag == "i")
    assert page.text() == "one\ntwo <b> three four"
    assert page.text(without=third) == "one\ntwo <b>  four"


@pytest.mark.parametrize("markup", ["</div>", "<div", "<p><div></p>", "", "<div " * 2000, "<i>" * 2000 + "deep"])
def test_tree__takes_what_is_no_good_html(markup: str) -> None:
    assert isinstance(tree(markup).text(), str)


def test_tree__refuses_a_broken_declaration_with_the_reason() -> None:
    with pytest.raises(BadRecordError, match="not HTML"):
        tree("<![x[ <p>")


@given(st.text(alphabet="<>/!-[]&; \"'=abdivbr\n", max_size=80))
def test_tree__never_fails_in_another_way(markup: str) -> None:
    try:
        assert isinstance(tree(markup).text(), str)
    except BadRecordError:
        return
