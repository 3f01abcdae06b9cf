"""How a post of the rumor matches: by its cluster, where the picture asked for and its own picture differ."""

from __future__ import annotations

from typing import Any

from tracker.findings.matches import matches_of

OTHER = b"\x02" * 32


def test_matches__a_copy_that_differs_from_the_picture_asked_for_keeps_its_place_in_the_cluster(
    made: Any, detail_of: Any
) -> None:
    posts = [made.post("x:1", 0), made.post("x:2", 60)]
    tables = made.tables(
        posts,
        media=[made.media("x:1", made.picture), made.media("x:2", OTHER)],
        copies=[made.copy(made.picture, "c1"), made.copy(OTHER, "c1", relation="copy", strength="fair")],
        queries=[
            made.query(cluster="c1", member_sha256=made.picture.hex(), relation="copy", strength="strong", score=1.0),
            made.query(cluster="c1", member_sha256=OTHER.hex(), relation="variant", strength="strong", score=0.9),
        ],
    )
    evidence = made.evidence(tables)
    found = matches_of(evidence.rumor, tables)
    assert (found["x:2"].relation, found["x:2"].strength) == ("copy", "fair")
    assert [row["post"] for row in detail_of(evidence)["earliest"]["detail"]] == ["x:1", "x:2"]


def test_matches__the_head_of_a_variants_own_cluster_heads_its_copies(made: Any, detail_of: Any) -> None:
    tables = made.tables(
        [made.post("x:1", 0)],
        media=[made.media("x:1", OTHER)],
        copies=[made.copy(OTHER, "c2", relation="variant", strength="strong", parent_file="ab" * 32)],
        queries=[
            made.query(cluster="c2", member_sha256=OTHER.hex(), relation="same_file", strength="strong", score=1.0)
        ],
    )
    evidence = made.evidence(tables)
    assert matches_of(evidence.rumor, tables)["x:1"].relation == "same_file"
    assert detail_of(evidence)["earliest"]["detail"][0]["strength"] == "strong"


def test_origin__nobody_is_named_where_another_form_of_the_picture_was_here_earlier(made: Any, detail_of: Any) -> None:
    def answer(other_at_s: float) -> list[str]:
        tables = made.tables(
            [made.post("x:1", 0), made.post("x:2", other_at_s)],
            media=[made.media("x:1", made.picture), made.media("x:2", OTHER)],
            copies=[made.copy(made.picture, "c1"), made.copy(OTHER, "c2")],
            queries=[
                made.query(
                    cluster="c1", member_sha256=made.picture.hex(), relation="same_file", strength="strong", score=1.0
                ),
                made.query(cluster="c2", member_sha256=OTHER.hex(), relation="copy", strength="strong", score=1.0),
            ],
        )
        evidence = made.evidence(tables)
        assert evidence.rumor.also == ("c2",)
        names: list[str] = detail_of(evidence)["origin"]["detail"]
        return names

    assert answer(-600) == []
    assert len(answer(600)) == 1
