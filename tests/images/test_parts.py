"""Which groups a picture joins that lies inside another one, or holds several."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tracker.images.parts import Part, Union, united

NAMES = "abcdefgh"


def union(*parts: tuple[str, str], sizes: str = NAMES, differ: tuple[str, ...] = ()) -> Union:
    """`sizes` lists leaders, the largest group first; `differ` names pairs of variants (`"ab"`)."""
    known = {frozenset(pair) for pair in differ}
    return united(
        (Part(*part) for part in parts),
        lambda name: (sizes.index(name), 0, name),
        lambda one, other: frozenset((one, other)) in known,
    )


def test_a_part_of_one_picture_joins_it() -> None:
    assert union(("a", "b")).parents == {"b": "a"}


def test_the_smaller_group_joins_the_larger_whichever_lies_inside() -> None:
    assert union(("b", "a")).parents == {"b": "a"}


def test_a_picture_embedded_in_several_others_keeps_them_all() -> None:
    assert union(("b", "a"), ("c", "a")).parents == {"b": "a", "c": "a"}


def test_what_two_variants_share_joins_one_and_never_chains_them() -> None:
    found = union(("a", "c"), ("b", "c"), differ=("ab",))
    assert found.parents == {"c": "a"}


def test_a_collage_belongs_to_both_and_joins_neither() -> None:
    found = union(("c", "a"), ("c", "b"))
    assert found.parents == {}
    assert found.collages == {"c": ("a", "b")}


def test_a_part_of_a_part_is_no_collage() -> None:
    found = union(("a", "b"), ("a", "c"), ("b", "c"))
    assert found.collages == {}
    assert set(found.parents) == {"b", "c"}


@given(st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] != p[1])))
def test_parents_never_go_round_and_the_order_of_links_changes_nothing(parts: set[tuple[str, str]]) -> None:
    found = union(*sorted(parts))
    assert found == union(*sorted(parts, reverse=True))
    for start in found.parents:
        seen, at = {start}, found.parents[start]
        while at in found.parents:
            assert at not in seen
            seen.add(at)
            at = found.parents[at]
    assert not set(found.collages) & set(found.parents)
