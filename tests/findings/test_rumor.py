from __future__ import annotations

import hashlib
from typing import Any

from tracker.base.clock import HOUR_US, SECOND_US
from tracker.findings.rumor import variants_of

A, B, C, D = (hashlib.sha256(name.encode()).digest() for name in "abcd")


def two_clusters(made: Any, **given: Any) -> Any:
    """c1 = {A, B} on x:1, x:2 (x:3 reposts x:2); c2 = {C} on x:4; x:5 carries D, which has no copy."""
    posts = [made.post(f"x:{n}", n * 60, kind="repost" if n == 3 else "post") for n in range(1, 7)]
    tables = {
        "media": [made.media("x:1", A), made.media("x:2", B), made.media("x:4", C), made.media("x:5", D)],
        "copies": [
            made.copy(A, "c1"),
            made.copy(B, "c1", relation="copy", parent_file=A.hex(), strength="strong"),
            made.copy(C, "c2"),
            made.copy(D, ""),
        ],
    } | given
    return made.tables(posts, [("x:3", "x:2", "repost")], **tables)


def test_nothing_asked__the_picture_with_the_most_posts(made: Any) -> None:
    rumor = made.evidence(two_clusters(made)).rumor
    assert (rumor.basis, rumor.cluster, rumor.images) == ("picture", "c1", 2)
    assert rumor.posts == ("x:1", "x:2", "x:3")
    assert rumor.carriers == ("x:1", "x:2")
    assert rumor.choices == (("c1", 3, A.hex()), ("c2", 1, C.hex()))


def test_a_repost_of_a_repost_counts_and_a_quote_does_not(made: Any) -> None:
    posts = (
        [made.post("x:1", 0)]
        + [made.post(f"x:{n}", n, kind="repost") for n in (2, 3)]
        + [made.post("x:4", 9)]
    )
    tables = made.tables(
        posts, [("x:2", "x:1", "repost"), ("x:3", "x:2", "repost"), ("x:4", "x:1", "quote")], carriers=["x:1"]
    )
    assert made.evidence(tables).rumor.posts == ("x:1", "x:2", "x:3")


def test_the_strongest_link_wins_before_the_larger_cluster(made: Any) -> None:
    queries = [
        made.query(cluster="c1", member_sha256=A.hex(), relation="copy", strength="fair", score=0.99),
        made.query(cluster="c2", member_sha256=C.hex(), relation="copy", strength="strong", score=0.9),
    ]
    rumor = made.evidence(two_clusters(made, queries=queries)).rumor
    assert (rumor.cluster, rumor.also, rumor.chosen_by) == ("c2", ("c1",), "--image fake.png")


def test_equal_links__more_posts_win(made: Any) -> None:
    queries = [
        made.query(cluster=c, member_sha256=s.hex(), relation="copy", strength="strong", score=0.9)
        for c, s in (("c2", C), ("c1", A))
    ]
    assert made.evidence(two_clusters(made, queries=queries)).rumor.cluster == "c1"


def test_a_matched_file_without_copies_is_the_picture(made: Any) -> None:
    queries = [made.query(member_sha256=D.hex(), relation="same_file", strength="strong", score=1.0)]
    rumor = made.evidence(two_clusters(made, queries=queries)).rumor
    assert (rumor.cluster, rumor.images, rumor.posts, rumor.matched) == (None, 1, ("x:5",), True)


def test_a_variant_is_no_accepted_link(made: Any) -> None:
    queries = [
        made.query(cluster="c1", member_sha256=A.hex(), relation="variant", strength="strong", score=0.9)
    ]
    rumor = made.evidence(two_clusters(made, queries=queries)).rumor
    assert (rumor.matched, rumor.posts, rumor.basis) == (False, (), "picture")


def test_words_beside_a_picture_are_counted_apart(made: Any) -> None:
    queries = [
        made.query(cluster="c1", member_sha256=A.hex(), relation="copy", strength="strong", score=0.9),
        *(
            made.query(kind="text", query="w", post=key, relation="same_words", strength="weak", score=1.0)
            for key in ("x:1", "x:6")
        ),
    ]
    rumor = made.evidence(two_clusters(made, queries=queries)).rumor
    assert (rumor.basis, rumor.same_words) == ("picture", ("x:6",))
    assert "x:6" not in rumor.posts


def test_words_alone_or_with_a_picture_that_matched_nothing__the_words(made: Any) -> None:
    words = made.query(kind="text", query="w", post="x:2", relation="same_words", strength="weak", score=1.0)
    for queries in ([words], [made.query(), words]):
        rumor = made.evidence(two_clusters(made, queries=queries)).rumor
        assert (rumor.basis, rumor.posts, rumor.images) == ("words", ("x:2", "x:3"), 0)


def test_nothing_matched__no_post_and_it_says_so(made: Any) -> None:
    rumor = made.evidence(two_clusters(made, queries=[made.query()])).rumor
    assert (rumor.matched, rumor.posts, rumor.cluster) == (False, (), None)


def test_without_any_picture__the_largest_cascade_even_under_an_absent_root(made: Any) -> None:
    posts = [made.post(f"x:{n}", n, kind="reply") for n in range(1, 5)]
    cascades = [
        {
            "root": "x:0",
            "root_absent": True,
            "size": 3,
            "posts": 3,
            "reshares": 0,
            "depth": 2,
            "max_breadth": 2,
        }
    ]
    pointers = [("x:1", "x:0", "reply"), ("x:2", "x:1", "reply"), ("x:3", "x:0", "reply")]
    rumor = made.evidence(made.tables(posts, pointers, media=[], copies=[], cascades=cascades)).rumor
    assert (rumor.basis, rumor.root, rumor.cluster, rumor.images) == ("cascade", "x:0", None, 0)
    assert rumor.posts == ("x:1", "x:2", "x:3")


def test_excluded_files_and_clusters_are_left_out(made: Any) -> None:
    assert made.evidence(two_clusters(made), exclude=("c1",)).rumor.cluster == "c2"
    assert made.evidence(two_clusters(made), exclude=(B.hex(),)).rumor.posts == ("x:1",)


def test_only_posts_in_the_span_count(made: Any) -> None:
    since, until = made.noon + 90 * SECOND_US, made.noon + HOUR_US
    assert made.evidence(two_clusters(made), since_us=since, until_us=until).rumor.posts == ("x:2", "x:3")


def test_a_variant_of_a_variant_counts_once_per_cluster(made: Any) -> None:
    copies = [
        made.copy(A, "c1"),
        made.copy(B, "c2", relation="variant", parent_file=A.hex()),
        made.copy(C, "c3", relation="variant", parent_file=B.hex()),
        made.copy(D, "c3", relation="variant", parent_file=A.hex()),
    ]
    tables = two_clusters(made, copies=copies)
    assert [row["cluster"] for row in variants_of(tables, {A.hex()})] == ["c2", "c3"]


def test_carriers_outside_the_span_are_counted_apart(made: Any) -> None:
    since, until = made.noon + 90 * SECOND_US, made.noon + HOUR_US
    rumor = made.evidence(two_clusters(made), since_us=since, until_us=until).rumor
    assert (rumor.carriers, rumor.before, rumor.after) == (("x:2",), ("x:1",), ())
    early = made.evidence(two_clusters(made), until_us=since).rumor
    assert (early.carriers, early.before, early.after) == (("x:1",), (), ("x:2",))


def test_posts_with_an_excluded_picture_are_counted(made: Any) -> None:
    assert made.evidence(two_clusters(made), exclude=("c1",)).rumor.excluded == 2
    assert made.evidence(two_clusters(made), exclude=(B.hex(),)).rumor.excluded == 1
    told = [made.copy(A, "", evidence='{"excluded":["c1"],"step":"excluded"}'), made.copy(C, "c2")]
    assert made.evidence(two_clusters(made, copies=told), exclude=("c1",)).rumor.excluded == 1
    assert made.evidence(two_clusters(made)).rumor.excluded == 0
