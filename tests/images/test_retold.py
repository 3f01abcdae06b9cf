"""One page on two devices: its parts lie elsewhere, its words are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from reads import line, reading
from tracker.images.claim import same_page
from tracker.images.cluster import Group
from tracker.images.retold import joined_by_words
from tracker.images.uses import Uses
from tracker.images.worded import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from tracker.images.album import Album
    from tracker.images.reading import Line, Reading

HANDLE = line("@ada_example", 40)
CLAIM = ("Ada Sample orders 47 new", "cameras for the school yard")


def page(*claim: str, handle: Line = HANDLE, more: tuple[Line, ...] = ()) -> Reading:
    return reading(handle, *(line(text, 100 + 30 * n) for n, text in enumerate(claim)), *more, line("12K views", 500))


def told_again(drawings: ModuleType) -> dict[str, bytes]:
    """A page, the same with its lower half moved down and aside, and another copy of the first."""
    first = drawings.TUNING["microblog"](drawings.story(7)).convert("RGB")
    middle = first.height // 2
    second = Image.new("RGB", (first.width + 90, first.height + 140), "white")
    second.paste(first.crop((0, 0, first.width, middle)), (0, 0))
    second.paste(first.crop((0, middle, first.width, first.height)), (90, middle + 140))
    return {"a": drawings.encode(first), "b": drawings.encode(second), "c": drawings.encode(first, "JPEG")}


@pytest.fixture
def joined(drawings: ModuleType, album: Callable[[dict[str, bytes]], Album]) -> Callable[..., list[Group]]:
    files = told_again(drawings)
    groups = [Group("a", ("a", "c"), {}, "c1"), Group("b", ("b",), {})]
    posts = {name: frozenset({f"x:{name}"}) for name in files}

    def run(first: Reading, second: Reading, why: str = "") -> list[Group]:
        shelf = Shelf(lambda name: name.encode(), lambda raw, _: {b"a": first, b"b": second}[raw], why)
        with album(files) as pictures:
            return joined_by_words(groups, pictures, Uses((), posts, posts), shelf, lambda _: None)

    return run


def test_a_page_told_again_in_other_lines_joins_the_larger_group(joined: Callable[..., list[Group]]) -> None:
    again = page("Ada Sample orders", "47 new cameras for", "the school yard")
    (group,) = joined(page(*CLAIM), again)
    assert (group.representative, group.members) == ("a", ("a", "b", "c"))
    proof = group.links["b"].proof
    assert (proof.relation, proof.strength, proof.evidence["step"]) == ("copy", "fair", "words")


@pytest.mark.parametrize(
    "second",
    [
        page("Ada Sample orders 41 new", "cameras for the school yard"),
        page("Ada Sample never orders 47 new", "cameras for the school yard"),
        page(*CLAIM, handle=line("@ada_exampel", 40)),
        page(*CLAIM, more=(line("what nobody could read", 300, sure=0.4),)),
    ],
)
def test_other_words_and_words_unread_join_nothing(second: Reading, joined: Callable[..., list[Group]]) -> None:
    assert len(joined(page(*CLAIM), second)) == 2


def test_where_nothing_can_be_read_all_stays_as_it_is(joined: Callable[..., list[Group]]) -> None:
    assert [group.cluster for group in joined(page(*CLAIM), page(*CLAIM), "words not checked")] == ["c1", ""]


def test_a_number_alone_in_the_last_line_belongs_to_the_claim() -> None:
    one, two = (page(*CLAIM, "on 9 October", year) for year in ("2027", "2029"))
    assert same_page(one, one) is not None
    assert same_page(one, two) is None


def test_a_word_that_readers_might_confuse_is_another_word() -> None:
    body = (line("The guard was hired on Tuesday", 300), line("by a gardener", 330))
    other = (line("The guard was fired on Tuesday", 300), line("by a gardener", 330))
    assert same_page(page(*CLAIM, more=body), page(*CLAIM, more=other)) is None
