from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker.base.clock import HOUR_US, MINUTE_US, SECOND_US, from_datetime
from tracker.findings.dated import dated_posts
from tracker.findings.one_clock import TURNED_BACK_US, clock_of, is_after, leaders_of
from tracker.findings.origin import origins_of
from tracker.findings.spread import spread_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.findings.dated import Dated

HOUR_S = 3600
FIRST, SECOND, THIRD = "whatsapp:sha256:1", "whatsapp:sha256:2", "whatsapp:sha256:3"


def message(made: Any, key: str, at_s: float, **given_columns: Any) -> dict[str, Any]:
    """Return a message of a chat without a zone, stated to the minute: known to 26 hours."""
    at = made.noon + round(at_s * SECOND_US)
    ends = {"low": at - 14 * HOUR_US, "high": at + 12 * HOUR_US + MINUTE_US}
    marks = {"time_flags": ["one_clock", "zone_unknown"], "precision_s": 60.0, "protected": True}
    found: dict[str, Any] = made.post(key, at_s, **{**ends, **marks, **given_columns})
    return found


def dated(made: Any, *rows: dict[str, Any]) -> list[Dated]:
    keys = [row["post"] for row in rows]
    found = dated_posts(made.tables(rows).posts, keys)
    return [found[key] for key in keys]


def test_since_there_are_chats_no_zone_has_turned_its_clocks_back_by_more_at_once() -> None:
    first = datetime(2009, 1, 1, tzinfo=UTC)
    weeks = [first + timedelta(weeks=week) for week in range(52 * 19)]
    most = timedelta(0)
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        ahead = [moment.astimezone(zone).utcoffset() or timedelta(0) for moment in weeks]
        most = max([most, *(before - after for before, after in itertools.pairwise(ahead))])
    assert most == timedelta(microseconds=TURNED_BACK_US)


@given(
    zone=st.sampled_from(["Europe/Paris", "America/New_York", "Antarctica/Troll", "Antarctica/Casey", "Asia/Kolkata"]),
    start=st.datetimes(datetime(2010, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    gap_min=st.integers(-6 * 60, 6 * 60),
)
def test_a_known_order_is_the_true_one_in_every_zone(made: Any, zone: str, start: datetime, gap_min: int) -> None:
    shown = []
    for moment in (start, start + timedelta(minutes=gap_min)):
        wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC, second=0, microsecond=0)
        shown.append((from_datetime(wall) - made.noon) / SECOND_US)
    one, other = dated(made, message(made, FIRST, shown[0]), message(made, SECOND, shown[1]))
    if is_after(other, one):
        assert gap_min > 0
    if is_after(one, other):
        assert gap_min < 0


def test_messages_of_one_chat_far_apart__the_first_is_alone_and_the_others_rank_behind(
    made: Any, detail_of: Callable[..., Any]
) -> None:
    rows = [message(made, FIRST, 0), message(made, SECOND, 6 * HOUR_S), message(made, THIRD, 23 * HOUR_S)]
    evidence = made.evidence(made.tables(rows))
    spread = spread_of(evidence.tables, evidence.rumor, evidence.settings)
    assert [(each.post, each.probability) for each in spread.earliest.members] == [(FIRST, 1.0)]
    assert [each.post for each in origins_of(spread, evidence).candidates] == [FIRST]
    found = detail_of(evidence)
    assert [(row["rank"], row["post"]) for row in found["earliest"]["detail"]] == [(1, FIRST), (2, SECOND), (3, THIRD)]
    assert "ties" not in {row["kind"] for row in found["unknowns"]["detail"]}


def test_a_message_within_the_hours_that_a_clock_may_be_turned_back__still_a_tie(made: Any) -> None:
    near, far = (message(made, SECOND, 3 * HOUR_S + at_s) for at_s in (60, 120))
    for row, after in ((near, False), (far, True)):
        one, other = dated(made, message(made, FIRST, 0), row)
        assert is_after(other, one) is after
        assert leaders_of([other, one]) == ({SECOND: FIRST} if after else {})


@pytest.mark.parametrize(
    "told",
    [
        {"source": "s2", "sources": ["s2"]},
        {"time_flags": ["zone_unknown"]},
        {"time_flags": ["one_clock", "zone_solved"]},
        {"disputed": True},
        {"hard": False, "time_source": "claim"},
        {"edited_at": 1_800_000_000_000_000},
        {"claimed_at": None},
    ],
    ids=["another file", "no such reader", "zone known", "disputed", "a claim", "edited", "no stated time"],
)
def test_what_is_dated_by_something_else__has_no_order_here(made: Any, told: dict[str, Any]) -> None:
    one, other = dated(made, message(made, FIRST, 0, **told), message(made, SECOND, 9 * HOUR_S))
    assert not is_after(other, one)
    assert leaders_of([one, other]) == {}


def test_two_exports_of_one_chat__what_both_hold_is_ordered_with_what_either_holds(made: Any) -> None:
    both, old, new = (["s1", "s2"], ["s1"], ["s2"])
    found = dated(
        made,
        message(made, FIRST, 0, sources=both),
        message(made, SECOND, 9 * HOUR_S, sources=old),
        message(made, THIRD, 18 * HOUR_S, sources=new),
    )
    assert leaders_of(found) == {SECOND: FIRST, THIRD: FIRST}
    assert not is_after(found[2], found[1])
    assert clock_of(found[0]) == {"s1", "s2"}


def test_against_another_platform_the_wide_interval_stays__nobody_is_named(made: Any, detail_of: Any) -> None:
    rows = [message(made, FIRST, 0), message(made, SECOND, 6 * HOUR_S), made.post("x:1", 5 * HOUR_S)]
    evidence = made.evidence(made.tables(rows))
    spread = spread_of(evidence.tables, evidence.rumor, evidence.settings)
    shares = {each.post: each.probability for each in spread.earliest.members}
    assert set(shares) == {FIRST, "x:1"}
    # uniform over 26 h from 14 h before: later than X in 7 of the 26 h and a minute
    assert shares["x:1"] == pytest.approx(7 / 26, abs=0.02)
    found = origins_of(spread, evidence)
    assert {each.post for each in found.candidates} == {FIRST, "x:1"}
    assert found.account is None
    assert "tie" in str(found.why_not)
    ranks = {row["post"]: row["rank"] for row in detail_of(evidence)["earliest"]["detail"]}
    assert ranks == {FIRST: 1, "x:1": 1, SECOND: 2}


def test_a_suspect_that_the_same_clock_dates_later__the_earlier_one_is_listed(made: Any, detail_of: Any) -> None:
    rows = [message(made, FIRST, 0), message(made, SECOND, 6 * HOUR_S)]
    evidence = made.evidence(made.tables(rows), suspects=(SECOND,))
    assert detail_of(evidence)["suspects"]["detail"][0]["earlier"] == [FIRST]


def test_what_a_phone_wrote__is_said_to_be_its_clock_never_the_platforms(made: Any, detail_of: Any) -> None:
    zoned = {"time_flags": ["one_clock"], "low": made.noon + 9 * HOUR_US, "high": made.noon + 9 * HOUR_US + MINUTE_US}
    rows = [message(made, FIRST, 0), message(made, SECOND, 9 * HOUR_S, **zoned), made.post("telegram:c/1", 90 * HOUR_S)]
    evidence = made.evidence(made.tables(rows))
    found = detail_of(evidence)
    phone, server = "time as the phone that exported its chat shows it", "time set by the platform"
    said = {row["post"]: row["why"].partition("; ")[2] for row in found["earliest"]["detail"]}
    assert said == {FIRST: f"{phone}, without its zone", SECOND: phone, "telegram:c/1": server}
    assert found["clocks"]["detail"]["decided_by"] == {"device": 2, "server": 1}
    spread = spread_of(evidence.tables, evidence.rumor, evidence.settings)
    candidates = {each.post: each.evidence for each in origins_of(spread, evidence).candidates}
    assert candidates[FIRST] == ("its time is what the phone that exported its chat shows",)


def test_a_tie_of_posts_without_a_zone__the_zone_would_settle_it(made: Any, detail_of: Any) -> None:
    def settle(*rows: dict[str, Any]) -> str:
        found = detail_of(made.evidence(made.tables(rows)))["unknowns"]["detail"]
        return next(str(row["settle"]) for row in found if row["kind"] == "ties")

    assert "--tz ZONE" in settle(message(made, FIRST, 0), message(made, SECOND, 60))
    assert "--tz" not in settle(made.post("x:1", 0), made.post("x:2", 0.5))
