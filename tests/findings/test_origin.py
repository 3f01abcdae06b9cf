from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import pytest
from tracker.base.clock import HOUR_US, SECOND_US, to_datetime
from tracker.base.idtime import X_EPOCH_MS
from tracker.findings.belief import Claim, belief
from tracker.findings.origin import Origins, credible_set, origins_of
from tracker.findings.outside import ANSWERED_SHOWS_IT
from tracker.findings.spread import spread_of

HOUR = 3600.0


def solve(made: Any, posts: list[Any], pointers: Any = (), **given: Any) -> Origins:
    evidence = made.evidence(made.tables(posts, pointers, **given))
    spread = spread_of(evidence.tables, evidence.rumor, evidence.settings)
    return origins_of(spread, evidence)


def x_key(made: Any, at_s: float) -> str:
    return f"x:{(made.noon + round(at_s * SECOND_US)) // 1000 - X_EPOCH_MS << 22}"


def test_a_clear_first_post__its_handle_is_named(made: Any) -> None:
    found = solve(made, [made.post("x:1", 0, handle="a_example"), made.post("x:2", 60)])
    assert found.account == "a_example"
    assert found.credible == ("x:1",)
    assert found.why_not is None


def test_without_a_handle__the_id_is_named(made: Any) -> None:
    assert solve(made, [made.post("x:1", 0, handle=None, account="77")]).account == "77"


def test_a_tie__nobody_is_named_however_unequal_the_chances(made: Any) -> None:
    found = solve(made, [made.post("x:1", 0), made.post("x:2", 0.99)])
    assert found.candidates[0].probability > 0.9
    assert found.account is None
    assert "tie" in (found.why_not or "")


def test_a_deleted_root_that_is_reshared__leads_as_absent_dated_by_its_id(made: Any) -> None:
    root = x_key(made, -600)
    posts = [made.post("x:1", 0, kind="repost"), made.post("x:2", -60)]
    found = solve(made, posts, [("x:1", root, "repost")], carriers=["x:1", "x:2"])
    top = found.candidates[0]
    assert (top.post, top.absent, top.account, top.probability) == (root, True, None, 1.0)
    assert (top.low, top.high) == (made.noon - 601 * SECOND_US, made.noon - 599 * SECOND_US)
    assert found.account is None
    assert all(each.post != "x:1" for each in found.candidates)


def test_an_absent_post_with_a_later_id_than_another_upload__does_not_lead(made: Any) -> None:
    root = x_key(made, -60)
    posts = [made.post("x:1", 0, kind="repost"), made.post("x:2", -600)]
    found = solve(made, posts, [("x:1", root, "repost")], carriers=["x:1", "x:2"])
    assert found.candidates[0].post == "x:2"
    assert found.account == "2_example"


def test_an_absent_post_that_is_quoted__blocks_the_quoting_post(made: Any) -> None:
    found = solve(made, [made.post("x:1", 0, kind="quote")], [("x:1", x_key(made, -600), "quote")])
    chances = {each.absent: each.probability for each in found.candidates}
    assert chances[True] == pytest.approx(ANSWERED_SHOWS_IT, abs=0.02)
    assert chances[False] == pytest.approx(1 - ANSWERED_SHOWS_IT, abs=0.02)
    assert found.account is None


def test_a_picture_in_reply_to_an_absent_post__blocked_but_the_parent_is_no_candidate(made: Any) -> None:
    found = solve(made, [made.post("x:1", 0, kind="reply")], [("x:1", x_key(made, -600), "reply")])
    assert [each.post for each in found.candidates] == ["x:1"]
    assert found.account is None
    assert "not in these archives" in (found.why_not or "")


def test_a_picture_in_reply_to_an_absent_post_that_others_pass_on__that_post_may_be_the_first(
    made: Any,
) -> None:
    root = x_key(made, -600)
    posts = [made.post("x:1", 0), made.post("x:2", 60, kind="reply"), made.post("x:3", 9, kind="repost")]
    found = solve(made, posts, [("x:2", root, "reply"), ("x:3", root, "repost")], carriers=["x:1", "x:2"])
    top = found.candidates[0]
    assert (top.post, top.absent) == (root, True)
    assert top.probability == pytest.approx(ANSWERED_SHOWS_IT, abs=0.02)
    assert found.account is None


def test_a_forward_that_names_no_post__is_never_named(made: Any) -> None:
    forward = {
        "target": None,
        "kind": "forward",
        "scope": "immediate",
        "attribution": "platform",
        "account": "c",
        "stated_at": None,
    }
    found = solve(made, [made.post("telegram:c/1", 0, kind="forward", references=[forward])])
    assert found.account is None


def test_a_forward_that_states_the_time_of_an_absent_post__dates_it(made: Any) -> None:
    stated = made.noon - HOUR_US
    forward = {
        "target": "telegram:d/9",
        "kind": "forward",
        "scope": "root",
        "attribution": "platform",
        "account": "channel_example",
        "stated_at": to_datetime(stated),
    }
    posts = [made.post("telegram:c/1", 0, kind="forward", references=[forward]), made.post("x:2", -1800)]
    found = solve(made, posts, [("telegram:c/1", "telegram:d/9", "forward")])
    top = found.candidates[0]
    assert (top.post, top.low, top.account) == ("telegram:d/9", stated, "channel_example")


@pytest.mark.parametrize(
    ("absent", "before", "after"),
    [
        ("reddit:t3_1b", "reddit:t3_1a", "reddit:t3_1c"),
        ("telegram:c/50", "telegram:c/49", "telegram:c/52"),
    ],
)
def test_an_absent_post_between_captured_ids__is_bracketed_by_their_times(
    made: Any, absent: str, before: str, after: str
) -> None:
    platform = absent.partition(":")[0]
    posts = [
        made.post(before, -900),
        made.post(after, -600),
        made.post("x:5", 0),
        made.post(f"{platform}:zz/1", HOUR, kind="forward"),
    ]
    found = solve(
        made, posts, [(f"{platform}:zz/1", absent, "forward")], carriers=["x:5", f"{platform}:zz/1"]
    )
    top = found.candidates[0]
    assert (top.post, top.low, top.high) == (absent, made.noon - 900 * SECOND_US, made.noon - 599 * SECOND_US)


def test_an_absent_post_that_nothing_dates__lies_before_its_first_reshare_as_reshares_do(made: Any) -> None:
    posts = [made.post("telegram:c/1", 0, kind="forward"), made.post("x:2", -1800)]
    found = solve(made, posts, [("telegram:c/1", "telegram:d/9", "forward")])
    chances = {each.post: each.probability for each in found.candidates}
    # a log-normal delay of median 25 min: the share longer than the half hour to x:2
    longer = 1 - NormalDist(0, 2.3).cdf(math.log(1800 / 1500))
    assert chances["telegram:d/9"] == pytest.approx(longer, abs=0.02)
    assert next(each.low for each in found.candidates if each.absent) is None
    assert found.account is None


def test_a_disputed_post_competes_with_its_bounds_and_is_never_named(made: Any) -> None:
    bounded = made.post("bluesky:at://a/b/c", HOUR, disputed=True, claimed_at=made.noon - HOUR_US, high=None)
    apart = solve(made, [made.post("x:1", 0), bounded])
    assert apart.account == "1_example"
    early = made.post("bluesky:at://a/b/c", -600, disputed=True)
    found = solve(made, [made.post("x:1", 0), early])
    assert found.candidates[0].post == early["post"]
    assert found.account is None


def test_a_disputed_post_in_the_credible_set_empties_the_name(made: Any) -> None:
    wide = made.post(
        "bluesky:at://a/b/c",
        0,
        disputed=True,
        low=made.noon - 60 * SECOND_US,
        high=made.noon + 60 * SECOND_US,
    )
    assert solve(made, [made.post("x:1", 0), wide]).account is None


def test_a_claim_to_be_earlier__competes_with_the_chance_that_the_model_gives_it(made: Any) -> None:
    claim = made.post("other:1", -HOUR, low=None, high=None, hard=False, time_source="claim")
    later = [made.post(f"x:{n}", 60 * n) for n in range(1, 9)]
    found = solve(made, [made.post("x:0", 0), claim, *later])
    first, bound = made.noon - HOUR_US, made.noon + SECOND_US
    moments = tuple(made.noon + 60 * n * SECOND_US for n in range(9))
    expected = belief(Claim(first, bound, moments, (), 0, 9, 0))
    chance = {each.post: each.probability for each in found.candidates}
    assert chance["other:1"] == pytest.approx(expected, abs=0.02)
    assert chance["x:0"] == pytest.approx(1 - expected, abs=0.02)
    assert all("chance" in each.against[0] for each in found.candidates if each.post == "other:1")


def test_a_bare_claim_is_never_named_however_likely(made: Any) -> None:
    claim = made.post("other:1", -60, low=None, high=None, hard=False, time_source="claim")
    posts = [claim, *(made.post(f"x:{n}", 3600 * n) for n in range(1, 9))]
    passed_on = [made.post(f"x:2{n}", n - 50, kind="repost") for n in range(5)]
    pointers = [(row["post"], "other:1", "repost") for row in passed_on]
    assert solve(made, [*posts, *passed_on], pointers).account is None


def test_a_post_that_another_server_saw_first__cannot_be_outrun_by_a_later_one(made: Any) -> None:
    seen = made.post(
        "bluesky:at://a/b/c",
        -HOUR,
        hard=False,
        indexed_at=made.noon - HOUR_US // 2,
        low=made.noon - 2 * HOUR_US,
        high=made.noon - HOUR_US // 2,
    )
    found = solve(made, [made.post("x:1", 0), seen])
    assert found.candidates[0].post == seen["post"]
    assert found.account is None


def test_only_claims__nobody_is_named(made: Any) -> None:
    soft = {"low": None, "high": None, "hard": False, "time_source": "claim"}
    assert solve(made, [made.post("other:1", 0, **soft), made.post("other:2", 60, **soft)]).account is None


def test_the_credible_set_is_the_smallest_that_reaches_the_level() -> None:
    assert credible_set([("a", 0.9), ("b", 0.1)]) == ("a",)
    assert credible_set([("a", 0.5), ("b", 0.3), ("c", 0.2)]) == ("a", "b", "c")
    assert credible_set([]) == ()


def test_the_post_passed_on_is_here_but_outside_the_span_asked_for__nobody_is_named(made: Any) -> None:
    posts = [made.post("x:1", 0), made.post("x:2", HOUR, kind="repost")]
    tables = made.tables(posts, [("x:2", "x:1", "repost")], carriers=["x:1", "x:2"])
    evidence = made.evidence(tables, since_us=made.noon + 60 * SECOND_US)
    spread = spread_of(tables, evidence.rumor, evidence.settings)
    found = origins_of(spread, evidence)
    assert [each.post for each in found.candidates] == ["x:1"]
    assert found.account is None


def test_a_later_edit_may_have_brought_the_picture__nobody_is_named(made: Any) -> None:
    edited = made.noon + HOUR_US
    found = solve(made, [made.post("x:1", 0, edited_at=edited), made.post("x:2", 1800)])
    assert found.account is None
    assert {each.post: each.high for each in found.candidates}["x:1"] == edited


def test_an_edit_before_all_others__does_not_take_the_first_place(made: Any) -> None:
    first = made.post("x:1", 0, handle="a_example", edited_at=made.noon + 60 * SECOND_US)
    assert solve(made, [first, made.post("x:2", 1800)]).account == "a_example"


def test_a_repost_that_names_no_parent_at_all__is_never_named(made: Any) -> None:
    posts = [made.post("x:1", 0, kind="repost"), made.post("x:2", 60)]
    found = solve(made, posts, carriers=["x:1", "x:2"])
    assert found.account is None
    assert found.candidates[0].blocked


def test_exports_that_contradict_each_other_about_the_first_post__nobody_is_named(made: Any) -> None:
    found = solve(made, [made.post("x:1", 0, flags=["conflict"]), made.post("x:2", 60)])
    assert found.account is None
    assert "contradict" in (found.why_not or "")


def test_an_earlier_carrier_outside_the_span__nobody_is_named(made: Any, detail_of: Any) -> None:
    posts = [made.post("x:1", 0), made.post("x:2", 7200), made.post("x:3", 9000)]
    since = made.noon + 3_600_000_000
    told = detail_of(made.evidence(made.tables(posts), since_us=since))
    assert [row["post"] for row in told["first_seen"]["detail"]] == ["x:2"]
    assert told["origin"]["detail"] == []
    assert "1 earlier post is in these archives, left out by --since" in told["origin"]["caveat"]
    kinds = {row["kind"]: row["what"] for row in told["unknowns"]["detail"]}
    assert kinds["before_span"].startswith("1 post with the picture before 3 Mar 2026 13:00:00 UTC is in these")


def test_an_earlier_carrier_outside_the_span_of_disputed_time__does_not_speak_against(
    made: Any, detail_of: Any
) -> None:
    disputed = made.post("x:1", 0, disputed=True, low=None, high=made.noon + 86_400_000_000)
    posts = [disputed, made.post("x:2", 7200), made.post("x:3", 9000)]
    told = detail_of(made.evidence(made.tables(posts), since_us=made.noon + 3_600_000_000))
    assert told["origin"]["detail"] == ["2_example"]


def test_a_chain_of_one_post__nobody_is_named(made: Any, detail_of: Any) -> None:
    cascade = {"root": "x:1", "root_absent": False, "size": 1, "posts": 1, "reshares": 0, "depth": 0, "max_breadth": 1}
    posts = [made.post("x:1", 0), made.post("x:2", 60)]
    told = detail_of(made.evidence(made.tables(posts, media=[], copies=[], cascades=[cascade])))
    assert told["origin"]["detail"] == []
    assert "nothing to follow" in told["origin"]["caveat"]
    assert told["completeness"]["detail"]["left_censored"] == []


def test_nothing_matched__no_answer_speaks_of_statements_by_authors(made: Any, detail_of: Any) -> None:
    tables = made.tables([made.post("x:1", 0)], queries=[made.query()])
    told = detail_of(made.evidence(tables))
    assert "statements" not in told["first_seen"]["caveat"]
    assert "no post here belongs to what was asked for" in told["origin"]["caveat"]


def test_an_absent_post_that_is_only_quoted__is_not_said_to_show_the_content(made: Any, detail_of: Any) -> None:
    root = x_key(made, -600)
    posts = [made.post("x:1", 0, kind="quote"), made.post("x:2", 60, kind="quote")]
    tables = made.tables(posts, [("x:2", root, "quote"), ("x:1", root, "quote")])
    told = detail_of(made.evidence(tables))
    top = told["origin_candidates"]["detail"][0]
    assert (top["post"], top["absent"], top["content_known"]) == (root, True, False)
    assert (top["pointer_count"], top["pointers"]) == (
        2, [{"post": "x:1", "kind": "quote"}, {"post": "x:2", "kind": "quote"}],
    )  # fmt: skip
    assert any("the posts that point at it bring that content themselves" in one for one in top["against"])
    assert not any("pass it on" in one for one in top["evidence"])
    assert "whether it shows the same content is not known" in told["origin"]["caveat"]


def test_an_absent_post_that_is_reposted_with_the_picture__has_shown_it(made: Any, detail_of: Any) -> None:
    root = x_key(made, -600)
    posts = [made.post("x:1", 0, kind="repost"), made.post("x:2", 60, kind="quote")]
    pointers = [("x:1", root, "repost"), ("x:2", root, "quote")]
    told = detail_of(made.evidence(made.tables(posts, pointers, carriers=["x:1", "x:2"])))
    top = told["origin_candidates"]["detail"][0]
    assert (top["post"], top["absent"], top["content_known"], top["probability"]) == (root, True, True, 1.0)
    assert not any("not known" in one for one in top["against"])


@pytest.mark.parametrize(("evidence", "named"), [("{}", "a_example"), ('{"unchecked": "small words"}', None)])
def test_a_first_copy_too_blurred_to_be_read__nobody_is_named(made: Any, evidence: str, named: str | None) -> None:
    blurred = b"\x02" * 32
    found = solve(
        made, [made.post("x:1", 0, handle="a_example"), made.post("x:2", 600)],
        media=[made.media("x:1", blurred), made.media("x:2", made.picture)],
        copies=[
            made.copy(made.picture, "c1"),
            made.copy(blurred, "c1", relation="copy", strength="fair", evidence=evidence),
        ],
    )  # fmt: skip
    assert found.account == named
    assert ("too blurred or" in (found.why_not or "")) == (named is None)
    assert found.candidates[0].post == "x:1"


@pytest.mark.parametrize(("evidence", "named"), [("{}", "a_example"), ('{"covered": [[1, 2, 3, 4]]}', None)])
def test_a_picture_asked_for_under_or_over_something__nobody_is_named(
    made: Any, evidence: str, named: str | None
) -> None:
    asked = made.query(
        cluster="c1", member_sha256=made.picture.hex(), relation="copy", strength="fair", score=0.9, evidence=evidence
    )
    found = solve(made, [made.post("x:1", 0, handle="a_example"), made.post("x:2", 600)], queries=[asked])
    assert found.account == named


def test_a_first_copy_that_no_other_could_be_read_against__nobody_is_named(made: Any) -> None:
    one, two = b"\x02" * 32, b"\x03" * 32
    blurred = {"relation": "copy", "parent_file": made.picture.hex(), "evidence": '{"unchecked": "small words"}'}
    found = solve(
        made, [made.post("x:1", 0, handle="a_example"), made.post("x:2", 600), made.post("x:3", 900)],
        media=[made.media("x:1", made.picture), made.media("x:2", one), made.media("x:3", two)],
        copies=[made.copy(made.picture, "c1"), made.copy(one, "c1", **blurred), made.copy(two, "c1", **blurred)],
    )  # fmt: skip
    assert found.account is None
    assert "too blurred or" in (found.why_not or "")


def test_a_first_post_whose_export_does_not_mark_forwards__nobody_is_named(made: Any) -> None:
    first = made.post("whatsapp:1", 0, handle="a_example", flags=["forwards_unmarked"])
    found = solve(made, [first, made.post("x:2", 600)])
    assert (found.candidates[0].post, found.account) == ("whatsapp:1", None)
    assert "forwarded" in (found.why_not or "")


def test_a_copy_without_any_time_beside_the_first__nobody_is_named(made: Any) -> None:
    untimed = made.post("x:9", None)
    found = solve(made, [made.post("x:1", 0, handle="a_example"), made.post("x:2", 600), untimed])
    assert found.account is None
    assert "has no usable time" in (found.why_not or "")


def test_a_repost_without_any_time__takes_no_name_away(made: Any) -> None:
    posts = [made.post("x:1", 0, handle="a_example"), made.post("x:2", 600), made.post("x:9", None, kind="repost")]
    assert solve(made, posts, [("x:9", "x:1", "repost")]).account == "a_example"


def test_a_post_of_which_two_exports_say_different_times__takes_the_name_away(made: Any) -> None:
    contested = made.post("reddit:t3_9", -3600, hard=False, flags=["conflict"])
    found = solve(made, [made.post("x:1", 0, handle="a_example"), made.post("x:2", 600), contested])
    assert found.account is None


@pytest.mark.parametrize(
    ("first", "second", "named"),
    [
        ('["second"]', "[]", None),  # its own proof tells of something laid over it
        ('["first"]', "[]", "a_example"),  # one other picture among two lacks what the representative has
        ('["first"]', '["first"]', "a_example"),  # all others lack it: of those the earliest is named
    ],
)
def test_a_first_copy_with_something_laid_over_it__nobody_is_named(
    made: Any, first: str, second: str, named: str | None
) -> None:
    one, two = b"\x02" * 32, b"\x03" * 32
    found = solve(
        made, [made.post("x:1", 0, handle="a_example"), made.post("x:2", 600), made.post("x:3", 900)],
        media=[made.media("x:1", one), made.media("x:2", two), made.media("x:3", made.picture)],
        copies=[
            made.copy(made.picture, "c1"),
            made.copy(one, "c1", relation="copy", parent_file=made.picture.hex(), evidence=f'{{"under": {first}}}'),
            made.copy(two, "c1", relation="copy", parent_file=made.picture.hex(), evidence=f'{{"under": {second}}}'),
        ],
    )  # fmt: skip
    assert found.account == named
    assert ("something lies over" in (found.why_not or "")) == (named is None)


def test_a_representative_with_something_laid_over_it__nobody_is_named(made: Any) -> None:
    one, two, alike = b"\x02" * 32, b"\x03" * 32, b"\x04" * 32
    links = ((one, '{"under": ["first"]}'), (two, '{"under": ["first"]}'), (alike, "{}"))
    found = solve(
        made, [made.post("x:1", 0, handle="a_example"), *(made.post(f"x:{n}", 60 * n) for n in (2, 3))],
        media=[made.media("x:1", alike), made.media("x:2", one), made.media("x:3", two)],
        copies=[
            made.copy(made.picture, "c1"),
            *(made.copy(digest, "c1", relation="copy", parent_file=made.picture.hex(), evidence=told)
              for digest, told in links),
        ],
    )  # fmt: skip
    assert found.account is None
    assert "something lies over" in (found.why_not or "")


@pytest.mark.parametrize(("evidence", "named"), [("{}", "a_example"), ('{"unchecked": "small words"}', None)])
def test_a_picture_asked_for_too_blurred_to_be_read__nobody_is_named(
    made: Any, evidence: str, named: str | None
) -> None:
    asked = made.query(
        cluster="c1", member_sha256=made.picture.hex(), relation="copy", strength="fair", score=0.9, evidence=evidence
    )
    found = solve(made, [made.post("x:1", 0, handle="a_example"), made.post("x:2", 600)], queries=[asked])
    assert found.account == named
