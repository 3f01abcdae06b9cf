from __future__ import annotations

import json
import random
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest
from tracker.findings.answer import answer_all, answers, supplies
from tracker.findings.facts import facts_of
from tracker.findings.measure import Finding, measure

if TYPE_CHECKING:
    from tracker.findings.evidence import Evidence

NAMES = {
    "first_seen",
    "unsupported",
    "origin",
    "origin_candidates",
    "credible_set",
    "earliest",
    "disputed",
    "clocks",
    "completeness",
    "coverage",
    "timeline",
    "first_per_platform",
    "time_to_10",
    "time_to_50",
    "time_to_90",
    "doubling",
    "peak_hour",
    "most_reshared",
    "unknowns",
    "variants",
    "lineage",
    "sensitivity",
}
FORBIDDEN = (
    "culprit",
    "patient zero",
    "viral",
    "caused",
    "triggered",
    "bots",
    "trolls",
    "coordinated",
    "forged",
    "forger",
    "back-dated",
    "started by",
    "created by",
    "liar",
)


def story(made: Any, shuffler: random.Random | None = None, **settings: Any) -> Evidence:
    posts = [
        made.post(f"{platform}:{n}", 37 * n, kind="repost" if n % 3 else "post")
        for n in range(30)
        for platform in ("x", "reddit")
    ]
    pointers = [
        (f"{p}:{n}", f"{p}:{n - n % 3}", "repost") for n in range(30) if n % 3 for p in ("x", "reddit")
    ]
    if shuffler:
        shuffler.shuffle(posts)
        shuffler.shuffle(pointers)
    return made.evidence(made.tables(posts, pointers), **settings)  # type: ignore[no-any-return]


def test_every_answer_has_evidence_method_and_caveat(made: Any) -> None:
    rows = list(answer_all(story(made)).rows())
    assert {row["finding"] for row in rows} == NAMES
    assert all(row["evidence"] and row["method"] and row["caveat"] and row["asks"] for row in rows)


def test_no_answer_uses_a_forbidden_word(made: Any) -> None:
    text = json.dumps(list(answer_all(story(made)).rows())).lower()
    assert not [word for word in FORBIDDEN if word in text]


def test_shuffled_rows_give_the_same_answers(made: Any) -> None:
    expected = answer_all(story(made)).arrow
    for seed in range(3):
        assert answer_all(story(made, random.Random(seed))).arrow.equals(expected)


def test_nothing_matched__every_answer_still_stands_on_the_sources(made: Any) -> None:
    tables = made.tables([made.post("x:1", 0)], queries=[made.query()])
    rows = {row["finding"]: row for row in answer_all(made.evidence(tables)).rows()}
    assert set(rows) == NAMES
    assert rows["first_seen"]["evidence"] == ["s1"]
    assert json.loads(rows["origin"]["detail"]) == []


def test_facts_hold_the_keys_of_the_run_and_one_object_per_finding(made: Any) -> None:
    evidence = story(made)
    facts = facts_of(evidence, 2, answer_all(evidence))
    assert facts["schema"] == "tracker.facts/1"
    assert {
        "posts",
        "merged",
        "rejected",
        "service",
        "media",
        "sources",
        "clusters",
        "largest_cluster",
        "rumor",
        "origin_meaning",
        "about",
    } <= set(facts)
    assert (facts["posts"], facts["media_unreadable"]) == (60, 2)
    assert facts["rumor"]["posts"] == 60
    assert set(facts["first_seen"][0]) == {
            "post", "account", "name", "low", "high", "probability", "basis",
        }  # fmt: skip
    assert set(facts["origin_candidates"][0]) == {
        "post",
        "account",
        "name",
        "absent",
        "probability",
        "low",
        "high",
        "evidence",
        "against",
        "content_known",
        "pointer_count",
        "pointers",
    }
    assert facts["rumor"]["versions"] == 0
    assert facts["credible_set"]["level"] == 0.9
    assert {"value", "low", "high", "unit", "detail", "how", "posts", "caveat", "asks"} == set(
        facts["time_to_50"]
    )
    assert set(facts["about"]["origin"]) == {"how", "posts", "caveat", "asks"}


def test_a_measure_that_asks_for_what_nothing_supplies_is_refused(made: Any) -> None:
    @measure(asks="What is this?")
    def toy(number: int) -> Iterable[Finding]:
        return [Finding(name="toy", method="m", evidence=("s1",), caveat=str(number))]

    with pytest.raises(TypeError, match="nothing supplies"):
        list(answers(toy, supplies(story(made))))
