"""The clock audit: every rule with its planted case, and what must hold for any evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tracker.base.clock import HOUR_US, MINUTE_US, SECOND_US, parse_iso
from tracker.ingest.clocks import MISSING, Intervals, Links, Times, decide
from tracker.ingest.reader import RESHARE_KINDS

NOW = 1_790_000_000 * SECOND_US
T0 = 1_715_522_400 * SECOND_US
"""2024-05-12T14:00:00Z."""
DAY = 24 * HOUR_US
TID = "234567abcdefghijklmnopqrstuvwxyz"


def us(text: str) -> int:
    found = parse_iso(text).us
    assert found is not None
    return found


def x_id(moment: int) -> str:
    return str((moment // 1000 - 1288834974657) << 22)


def tid(moment: int) -> str:
    number, letters = moment << 10, ""
    for _ in range(13):
        number, rest = divmod(number, 32)
        letters = TID[rest] + letters
    return f"at://did:plc:aaaa/app.bsky.feed.post/{letters}"


def evidence(platform: str, native_id: str, claimed: int | None = None, **more: Any) -> dict[str, Any]:
    """Return one post's evidence; the claim is the server's unless the platform is Bluesky or Mastodon."""
    server = platform not in {"bluesky", "mastodon", "other"}
    base = {
        "platform": platform,
        "native_id": native_id,
        "claimed": claimed,
        "indexed": None,
        "captured": None,
        "edited": None,
        "precision": 1.0,
        "zone": True,
        "server": server,
        "home": True,
        "conflict": False,
        "contested": False,
        "source": 0,
    }
    return base | more


def audit(
    *posts: dict[str, Any],
    links: list[tuple[int, int, str]] | None = None,
    floors: list[tuple[int, int, str]] | None = None,
) -> Intervals:
    """Decide posts; a link is (child, parent, kind), a floor (child, moment of what it points at, kind)."""

    def moments(name: str) -> Any:
        return np.array([MISSING if post[name] is None else post[name] for post in posts], np.int64)

    def flags(name: str) -> Any:
        return np.array([post[name] for post in posts], np.bool_)

    times = Times(
        platform=[post["platform"] for post in posts],
        native_id=[post["native_id"] for post in posts],
        claimed_us=moments("claimed"),
        indexed_us=moments("indexed"),
        captured_us=moments("captured"),
        edited_us=moments("edited"),
        precision_s=np.array([post["precision"] for post in posts], np.float64),
        zone_known=flags("zone"),
        server_timed=flags("server"),
        home=flags("home"),
        conflict=flags("conflict"),
        contested=flags("contested"),
        source=np.array([post["source"] for post in posts], np.int64),
    )
    rows = np.array([(child, parent, RESHARE_KINDS.index(kind)) for child, parent, kind in links or []])
    rows = rows.reshape(-1, 3)
    child, parent, kind = rows.T
    low = np.array([(child, at, RESHARE_KINDS.index(kind)) for child, at, kind in floors or []], np.int64)
    low = low.reshape(-1, 3)
    arrows = Links(
        child.astype(np.int32), parent.astype(np.int32), kind.astype(np.uint8),
        low[:, 0].astype(np.int32), low[:, 1], low[:, 2].astype(np.uint8),
    )  # fmt: skip
    return decide(times, arrows, NOW)


def one(platform: str, native_id: str, claimed: int | None = None, **more: Any) -> dict[str, Any]:
    return row(audit(evidence(platform, native_id, claimed, **more)), 0)


def row(found: Intervals, post: int) -> dict[str, Any]:
    """Return one post's interval; MISSING becomes None."""
    plain = {name: int(getattr(found, name)[post]) for name in ("low", "high", "posted", "id_us")}
    return {
        **{name: None if value == MISSING else value for name, value in plain.items()},
        "hard": bool(found.hard[post]),
        "disputed": bool(found.disputed[post]),
        "source": found.source[post],
        "rule": found.rule[post],
        "flags": found.flags[post],
    }


def span(found: dict[str, Any]) -> tuple[int | None, int | None]:
    return found["low"], found["high"]


# Ids made by the platform's server


@pytest.mark.parametrize(
    ("native_id", "moment"),
    [
        ("1541815603606036480", "2022-06-28T16:07:40.105Z"),
        ("471621959688933376", "2014-05-28T12:00:12.159Z"),
        ("782513615370846210", "2016-10-02T09:32:38.961Z"),
    ],
)
def test_x__an_id_dates_a_post_to_a_second(native_id: str, moment: str) -> None:
    found = one("x", native_id)
    assert span(found) == (us(moment) - SECOND_US, us(moment) + SECOND_US)
    assert (found["posted"], found["id_us"], found["source"]) == (us(moment), us(moment), "id")
    assert found["hard"]


def test_x__a_stated_time_that_agrees_narrows_the_id() -> None:
    found = one("x", x_id(T0 + 400_000), T0)
    assert span(found) == (T0, T0 + 1_400_000)
    assert (found["posted"], found["disputed"], found["source"]) == (T0, False, "id")


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (-200 * MINUTE_US, "states a time 3 h 20 min earlier than its own id"),
        (50 * SECOND_US, "states a time 50 s later than its own id"),
    ],
)
def test_x__a_stated_time_that_contradicts_the_id_is_disputed_and_the_id_decides(
    shift: int, words: str
) -> None:
    found = one("x", x_id(T0), T0 + shift)
    assert found["disputed"]
    assert found["rule"] == words
    assert span(found) == (T0 - SECOND_US, T0 + SECOND_US)
    assert found["posted"] == (T0 - SECOND_US if shift < 0 else T0 + SECOND_US)


@pytest.mark.parametrize(("shift", "disputed"), [(-2, False), (-3, True), (2, False), (3, True)])
def test_x__two_seconds_are_no_contradiction(shift: int, disputed: bool) -> None:
    assert one("x", x_id(T0 + shift * SECOND_US), T0)["disputed"] is disputed


def test_x__a_minute_stated_coarsely_holds_every_second_of_it() -> None:
    assert not one("x", x_id(T0 + 59 * SECOND_US), T0, precision=60.0)["disputed"]
    assert one("x", x_id(T0 + 63 * SECOND_US), T0, precision=60.0)["disputed"]


def test_x__an_old_id_may_lag_its_time_by_twenty_minutes() -> None:
    made = us("2013-05-01T12:00:00Z")
    honest = one("x", x_id(made), made + 19 * MINUTE_US)
    assert not honest["disputed"]
    assert span(honest) == (made, made + 19 * MINUTE_US + SECOND_US)
    assert one("x", x_id(made), made + 21 * MINUTE_US)["disputed"]
    assert one("x", x_id(made), made - 19 * MINUTE_US)["disputed"]
    assert one("x", x_id(T0), T0 + 19 * MINUTE_US)["disputed"]


@pytest.mark.parametrize(
    "native_id", ["7", "123456", "123456789012", "99999999999999999999", "abc", "9223372036854775807"]
)
def test_x__an_id_that_cannot_be_dates_nothing_and_disputes_nothing(native_id: str) -> None:
    found = one("x", native_id, T0)
    assert found["flags"] == ("id_implausible",)
    assert found["id_us"] is None
    assert not found["disputed"]
    assert (span(found), found["source"], found["hard"]) == ((T0, T0 + SECOND_US), "server", True)


def test_x__an_id_from_before_the_clock_leaves_the_stated_time() -> None:
    stated = us("2009-03-01T10:00:00Z")
    found = one("x", "1263000000", stated)
    assert (found["flags"], span(found), found["hard"]) == ((), (stated, stated + SECOND_US), True)


def test_x__an_id_from_before_the_clock_dates_a_post_that_states_no_time_to_a_day() -> None:
    found = one("x", "1263000000")
    assert found["low"] < us("2009-03-01") < found["high"]
    assert found["high"] - found["low"] < 31 * HOUR_US
    assert (found["source"], found["hard"], found["disputed"], found["flags"]) == ("id", False, False, ())
    assert one("x", "7")["low"] is None


def test_mastodon__the_home_server_made_the_id() -> None:
    uri = f"https://here.example/users/a_example/statuses/{(T0 // 1000) << 16}"
    assert one("mastodon", uri, T0)["hard"]
    disputed = one("mastodon", uri, T0 - DAY)
    assert disputed["rule"] == "states a time 1 day earlier than its own id"
    assert span(disputed) == (T0 - SECOND_US, T0 + SECOND_US)


def test_mastodon__elsewhere_the_id_is_only_the_claim_again() -> None:
    uri = f"https://there.example/users/a_example/statuses/{(T0 // 1000) << 16}"
    found = one("mastodon", uri, T0, home=False)
    assert (span(found), found["hard"], found["source"]) == ((T0, None), False, "claim")
    bare = one("mastodon", str((T0 // 1000) << 16), T0, captured=T0 + DAY)
    assert (span(bare), bare["hard"], bare["source"]) == ((T0, T0 + DAY), False, "claim")


def test_instagram__an_id_may_be_as_old_as_the_start_of_the_upload() -> None:
    native_id = str((T0 // 1000 - 1314220021721) << 23)
    later = T0 + 664 * SECOND_US
    found = one("instagram", native_id, later)
    assert (span(found), found["disputed"]) == ((later, later + SECOND_US), False)
    assert one("instagram", native_id, T0 + HOUR_US)["disputed"]
    assert one("instagram", native_id, T0 - HOUR_US)["disputed"]


def test_tiktok__the_stated_second_is_finer_than_the_id() -> None:
    native_id = str((T0 // SECOND_US) << 32)
    assert span(one("tiktok", native_id, T0 + 5 * SECOND_US)) == (T0 + 5 * SECOND_US, T0 + 6 * SECOND_US)
    assert span(one("tiktok", native_id)) == (T0 - MINUTE_US, T0 + MINUTE_US)


# Whole hours

WHOLE = ": whole hours, as where a time is written in one time zone and read in another"


@pytest.mark.parametrize("hours", [-12, -5, -1, 1, 2, 9, 14])
@pytest.mark.parametrize("rest", [-2, 0, 1])
def test_whole_hours__are_marked_and_explained_without_blame(hours: int, rest: int) -> None:
    found = one("x", x_id(T0), T0 + hours * HOUR_US + rest * SECOND_US)
    direction = "later" if hours > 0 else "earlier"
    assert found["rule"] == f"states a time {abs(hours)} h {direction} than its own id{WHOLE}"
    assert found["flags"] == ("whole_hours_off",)
    assert (span(found), found["hard"]) == ((T0 - SECOND_US, T0 + SECOND_US), True)


@pytest.mark.parametrize(
    "gap", [0, 400, 3590, 3605, -3590, 5400, -1800, 15 * 3600, -30 * 3600, 86_400, -10 * 86_400 + 100]
)
def test_whole_hours__other_differences_are_not_marked(gap: int) -> None:
    found = one("x", x_id(T0), T0 + gap * SECOND_US)
    assert found["flags"] == ()
    assert "whole hours" not in (found["rule"] or "")


def test_whole_hours__are_seen_in_ids_that_a_program_made_too() -> None:
    for indexed in (None, T0 + 2 * SECOND_US):
        found = one("bluesky", tid(T0), T0 + 2 * HOUR_US + 500_000, indexed=indexed, precision=0.001)
        assert found["flags"] == ("whole_hours_off",)
        assert found["rule"].endswith(WHOLE)
        assert one("bluesky", tid(T0), T0 + 2 * HOUR_US + 30 * SECOND_US, indexed=indexed)["flags"] == ()


def test_whole_hours__a_time_coarser_than_a_minute_shows_none() -> None:
    assert one("x", x_id(T0), T0 + 2 * HOUR_US, precision=60.0)["flags"] == ("whole_hours_off",)
    assert one("x", x_id(T0), T0 + 2 * HOUR_US, precision=3600.0)["flags"] == ()


def test_whole_hours__are_found_in_95_of_100_and_honest_posts_are_never_marked() -> None:
    dice = np.random.default_rng(7)
    hours = np.where(dice.random(20_000) < 0.1, dice.choice([-8, -5, -1, 1, 2, 9], 20_000), 0)
    bluesky = dice.random(20_000) < 0.5
    lag = np.where(bluesky, dice.exponential(1.5, 20_000), -dice.random(20_000))
    posts = [
        evidence(
            "bluesky" if by_program else "x",
            tid(T0 + place * MINUTE_US) if by_program else x_id(T0 + place * MINUTE_US),
            T0 + place * MINUTE_US + round((hour * 3600 - wait) * SECOND_US),
            precision=0.001 if by_program else 1.0,
            source=place % 7,
        )
        for place, (by_program, hour, wait) in enumerate(zip(bluesky.tolist(), hours.tolist(), lag, strict=True))
    ]
    marked = np.array(["whole_hours_off" in flags for flags in audit(*posts).flags])
    assert marked[hours != 0].mean() >= 0.95
    assert not marked[hours == 0].any()


# Files whose stated zone their ids contradict


def file_off_by(hours: int, dated: int = 20, others: int = 5) -> list[dict[str, Any]]:
    """Return posts with and without a clock in their id, whose stated times are all off."""
    moments = [T0 + place * 5 * HOUR_US + place * 77 * SECOND_US for place in range(dated + others)]
    return [
        evidence("x", x_id(us), us + hours * HOUR_US) if place < dated else
        evidence("facebook", str(place), us + hours * HOUR_US)
        for place, us in enumerate(moments)
    ]  # fmt: skip


@pytest.mark.parametrize("hours", [-5, 2, 9])
def test_file__off_by_whole_hours_dates_its_other_posts_by_either_reading(hours: int) -> None:
    posts = file_off_by(hours)
    found = audit(*posts)
    for place in range(20, 25):
        stated, low, high = posts[place]["claimed"], found.low[place], found.high[place]
        ends = sorted((stated, stated - hours * HOUR_US))
        assert (low, high) == (ends[0], ends[1] + SECOND_US)
        assert found.flags[place] == ("zone_contradicted", "zone_unknown")
        assert found.posted[place] == stated
    assert found.disputed[:20].all()
    assert list(found.notes) == [0]
    assert f"UTC{hours:+d}" in found.notes[0]
    assert "20 of 20 ids" in found.notes[0]
    assert "5 others" in found.notes[0]


def test_file__some_posts_that_are_off_say_nothing_of_the_others() -> None:
    posts = file_off_by(0)
    for place in range(8):
        posts[place]["claimed"] += 2 * HOUR_US
    found = audit(*posts)
    assert found.notes == {}
    assert found.disputed.tolist() == [True] * 8 + [False] * 17
    assert all(flags == () for flags in found.flags[8:])


def test_file__each_is_weighed_alone() -> None:
    wrong = file_off_by(2)
    right = [post | {"source": 1, "native_id": post["native_id"] + "9"} for post in file_off_by(0, dated=0)]
    found = audit(*wrong, *right)
    assert all(flags == () for flags in found.flags[25:])


# Stated times


def test_server__a_stated_time_is_hard_and_as_wide_as_it_is_coarse() -> None:
    found = one("facebook", "5", T0, precision=60.0)
    assert (span(found), found["hard"], found["source"]) == ((T0, T0 + MINUTE_US), True, "server")


def test_server__a_time_without_a_zone_is_a_day_wide() -> None:
    found = one("facebook", "5", T0, zone=False)
    assert span(found) == (T0 - 14 * HOUR_US, T0 + 12 * HOUR_US + SECOND_US)
    assert (found["hard"], found["flags"], found["posted"]) == (True, ("zone_unknown",), T0)


def test_server__a_zone_less_time_is_checked_against_the_id_with_its_whole_width() -> None:
    assert not one("x", x_id(T0), T0 + 9 * HOUR_US, zone=False)["disputed"]
    assert one("x", x_id(T0), T0 + 30 * HOUR_US, zone=False)["disputed"]


def test_server__versions_that_disagree_need_an_id() -> None:
    assert not one("facebook", "5", T0, conflict=True)["hard"]
    assert one("x", x_id(T0), T0, conflict=True)["hard"]
    assert not one("facebook", "5", T0, conflict=True)["disputed"]


def test_server__a_post_with_two_stated_times_is_disputed_unless_its_id_says_more() -> None:
    both = {"conflict": True, "contested": True}
    assert one("facebook", "5", T0, **both)["rule"] == "two exports state different times for it"
    assert one("x", x_id(T0), T0, **both)["rule"] == "two exports state different times for it"
    assert "its own id" in one("x", x_id(T0), T0 - HOUR_US, **both)["rule"]


@pytest.mark.parametrize(
    ("moment", "flag"), [("1970-01-01", "impossible"), ("2003-12-31", "impossible"), ("2031-01-01", "future")]
)
def test_claim__that_no_post_can_have_is_unknown(moment: str, flag: str) -> None:
    found = one("facebook", "5", us(moment))
    assert (span(found), found["posted"], found["flags"]) == ((None, None), None, (flag,))
    assert (found["hard"], found["source"]) == (False, "none")


def test_claim__from_the_future_is_disputed_by_an_id_and_an_impossible_one_is_not() -> None:
    future = one("x", x_id(T0), us("2031-01-01"))
    assert future["disputed"]
    assert (span(future), future["posted"]) == ((T0 - SECOND_US, T0 + SECOND_US), T0 + SECOND_US)
    past = one("x", x_id(T0), us("1970-01-01"))
    assert not past["disputed"]
    assert (past["hard"], past["flags"]) == (True, ("impossible",))


def test_nothing__is_known_of_a_post_without_evidence() -> None:
    found = one("facebook", "5")
    assert (span(found), found["posted"], found["source"], found["hard"]) == (
        (None, None),
        None,
        "none",
        False,
    )


# Bluesky


def test_bluesky__a_claim_seen_within_a_minute_is_hard() -> None:
    found = one("bluesky", "at://did:plc:a/app.bsky.feed.post/self", T0, indexed=T0 + 59 * SECOND_US)
    assert (span(found), found["hard"]) == ((T0 - SECOND_US, T0 + 59 * SECOND_US), True)
    assert (found["source"], found["posted"], found["disputed"]) == ("indexed", T0, False)


@pytest.mark.parametrize(
    ("delay", "disputed"), [(60, False), (300, False), (301, True), (-1, False), (-301, True)]
)
def test_bluesky__a_wider_gap_is_never_hard_and_over_five_minutes_disputed(
    delay: int, disputed: bool
) -> None:
    found = one("bluesky", "at://did:plc:a/app.bsky.feed.post/self", T0, indexed=T0 + delay * SECOND_US)
    assert (found["hard"], found["disputed"]) == (False, disputed)
    assert span(found) == ((T0 if delay >= 0 else None), T0 + delay * SECOND_US)


def test_bluesky__a_post_back_dated_by_ten_days_is_disputed_and_dated_by_id_and_sighting() -> None:
    found = one("bluesky", tid(T0), T0 - 10 * DAY, indexed=T0 + 3 * SECOND_US)
    assert found["rule"] == "states a time 10 days before another server first saw it"
    assert (span(found), found["hard"]) == ((T0 - 57 * SECOND_US, T0 + 3 * SECOND_US), True)
    assert found["posted"] == T0 - 57 * SECOND_US


def test_bluesky__the_same_post_by_its_claim_alone_is_a_claim() -> None:
    found = one("bluesky", "at://did:plc:a/app.bsky.feed.post/self", T0 - 10 * DAY)
    assert (span(found), found["hard"], found["source"]) == ((T0 - 10 * DAY, None), False, "claim")
    assert (found["posted"], found["disputed"]) == (T0 - 10 * DAY, False)


@pytest.mark.parametrize(
    ("rkey", "made", "claimed"),
    [
        ("3lbdmgs4xgo2x", "2024-11-19T23:43:26.659Z", "2014-05-28T12:00:12Z"),
        ("3lbnekpmsre25", "2024-11-23T20:49:05.700Z", "2015-06-01T00:00:00Z"),
    ],
)
def test_bluesky__imports_that_claim_old_dates_are_dated_by_their_ids(
    rkey: str, made: str, claimed: str
) -> None:
    found = one("bluesky", f"at://did:plc:a/app.bsky.feed.post/{rkey}", us(claimed))
    assert found["disputed"]
    assert found["rule"].endswith("earlier than its own id")
    assert abs(found["low"] + MINUTE_US - us(made)) < 1000
    assert found["high"] - found["low"] == 2 * MINUTE_US


@pytest.mark.parametrize(
    ("shift", "hard", "source"),
    [(60, True, "id"), (61, False, "claim"), (300, False, "claim"), (301, True, "id")],
)
def test_bluesky__a_claim_against_the_id_alone(shift: int, hard: bool, source: str) -> None:
    found = one("bluesky", tid(T0), T0 - shift * SECOND_US)
    assert (found["hard"], found["source"], found["disputed"]) == (hard, source, shift > 300)
    if not hard:
        assert span(found) == (T0 - shift * SECOND_US, T0)


def test_bluesky__an_id_that_nothing_supports_is_not_hard() -> None:
    found = one("bluesky", tid(T0), us("1970-01-01"))
    assert (span(found), found["hard"], found["source"]) == ((T0 - MINUTE_US, T0 + MINUTE_US), False, "id")


def test_bluesky__a_sighting_alone_bounds_from_above() -> None:
    found = one("bluesky", "at://did:plc:a/app.bsky.feed.repost/self", indexed=T0)
    assert (span(found), found["posted"], found["source"], found["hard"]) == (
        (None, T0),
        T0,
        "indexed",
        False,
    )


# Capture


def test_capture__bounds_from_above_and_dates_nothing() -> None:
    assert span(one("other", "5", T0, captured=T0 + DAY)) == (T0, T0 + DAY)
    found = one("facebook", "5", captured=T0)
    assert (span(found), found["posted"], found["source"]) == ((None, T0), None, "none")


def test_capture__a_post_cannot_be_later() -> None:
    for platform in ("other", "facebook"):
        found = one(platform, "5", T0 + HOUR_US, captured=T0)
        assert found["rule"] == "states a time 1 h after it was captured"
        assert (span(found), found["hard"], found["posted"]) == ((None, T0), False, T0)


def test_capture__a_wrong_collector_does_not_outweigh_an_id() -> None:
    found = one("x", x_id(T0), T0, captured=T0 - DAY)
    assert not found["disputed"]
    assert found["hard"]


# Ids that only order


def reddit(count: int = 30, kind: str = "t3") -> list[dict[str, Any]]:
    alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
    return [
        evidence("reddit", f"{kind}_1a{alphabet[i // 36]}{alphabet[i % 36]}", T0 + i * HOUR_US)
        for i in range(count)
    ]


@pytest.mark.parametrize(
    ("place", "shift"), [(2, -40), (7, -40), (7, 40), (15, 3), (28, -40), (1, 40), (27, 40)]
)
def test_order__one_wrong_time_is_blamed_alone_and_bracketed(place: int, shift: int) -> None:
    posts = reddit()
    posts[place]["claimed"] += shift * HOUR_US
    found = audit(*posts)
    assert np.flatnonzero(found.disputed).tolist() == [place]
    assert (found.rule[place] or "").startswith("states a time ")
    assert (found.low[place], found.high[place]) == (
        posts[place - 1]["claimed"],
        posts[place + 1]["claimed"] + SECOND_US,
    )
    assert found.hard[place]


def test_order__a_missing_time_lies_between_its_neighbours() -> None:
    posts = reddit()
    posts[7]["claimed"] = None
    found = row(audit(*posts), 7)
    assert span(found) == (posts[6]["claimed"], posts[8]["claimed"] + SECOND_US)
    assert (found["hard"], found["source"], found["posted"]) == (True, "server", posts[6]["claimed"])


def test_order__where_two_contradict_only_each_other_both_are_disputed() -> None:
    posts = reddit()
    posts[7]["claimed"] -= HOUR_US + 10 * MINUTE_US
    found = audit(*posts)
    assert np.flatnonzero(found.disputed).tolist() == [6, 7]
    assert (
        (found.low[6], found.high[6])
        == (found.low[7], found.high[7])
        == (T0 + 5 * HOUR_US, T0 + 8 * HOUR_US + SECOND_US)
    )


def test_order__at_the_edge_of_an_archive_nobody_is_blamed_alone() -> None:
    posts = reddit()
    posts[1]["claimed"] -= 40 * HOUR_US
    found = audit(*posts)
    assert np.flatnonzero(found.disputed).tolist() == [0, 1]
    assert not found.hard[:2].any()


def test_order__five_minutes_are_no_contradiction() -> None:
    posts = reddit()
    posts[7]["claimed"] += HOUR_US + 5 * MINUTE_US
    assert not audit(*posts).disputed.any()
    posts[7]["claimed"] += HOUR_US
    assert np.flatnonzero(audit(*posts).disputed).tolist() == [7]


def test_order__few_ids_prove_nothing() -> None:
    posts = reddit(19)
    posts[7]["claimed"] += 90 * HOUR_US
    assert not audit(*posts).disputed.any()


def test_order__posts_and_comments_are_numbered_apart() -> None:
    comments = [post | {"claimed": post["claimed"] - 900 * HOUR_US} for post in reddit(kind="t1")]
    assert not audit(*reddit(), *comments).disputed.any()


def test_order__ids_that_do_not_rise_with_time_are_not_used() -> None:
    posts = reddit()
    for place, post in enumerate(posts):
        post["claimed"] = T0 + (place * 17 % 30) * HOUR_US
    assert not audit(*posts).disputed.any()


def test_order__telegram_numbers_each_chat() -> None:
    posts = [
        evidence("telegram", f"-100{chat}/{n}", T0 + (n - 9 * chat) * HOUR_US)
        for chat in (1, 2)
        for n in range(1, 31)
    ]
    assert not audit(*posts).disputed.any()
    posts[35]["claimed"] -= 20 * HOUR_US
    assert np.flatnonzero(audit(*posts).disputed).tolist() == [35]


# Links


def test_links__a_claimed_answer_to_a_later_post_is_disputed_and_raised() -> None:
    posts = [evidence("x", x_id(T0)), evidence("other", "5", T0 - HOUR_US)]
    found = row(audit(*posts, links=[(1, 0, "reply")]), 1)
    assert found["rule"] == "states a time before the post it answers existed"
    assert (span(found), found["posted"]) == ((T0 - SECOND_US, None), T0 - SECOND_US)


def test_links__a_hard_child_bounds_its_claimed_parent() -> None:
    posts = [evidence("other", "5", T0 - HOUR_US), evidence("x", x_id(T0))]
    assert span(row(audit(*posts, links=[(1, 0, "quote")]), 0)) == (T0 - HOUR_US, T0 + SECOND_US)


def test_links__a_claim_later_than_its_own_reshare_gives_way() -> None:
    posts = [evidence("other", "5", T0 + HOUR_US), evidence("x", x_id(T0))]
    found = row(audit(*posts, links=[(1, 0, "quote")]), 0)
    assert found["rule"] == "states a time after a post that points at it"
    assert (span(found), found["posted"]) == ((None, T0 + SECOND_US), T0 + SECOND_US)


def test_links__two_server_clocks_that_contradict_dispute_the_child_and_keep_both() -> None:
    posts = [evidence("x", x_id(T0)), evidence("facebook", "5", T0 - HOUR_US)]
    found = audit(*posts, links=[(1, 0, "repost")])
    assert found.disputed.tolist() == [False, True]
    assert found.rule[1] == "is dated before the post it reshares"
    assert span(row(found, 0)) == (T0 - SECOND_US, T0 + SECOND_US)
    assert span(row(found, 1)) == (T0 - HOUR_US, T0 - HOUR_US + SECOND_US)


def test_links__one_contradiction_does_not_blame_those_who_answer_it() -> None:
    posts = [evidence("facebook", str(i), T0 + (i - 2) * HOUR_US * (i > 0)) for i in range(6)]
    found = audit(*posts, links=[(i, i - 1, "reply") for i in range(1, 6)])
    assert found.disputed.tolist() == [False, True, False, False, False, False]


def test_links__bounds_pass_through_posts_that_nothing_dates() -> None:
    posts = [
        evidence("x", x_id(T0)),
        evidence("other", "5"),
        evidence("other", "6"),
        evidence("x", x_id(T0 + HOUR_US)),
    ]
    found = audit(*posts, links=[(1, 0, "reply"), (2, 1, "reply"), (3, 2, "reply")])
    for middle in (1, 2):
        assert span(row(found, middle)) == (T0 - SECOND_US, T0 + HOUR_US + SECOND_US)


def test_links__what_is_not_here_but_dated_by_its_id_bounds_those_who_point_at_it() -> None:
    posts = [evidence("other", "5", T0 - HOUR_US), evidence("other", "6"), evidence("facebook", "7", T0 - HOUR_US)]
    found = audit(*posts, links=[(1, 0, "reply")], floors=[(0, T0, "quote"), (2, T0, "reply")])
    assert found.rule[0] == "states a time before the post it quotes existed"
    assert found.rule[2] == "is dated before the post it answers"
    assert [span(row(found, post)) for post in (0, 1)] == [(T0, None), (T0, None)]
    assert span(row(found, 2)) == (T0 - HOUR_US, T0 - HOUR_US + SECOND_US)


def test_links__an_edited_quote_of_what_is_not_here_proves_nothing() -> None:
    posts = [evidence("other", "5", T0 - HOUR_US, edited=T0 + HOUR_US)]
    assert not audit(*posts, floors=[(0, T0, "quote")]).disputed.any()
    assert audit(*posts, floors=[(0, T0, "reply")]).disputed.any()


def test_links__an_edited_post_may_quote_a_later_one() -> None:
    posts = [evidence("x", x_id(T0)), evidence("facebook", "5", T0 - HOUR_US, edited=T0 + HOUR_US)]
    assert not audit(*posts, links=[(1, 0, "quote")]).disputed.any()
    assert audit(*posts, links=[(1, 0, "reply")]).disputed.any()


def test_links__loops_and_posts_that_point_at_themselves_end() -> None:
    posts = [evidence("facebook", str(i), T0 + i * SECOND_US) for i in range(3)]
    found = audit(*posts, links=[(0, 1, "reply"), (1, 2, "reply"), (2, 0, "reply"), (1, 1, "reply")])
    assert (found.low <= found.high).all()


def test_links__a_chain_of_ten_thousand_claims_is_tightened() -> None:
    posts = [evidence("x", x_id(T0)), *(evidence("other", str(i)) for i in range(10_000))]
    found = audit(*posts, links=[(i, i - 1, "reply") for i in range(1, 10_001)])
    assert (found.low == T0 - SECOND_US).all()


# What holds for any evidence

moments = st.none() | st.integers(-400, 400).map(lambda minutes: T0 + minutes * MINUTE_US)
ids = st.one_of(
    st.tuples(st.just("x"), moments.map(lambda m: x_id(m or T0))),
    st.tuples(st.just("bluesky"), moments.map(lambda m: tid(m or T0))),
    st.tuples(
        st.just("mastodon"),
        moments.map(lambda m: f"https://h.example/users/a/statuses/{((m or T0) // 1000) << 16}"),
    ),
    st.tuples(st.just("tiktok"), moments.map(lambda m: str(((m or T0) // SECOND_US) << 32))),
    st.tuples(st.sampled_from(["facebook", "other", "x", "bluesky"]), st.just("7")),
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[tuple[int, int, str]]]:
    posts = []
    for _ in range(draw(st.integers(1, 8))):
        platform, native_id = draw(ids)
        claimed = draw(moments | st.sampled_from([us("1970-01-01"), us("2031-01-01")]))
        posts.append(
            evidence(
                platform,
                native_id,
                claimed,
                indexed=draw(moments),
                captured=draw(moments),
                edited=draw(moments),
                precision=draw(st.sampled_from([0.001, 1.0, 60.0, 86400.0])),
                **{name: draw(st.booleans()) for name in ("zone", "server", "home", "conflict")},
            )
        )
    places = st.integers(0, len(posts) - 1)
    return posts, draw(st.lists(st.tuples(places, places, st.sampled_from(RESHARE_KINDS)), max_size=10))


def rows_of(found: Intervals, count: int) -> list[dict[str, Any]]:
    return [row(found, place) for place in range(count)]


@given(cases())
@settings(max_examples=400, deadline=None)
def test_any_evidence__gives_ordered_intervals_that_hold_the_posted_time(case: Any) -> None:
    posts, links = case
    for post, found in zip(posts, rows_of(audit(*posts, links=links), len(posts)), strict=True):
        low, high, posted = found["low"], found["high"], found["posted"]
        assert low is None or high is None or low <= high
        assert posted is None or ((low is None or low <= posted) and (high is None or posted <= high))
        assert (posted is not None) or (low is None and post["indexed"] is None)
        assert not found["hard"] or (low is not None and high is not None)
        assert found["disputed"] == (found["rule"] is not None)
        assert found["flags"] == tuple(sorted(found["flags"]))
        if posted is not None and post["claimed"] is not None:
            assert posted == min(max(post["claimed"], low or posted), high or posted)


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_any_evidence__in_any_order_gives_the_same(case: Any, random: Any) -> None:
    posts, links = case
    order = list(range(len(posts)))
    random.shuffle(order)
    back = {old: new for new, old in enumerate(order)}
    moved = [(back[child], back[parent], kind) for child, parent, kind in links]
    random.shuffle(moved)
    expected = rows_of(audit(*posts, links=links), len(posts))
    shuffled = rows_of(audit(*(posts[old] for old in order), links=moved), len(posts))
    assert [shuffled[back[old]] for old in range(len(posts))] == expected


@given(cases())
@settings(max_examples=100, deadline=None)
def test_any_evidence__a_later_post_without_links_changes_nothing(case: Any) -> None:
    posts, links = case
    later = evidence("x", x_id(T0 + 300 * DAY), T0 + 300 * DAY)
    expected = rows_of(audit(*posts, links=links), len(posts))
    assert rows_of(audit(*posts, later, links=links), len(posts)) == expected


def test_no_posts__no_intervals() -> None:
    assert audit().source == []


def test_rules__never_accuse() -> None:
    from tracker.ingest import clock_links, clock_order, clock_rules, clock_sources, clock_zones, local_times

    for module in (clock_links, clock_order, clock_rules, clock_sources, clock_zones, local_times):
        source = Path(str(module.__file__)).read_text(encoding="utf-8").lower()
        assert not any(word in source for word in ("forge", "fake", "liar", "backdat", "back-dat", "tamper"))
