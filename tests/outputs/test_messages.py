from __future__ import annotations

import re
from typing import Any

import pytest
from made import ABSENT, BLUESKY, FIRST, ON_X, candidate, coverage, facts, finding, seen, view
from tracker.base.clock import format_us, parse_iso
from tracker.outputs import captions, doubt, messages, phrases, subject
from tracker.outputs.names import Names

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


def quoting(pointer: str = FIRST, kind: str = "quote", **changes: Any) -> dict[str, Any]:
    """Return the story with a missing post that is likely the first, but is only quoted here."""
    pointers = {"content_known": False, "pointer_count": 1, "pointers": [{"post": pointer, "kind": kind}]}
    missing = candidate(ABSENT, None, absent=True, probability=0.6, **pointers)
    return facts(**{"origin": [], "origin_candidates": [missing, candidate(probability=0.4)], **changes})


def test_lead__a_missing_post_that_is_only_quoted_is_no_shown_origin() -> None:
    told = quoting()
    first, second = (phrases.plain(one) for one in messages.lead(told)[:2])
    assert first.startswith("The earliest copy in these archives was posted on Telegram")
    assert second.startswith(f"It quotes post {ABSENT.partition(':')[2]} on X, which is not in these archives; ")
    assert "whether that one has the picture is not known, so no account is named as the first" in second
    assert "point back" not in lead(told)
    assert not [name for name in NAMES if name in lead(told)]


def test_lead__a_missing_post_that_a_later_post_answers_is_not_said_of_the_earliest() -> None:
    told = lead(quoting(ON_X, "reply"))
    assert f"A post here answers post {ABSENT.partition(':')[2]}" in told
    tied = quoting(first_seen=[seen(), seen(ON_X, "ada_news_example")])
    assert "order of these posts is not known" in lead(tied)
    assert "a post here quotes post" in lead(tied)
    assert "whether that one has the picture is not known" in lead(tied)


def test_lead__one_post_that_points_back_is_told_in_the_singular() -> None:
    alone = candidate(ABSENT, None, absent=True, content_known=True, pointer_count=1, pointers=[])
    assert lead(facts(origin=[], origin_candidates=[alone])).startswith("A post in these archives points back to post")


def test_lead__a_disputed_post_is_mentioned_without_its_account() -> None:
    told = lead(facts())
    assert "One post on Bluesky states a time 9 days earlier than other evidence allows" in told
    assert "eve.example" not in told


def test_lead__a_disputed_post_that_claims_to_be_later_is_not_mentioned() -> None:
    later = [{**facts()["disputed"][0], "claimed": "2026-03-09T00:00:00Z"}]
    assert "states a time" not in lead(facts(disputed=later))


def test_lead__a_cascade_without_a_picture_is_called_posts_not_copies() -> None:
    chosen = {"cluster": None, "images": 0, "posts": 9, "basis": "cascade", "matched": True, "root": ON_X}
    told = lead(facts(rumor=chosen))
    assert "Earliest post of the largest chain in these archives" in told
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
    assert "on X came 2 h later and on Reddit 5 h 42 min later" in lead(told)


def test_lead__every_number_comes_from_the_facts() -> None:
    bare = facts(first_per_platform=None, factcheck_delay=None, disputed=[])
    numbers = set(re.findall(r"\d+", lead(bare)))
    others = re.findall(r"\d+", f"{bare['time_to_50']['detail']['n']:,}")
    assert numbers == {"3", "2026", "06", "41", "12", *others, "13"}
    assert set(re.findall(r"\d+", lead({**bare, "time_to_50": None}))) == {"3", "2026", "06", "41", "12"}


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
    assert told[1][:2] == (
        "13 h",
        "Time to 50 %: from the earliest copy here until 50 % of the other posts with a time were there",
    )
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


def test_lead__of_two_factchecks_the_first_is_told_and_both_are_under_how_fast() -> None:
    second = finding(200_000, {**facts()["factcheck_delay"]["detail"], "url": "https://two.example"})
    told = lead(facts(factcheck_delay_2=second))
    check = "https://checks.example/orbit (4 Mar 2026 13:41 UTC)"
    assert f"The first of 2 fact-checks, {check}, came 1 day 7 h after the earliest copy here" in told
    assert sum(label.startswith("Fact-check:") for _, label, _ in captions.speed(facts(factcheck_delay_2=second))) == 2


def test_shows__the_name_of_a_file_that_was_handed_in_is_not_told() -> None:
    chosen = {**facts()["rumor"], "chosen_by": "--image my-secret-name.png"}
    told = " ".join(messages.shows(facts(rumor=chosen)))
    assert "given by the user" in told
    assert "my-secret-name" not in told


def spanned(**changes: Any) -> dict[str, Any]:
    chosen = {**facts()["rumor"], "since": "2026-03-03T06:30:00Z", "until": None, "before": 1, "after": 0}
    return facts(**{"rumor": chosen, "origin": [], **changes})


def test_lead__a_span_is_said_and_so_are_the_copies_that_it_leaves_out() -> None:
    told = lead(spanned())
    assert "The earliest copy in these archives since 3 Mar 2026 06:30 UTC was posted on Telegram" in told
    assert told.count("1 copy before that moment is in these archives and was left out by --since") == 1
    assert not [name for name in NAMES if name in told]


def test_lead__a_span_that_leaves_nothing_out_is_said_too() -> None:
    told = lead(spanned(rumor={**spanned()["rumor"], "before": 0}, origin=["orbit_watch_example"]))
    assert "Earliest copy in these archives since 3 Mar 2026 06:30 UTC: orbit_watch_example" in told
    assert "left out" not in told


def test_span__charts_counts_and_doubts_say_it() -> None:
    told = spanned()
    assert "since 3 Mar 2026 06:30 UTC" in captions.chart_caveat(told)
    assert "left out by --since" in captions.chart_caveat(told)
    assert "posts in this span" in " ".join(messages.shows(told))
    assert "left out by --since" in dict(doubt.beside(told, told["earliest"]["detail"][0], 1))["against"]
    both = spanned(rumor={**told["rumor"], "until": "2026-03-04T00:00:00Z"})
    assert subject.span_words(both) == " from 3 Mar 2026 06:30 UTC to 4 Mar 2026 00:00 UTC"


@pytest.mark.parametrize("told", sorted(CASES))
def test_lead__has_six_sentences_at_most(told: str) -> None:
    many = {**CASES[told], "unsupported": finding(1, [{"post": BLUESKY}])}
    many["rumor"] = {**many["rumor"], "since": "2026-03-03T06:30:00Z", "before": 2}
    assert len(messages.lead(many)) <= 6


def test_lead__a_chain_of_one_post_names_nobody_and_asks_what_to_look_for() -> None:
    chosen = {"cluster": None, "images": 0, "posts": 1, "basis": "cascade", "matched": True, "root": ON_X}
    alone = facts(rumor=chosen, origin=[])
    told = lead(alone) + captions.chart_finding(alone)
    assert "nothing to follow" in told
    assert "--image FILE or --text WORDS" in told
    assert not [name for name in NAMES if name in told]


def test_lead__matches_left_out_by_hand_are_not_said_to_be_absent() -> None:
    chosen = {"cluster": None, "images": 0, "posts": 0, "matched": False, "excluded": 12}
    told = lead(facts(rumor=chosen, origin=[], first_seen=[], media_unreadable=0))
    assert told.startswith("12 posts carry pictures that were left out by hand (--exclude)")
    assert "No post" not in told
    assert "could not be opened" not in told


def test_lead__an_account_without_a_handle_is_called_by_its_display_name_too() -> None:
    told = facts(first_seen=[seen(name="Orbit Watch example")])
    assert "Earliest copy in these archives: orbit_watch_example on" in lead(told)
    told["earliest"]["detail"][0]["handle"] = None
    assert "Earliest copy in these archives: Orbit Watch example (orbit_watch_example) on" in lead(told)


def test_shows__spans_have_their_years() -> None:
    told = facts()
    told["coverage"]["detail"] = told["coverage"]["detail"][:1]
    told["coverage"]["detail"][0] |= {"first": "2024-12-30T10:00:00Z", "last": "2026-03-06T00:00:00Z"}
    expected = "Telegram from 30 Dec 2024 10:00 to 6 Mar 2026 00:00 (UTC)."
    assert expected in messages.shows(told)[0]


def test_shows__uploads_and_reposts_are_told_apart() -> None:
    chosen = {**facts()["rumor"], "posts": 559, "carriers": 185, "images": 21}
    told = messages.shows(facts(rumor=chosen))[1]
    assert told.startswith(
        "185 posts carry the picture (in 21 different files of the same picture) and 374 repost one of them"
    )


def zoneless() -> dict[str, Any]:
    """Return the story with a first post on X whose time has no zone."""
    told = facts()
    ends = {"low": "2026-03-03T17:00:00Z", "high": "2026-03-04T19:00:00Z", "zone_known": False}
    told["first_per_platform"]["detail"][1] |= {**ends, "delay_s": 133_200, "delay_range_s": [39_600, 226_800]}
    told["earliest"]["detail"][1] |= {**ends, "posted_at": "2026-03-04T07:00:00Z"}
    return told


def test_lead__a_delay_between_times_without_a_zone_is_told_with_its_range() -> None:
    assert "on X came about 1 day 13 h later (11 h to 2 days 15 h) and" in lead(zoneless())


def test_lead__a_delay_known_less_well_than_its_words_is_told_as_about() -> None:
    told = facts()
    row = told["first_per_platform"]["detail"][1]
    row |= {"delay_s": 12_840.256, "delay_range_s": [12_782.6, 12_843.6]}
    assert "on X came about 3 h 34 min later" in lead(told)
    row |= {"delay_s": 12_840, "delay_range_s": [12_839, 12_841]}
    assert "on X came 3 h 34 min later" in lead(told)


def test_beside__a_time_without_a_zone_is_told_with_its_range() -> None:
    told = zoneless()
    against = dict(doubt.beside(told, {**told["earliest"]["detail"][1], "post": "x:9"}, 1))["against"]
    assert against == "stands about 1 day 19 min after the earliest copy here (10 h 19 min to 1 day 12 h 19 min)"


def test_beside__posts_that_share_the_earliest_place_do_not_stand_after_it() -> None:
    tied = [seen(), seen(ON_X, "ada_news_example"), seen("x:2028764000000000003")]
    told = facts(first_seen=tied, origin_candidates=[])
    against = dict(doubt.beside(told, told["earliest"]["detail"][1], 1))["against"]
    assert against == "shares the earliest place with 2 others"


def test_lead__a_tie_of_wide_intervals_is_told_with_both_ends() -> None:
    wide = seen(ON_X, "ada_news_example", low="2026-03-02T20:15:00Z", high="2026-03-03T22:15:00Z")
    told = facts(origin=[], first_seen=[seen(), wide])
    assert "all between 2 Mar 2026 20:15:00 UTC and 3 Mar 2026 22:15:00 UTC" in lead(told)
    assert "at between" not in captions.chart_finding(told)


def test_factcheck__says_its_own_time_and_how_long_after_to_the_minute() -> None:
    check = finding(96_540, facts()["factcheck_delay"]["detail"], low=96_539, high=96_541)
    told = lead(facts(factcheck_delay=check))
    assert "The fact-check https://checks.example/orbit (4 Mar 2026 13:41 UTC) came 1 day 2 h 49 min after" in told
    assert "--factcheck" not in told


def test_factcheck__one_from_before_has_no_negative_range() -> None:
    check = finding(-13_620, facts()["factcheck_delay"]["detail"], low=-13_621, high=-13_619)
    told = captions.speed(facts(factcheck_delay=check))[-1]
    assert (told[0], told[2]) == ("3 h 47 min", "Range: 3 h 47 min (by the earliest post's own interval)")


def test_jumps__whose_order_is_not_known_is_said_in_full() -> None:
    expected = "whether the first copy on Bluesky came before or after the earliest here is not known"
    assert expected in lead(facts())


def test_an_edited_post__is_said_to_be_a_later_version_counted_once() -> None:
    told = facts(rumor={**facts()["rumor"], "versions": 1}, origin_candidates=[])
    row = told["earliest"]["detail"][1]
    row |= {"version_of": FIRST, "posted_at": "2026-03-03T06:42:15Z"}
    against = dict(doubt.beside(told, row, 1))["against"]
    assert against == "later version of number 1 (edited 63 s later), counted once"
    expected = "Of the rumor's posts 1 is a later version (an edit) of another one"
    assert any(one.startswith(expected) for one in messages.shows(told))


def test_speed__of_few_posts_is_not_told() -> None:
    few = {name: finding(63, {"n": 9}) for name in ("time_to_10", "time_to_50", "time_to_90")}
    told = captions.speed(facts(**few))
    assert told[0][:2] == (
        "9 posts after the earliest", "Too few posts to tell a speed: at least 10 others with a time are needed",
    )  # fmt: skip
    assert not any("resamplings" in spread for _, _, spread in told)
    assert not any(label.startswith("Time to") for _, label, _ in told)


def test_lead__a_rumor_whose_only_times_are_contradicted_says_so() -> None:
    told = {**CASES["untimed"], "rumor": {**facts()["rumor"], "posts": 1}}
    expected = "belongs to this picture, but other evidence contradicts the time that it states."
    assert lead(told).startswith(f"1 post in these archives {expected}")
    assert "none has a time that can be used" in lead({**told, "disputed": []})


def test_lead__says_when_half_of_the_other_posts_were_there_only_of_enough_whose_zone_is_known() -> None:
    told = facts(time_to_50=finding(11_098, {"n": 558}, low=10_706, high=11_715))
    expected = "half of the 558 other posts with a time were there 3 h 5 min after the earliest copy here."
    assert expected in lead(told)
    told["first_per_platform"] = None
    assert expected.capitalize() in lead(told)
    for detail, low in (({"n": 9}, None), ({"n": 558, "zone_unknown": 2}, 10_706)):
        assert "alf of the" not in lead(facts(time_to_50=finding(11_098, detail, low=low)))
    assert "alf of the" not in lead(CASES["claims"])


def test_speed__where_no_other_post_has_a_time_says_so_and_calls_no_hour_busy() -> None:
    names = ("time_to_10", "time_to_50", "time_to_90", "doubling")
    alone = {name: finding(None, {"n": 0}) for name in names}
    told = facts(**alone, timeline=finding(1, {"rows": []}), peak_hour=finding(1, {"start": "2026-03-03T06:00:00Z"}))
    first, *others = captions.speed(told)
    assert first[:2] == (
        "0 posts after the earliest", "No other copy with a time is in these archives: no speed can be told",
    )  # fmt: skip
    assert not any(label.startswith("Busiest hour") for _, label, _ in others)
    assert "busiest" not in captions.chart_finding(told)
    assert any(label.startswith("Busiest hour") for _, label, _ in captions.speed(facts()))


def test_speed__a_doubling_time_is_said_to_be_fitted_and_how_well() -> None:
    (label,) = (label for _, label, _ in captions.speed(facts()) if label.startswith("Doubling"))
    assert label.endswith("from a line fitted to the posts here, not a count (fit r² 0.970; 1 would be exact)")
    (bare,) = (one for _, one, _ in captions.speed(facts(doubling=finding(7_200))) if one.startswith("Doubling"))
    assert bare.endswith("not a count")


def test_lead__words_that_no_post_has_say_what_was_not_searched() -> None:
    chosen = {"cluster": None, "images": 0, "posts": 0, "matched": False, "basis": "words"}
    told = lead(facts(rumor={**chosen, "chosen_by": "--text OfCode"}, origin=[], first_seen=[]))
    assert "Parts of longer words are not searched." in told
    asked = lead(facts(rumor={**chosen, "basis": "picture", "chosen_by": "--image a.png"}, origin=[], first_seen=[]))
    assert "Parts of" not in asked


def test_shows__words_are_more_than_one_thing() -> None:
    chosen = {"cluster": None, "images": 0, "posts": 9, "basis": "words", "matched": True, "chosen_by": "--text a b"}
    assert "Why these words: they were given by the user." in messages.shows(facts(rumor=chosen))


def test_unknowns__one_thing_is_told_in_the_singular() -> None:
    assert messages.unknown({"what": "1 record was not understood", "count": 1}) == "1 record was not understood."


def test_names__a_hidden_account_loses_its_display_name_too() -> None:
    made = view(facts(first_seen=[seen(name="Orbit Watch example")]), protected=True)
    assert "Orbit Watch" not in str(Names(made).masked(made.facts))


def test_setting__nothing_is_shown_as_code() -> None:
    assert messages.setting(68719476736, "limits.max_total") == "64 GiB"
    assert messages.setting([{"url": "https://a.example", "at": "T"}]) == "at T, url https://a.example"


def test_shows__who_brings_the_picture_is_told_from_who_passes_it_on() -> None:
    kinds = {"crosspost": 46, "forward": 43, "post": 30, "quote": 16, "reply": 5, "repost": 45}
    chosen = {**facts()["rumor"], "posts": 559, "carriers": 185, "images": 21, "carrier_kinds": kinds}
    assert messages.shows(facts(rumor=chosen))[1] == (
        "51 posts, quotes and replies carry the picture (in 21 different files of the same picture), 134 reposts, "
        "crossposts and forwards pass a post on with the picture attached and 374 repost one of them: 559 posts, "
        "called the rumor's posts below."
    )


def test_shows__two_short_exports_are_not_one_long_span() -> None:
    rows = [
        coverage("telegram", "a.json", "2018-12-05T10:39:00Z", "2018-12-05T10:49:00Z"),
        coverage("telegram", "b.json", "2026-03-01T09:00:00Z", "2026-03-01T09:11:00Z"),
        coverage("telegram", "c.json", "2026-03-01T09:05:00Z", "2026-03-01T09:08:00Z"),
    ]
    told = messages.shows(facts(coverage=finding(3, rows)))[0]
    assert "Telegram from 5 Dec 10:39 to 5 Dec 2018 10:49 and from 1 Mar 09:00 to 1 Mar 2026 09:11 (UTC)" in told


def test_shows__the_span_of_an_export_without_a_zone_is_not_called_utc() -> None:
    chat = coverage("whatsapp", "chat.txt", "2026-03-01T13:23:00Z", "2026-03-06T12:30:00Z") | {"zone_known": False}
    alone = messages.shows(facts(coverage=finding(1, [chat])))[0]
    assert alone.endswith("WhatsApp from 1 Mar 13:23 to 6 Mar 2026 12:30 (zone not stated).")
    known = coverage("telegram", "a.json", "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z") | {"zone_known": True}
    both = messages.shows(facts(coverage=finding(2, [chat, known])))[0]
    assert "Telegram from 1 Mar 10:00 to 2 Mar 2026 10:00 (UTC) and WhatsApp from" in both
    assert both.endswith("12:30 (zone not stated).")


def test_lead__an_earliest_time_without_a_zone_is_given_as_stated_and_with_its_bounds() -> None:
    told = facts()
    ends = {"low": "2026-03-02T16:41:12Z", "high": "2026-03-03T18:41:13Z"}
    told["first_seen"] = [seen() | ends]
    told["earliest"]["detail"][0] |= {**ends, "zone_known": False}
    assert "(stated as 3 Mar 2026 06:41:12, zone not stated)" in lead(told)


def test_gap__an_export_that_begins_with_the_post_says_so_first() -> None:
    told = facts()
    told["earliest"]["detail"][0]["begins"] = {"what": "chat", "before_s": 0.0}
    found = dict(doubt.beside(told, told["first_seen"][0], 1))["gap"]
    assert found.startswith("this post is where the export of its chat begins: earlier posts of that chat are not")
    assert any(
        one.startswith("The earliest copy on Telegram is where the export of its chat begins")
        for one in messages.cannot_show(told)
    )
    told["earliest"]["detail"][0]["begins"] = {"what": "export", "before_s": 90.0}
    found = dict(doubt.beside(told, told["first_seen"][0], 1))["gap"]
    assert found.startswith("the export that holds it begins only 90 s before this post: earlier ones may have")


def test_resolved__says_that_it_covers_all_that_was_read() -> None:
    assert "All posts that were read, not only the rumor's, name 420 posts" in messages.shows(facts())[-1]


def test_shows__platforms_that_were_read_without_a_find_are_told() -> None:
    one = facts(rumor={**facts()["rumor"], "platforms": {"telegram": 9}})
    assert any(
        told == "No copy was found on Bluesky, Reddit or X; the exports of Reddit and X do not cover the moment of the "
        "earliest copy."
        for told in messages.shows(one)
    )
    every = facts(rumor={**facts()["rumor"], "platforms": {"telegram": 9, "x": 1, "bluesky": 1, "reddit": 1}})
    assert not any(told.startswith("No copy was found") for told in messages.shows(every))


def _comparable(**platforms: tuple[int, int]) -> dict[str, Any]:
    told = facts(rumor={**facts()["rumor"], "platforms": {"telegram": 9, "x": 1, "bluesky": 1}})
    told["completeness"]["by_platform"] = {
        name: {"posts_with_files": held, "posts_without_files": named} for name, (held, named) in platforms.items()
    }
    return told


def test_shows__a_platform_without_a_file_of_a_picture_is_not_said_to_hold_no_copy() -> None:
    told = _comparable(telegram=(9, 0), reddit=(0, 98))
    assert (
        "Nothing on Reddit could be compared: the exports hold no file of a picture from there (98 posts only name or "
        "link one)." in messages.shows(told)
    )
    assert not any(one.startswith("No copy was found") for one in messages.shows(told))
    assert "Whether the picture was posted on Reddit: nothing there could be compared." in messages.cannot_show(told)


def test_shows__one_picture_file_of_a_platform_is_enough_to_say_that_no_copy_was_found() -> None:
    told = _comparable(telegram=(9, 0), reddit=(1, 97))
    assert any(one.startswith("No copy was found on Reddit") for one in messages.shows(told))
    assert not any("could be compared" in one for one in [*messages.shows(told), *messages.cannot_show(told)])


def test_shows__words_are_found_without_files() -> None:
    told = _comparable(telegram=(0, 9), reddit=(0, 98))
    told["rumor"]["basis"] = "words"
    assert not any("could be compared" in one for one in [*messages.shows(told), *messages.cannot_show(told)])


def test_late_exports__exports_that_end_before_the_earliest_copy_are_told_together() -> None:
    rows = [
        coverage("telegram", "result.json", "2026-03-01T00:00:00Z", "2026-03-06T00:00:00Z"),
        coverage("reddit", "a.zst", "2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z"),
        coverage("reddit", "b.zst", "2026-02-01T00:00:00Z", "2026-03-01T06:41:12Z"),
        coverage("bluesky", "bluesky.json", "2026-01-01T00:00:00Z", "2026-03-03T03:41:12Z"),
    ]
    told = facts(coverage=finding(4, rows))
    assert (
        "Exports of Bluesky and Reddit end 3 h and 2 days before the earliest copy: copies there since would not "
        "be seen." in messages.cannot_show(told)
    )
    told["coverage"]["detail"] = rows[:1]
    assert not any(" end " in one for one in doubt.late_exports(told))


def test_beside__an_export_that_lacks_records_says_so_by_the_account_that_it_names() -> None:
    told = facts()
    told["earliest"]["detail"][1]["short"] = {"held": 23, "stated": 1223}
    found = dict(doubt.beside(told, told["earliest"]["detail"][1], 1))["gap"]
    assert found.startswith("the X export that holds it brings 23 of the 1,223 records that it says it has; ")
    assert "records that it says" not in dict(doubt.beside(told, told["first_seen"][0], 1))["gap"]
