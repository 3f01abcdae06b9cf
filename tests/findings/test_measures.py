"""Each measure against a computation of its own."""

from __future__ import annotations

import hashlib
import math
import random
from typing import Any

import numpy as np
import pytest
from tracker.base.clock import HOUR_US, SECOND_US
from tracker.findings.settings import FactCheck

A, B = (hashlib.sha256(name.encode()).digest() for name in "ab")


def test_times_to_a_share__the_ceiling_over_the_other_posts(made: Any, detail_of: Any) -> None:
    rng = random.Random(5)
    at = sorted(rng.uniform(1, 90_000) for _ in range(37))
    found = detail_of(
        made.evidence(
            made.tables([made.post("x:0", 0), *(made.post(f"x:{n}", s) for n, s in enumerate(at, 1))])
        )
    )
    for percent in (10, 50, 90):
        finding = found[f"time_to_{percent}"]
        assert finding["value"] == pytest.approx(at[math.ceil(percent / 100 * 37) - 1], abs=1e-5)
        assert finding["detail"] == {"n": 37}
        assert finding["low"] <= finding["value"] <= finding["high"]


def test_the_range_of_a_share__agrees_with_a_plain_bootstrap(made: Any, detail_of: Any) -> None:
    rng = np.random.default_rng(11)
    at = np.sort(rng.exponential(3600, 400))
    found = detail_of(
        made.evidence(
            made.tables([made.post("x:a", -1), *(made.post(f"x:{n}", s) for n, s in enumerate(at))])
        )
    )
    medians = [np.sort(rng.choice(at, len(at)))[math.ceil(0.5 * len(at)) - 1] + 1 for _ in range(4000)]
    low, high = np.quantile(medians, [0.05, 0.95])
    width = high - low
    assert found["time_to_50"]["low"] == pytest.approx(low, abs=0.2 * width)
    assert found["time_to_50"]["high"] == pytest.approx(high, abs=0.2 * width)


def test_exponential_growth__its_doubling_time_with_a_range_around_it(made: Any, detail_of: Any) -> None:
    posts = [made.post(f"x:{k}", 600 * math.log2(k)) for k in range(1, 301)]
    finding = detail_of(made.evidence(made.tables(posts)))["doubling"]
    assert finding["value"] == pytest.approx(600, rel=0.01)
    assert finding["low"] < 600 < finding["high"]
    assert finding["detail"]["r2"] > 0.999


def test_two_posts__no_doubling_and_the_caveat_says_why(made: Any, detail_of: Any) -> None:
    finding = detail_of(made.evidence(made.tables([made.post("x:1", 0), made.post("x:2", 60)])))["doubling"]
    assert (finding["value"], finding["low"], finding["high"]) == (None, None, None)
    assert "Too few" in finding["caveat"]


def test_a_claim_to_be_earlier_moves_no_clock(made: Any, detail_of: Any) -> None:
    claim = made.post("other:1", -9000, low=None, high=None, hard=False, time_source="claim")
    posts = [made.post("x:1", 0), made.post("x:2", 60)]
    assert detail_of(made.evidence(made.tables([*posts, claim])))["time_to_90"]["value"] == 60


def test_the_timeline_counts_by_utc_hour_and_platform(made: Any, detail_of: Any) -> None:
    posts = [
        made.post("x:1", 0),
        made.post("x:2", 3599),
        made.post("x:3", 3600),
        made.post("reddit:t3_a", 3700),
        made.post("reddit:t3_b", None),
    ]
    found = detail_of(made.evidence(made.tables(posts)))
    assert found["timeline"]["detail"] == {
        "freq": "h",
        "untimed": 1,
        "rows": [
            {"start": "2026-03-03T12:00:00Z", "platform": "x", "posts": 2, "cumulative": 2},
            {"start": "2026-03-03T13:00:00Z", "platform": "reddit", "posts": 1, "cumulative": 1},
            {"start": "2026-03-03T13:00:00Z", "platform": "x", "posts": 1, "cumulative": 3},
        ],
    }
    assert (found["peak_hour"]["value"], found["peak_hour"]["detail"]["start"]) == (2, "2026-03-03T12:00:00Z")


def test_first_per_platform__order_unknown_within_five_seconds(made: Any, detail_of: Any) -> None:
    first = made.post("x:1", 0, url="https://x.example/1")
    posts = [first, made.post("reddit:t3_a", 4), made.post("telegram:c/1", 900)]
    rows = detail_of(made.evidence(made.tables(posts)))["first_per_platform"]["detail"]
    assert [row["url"] for row in rows] == ["https://x.example/1", None, None]
    assert [(row["platform"], row["order_known"], row["delay_s"]) for row in rows] == [
        ("x", False, 0),
        ("reddit", False, 4),
        ("telegram", True, 900),
    ]


def test_first_per_platform__a_claim_never_goes_before_a_clock(made: Any, detail_of: Any) -> None:
    claim = made.post("bluesky:at://a/b/1", -500, low=None, high=None, hard=False, time_source="claim")
    posts = [made.post("x:1", 0), claim, made.post("bluesky:at://a/b/2", 700)]
    rows = detail_of(made.evidence(made.tables(posts)))["first_per_platform"]["detail"]
    assert [row["post"] for row in rows] == ["x:1", "bluesky:at://a/b/2"]


def test_the_earliest_rows__say_where_the_ids_of_a_file_showed_the_zone(made: Any, detail_of: Any) -> None:
    solved = {"time_flags": ["zone_solved"]}
    posts = [made.post("x:1", 0, time_source="id", **solved), made.post("facebook:1", 60, **solved)]
    found = detail_of(made.evidence(made.tables(posts)))["earliest"]["detail"]
    words = [row["why"].endswith(", in the zone that the ids of its file show") for row in found]
    assert words == [False, True]


def test_the_fact_check__delay_and_share_out_by_then(made: Any, detail_of: Any) -> None:
    posts = [made.post(f"x:{n}", 600 * n) for n in range(10)]
    checks = (
        FactCheck("https://check.example/2", made.noon + HOUR_US),
        FactCheck("https://check.example/1", made.noon),
    )
    found = detail_of(made.evidence(made.tables(posts), factchecks=checks))
    assert found["factcheck_delay"]["value"] == 0
    second = found["factcheck_delay_2"]
    assert (second["value"], second["low"], second["high"]) == (3600, 3599, 3600)
    assert (second["detail"]["posts_before"], second["detail"]["posts_after"]) == (6, 4)
    assert second["detail"]["share_before"] == 0.6


def _zoneless(made: Any, key: str, at_s: float) -> dict[str, Any]:
    """Return a post whose time has no zone: known to 26 hours."""
    low, high = (made.noon + round((at_s + off) * SECOND_US) for off in (-14 * 3600, 12 * 3600 + 1))
    found: dict[str, Any] = made.post(key, at_s, time_flags=["zone_unknown"], low=low, high=high)
    return found


def test_times_without_a_zone__rows_say_so_and_delays_have_their_range(made: Any, detail_of: Any) -> None:
    posts = [made.post("x:1", 0), _zoneless(made, "telegram:c/1", 48 * 3600)]
    found = detail_of(made.evidence(made.tables(posts)))
    rows = found["earliest"]["detail"]
    assert [row["zone_known"] for row in rows] == [True, False]
    assert rows[1]["why"].endswith("without its zone")
    later = found["first_per_platform"]["detail"][1]
    assert (later["delay_s"], later["order_known"]) == (48 * 3600, True)
    assert later["delay_range_s"] == [34 * 3600 - 1, 60 * 3600 + 1]
    assert next(row["count"] for row in found["unknowns"]["detail"] if row["kind"] == "zone_unknown") == 1


def test_times_without_a_zone__the_range_of_a_speed_holds_every_zone(made: Any, detail_of: Any) -> None:
    posts = [made.post("x:0", 0), *(_zoneless(made, f"x:{n}", 48 * 3600 + n) for n in range(1, 21))]
    found = detail_of(made.evidence(made.tables(posts)))
    half = found["time_to_50"]
    assert half["low"] <= 34 * 3600 + 20
    assert half["high"] >= 60 * 3600
    assert half["detail"] == {"n": 20, "zone_unknown": 20}
    assert (found["doubling"]["low"], found["doubling"]["high"]) == (None, None)


def test_times_without_a_zone__one_that_an_id_settles_is_known(made: Any, detail_of: Any) -> None:
    posts = [made.post("x:1", 0, time_flags=["zone_unknown"]), made.post("x:2", 60)]
    found = detail_of(made.evidence(made.tables(posts)))
    assert all(row["zone_known"] for row in found["earliest"]["detail"])
    assert "zone_unknown" not in {row["kind"] for row in found["unknowns"]["detail"]}


def test_an_edit_with_an_id_of_its_own__is_a_later_version_and_no_further_post(made: Any, detail_of: Any) -> None:
    posts = [
        made.post("x:1", 0, handle="a_example"),
        made.post("x:2", 63, handle="a_example", version_of="x:1"),
        made.post("x:3", 90, handle="a_example", version_of="x:1"),
        made.post("x:4", 3600),
    ]
    tables = made.tables(posts)
    found = detail_of(made.evidence(tables))
    assert [(row["post"], row["version_of"]) for row in found["earliest"]["detail"]] == [
        ("x:1", None), ("x:2", "x:1"), ("x:3", "x:1"), ("x:4", None),
    ]  # fmt: skip
    assert found["earliest"]["detail"][1]["why"].startswith("is a later version (an edit) of number 1; ")
    assert (found["time_to_50"]["value"], found["time_to_50"]["detail"]) == (3600, {"n": 1})
    assert [(row["posts"], row["cumulative"]) for row in found["timeline"]["detail"]["rows"]] == [(1, 1), (1, 2)]
    assert (found["timeline"]["detail"]["untimed"], found["timeline"]["detail"]["versions"]) == (0, 2)
    assert [row["post"] for row in found["origin_candidates"]["detail"]] == ["x:1"]
    assert found["origin"]["detail"] == ["a_example"]


def test_an_edit_whose_first_version_is_no_post_of_the_rumor__is_counted(made: Any, detail_of: Any) -> None:
    posts = [made.post("x:1", 0), made.post("x:2", 63, version_of="x:1"), made.post("x:3", 90, version_of="x:1")]
    found = detail_of(made.evidence(made.tables(posts, carriers=["x:2", "x:3"])))
    assert [(row["post"], row["version_of"]) for row in found["earliest"]["detail"]] == [("x:2", None), ("x:3", "x:2")]
    assert found["timeline"]["value"] == 1


def test_few_posts__have_a_time_to_a_share_but_no_range(made: Any, detail_of: Any) -> None:
    few, enough = (
        detail_of(made.evidence(made.tables([made.post(f"x:{n}", 60 * n) for n in range(others + 1)])))
        for others in (9, 10)
    )
    assert few["time_to_50"]["value"] == 300
    assert all((few[name]["low"], few[name]["high"]) == (None, None) for name in ("time_to_50", "doubling"))
    assert all(enough[name]["low"] is not None for name in ("time_to_50", "doubling"))


def test_the_earliest_rows__ties_share_a_rank_and_reposts_are_left_out(made: Any, detail_of: Any) -> None:
    posts = [
        made.post("x:1", 0),
        made.post("x:2", 0.5),
        made.post("x:3", 40),
        made.post("x:4", 30, kind="repost"),
        made.post("reddit:t3_a", 44),
        made.post("x:5", 100),
    ]
    rows = detail_of(made.evidence(made.tables(posts, [("x:4", "x:1", "repost")])))["earliest"]["detail"]
    assert [(row["post"], row["rank"]) for row in rows] == [
        ("x:1", 1),
        ("x:2", 1),
        ("x:3", 3),
        ("reddit:t3_a", 3),
        ("x:5", 5),
    ]
    assert rows[0]["probability"] == pytest.approx(0.875, abs=0.01)
    assert "strong match" in rows[0]["why"]


def test_the_earliest_rows__a_version_of_a_post_that_shares_its_number_names_that_post_by_its_key(
    made: Any, detail_of: Any
) -> None:
    posts = [made.post("x:1", 0), made.post("reddit:t3_a", 2), made.post("x:9", 63, version_of="x:1")]
    rows = {row["post"]: row for row in detail_of(made.evidence(made.tables(posts)))["earliest"]["detail"]}
    assert rows["x:1"]["rank"] == rows["reddit:t3_a"]["rank"]
    assert rows["x:9"]["why"].startswith("is a later version (an edit) of x:1; ")
    assert rows["x:9"]["version_of"] == "x:1"


def test_the_earliest_rows__a_disputed_post_never_has_rank_one(made: Any, detail_of: Any) -> None:
    posts = [made.post("x:1", 0), made.post("bluesky:at://a/b/1", -60, disputed=True)]
    rows = detail_of(made.evidence(made.tables(posts)))["earliest"]["detail"]
    assert [(row["post"], row["rank"]) for row in rows] == [("x:1", 1), ("bluesky:at://a/b/1", 2)]
    assert "disagree" in rows[1]["why"]


def test_disputed__those_of_the_rumor_first_with_how_far_the_claim_is_off(made: Any, detail_of: Any) -> None:
    posts = [
        made.post("x:1", 0),
        made.post("x:0", -9, disputed=True, claimed_at=made.noon),
        made.post("x:2", 90, disputed=True, claimed_at=made.noon - HOUR_US, dispute_rule="r"),
    ]
    finding = detail_of(made.evidence(made.tables(posts, carriers=["x:1", "x:2"])))["disputed"]
    assert [(row["post"], row["in_rumor"], row["difference_s"]) for row in finding["detail"]] == [
        ("x:2", True, -3690),
        ("x:0", False, 8),
    ]
    assert finding["value"] == 2


def test_completeness__closure_by_distinct_parent(made: Any, detail_of: Any) -> None:
    posts = [made.post(f"x:{n}", n * 1000, kind="reply") for n in range(1, 6)]
    pointers = [
        ("x:2", "x:1", "reply"),
        ("x:3", "x:1", "quote"),
        ("x:4", "x:99", "reply"),
        ("x:5", "x:99", "repost"),
        ("x:3", "reddit:t3_z", "quote"),
        ("x:4", "x:4", "reply"),
    ]
    detail = detail_of(made.evidence(made.tables(posts, pointers)))["completeness"]["detail"]
    assert (detail["parents_resolved"], detail["parents_referenced"], detail["absent_posts"]) == (
        0.333333,
        3,
        2,
    )
    assert detail["by_platform"]["x"]["referenced"] == 2
    assert detail["by_platform"]["x"]["resolved"] == 1


def test_completeness__left_censored_only_where_the_first_hit_is_at_the_start(
    made: Any, detail_of: Any
) -> None:
    posts = [
        made.post("x:0", 0),
        made.post("x:1", 50_000),
        made.post("x:2", 50_100),
        made.post("x:3", 99_999),
        made.post("reddit:t3_0", 0),
        made.post("reddit:t3_1", 900),
        made.post("reddit:t3_2", 99_999),
    ]
    tables = made.tables(posts, carriers=["x:1", "x:2", "reddit:t3_1"])
    assert detail_of(made.evidence(tables))["completeness"]["detail"]["left_censored"] == ["reddit"]


def test_completeness__an_old_embedded_original_does_not_hide_a_late_start(made: Any, detail_of: Any) -> None:
    posts = [made.post("x:0", -9e7, embedded=True), made.post("x:1", 0), made.post("x:2", 90_000)]
    tables = made.tables(posts, carriers=["x:1"])
    assert detail_of(made.evidence(tables))["completeness"]["detail"]["left_censored"] == ["x"]


def test_completeness__capture_rate_and_gaps(made: Any, detail_of: Any) -> None:
    posts = [
        made.post("x:1", 0, reposts=10),
        made.post("x:2", 60, kind="repost", reposts=10),
        made.post("telegram:c/5", 9),
        made.post("telegram:c/9", 99),
    ]
    detail = detail_of(made.evidence(made.tables(posts, [("x:2", "x:1", "repost")])))["completeness"][
        "detail"
    ]
    assert detail["by_platform"]["x"]["capture_rate"] == 0.1
    assert (detail["id_gaps"], detail["id_gaps_by_chat"]) == (3, {"c": 3})


def test_most_reshared__replies_do_not_count(made: Any, detail_of: Any) -> None:
    posts = [made.post(f"x:{n}", n) for n in range(1, 6)]
    pointers = [
        ("x:2", "x:1", "quote"),
        ("x:3", "x:1", "repost"),
        ("x:4", "x:2", "reply"),
        ("x:5", "x:2", "quote"),
    ]
    rows = detail_of(made.evidence(made.tables(posts, pointers)))["most_reshared"]["detail"]
    assert [(row["post"], row["reshares"]) for row in rows] == [("x:1", 2), ("x:2", 1)]


def test_a_suspect__where_it_stands_and_what_is_earlier(made: Any, detail_of: Any) -> None:
    posts = [
        made.post("x:1", 0),
        made.post("x:2", 60),
        made.post("x:3", 120, kind="quote"),
        made.post("x:9", 5),
    ]
    tables = made.tables(posts, [("x:3", "x:1", "quote")], carriers=["x:1", "x:2", "x:3"])
    url = "https://x.com/a_example/status/3"
    rows = detail_of(made.evidence(tables, suspects=(url, "x:9", "x:77")))["suspects"]["detail"]
    assert (rows[0]["post"], rows[0]["position"], rows[0]["earlier"]) == ("x:3", 3, ["x:1", "x:2"])
    assert any("points at x:1" in reason for reason in rows[0]["against"])
    assert [(row["captured"], row["position"]) for row in rows[1:]] == [(True, None), (False, None)]


@pytest.mark.parametrize(
    ("media", "told"),
    [
        ([], "it carries no picture"),
        (["other"], "none of its pictures is a copy"),
        (["other", None], "what it shows is not in the exports or cannot be read"),
        (["unreadable"], "what it shows is not in the exports or cannot be read"),
    ],
)
def test_a_suspect_whose_picture_could_not_be_compared__is_not_cleared(
    made: Any, detail_of: Any, media: list[str | None], told: str
) -> None:
    digests = {"other": b"\x05" * 32, "unreadable": b"\x06" * 32}
    copies = [
        made.copy(made.picture, "c1"), made.copy(digests["other"], ""),
        made.copy(digests["unreadable"], "", evidence='{"step": "none", "why": "damaged"}'),
    ]  # fmt: skip
    shown = [made.media("x:9", digests.get(name or "")) for name in media]
    tables = made.tables(
        [made.post("x:1", 0), made.post("x:9", 5)], media=[made.media("x:1", made.picture), *shown], copies=copies
    )
    (row,) = detail_of(made.evidence(tables, suspects=("x:9",)))["suspects"]["detail"]
    assert row["against"][0].startswith(told)
    assert row["uncompared"] == told.startswith("what it shows")


def test_a_suspect_that_is_not_here__who_points_at_it_is_told(made: Any, detail_of: Any) -> None:
    posts = [made.post("x:2", 60, kind="repost"), made.post("x:3", 120, kind="quote")]
    tables = made.tables(posts, [("x:2", "x:1", "repost"), ("x:3", "x:1", "quote")], carriers=["x:2", "x:3"])
    (row,) = detail_of(made.evidence(tables, suspects=("x:1",)))["suspects"]["detail"]
    assert (row["captured"], row["position"]) == (False, None)
    assert row["for"] == [
        "2 posts of the rumor point at it (quote, repost), the first of them of 2026-03-03T12:01:00Z"
    ]
    assert row["against"] == ["it is not in these archives"]


def test_variants__what_it_was_and_what_it_is(made: Any, detail_of: Any) -> None:
    proof = '{"was": "1,000", "is": "9,000", "box": [1, 2, 3, 4]}'
    posts = [made.post("x:1", 0), made.post("x:2", 60), made.post("x:3", 30)]
    tables = made.tables(
        posts,
        media=[made.media("x:1", A), made.media("x:2", B), made.media("x:3", A)],
        copies=[
            made.copy(A, "c1"),
            made.copy(B, "c2", relation="variant", parent_file=A.hex(), evidence=proof),
        ],
    )
    finding = detail_of(made.evidence(tables))["variants"]
    row = finding["detail"][0]
    assert (row["cluster"], row["posts"], row["was"], row["is"]) == ("c2", 1, "1,000", "9,000")
    assert row["first"] == "2026-03-03T12:01:00Z"
    assert finding["evidence"] == ["x:2"]


def test_unknowns__never_empty_and_each_is_counted(made: Any, detail_of: Any) -> None:
    plain = detail_of(made.evidence(made.tables([made.post("x:1", 0)])))["unknowns"]["detail"]
    assert [row["kind"] for row in plain] == ["outside"]
    posts = [
        made.post("x:1", 0, edited_at=made.noon + SECOND_US),
        made.post("x:2", 9, kind="quote"),
        made.post("x:3", None, flags=["removed"]),
    ]
    media = [
        made.media("x:1", made.picture),
        made.media("x:2", made.picture),
        made.media("x:3", made.picture),
        made.media("x:3", None, 2, missing_reason="not in the export"),
    ]
    sources = [made.source(rejected=4, complete=False, absent=2, gone=["x:8", "x:9"])]
    tables = made.tables(posts, [("x:2", "x:77", "quote")], media=media, sources=sources)
    rows = detail_of(made.evidence(tables, exclude=("c9",)))["unknowns"]["detail"]
    assert {row["kind"]: row["count"] for row in rows} == {
        "outside": 1,
        "absent_posts": 1,
        "untimed": 1,
        "edited": 1,
        "missing_pictures": 1,
        "rejected": 4,
        "cut_off": 1,
        "tombstones": 2,
        "removed": 1,
        "excluded": 1,
    }
    assert all(row["what"] and row["settle"] for row in rows)


def test_unknowns__a_second_copy_of_an_export_lacks_nothing_more(made: Any, detail_of: Any) -> None:
    def told(*held: tuple[int, int, int]) -> list[str]:
        sources = [
            made.source(source=f"s{number}", records=records, merged=merged, stated=stated)
            for number, (records, merged, stated) in enumerate(held, 1)
        ]
        rows = detail_of(made.evidence(made.tables([made.post("x:1", 0)], sources=sources)))["unknowns"]["detail"]
        return [row["what"] for row in rows if row["kind"] == "fewer_than_stated"]

    once = ["1 export holds 20 of the 2,000 records that it says it has"]
    assert told((20, 0, 2000), (20, 20, 2000)) == told((20, 20, 2000), (15, 15, 2000)) == once
    both = ["2 exports hold 25 of the 2,300 records that they say they have"]
    assert told((20, 0, 2000), (5, 5, 300), (20, 20, 2000)) == told((20, 0, 2000), (5, 4, 300)) == both


def test_unknowns__the_first_files_that_cannot_be_read_are_named(made: Any, detail_of: Any) -> None:
    unread = [
        made.source(source=f"s{number}", format="", posts=0, member=f"data/{number}.bin") for number in range(2, 7)
    ]
    tables = made.tables([made.post("x:1", 0)], sources=[made.source(posts=1), *unread])
    rows = detail_of(made.evidence(tables))["unknowns"]["detail"]
    told = [row["what"] for row in rows if row["kind"] == "not_read"]
    assert told == ["5 files cannot be read here: data/2.bin, data/3.bin, data/4.bin and 2 more"]


def test_unknowns__tables_that_cannot_be_read_come_first_and_names_that_repeat_are_told_apart(
    made: Any, detail_of: Any
) -> None:
    names = [("a", "SOURCES.md"), ("b", "SOURCES.md"), ("b", "deep/Table.CSV"), ("c.xlsx", ""), ("d", "e.md")]
    unread = [
        made.source(source=f"s{number}", format="", path=path, member=member)
        for number, (path, member) in enumerate(names, 2)
    ]
    tables = made.tables([made.post("x:1", 0)], sources=[made.source(posts=1), *unread])
    (row,) = (row for row in detail_of(made.evidence(tables))["unknowns"]["detail"] if row["kind"] == "not_read")
    assert row["what"] == "5 files cannot be read here: deep/Table.CSV, c.xlsx, a/SOURCES.md and 2 more"
    assert "--map created_at=COLUMN --map id=COLUMN" in row["settle"]


def test_coverage__one_row_per_file_with_its_platform(made: Any, detail_of: Any) -> None:
    sources = [made.source(posts=1), made.source(source="s2", format="", posts=0, why="nothing knows it")]
    finding = detail_of(made.evidence(made.tables([made.post("x:1", 0)], sources=sources)))["coverage"]
    assert [(row["source"], row["platform"], row["posts"]) for row in finding["detail"]] == [
        ("s1", "x", 1),
        ("s2", None, 0),
    ]


def test_coverage__a_file_of_two_platforms_has_a_row_for_each(made: Any, detail_of: Any) -> None:
    posts = [made.post("weibo:1", 0), made.post("facebook:1", 60), made.post("facebook:2", 120)]
    finding = detail_of(made.evidence(made.tables(posts, sources=[made.source(posts=3)])))["coverage"]
    told = [(row["platform"], row["posts"], row["first"][11:19], row["last"][11:19]) for row in finding["detail"]]
    assert told == [("facebook", 2, "12:01:00", "12:02:00"), ("weibo", 1, "12:00:00", "12:00:00")]
    assert finding["value"] == 1


def test_coverage__says_where_the_zone_of_the_times_is_not_known(made: Any, detail_of: Any) -> None:
    solved = made.post("x:3", 120, time_flags=["zone_unknown"])
    posts = [_zoneless(made, "whatsapp:1", 0), made.post("telegram:c/2", 60), solved]
    finding = detail_of(made.evidence(made.tables(posts, sources=[made.source(posts=3)])))["coverage"]
    known = {row["platform"]: row["zone_known"] for row in finding["detail"]}
    assert known == {"whatsapp": False, "telegram": True, "x": True}


def test_exports_that_hold_fewer_records_than_they_say_are_counted(made: Any, detail_of: Any) -> None:
    sources = [made.source(records=23, stated=1223), made.source(source="s2", records=12, stated=11)]
    found = detail_of(made.evidence(made.tables([made.post("x:1", 0)], sources=sources)))
    assert [(row["records"], row["stated"]) for row in found["coverage"]["detail"]] == [(23, 1223), (12, 11)]
    row = next(row for row in found["unknowns"]["detail"] if row["kind"] == "fewer_than_stated")
    assert row["what"] == "1 export holds 23 of the 1,223 records that it says it has"


def test_numbers_without_a_message_are_told_and_named_by_chat(made: Any, detail_of: Any) -> None:
    posts = [made.post("telegram:7/1", 0), made.post("telegram:7/5", 60)]
    found = detail_of(made.evidence(made.tables(posts)))
    row = next(row for row in found["unknowns"]["detail"] if row["kind"] == "id_gaps")
    assert row["count"] == found["completeness"]["detail"]["id_gaps"] == 3
    assert row["what"].startswith("3 message numbers inside 1 Telegram chat stand for no post here")


def test_completeness__names_what_is_absent_and_a_tombstone_said_twice_is_one_post(made: Any, detail_of: Any) -> None:
    sources = [made.source(absent=4, gone=["x:8", "x:9"]), made.source(source="s2", absent=1, gone=["x:9"])]
    tables = made.tables([made.post("x:1", 0, kind="quote")], [("x:1", "x:9", "quote")], sources=sources)
    found = detail_of(made.evidence(tables))
    assert found["completeness"]["detail"]["absent"] == ["x:9"]
    assert found["completeness"]["detail"]["tombstones_named"] == ["x:8", "x:9"]
    row = next(row for row in found["unknowns"]["detail"] if row["kind"] == "tombstones")
    assert (row["count"], row["posts"]) == (2, ["x:8", "x:9"])
    told = "2 posts that the exports name were deleted or withheld (the rumor's posts point at 1 of them)"
    assert row["what"] == told


def test_unknowns__a_telegram_message_without_content_is_not_called_deleted(made: Any, detail_of: Any) -> None:
    sources = [made.source(absent=2, gone=["telegram:7/5", "x:9"])]
    finding = detail_of(made.evidence(made.tables([made.post("x:1", 0)], sources=sources)))["unknowns"]
    told = {row["kind"]: (row["count"], row["what"], row["posts"]) for row in finding["detail"] if "posts" in row}
    assert told["without_content"] == (1, "1 Telegram message is named without its content", ["telegram:7/5"])
    assert told["tombstones"] == (1, "1 post that the exports name was deleted or withheld", ["x:9"])
    assert {"telegram:7/5", "x:9"} <= set(finding["evidence"])


def test_completeness__counts_the_posts_of_a_platform_whose_pictures_can_be_compared(made: Any, detail_of: Any) -> None:
    posts = [made.post(key, 0) for key in ("x:1", "x:2", "x:3", "reddit:t3_a", "reddit:t3_b", "reddit:t3_c")]
    media = [
        made.media("x:1", made.picture),
        made.media("x:1", None, 2, missing_reason="only an address in the export"),
        made.media("x:2", None, missing_reason="only an address in the export"),
        made.media("reddit:t3_a", None, type="card", missing_reason="only an address in the export"),
        made.media("reddit:t3_b", None, missing_reason="only an address in the export"),
        made.media("reddit:t3_b", None, 2, missing_reason="only an address in the export"),
        made.media("reddit:t3_c", None, type="video", missing_reason="only an address in the export"),
    ]
    detail = detail_of(made.evidence(made.tables(posts, media=media)))["completeness"]["detail"]["by_platform"]
    counted = {name: (row["posts_with_files"], row["posts_without_files"]) for name, row in detail.items()}
    assert counted == {"x": (1, 1), "reddit": (0, 2)}


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ([None], "1 post is marked as removed or deleted; its words are not here"),
        (["A title"], "1 post is marked as removed or deleted; some of its words are still here"),
        (["A title", "B"], "2 posts are marked as removed or deleted; some words of each are still here"),
        (["A title", None], "2 posts are marked as removed or deleted; some words of 1 of them are still here"),
        ([None, None], "2 posts are marked as removed or deleted; their words are not here"),
    ],
)
def test_unknowns__a_removed_post_is_not_said_to_be_empty_while_its_title_is_here(
    made: Any, detail_of: Any, texts: list[str | None], told: str
) -> None:
    posts = [made.post(f"reddit:t3_{number}", 0, flags=["removed"], text=text) for number, text in enumerate(texts)]
    posts.append(made.post("reddit:t3_z", 0, text="held whole"))
    rows = detail_of(made.evidence(made.tables(posts)))["unknowns"]["detail"]
    assert next(row["what"] for row in rows if row["kind"] == "removed") == told


def clocks_of(made: Any, detail_of: Any, posts: list[Any]) -> Any:
    return detail_of(made.evidence(made.tables(posts, carriers=[posts[0]["post"]])))["clocks"]


def off_by(made: Any, gaps_s: list[float], account: str = "a", **given: Any) -> list[Any]:
    """Return posts of one account whose stated times lie so many seconds after their ids."""
    return [
        made.post(
            f"x:{account}{place}", 60 * place, account=account, handle=f"{account}_example", disputed=abs(gap) > 2,
            id_time=made.noon + 60 * place * SECOND_US,
            claimed_at=made.noon + round((60 * place + gap) * SECOND_US), **given,
        )
        for place, gap in enumerate(gaps_s)
    ]  # fmt: skip


def test_clocks__what_decided_the_times_is_counted(made: Any, detail_of: Any) -> None:
    posts = [
        made.post("x:1", 0, time_source="id"),
        made.post("x:2", 1, time_source="claim", hard=False, time_flags=["zone_unknown"]),
        made.post("x:3", None, time_source="none", time_flags=["impossible"], flags=["parent_id_damaged"]),
    ]
    found = clocks_of(made, detail_of, posts)
    assert found["value"] == 1
    assert found["detail"]["decided_by"] == {"claim": 1, "id": 1, "none": 1}
    assert found["detail"]["marks"] == {"impossible": 1, "zone_unknown": 1}
    assert found["detail"]["damaged_references"] == 1
    assert found["detail"]["accounts"] == []


@pytest.mark.parametrize(
    ("gaps_s", "kind"),
    [
        ([420, 421, 419, 425, 418], "steady"),
        ([420, 421, 419, 425, 418, 0, 0], ""),
        ([420, 421, 419, 425], ""),
        ([-400_000, -9_000_000, -800_000, -7_000_000, -5_000_000, 0, 0, 0], "import"),
        ([420, 900, -5000, 77, 4000], ""),
        ([0, 1, 2, 0, 1], ""),
    ],
)
def test_clocks__an_account_is_listed_where_its_times_are_off_alike(
    made: Any, detail_of: Any, gaps_s: list[float], kind: str
) -> None:
    found = clocks_of(made, detail_of, off_by(made, gaps_s))["detail"]["accounts"]
    assert [row["kind"] for row in found] == ([kind] if kind else [])
    if kind:
        assert (found[0]["account"], found[0]["of"]) == ("a_example", len(gaps_s))
        assert found[0]["off"] == sum(abs(gap) > 2 for gap in gaps_s)


def test_clocks__whole_hours_are_counted_and_laid_to_the_zone(made: Any, detail_of: Any) -> None:
    posts = [
        *off_by(made, [7200, 7201, 3600, 7199, 7200], time_flags=["whole_hours_off"]),
        *off_by(made, [-18_000], account="b", time_flags=["whole_hours_off"]),
    ]
    found = clocks_of(made, detail_of, posts)["detail"]
    assert found["whole_hours"] == {"+1": 1, "+2": 4, "-5": 1}
    (row,) = found["accounts"]
    assert (row["kind"], row["hours"], row["off"], row["of"]) == ("zone", [1, 2], 5, 5)


def test_an_export_that_is_the_result_of_a_search__says_what_it_cannot_hold(made: Any, detail_of: Any) -> None:
    sources = [made.source(query="orbit {centre}"), made.source(source="s2", path="y", query="orbit")]
    for held, words in ((sources[:1], "1 export is the result of a search (“orbit {centre}”)"),
                        (sources, "2 exports are results of searches (“orbit”, “orbit {centre}”)")):  # fmt: skip
        found = detail_of(made.evidence(made.tables([made.post("x:1", 0)], sources=held)))
        row = next(row for row in found["unknowns"]["detail"] if row["kind"] == "searches")
        assert row["what"].startswith(words)
