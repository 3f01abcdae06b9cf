"""What a report is about, as far as the words need to know: the thing followed, and which opening is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.base import clock
from tracker.outputs import answers

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts


def situation(facts: Facts) -> str:
    """Return which opening is true: `nothing`, `alone`, `untimed`, `absent`, `claims`, `tie`, `clear`, `open`.

    `alone` is a chain of a single post; `clear` only where the findings name an account; `open` is one
    earliest post without a name.
    """
    chosen = answers.rumor(facts)
    candidates = answers.rows(facts, "origin_candidates")
    if not chosen.get("posts") or chosen.get("matched") is False:
        return "nothing"
    if chosen.get("basis") == "cascade" and chosen["posts"] + left_out(facts) == 1:
        return "alone"
    top = candidates[0] if candidates else {}
    return "absent" if top.get("absent") and top.get("content_known", True) else _of_the_first(facts)


def _of_the_first(facts: Facts) -> str:
    seen = answers.rows(facts, "first_seen")
    if not seen:
        return "untimed"
    if seen[0].get("basis") == "claim":
        return "claims"
    if len(seen) > 1:
        return "tie"
    return "clear" if seen[0].get("account") in (facts.get("origin") or []) else "open"


def left_out(facts: Facts) -> int:
    """Return how many posts lie outside `--since` and `--until`."""
    chosen = answers.rumor(facts)
    return int(chosen.get("before") or 0) + int(chosen.get("after") or 0)


def span_words(facts: Facts) -> str:
    """Return the span that was asked for, with a space before it; empty where there is none.

    >>> span_words({"rumor": {"since": "2026-03-03T07:00:00Z"}})
    ' since 3 Mar 2026 07:00 UTC'
    """
    chosen = answers.rumor(facts)
    since, until = (_bound(chosen.get(end)) for end in ("since", "until"))
    if since and until:
        return f" from {since} to {until}"
    return f" since {since}" if since else f" until {until}" if until else ""


def _bound(text: str | None) -> str:
    us = answers.moment(text)
    return "" if us is None else clock.format_words(us, 60 if us % clock.MINUTE_US == 0 else 1)


def here(facts: Facts) -> str:
    """Return where posts are counted: in these archives, or in the span of them that was asked for."""
    return "in this span" if span_words(facts) else "here"


def in_archives(facts: Facts) -> str:
    """Return which part of the archives an earliest post is the earliest of."""
    chain = "of the largest chain " if answers.rumor(facts).get("basis") == "cascade" else ""
    return f"{chain}in these archives{span_words(facts)}"


def subject(facts: Facts) -> str:
    """Return what is counted: `copy` of a picture, else `post`."""
    chosen = answers.rumor(facts)
    basis = chosen.get("basis") or ("picture" if chosen.get("images") else "cascade")
    return "copy" if basis == "picture" else "post"


def thing(facts: Facts) -> str:
    """Return what the report follows: a picture, words, or a chain of reshares."""
    return {"copy": "picture"}.get(
        subject(facts), "words" if answers.rumor(facts).get("basis") == "words" else "chain"
    )
