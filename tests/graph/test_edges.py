"""Which edges are made, and which parent a post keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from tracker.graph.edges import build_edges
from tracker.graph.rule import rules
from tracker.tables.copies import Copies
from tracker.tables.media import Media
from tracker.tables.posts import Posts

START = datetime(2024, 5, 12, 14, 0, tzinfo=UTC)
NO_REFERENCE = {"scope": "immediate", "attribution": "platform", "account": None, "stated_at": None}


def post(
    key: str, second: float | None = 0.0, references: tuple[Any, ...] = (), **changes: Any
) -> dict[str, Any]:
    """Return a row of `posts`; a reference is (target, kind) or a whole one."""
    moment = None if second is None else START + timedelta(seconds=second)
    platform, _, native_id = key.partition(":")
    whole = [
        {**NO_REFERENCE, **(r if isinstance(r, dict) else {"target": r[0], "kind": r[1]})} for r in references
    ]
    row = {
        "post": key,
        "platform": platform,
        "native_id": native_id,
        "posted_at": moment,
        "low": moment,
        "high": moment,
        "hard": True,
        "time_source": "server",
        "disputed": False,
        "time_flags": [],
        "flags": [],
        "kind": "post",
        "references": whole,
        "embedded": False,
        "protected": False,
        "source": "s1",
        "sources": ["s1"],
        "record": "line 1",
        "record_offset": 0,
        "record_length": 0,
        "record_sha256": bytes(32),
    }
    return row | changes


def edges(
    rows: list[dict[str, Any]], pictures: dict[str, str] | None = None, clusters: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """Return the edges of posts that carry pictures (post -> picture) in clusters (picture -> cluster)."""
    media = Media.from_rows(
        {
            "media": f"{key}#1",
            "post": key,
            "type": "image",
            "file": picture,
            "source": "s1",
            "member": picture,
            "sha256": picture.encode().ljust(32),
        }
        for key, picture in (pictures or {}).items()
    )
    copies = Copies.from_rows(
        {
            "source": "s1",
            "member": picture,
            "file": picture,
            "sha256": picture.encode().ljust(32),
            "cluster": cluster,
            "relation": "copy",
            "parent_file": "",
            "strength": "strong",
            "evidence": "{}",
        }
        for picture, cluster in (clusters or {}).items()
    )
    return list(build_edges(Posts.from_rows(rows), media, copies).rows())


def kept(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {edge["child"]: edge["parent"] for edge in edges(rows) if edge["kept"]}


def test_rules__one_for_each_kind_of_reference_and_one_for_pictures() -> None:
    assert list(rules()) == ["crosspost", "forward", "quote", "reply", "repost", "same_image"]


@pytest.mark.parametrize("kind", ["repost", "quote", "reply", "crosspost", "forward"])
def test_edges__carry_what_the_platform_states(kind: str) -> None:
    reference = {"target": "x:1", "kind": kind, "scope": "root", "attribution": "explicit"}
    (edge,) = edges([post("x:1"), post("x:2", 90, (reference,))])
    assert (edge["child"], edge["parent"], edge["kind"], edge["rule"]) == ("x:2", "x:1", kind, kind)
    assert (edge["attribution"], edge["scope"], edge["confidence"]) == ("explicit", "root", 1.0)
    assert (edge["parent_absent"], edge["kept"], edge["delay_s"]) == (False, True, 90.0)


def test_edges__an_author_without_a_post_is_no_parent() -> None:
    assert edges([post("x:2", 0, ({"target": None, "kind": "repost", "account": "a_example"},))]) == []


def test_edges__an_absent_parent_is_kept_and_marked() -> None:
    (edge,) = edges([post("other:2", 0, (("other:1", "reply"),))])
    assert edge["parent_absent"]
    assert edge["kept"]
    assert edge["delay_s"] is None


def test_edges__an_absent_parent_is_dated_by_its_id_else_by_what_is_stated() -> None:
    native_id = (int(START.timestamp() * 1000) - 1288834974657) << 22
    stated = {"target": "telegram:5/7", "kind": "forward", "stated_at": START}
    found = edges([post("x:2", 60, ((f"x:{native_id}", "repost"),)), post("telegram:6/1", 30, (stated,))])
    assert [edge["delay_s"] for edge in found] == [30.0, 60.0]


def test_edges__the_same_pointer_twice_is_one_edge_as_strong_as_the_stronger() -> None:
    weak = {"target": "x:1", "kind": "quote", "attribution": "explicit", "scope": "unknown"}
    strong = {"target": "x:1", "kind": "quote", "attribution": "platform", "scope": "immediate"}
    for pair in ((weak, strong), (strong, weak)):
        (edge,) = edges([post("x:1"), post("x:2", 1, pair)])
        assert (edge["attribution"], edge["scope"]) == ("platform", "immediate")


def test_kept_parent__is_of_the_foremost_kind() -> None:
    kinds = ("repost", "crosspost", "forward", "quote", "reply")
    for better, worse in pairwise(kinds):
        assert kept([post("x:1", 5), post("x:2", 1), post("x:3", 9, (("x:2", worse), ("x:1", better)))]) == {
            "x:3": "x:1"
        }


def test_kept_parent__then_the_earlier_then_the_smaller_key() -> None:
    both = (("x:1", "reply"), ("x:2", "reply"))
    assert kept([post("x:1", 5), post("x:2", 1), post("x:3", 9, both)]) == {"x:3": "x:2"}
    assert kept([post("x:1", 5), post("x:2", 5), post("x:3", 9, both)]) == {"x:3": "x:1"}
    assert kept([post("x:1", None), post("x:2", 5), post("x:3", 9, both)]) == {"x:3": "x:2"}
    assert kept([post("x:10", 5), post("x:9", 5), post("x:3", 9, (("x:9", "reply"), ("x:10", "reply")))]) == {
        "x:3": "x:10"
    }


def test_kept_parent__a_post_is_never_its_own() -> None:
    assert kept([post("x:1", 0, (("x:1", "repost"),))]) == {}
    assert kept([post("x:2"), post("x:1", 1, (("x:1", "repost"), ("x:2", "reply")))]) == {"x:1": "x:2"}


def test_loop__is_cut_at_its_earliest_post() -> None:
    ring = [
        post("x:1", 3, (("x:2", "reply"),)),
        post("x:2", 1, (("x:3", "reply"),)),
        post("x:3", 2, (("x:1", "reply"),)),
    ]
    assert kept(ring) == {"x:1": "x:2", "x:3": "x:1"}


def test_loop__of_equal_age_is_cut_at_the_smaller_key() -> None:
    assert kept([post("x:1", 1, (("x:2", "reply"),)), post("x:2", 1, (("x:1", "reply"),))]) == {"x:2": "x:1"}


def test_edges__a_child_before_its_parent_is_kept_and_its_delay_negative() -> None:
    (edge,) = edges([post("x:1", 60), post("x:2", 0, (("x:1", "reply"),))])
    assert edge["kept"]
    assert edge["delay_s"] == -60.0


def test_edges__are_sorted_by_child_parent_and_kind() -> None:
    rows = [
        post("x:2", 0, (("x:9", "reply"), ("x:1", "reply"), ("x:1", "quote"))),
        post("x:1", 0, (("x:5", "reply"),)),
    ]
    found = [(edge["child"], edge["parent"], edge["kind"]) for edge in edges(rows)]
    assert found == sorted(found)


def test_same_image__points_at_the_earliest_carrier_and_never_joins_cascades() -> None:
    rows = [post("x:1", 0), post("x:2", 60), post("reddit:t3_a", 120)]
    found = edges(rows, {"x:1": "a", "x:2": "b", "reddit:t3_a": "a"}, {"a": "c1", "b": "c1"})
    assert [(e["child"], e["parent"], e["kind"], e["attribution"], e["kept"]) for e in found] == [
        ("reddit:t3_a", "x:1", "same_image", "inferred", False),
        ("x:2", "x:1", "same_image", "inferred", False),
    ]
    assert all(edge["confidence"] < 1 for edge in found)


def test_same_image__a_post_that_names_its_source_needs_no_guess() -> None:
    rows = [post("x:1", 0), post("x:2", 60, (("x:9", "quote"),))]
    assert [e["kind"] for e in edges(rows, {"x:1": "a", "x:2": "a"}, {"a": "c1"})] == ["quote"]


def test_same_image__other_clusters_and_single_pictures_are_not_joined() -> None:
    rows = [post("x:1", 0), post("x:2", 60), post("x:3", 90), post("x:4", 99)]
    carried = {"x:1": "a", "x:2": "b", "x:3": "c", "x:4": "c"}
    assert edges(rows, carried, {"a": "c1", "b": "c2", "c": ""}) == []


def test_same_image__a_disputed_post_is_no_source_and_equal_times_have_no_order() -> None:
    rows = [post("x:1", -90, disputed=True), post("x:2", 0), post("x:3", 0), post("x:4", 60)]
    found = edges(rows, dict.fromkeys(("x:1", "x:2", "x:3", "x:4"), "a"), {"a": "c1"})
    assert [(edge["child"], edge["parent"]) for edge in found] == [("x:4", "x:2")]


def test_same_image__a_claim_is_no_source_where_a_clock_tells() -> None:
    rows = [post("bluesky:a", -90, hard=False), post("x:2", 0), post("bluesky:b", 60, hard=False)]
    found = edges(rows, dict.fromkeys(("bluesky:a", "x:2", "bluesky:b"), "a"), {"a": "c1"})
    assert [(edge["child"], edge["parent"]) for edge in found] == [("bluesky:b", "x:2")]
    assert found[0]["confidence"] == pytest.approx(0.25)


ROOT_REPOST = {"target": "bluesky:a", "kind": "repost", "scope": "root"}
SEEN_THROUGH = {"target": "bluesky:b", "kind": "repost", "scope": "immediate"}


def kept_parents(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {edge["child"]: edge["parent"] for edge in edges(rows) if edge["kept"]}


def test_a_repost_hangs_below_the_repost_it_was_seen_through() -> None:
    rows = [
        post("bluesky:a"),
        post("bluesky:b", 5, (ROOT_REPOST,)),
        post("bluesky:c", 9, (ROOT_REPOST, SEEN_THROUGH)),
    ]
    assert kept_parents(rows) == {"bluesky:b": "bluesky:a", "bluesky:c": "bluesky:b"}


def test_a_repost_stays_with_its_post_where_the_repost_between_was_not_captured() -> None:
    rows = [post("bluesky:a"), post("bluesky:c", 9, (ROOT_REPOST, SEEN_THROUGH))]
    assert kept_parents(rows) == {"bluesky:c": "bluesky:a"}
