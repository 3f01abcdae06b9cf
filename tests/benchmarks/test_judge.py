from __future__ import annotations

import pytest
from judge import judge, tables
from matching import Answer, Found, Link
from pool import File


def file(name: str, told: str, role: str = "copy", kind: str = "jpeg", family: str = "") -> File:
    words = ("47", "41") if kind.startswith("edited") else ("", "")
    return File(name, b"", (told,), (family or told,), role, kind, 1, "Latin", "post", False, "s0-1", 1, *words)


def link(
    cluster: str, relation: str = "copy", parent: str = "", evidence: dict[str, object] | None = None
) -> list[Link]:
    return [Link(cluster, relation, parent, "strong", evidence or {})]


FILES = [
    file("s0-1", "s0", "original", "original"),
    file("s0-2", "s0"),
    file("s0-3", "s0", kind="mirror"),
    file("s1-1", "s1", "original", "original"),
    file("s0-4", "s0 edited", "look-alike", "edited number", family="s0"),
    file("s0-5", "s0 layout", "look-alike", "same layout"),
]
ANSWER = Answer(
    {
        "s0-1": link("c1", ""),
        "s0-2": link("c1", parent="s0-1"),
        "s0-3": link("", ""),
        "s1-1": link("c2", ""),
        "s0-4": link("c3", "variant", "s0-1", {"was": "47", "is": "41"}),
        "s0-5": link("c2", parent="s1-1"),
    },
    {"s0-1": [Found("c1", "same_file", "strong", "s0-1"), Found("c3", "variant", "fair", "s0-4")]},
)


def test_each_figure_is_what_counting_by_hand_gives() -> None:
    judged = judge(FILES, [], ANSWER)
    first = judged.shares["copy -> original"]
    assert (first["recall"].right, first["recall"].of) == (1, 2)
    assert (first["precision, strict"].right, first["precision, strict"].of) == (1, 2)
    merged = judged.shares["look-alikes merged"]
    assert (merged["same layout"].right, merged["same layout"].of) == (1, 1)
    assert (merged["edited number"].right, merged["edited number"].of) == (0, 1)
    assert [share.right for share in judged.shares["edits"].values()] == [1, 1, 1]
    assert judged.shares["recall by kind"]["mirror"].right == 0
    assert judged.scores["pairwise, strict"].precision == 0.5
    assert judged.scores["pairwise, strict"].recall == 1 / 3


def test_a_query_counts_what_its_accepted_clusters_hold() -> None:
    judged = judge(FILES, [], ANSWER)
    asked = judged.shares["--image: the original"]
    assert (asked["recall"].right, asked["recall"].of) == (1, 2)
    assert asked["precision, family"].value == 1.0
    assert judged.shares["answers to --image: the original"]["variant fair"].right == 1


def test_a_merged_look_alike_and_a_missed_copy_are_kept_for_looking_at() -> None:
    judged = judge(FILES, [], ANSWER)
    assert ("merged", "s0-5", "s1-1") in judged.cases
    assert ("missed", "s0-3", "s0-1") in judged.cases


def test_an_edit_in_its_parents_cluster_is_an_error_only_in_the_strict_view() -> None:
    held = {**ANSWER.links, "s0-4": link("c1", parent="s0-1"), "s0-5": link("")}
    judged = judge(FILES, [], Answer(held))
    assert judged.scores["pairwise, strict"].precision < 1.0
    assert judged.scores["pairwise, family"].precision == 1.0
    assert judged.scores["pairwise, family"].recall == judged.scores["pairwise, strict"].recall
    assert judged.shares["edits"]["kept apart"].right == 0


@pytest.mark.parametrize(
    ("was", "now", "right"),
    [
        ("47", "41", 1),
        ("41", "47", 1),
        ("all 47 trains", "all 41 trains", 1),
        (None, None, 0),
        ("47", "47", 0),
        ("", "41", 0),
    ],
)
def test_an_edit_is_told_when_both_words_are_named(was: str | None, now: str | None, right: int) -> None:
    held = {**ANSWER.links, "s0-4": link("c3", "variant", "s0-1", {"was": was, "is": now})}
    assert judge(FILES, [], Answer(held)).shares["edits"]["was / is told"].right == right


def test_tables_name_every_figure() -> None:
    told = tables(judge(FILES, [], ANSWER))
    for words in ("copy -> original", "B-cubed, strict", "look-alikes merged", "recall by kind", "1/2"):
        assert words in told
