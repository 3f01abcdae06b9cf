from __future__ import annotations

import re
from typing import Any

import pytest
from made import ABSENT, BLUESKY, ON_X, candidate, facts, finding, seen
from tracker.base.clock import format_us, parse_iso
from tracker.outputs import captions, doubt, messages, phrases, subject

NAMES = ("orbit_watch_example", "ada_news_example", "eve.example")


def lead(told: dict[str, Any]) -> str:
    return phrases.plain(" ".join(messages.lead(told)))


CASES = {
    "clear": facts(),
    "open": facts(origin=[], origin_candidates=[candidate(against=["its parent is missing"])]),
    "tie": facts(origin=[], first_seen=[seen(), seen(ON_X, "ada_news_example", high="2026-03-03T06:41:14Z")]),
    "absent": facts(origin=[], origin_candidates=[candidate(ABSENT, None, absent=True), candidate()]),
    "claims": facts(origin=[], first_seen=[seen(BLUESKY, "eve.example", basis="claim")]),
    "untimed": facts(origin=[], first_seen=[], origin_candidates=[], timeline=None, earliest=None),
    "nothing": facts(
        rumor={"cluster": None, "images": 0, "posts": 0, "matched": False}, origin=[], first_seen=[]
    ),
}


@pytest.mark.parametrize("told", sorted(CASES))
def test_lead__every_case_is_told_apart_and_says_in_these_archives(told: str) -> None:
    assert subject.situation(CASES[told]) == told
    assert "in these archives" in messages.lead(CASES[told])[0].lower() or told == "absent"
    assert "in these archives" in lead(CASES[told]).lower()


@pytest.mark.parametrize("told", ["open", "absent", "claims", "untimed", "nothing"])
def test_lead__no_account_is_named_where_the_findings_name_none(told: str) -> None:
    assert not [name for name in NAMES if name in lead(CASES[told])]


def test_lead__a_clear_first_is_named_with_time_and_strength() -> None:
    expected = "orbit_watch_example on Telegram, 3 Mar 2026 06:41:12 UTC (strong match)"
    assert f"Earliest copy in these archives: {expected}." in lead(CASES["clear"])


def test_lead__ties_are_told_with_both_names_and_never_with_one() -> None:
    told = lead(CASES["tie"])
    assert "orbit_watch_example" in told
    assert "ada_news_example" in told
    assert "within 2 s" in told
    assert "order of these posts is not known" in told


def test_lead__a_missing_first_post_leads_and_the_resharer_is_not_named() -> None:
    told = lead(CASES["absent"])
    assert ABSENT.partition(":")[2] in told
    assert "is not among them" in told


def test_lead__a_disputed_post_is_mentioned_without_its_account() -> None:
    told = lead(facts())
    assert "One post on Bluesky states a time 8 days 18 h earlier" in told
    assert "eve.example" not in told


def test_lead__a_disputed_post_that_claims_to_be_later_is_not_mentioned() -> None:
    later = [{**facts()["disputed"][0], "claimed": "2026-03-09T00:00:00Z"}]
    assert "states a time" not in lead(facts(disputed=later))


def test_lead__a_cascade_without_a_picture_is_called_posts_not_copies() -> None:
    chosen = {"cluster": None, "images": 0, "posts": 9, "basis": "cascade", "matched": True, "root": ON_X}
    told = lead(facts(rumor=chosen))
    assert "Earliest post in these archives" in told
    assert "copy" not in told
    assert "copies" not in told


def test_lead__a_wide_interval_is_not_told_as_one_second() -> None:
    wide = facts(first_seen=[seen(low="2026-03-03T04:00:00Z", high="2026-03-03T08:00:00Z")])
    assert "between 3 Mar 2026 04:00:00 UTC and 3 Mar 2026 08:00:00 UTC" in lead(wide)


def test_lead__a_changed_fact_changes_the_sentence() -> None:
    told = facts()
    shifted = format_us((parse_iso("2026-03-03T06:41:12Z").us or 0) + 60_000_000)
    told["earliest"]["detail"][0]["posted_at"] = shifted
    assert "06:42:12 UTC" in lead(told)
    told["factcheck_delay"]["detail"]["share_before"] = 0.25
    assert "25 % of the" in lead(told)
    told["first_per_platform"]["detail"][1]["delay_s"] = 7200
    assert "2 h and 5 h 42 min later" in lead(told)


def test_lead__every_number_comes_from_the_facts() -> None:
    bare = facts(first_per_platform=None, factcheck_delay=None, disputed=[])
    numbers = set(re.findall(r"\d+", lead(bare)))
    assert numbers == {"3", "2026", "06", "41", "12"}


def test_cannot_show__is_never_empty() -> None:
    assert messages.cannot_show({"rumor": {"posts": 1}})


def test_late_exports__an_export_that_begins_later_is_told_with_its_delay() -> None:
    told = " ".join(doubt.late_exports(facts()))
    assert "Exports of X begin 1 h 8 min after the earliest copy" in told
    assert "Telegram exports begin" not in told


def test_beside__every_named_account_has_strength_inputs_gap_and_a_reason_against() -> None:
    for row in facts()["earliest"]["detail"]:
        told = dict(doubt.beside(facts(), row, 2))
        assert set(told) == {"match", "held by", "gap", "against"}
        assert all(told.values())
    assert dict(doubt.beside(facts(), facts()["earliest"]["detail"][1], 1))["against"].startswith(
        "68 min after"
    )


def test_speed__every_number_has_its_range_or_says_that_there_is_none() -> None:
    told = captions.speed(facts())
    assert told[1][:2] == ("13 h", "from the earliest copy until 50 % of the other timed posts here")
    assert "12 h to 14 h" in told[1][2]
    assert "No range" in told[3][2]


def test_charts__never_name_an_account() -> None:
    for told in CASES.values():
        words = captions.chart_finding(told) + captions.chart_title(told, "hour")
        assert not [name for name in NAMES if name in words]


def test_suspect__an_absent_post_is_said_to_be_absent() -> None:
    assert "not in these archives" in messages.suspect({"captured": False})
    assert messages.suspect({"captured": True, "position": 3, "of": 9, "earlier": ["a", "b"]}).startswith(
        "Place 3 of 9"
    )


def test_lead__two_factchecks_are_numbered() -> None:
    second = finding(200_000, {**facts()["factcheck_delay"]["detail"], "url": "https://two.example"})
    told = lead(facts(factcheck_delay_2=second))
    assert "Fact-check 1 of those" in told
    assert "Fact-check 2 of those" in told


def test_shows__the_name_of_a_file_that_was_handed_in_is_not_told() -> None:
    chosen = {**facts()["rumor"], "chosen_by": "--image my-secret-name.png"}
    told = " ".join(messages.shows(facts(rumor=chosen)))
    assert "given by the user" in told
    assert "my-secret-name" not in told
