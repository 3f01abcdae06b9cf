"""What a post passes on, in words."""

from __future__ import annotations

from typing import Any

import made
import msgspec
import pytest
from tracker.outputs import messages, phrases, pointing
from tracker.outputs.names import Names
from tracker.outputs.page.document import render
from tracker.tables.posts import Posts

HUB = {
    "post": "x:2028738948063583648", "account": "hub_example", "low": "2026-03-03T07:47:12Z",
    "high": "2026-03-03T07:47:13Z", "dated_by": "its id dates it to 2026-03-03T07:47:12.022Z", "passed_on": 64,
    "answered": 7, "gone": True,
}  # fmt: skip


def target(kind: str, post: str | None, account: str | None = None, *, here: bool = False) -> dict[str, Any]:
    return {"points_at": {"kind": kind, "post": post, "account": account, "here": here}}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({}, ""),
        ({"points_at": None}, ""),
        (target("repost", "x:9", "hub_example"), "Repost of a post by hub_example that is not here"),
        (target("quote", "x:2", "b_example", here=True), "Quotes number 2"),
        (target("quote", "x:3", "b_example", here=True), "Quotes a post by b_example that is here"),
        (target("forward", None), "Forward of a post that the export does not name"),
        (target("forward", None, "C"), "Forward of a post that the export does not name, only where it comes from: C"),
    ],
)
def test_pointing__a_repost_never_reads_like_a_post(row: dict[str, Any], told: str) -> None:
    assert phrases.plain(pointing.pointing(row, {"x:2": "2"})) == told


def absent(*missing: dict[str, Any]) -> dict[str, Any]:
    row = {"kind": "absent_posts", "what": "1 post that the rumor's posts point at is not here", "count": 1,
           "settle": "an export", "missing": list(missing)}  # fmt: skip
    return made.facts(unknowns=made.finding(1, [row]))


def test_unknown__says_which_post_is_missing_when_and_how_often_it_was_passed_on() -> None:
    (told,) = messages.cannot_show(absent(HUB))[-1:]
    assert phrases.plain(told) == (
        "1 post that the rumor's posts point at is not here: post 2028738948063583648 on X by hub_example, "
        "3 Mar 2026 07:47:12 UTC by its id, passed on 64 times and answered 7 times here; an export says that it was "
        "deleted or withheld."
    )


def originless(**changes: Any) -> dict[str, Any]:
    """Return the story with a missing post, passed on here, as the likely first."""
    gone = made.candidate(made.ABSENT, None, absent=True, pointer_count=2, pointers=[])
    told = absent({**HUB, "post": made.ABSENT, **changes})
    return told | {"origin": [], "origin_candidates": [gone, made.candidate()]}


def test_lead__the_missing_post_that_leads_has_its_author_who_is_never_called_the_first() -> None:
    first, second, *_ = (phrases.plain(one) for one in messages.lead(originless()))
    number = made.ABSENT.partition(":")[2]
    expected = f"Posts in these archives point back to post {number} on X by hub_example, which is not among them"
    assert first.startswith(expected)
    assert "no account is named as the first, because the post that came before is missing" in second
    assert "hub_example" not in second
    unknown = phrases.plain(messages.lead(originless(account=None))[0])
    assert unknown.startswith(expected.replace(" by hub_example", ""))


@pytest.mark.parametrize("spelled", ["ada_news_example", "Ada_News_Example", "501"])
def test_lead__a_hidden_account_is_never_named_as_the_author_of_a_missing_post(spelled: str) -> None:
    told = made.view(originless(account=spelled))
    rows = told.posts.arrow.to_pylist()
    posts = [{**row, "protected": row["account"] == "501"} for row in rows]
    shown = Names(msgspec.structs.replace(told, posts=Posts.from_rows(posts))).masked(told.facts)
    assert "which is not among them" in messages.lead(shown)[0]
    assert " by " not in phrases.plain(messages.lead(shown)[0])
    assert "Account A" not in messages.lead(shown)[0]


def test_page__the_missing_post_is_told_below_the_posts_that_were_passed_on_most() -> None:
    page = render(made.view(absent(HUB))).decode()
    assert "Which captured posts were passed on most" in page
    assert page.count("2028738948063583648") >= 3
    assert "A post that is not here cannot stand in this table" in page
    assert "cannot stand in this table" not in render(made.view(absent({**HUB, "passed_on": 0}))).decode()


def test_page__a_row_says_that_it_is_a_repost_and_hidden_authors_name_nobody() -> None:
    told = made.facts()
    told["earliest"]["detail"][0] |= target("forward", None, "Some channel")
    told["earliest"]["detail"][2] |= target("repost", "x:9", "hub_example")
    page = render(made.view(told)).decode()
    assert "Repost of a post by <bdi>hub_example</bdi> that is not here." in page
    assert "Some channel" in page
    hidden = made.view(told, protected=True)
    assert "Some channel" not in render(hidden).decode()
    assert "Some channel" not in str(Names(hidden).masked(told))


def test_missing_post__a_telegram_message_that_an_export_only_names_is_not_called_deleted() -> None:
    told = phrases.plain(pointing.missing_post({"post": "telegram:7/5", "answered": 1, "gone": True}))
    assert told.endswith(", answered 1 time here; an export names it without its content")
