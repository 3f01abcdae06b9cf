"""What is said about clocks: whole sentences, without blame."""

from __future__ import annotations

from typing import Any

import pytest
from tracker.outputs.clocks import sentences
from tracker.outputs.phrases import plain

EMPTY: dict[str, Any] = {"posts": 3, "decided_by": {"id": 3}, "id_times": 3, "marks": {}, "whole_hours": {},
                         "damaged_references": 0, "accounts": []}  # fmt: skip
ACCOUNT = {"kind": "import", "platform": "bluesky", "post": "bluesky:at://a/b/1", "account": "ada_example", "off": 31,
           "of": 40, "gap_s": -90_000_000, "hours": [], "claimed": ["2019-03-01T10:00:00Z", "2020-05-02T10:00:00Z"],
           "made": ["2024-11-01T10:00:00Z", "2024-11-01T10:40:00Z"]}  # fmt: skip


def told(**found: Any) -> list[str]:
    return [plain(sentence) for sentence in sentences({"clocks": {"detail": EMPTY | found}})]


def test_clocks__what_the_times_rest_on_comes_first() -> None:
    counts = {"claim": 200, "id": 1000, "none": 4}
    assert told(posts=1204, decided_by=counts, id_times=1100) == [
        ("Of 1,204 posts, the time rests for 1,000 on the clock in their id, 200 on what their author's program states "
        "and 4 on nothing: no time is known."),
        "1,100 posts have a clock in the id.",
    ]


def test_clocks__the_clock_of_a_phone_is_not_called_the_platforms() -> None:
    assert told(posts=5, decided_by={"device": 5}, id_times=0) == [
        "Of 5 posts, the time rests for 5 on the clock of the phone that exported their chat."
    ]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"marks": {"zone_solved": 1}}, "1 post states its time without a zone, and the ids of its file show it."),
        ({"marks": {"order_ambiguous": 2}}, "2 posts state dates of which day and month cannot be told apart."),
        ({"whole_hours": {"+2": 1}}, ("1 post states a time that is whole hours from the clock in its id, as where a "
         "time is written in one time zone and read in another: 2 h later (1).")),
        ({"whole_hours": {"-5": 3, "+2": 5}}, ("8 posts state times that are whole hours from the clock in their ids, "
         "as where a time is written in one time zone and read in another: 2 h later (5) and 5 h earlier (3).")),
        ({"damaged_references": 2}, "2 posts point at posts of which only a rounded id is left: no link is drawn."),
        ({"accounts": [ACCOUNT]}, ("ada_example on Bluesky: 31 of 40 posts with a clock in the id state times from "
         "1 Mar 2019 10:00 to 2 May 2020 10:00 and were made from 1 Nov 10:00 to 1 Nov 2024 10:40 by their ids, as "
         "where older posts are imported.")),
        ({"accounts": [ACCOUNT | {"kind": "steady", "gap_s": 420}]}, ("ada_example on Bluesky: 31 of 40 posts with a "
         "clock in the id state times about 7 min later than their ids, as where a clock is set wrong.")),
        ({"accounts": [ACCOUNT | {"kind": "zone", "hours": [1, 2]}]}, ("ada_example on Bluesky: 31 of 40 posts with a "
         "clock in the id state times 1 h later and 2 h later than their ids, as where the time zone of a clock is "
         "set wrong.")),
    ],
)  # fmt: skip
def test_clocks__each_is_one_sentence(found: dict[str, Any], sentence: str) -> None:
    assert told(**found)[1:] == [sentence]


def test_clocks__without_posts_nothing_is_said() -> None:
    assert sentences({}) == []
    assert told(posts=0) == []
