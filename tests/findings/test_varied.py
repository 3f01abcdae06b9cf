from __future__ import annotations

from typing import Any

from tracker.findings.spread import spread_of
from tracker.findings.varied import variations

HASHES = {name: bytes([number]) * 32 for number, name in enumerate(("clear", "worn"), 1)}


def settings_of(evidence: Any) -> list[str]:
    spread = spread_of(evidence.tables, evidence.rumor, evidence.settings)
    return [setting for setting, _ in variations(spread, evidence)]


def two_exports(made: Any) -> Any:
    """Return a case of which only the second export holds the earlier post."""
    posts = [made.post("x:1", 0, source="s2", sources=["s2"]), made.post("x:2", 60), made.post("x:3", 90)]
    return made.tables(posts, sources=[made.source(member="a.json"), made.source(source="s2", member="b.json")])


def test_one_export_and_one_clock__there_is_nothing_to_vary(made: Any) -> None:
    assert settings_of(made.evidence(made.tables([made.post("x:1", 0), made.post("x:2", 60)]))) == []


def test_without_the_export_that_holds_the_first_post__the_answer_changes_and_the_setting_is_named(
    made: Any, detail_of: Any
) -> None:
    found = detail_of(made.evidence(two_exports(made)))["sensitivity"]
    assert (found["detail"]["settings"], found["detail"]["unchanged"], found["value"]) == (2, 1, 0.5)
    assert found["detail"]["changed"] == [
        {"setting": "without b.json", "first": "x:2", "candidate": "x:2", "named": "2_example"}
    ]
    assert found["detail"]["answer"] == {"first": "x:1", "candidate": "x:1", "named": "1_example"}


def test_a_post_that_two_exports_hold__stays_without_either(made: Any, detail_of: Any) -> None:
    posts = [made.post("x:1", 0, sources=["s1", "s2"]), made.post("x:2", 60, sources=["s1", "s2"])]
    sources = [made.source(), made.source(source="s2", path="y.zip")]
    found = detail_of(made.evidence(made.tables(posts, sources=sources)))["sensitivity"]
    assert (found["detail"]["settings"], found["detail"]["unchanged"]) == (2, 2)


def test_without_the_export_that_holds_the_original__its_reshares_point_at_an_absent_post(
    made: Any, detail_of: Any
) -> None:
    posts = [
        made.post("reddit:t3_a", 0, source="s2", sources=["s2"]),
        made.post("reddit:t3_b", 60, kind="crosspost"),
        made.post("reddit:t3_c", 9000),
    ]
    sources = [made.source(), made.source(source="s2", path="y.zip")]
    tables = made.tables(posts, [("reddit:t3_b", "reddit:t3_a", "crosspost")], sources=sources)
    (changed,) = detail_of(made.evidence(tables))["sensitivity"]["detail"]["changed"]
    assert changed == {
        "setting": "without y.zip", "first": "reddit:t3_b", "candidate": "reddit:t3_a", "named": None,
    }  # fmt: skip


def test_without_the_clocks_inside_ids__what_the_platform_states_still_stands(made: Any, detail_of: Any) -> None:
    by_id = {"time_source": "id"}
    posts = [made.post("x:1", 0, **by_id), made.post("x:2", 60, **by_id), made.post("reddit:t3_a", 120)]
    evidence = made.evidence(made.tables(posts))
    found = detail_of(evidence)["sensitivity"]["detail"]
    assert settings_of(evidence) == ["without the clocks inside ids", "without the times that platforms state"]
    assert (found["unchanged"], found["changed"]) == (2, [])


def test_without_what_other_servers_saw__a_first_post_that_rests_on_it_is_named_no_more(
    made: Any, detail_of: Any
) -> None:
    seen = made.post("bluesky:at://a/b/c", 0, time_source="indexed")
    evidence = made.evidence(made.tables([seen, made.post("x:2", 600)]))
    (changed,) = detail_of(evidence)["sensitivity"]["detail"]["changed"]
    assert changed["setting"] == "without what other servers saw"
    assert (changed["first"], changed["named"]) == ("x:2", None)


def test_with_strong_matches_only__a_first_post_with_a_worn_copy_gives_way(made: Any, detail_of: Any) -> None:
    posts = [made.post("x:1", 0), made.post("x:2", 60), made.post("x:3", 5, kind="repost")]
    copies = [
        made.copy(HASHES["clear"], "c1"),
        made.copy(HASHES["worn"], "c1", relation="copy", strength="fair", score=0.8),
    ]
    media = [made.media("x:1", HASHES["worn"]), made.media("x:2", HASHES["clear"])]
    tables = made.tables(posts, [("x:3", "x:1", "repost")], copies=copies, media=media)
    found = detail_of(made.evidence(tables))["sensitivity"]["detail"]
    assert [row["setting"] for row in found["changed"]] == ["with strong matches only"]
    assert found["changed"][0]["named"] == "2_example"
