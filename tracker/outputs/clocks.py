"""What is said about clocks: what the posts' times rest on, zones, ids, and differences with a common cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import HOUR_US, SECOND_US
from tracker.outputs import answers, phrases

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts, Row

_HOUR_S: Final = HOUR_US // SECOND_US
_DECIDED: Final = {
    "id": "the clock in their id",
    "server": "the time or the order that the platform's server states",
    "device": "the clock of the phone that exported their chat",
    "indexed": "another server that saw them",
    "claim": "what their author's program states",
    "none": "nothing: no time is known",
}
_MARKS: Final = {
    "zone_solved": ("states its time without a zone, and the ids of its file show it",
                    "state their times without a zone, and the ids of their file show it"),
    "zone_unknown": ("states a time of which nothing shows the zone: any is possible (--tz settles it)",
                     "state times of which nothing shows the zone: any is possible (--tz settles it)"),
    "zone_contradicted": ("comes from a file whose stated zone the ids in it contradict",
                          "come from files whose stated zone the ids in them contradict"),
    "clock_repeated": ("states a time in the hour that its clock showed twice",
                       "state times in the hour that their clock showed twice"),
    "clock_skipped": ("states a time in the hour that its clock skipped",
                      "state times in the hour that their clock skipped"),
    "order_ambiguous": ("states a date of which day and month cannot be told apart",
                        "state dates of which day and month cannot be told apart"),
    "impossible": ("states a time that no post can have", "state times that no post can have"),
    "future": ("states a time after the export was loaded", "state times after the exports were loaded"),
    "id_implausible": ("has an id that cannot be its platform's: it dates nothing",
                       "have ids that cannot be their platform's: they date nothing"),
}  # fmt: skip
"""What is said of one post and of several with a mark, in this order."""
_WHY: Final = {
    "zone": "as where the time zone of a clock is set wrong",
    "steady": "as where a clock is set wrong",
    "import": "as where older posts are imported",
}


def sentences(facts: Facts) -> list[str]:
    """Return what the clocks show, one sentence each, and whose are off alike; empty without a post."""
    return [*counts(facts), *(_account(row) for row in _found(facts).get("accounts") or ())]


def counts(facts: Facts) -> list[str]:
    """Return what the clocks show, one sentence each, no account named; empty without a post."""
    found = _found(facts)
    if not found.get("posts"):
        return []
    return [
        *_decided(found), *_marks(found.get("marks") or {}), *_whole_hours(found.get("whole_hours") or {}),
        *_damaged(found),
    ]  # fmt: skip


def _found(facts: Facts) -> Row:
    found: Row = (facts.get("clocks") or {}).get("detail") or {}
    return found


def _decided(found: Row) -> list[str]:
    posts: dict[str, int] = found["decided_by"]
    parts = [f"{posts[name]:,} on {words}" for name, words in _DECIDED.items() if posts.get(name)]
    told = [f"Of {phrases.count(found['posts'], 'post')}, the time rests for {phrases.listed(parts)}."]
    number = found.get("id_times") or 0
    if number > posts.get("id", 0):
        told.append(f"{phrases.count(number, 'post')} {'has' if number == 1 else 'have'} a clock in the id.")
    return told


def _marks(marks: dict[str, int]) -> list[str]:
    return [
        f"{phrases.count(marks[name], 'post')} {one if marks[name] == 1 else many}."
        for name, (one, many) in _MARKS.items() if marks.get(name)
    ]  # fmt: skip


def _whole_hours(hours: dict[str, int]) -> list[str]:
    """Return how many posts are off by how many hours, without blame."""
    number = sum(hours.values())
    if not number:
        return []
    most = sorted(hours.items(), key=lambda item: (-item[1], int(item[0])))
    parts = [f"{_shift(int(name) * _HOUR_S)} ({posts:,})" for name, posts in most]
    states = "states a time that is" if number == 1 else "state times that are"
    whose = "its id" if number == 1 else "their ids"
    told = f"{phrases.count(number, 'post')} {states} whole hours from the clock in {whose}"
    return [f"{told}, as where a time is written in one time zone and read in another: {phrases.listed(parts)}."]


def _shift(seconds: int) -> str:
    return f"{phrases.span(abs(seconds))} {'later' if seconds > 0 else 'earlier'}"


def _damaged(found: Row) -> list[str]:
    number = found.get("damaged_references") or 0
    points = "points at a post" if number == 1 else "point at posts"
    told = f"{phrases.count(number, 'post')} {points} of which only a rounded id is left: no link is drawn."
    return [told] if number else []


def _account(row: Row) -> str:
    """Return what the stated times of one account's posts have in common."""
    who = f"{phrases.quoted(row.get('account'))} on {phrases.platform(row['platform'])}"
    number = f"{row['off']:,} of {phrases.count(row['of'], 'post')} with a clock in the id"
    return f"{who}: {number} {_differs(row)}, {_WHY[row['kind']]}."


def _differs(row: Row) -> str:
    if row["kind"] == "import":
        claimed, made = _days(row["claimed"]), _days(row["made"])
        return f"state times {claimed} and were made {made} by their ids"
    if row["kind"] == "zone":
        return f"state times {phrases.listed([_shift(hours * _HOUR_S) for hours in row['hours']])} than their ids"
    return f"state times about {_shift(row['gap_s'])} than their ids"


def _days(ends: list[Any]) -> str:
    first, last = (answers.moment(end) or 0 for end in ends)
    return phrases.days(first, last)
