"""Exports that hold fewer records than they say themselves, and the posts that only they hold."""

from __future__ import annotations

from typing import Any

from tracker.findings.dated import dated_posts
from tracker.findings.shortfall import Shortfall, shortfalls


def short(made: Any, sources: list[Any], **held_by: list[str]) -> dict[str, Shortfall]:
    posts = [made.post(f"x:{key}", 0, sources=names, source=names[0]) for key, names in held_by.items()]
    tables = made.tables(posts, sources=sources)
    wanted = dated_posts(tables.posts, tables.posts.post.to_pylist()).values()
    return shortfalls(wanted, tables.posts, tables.sources)


def test_shortfalls__a_post_that_a_whole_export_holds_too_is_not_told(made: Any) -> None:
    sources = [
        made.source(records=23, stated=1223),
        made.source(source="s2", records=9),
        made.source(source="s3", records=9, stated=9),
    ]
    found = short(made, sources, a=["s1"], b=["s1", "s2"], c=["s2"], d=["s3"])
    assert found == {"x:a": Shortfall(23, 1223)}


def test_shortfalls__of_several_exports_that_lack_records_the_fullest_is_told(made: Any) -> None:
    sources = [made.source(records=23, stated=1223), made.source(source="s2", records=9, stated=10)]
    assert short(made, sources, a=["s1", "s2"]) == {"x:a": Shortfall(9, 10)}


def test_earliest__tells_the_shortfall_of_the_export_that_names_the_first(made: Any, detail_of: Any) -> None:
    sources = [made.source(records=23, stated=1223)]
    tables = made.tables([made.post("x:1", 0)], media=[made.media("x:1", made.picture)], sources=sources)
    (row,) = detail_of(made.evidence(tables))["earliest"]["detail"]
    assert row["short"] == {"held": 23, "stated": 1223}
