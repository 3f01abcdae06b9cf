"""Which captured posts are the earliest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.findings.measure import Finding, measure
from tracker.findings.spread import Spread
from tracker.findings.wording import moment, resting_on, shown_name
from tracker.tables.accounts import Accounts

if TYPE_CHECKING:
    from tracker.findings.dated import Dated


@measure(asks="Which captured posts of the rumor are the earliest?")
def first_seen(spread: Spread, accounts: Accounts) -> Iterator[Finding]:
    """Name the set of earliest captured posts, and apart from it those that only claim to be earlier.

    Method: docs/origin.md. Probabilities sum to 1; times are UTC.
    """
    members = spread.earliest.members
    doubted = (*spread.earliest.unsupported, *spread.earliest.doubtful)
    yield Finding(
        name="first_seen",
        detail=[
            {
                "post": each.post,
                "account": spread.posts[each.post].label,
                "name": shown_name(accounts, spread.posts[each.post]),
                "low": moment(each.low),
                "high": moment(each.high),
                "probability": each.probability,
                "basis": spread.earliest.basis,
            }
            for each in members
        ],
        method=_METHODS[spread.earliest.basis if members else ""],
        evidence=resting_on((each.post for each in members), spread.sources),
        caveat=_caveat(len(members), spread.earliest.basis),
    )
    yield Finding(
        name="unsupported",
        value=len(doubted),
        unit="posts",
        detail=[_claim(spread.posts[key]) for key in doubted],
        method="Posts whose stated time lies before the earliest confirmed one, and nothing else does; and posts whose "
        "stated time is disputed, where what else bounds them allows that they were as early.",
        evidence=resting_on(doubted, spread.sources),
        caveat="Such a claim may be true; nothing in these archives confirms it, so it is shown apart.",
    )


_DISPUTED = "its stated time is disputed, and what else bounds it allows that it was as early"
_CLAIMED = "its time is stated by its author's program and nothing else confirms it"
_METHODS = {
    "clock": "Posts whose time rests on more than a claim and that none surely precedes; chances by draws.",
    "claim": "No post of the rumor has a time that rests on more than a claim: the earliest claims.",
    "": "No post of the rumor has a time, so none is listed.",
}


def _caveat(members: int, basis: str) -> str:
    if not members:
        return "That none is listed does not mean that none was posted; archives not loaded may hold some."
    tie = "The order within this set is not known. " if members > 1 else ""
    word = "These times are the authors' own statements and prove nothing. " if basis == "claim" else ""
    return f"{tie}{word}Earliest copies in these archives; archives not loaded may hold earlier ones."


def _claim(post: Dated) -> dict[str, str | bool | None]:
    return {
        "post": post.post,
        "account": post.label,
        "platform": post.platform,
        "claimed": moment(post.claimed_at if post.claimed_at is not None else post.posted_at),
        "high": moment(post.high),
        "disputed": post.disputed,
        "why": _DISPUTED if post.disputed else _CLAIMED,
    }


MEASURE = first_seen
