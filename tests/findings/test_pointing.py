"""What posts pass on, and the posts behind them that are not here."""

from __future__ import annotations

from typing import Any

import msgspec
from tracker.base.clock import parse_iso
from tracker.base.idtime import id_time
from tracker.findings import pointing
from tracker.findings.spread import spread_of

HUB = "x:2028738948063583648"  # 3 Mar 2026 07:47:12 UTC, by its id


def reference(target: str | None, kind: str, account: str | None = None) -> dict[str, Any]:
    return {"target": target, "kind": kind, "scope": "root", "attribution": "platform", "account": account,
            "stated_at": None}  # fmt: skip


def made_story(made: Any) -> tuple[Any, Any]:
    posts = [
        made.post("x:1", 0),
        made.post("x:2", 10, kind="repost", text="RT @hub_example: look", references=[reference(HUB, "repost")]),
        made.post("x:3", 20, kind="repost", text="RT @hub_example: look", references=[reference(HUB, "repost")]),
        made.post("x:4", 30, kind="quote", references=[reference("x:1", "quote")]),
        made.post("telegram:5/1", 40, kind="forward", references=[reference(None, "forward", "Some channel")]),
        made.post("x:6", 50, kind="quote", references=[reference(HUB, "quote")]),
        made.post("x:7", 60, kind="reply", references=[reference("x:8", "reply")]),
    ]
    pointers = [("x:2", HUB, "repost"), ("x:3", HUB, "repost"), ("x:4", "x:1", "quote"), ("x:6", HUB, "quote"),
                ("x:7", "x:8", "reply")]  # fmt: skip
    carriers = ["x:1", "x:2", "x:3", "x:4", "telegram:5/1", "x:7"]
    tables = made.tables(posts, pointers, carriers=carriers)
    evidence = made.evidence(tables)
    return tables, spread_of(tables, evidence.rumor, evidence.settings)


def test_targets__a_repost_of_an_absent_post_is_told_from_a_quote_and_a_nameless_forward(made: Any) -> None:
    tables, spread = made_story(made)
    found = pointing.targets_of(spread.posts.values(), spread, tables)
    told = {key: (one.kind, one.post, one.account, one.here) for key, one in found.items()}
    assert told == {
        "x:2": ("repost", HUB, "hub_example", False),
        "x:3": ("repost", HUB, "hub_example", False),
        "x:4": ("quote", "x:1", "1_example", True),
        "telegram:5/1": ("forward", None, "Some channel", False),
        "x:7": ("reply", "x:8", None, False),
    }


def test_targets__two_names_for_one_absent_author_are_none(made: Any) -> None:
    posts = [
        made.post(f"x:{n}", n, kind="repost", text=f"RT @{name}: look", references=[reference(HUB, "repost")])
        for n, name in enumerate(("a_example", "b_example"), 1)
    ]
    tables = made.tables(posts, [("x:1", HUB, "repost"), ("x:2", HUB, "repost")], carriers=["x:1", "x:2"])
    evidence = made.evidence(tables)
    spread = spread_of(tables, evidence.rumor, evidence.settings)
    assert pointing.authors_of({HUB}, spread, tables) == {}


def test_missing_posts__the_one_passed_on_most_comes_first_with_its_date_and_every_reshare_here(made: Any) -> None:
    tables, spread = made_story(made)
    hub, answered = pointing.missing_posts(spread, tables, made.now)
    assert (hub.post, hub.account, hub.passed_on, hub.answered) == (HUB, "hub_example", 3, 0)
    at = parse_iso("2026-03-03T07:47:12.022Z").us
    assert (hub.low or 0) <= (at or 0) <= (hub.high or 0)
    assert at == id_time("x", HUB.partition(":")[2], now_us=made.now).us
    assert hub.dated_by.startswith("its id dates it")
    assert (answered.post, answered.passed_on, answered.answered) == ("x:8", 0, 1)


def test_missing_posts__a_tombstone_says_that_it_is_gone(made: Any) -> None:
    tables, spread = made_story(made)
    sources = made.tables([], sources=[made.source(gone=[HUB])]).sources
    found = pointing.missing_posts(spread, msgspec.structs.replace(tables, sources=sources), made.now)
    assert [row.gone for row in found] == [True, False]


def test_earliest__each_row_says_what_it_passes_on(made: Any, detail_of: Any) -> None:
    tables, _ = made_story(made)
    rows = {row["post"]: row for row in detail_of(made.evidence(tables))["earliest"]["detail"]}
    assert (rows["x:1"]["kind"], rows["x:1"]["points_at"]) == ("post", None)
    target = {"kind": "repost", "post": HUB, "account": "hub_example", "here": False}
    assert (rows["x:2"]["kind"], rows["x:2"]["points_at"]) == ("repost", target)


def test_unknowns__name_the_posts_and_tell_of_the_missing_ones(made: Any, detail_of: Any) -> None:
    tables, _ = made_story(made)
    found = detail_of(made.evidence(tables))["unknowns"]
    rows = {row["kind"]: row for row in found["detail"]}
    assert rows["absent_posts"]["posts"] == [HUB, "x:8"]
    assert [row["post"] for row in rows["absent_posts"]["missing"]] == [HUB, "x:8"]
    assert rows["unnamed_parents"]["posts"] == ["telegram:5/1"]
    assert {HUB, "x:8", "telegram:5/1"} <= set(found["evidence"])
