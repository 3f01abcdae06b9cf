"""Where the export that holds a post begins."""

from __future__ import annotations

from typing import Any

from tracker.findings.beginnings import Beginning, beginnings
from tracker.findings.dated import dated_posts


def begins(made: Any, posts: list[Any], *keys: str) -> dict[str, Beginning]:
    table = made.tables(posts).posts
    return beginnings(dated_posts(table, keys).values(), table)


def test_beginnings__each_chat_of_telegram_has_its_own_even_in_one_file(made: Any) -> None:
    early = [made.post(f"telegram:1/{n}", -100_000 + n) for n in range(5)]
    posts = [*early, made.post("telegram:2/9", 0), made.post("telegram:1/99", 50)]
    found = begins(made, posts, "telegram:2/9", "telegram:1/99", "telegram:1/0")
    assert found == {"telegram:2/9": Beginning("chat", 0.0), "telegram:1/0": Beginning("chat", 0.0)}


def test_beginnings__another_export_that_reaches_further_back_settles_it(made: Any) -> None:
    old = made.post("x:1", -9000, source="s2", sources=["s2"])
    both = made.post("x:2", 0, sources=["s1", "s2"])
    alone = made.post("x:3", 0)
    assert begins(made, [old, both], "x:2") == {}
    assert begins(made, [old, alone], "x:3") == {"x:3": Beginning("export", 0.0)}


def test_beginnings__within_a_hundredth_of_the_span_is_told_with_its_distance(made: Any) -> None:
    posts = [made.post("x:1", 0), made.post("x:2", 90), made.post("x:3", 110), made.post("x:4", 10_000)]
    assert begins(made, posts, "x:2", "x:3") == {"x:2": Beginning("export", 90.0)}


def test_beginnings__a_post_seen_inside_another_record_neither_begins_an_export_nor_has_one(made: Any) -> None:
    posts = [made.post("x:1", -50, embedded=True), made.post("x:2", 0), made.post("x:3", 9)]
    assert begins(made, posts, "x:1", "x:2") == {"x:2": Beginning("export", 0.0)}
