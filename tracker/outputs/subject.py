"""What a report is about, as far as the words need to know: the thing followed, and which opening is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.outputs import answers

if TYPE_CHECKING:
    from tracker.outputs.answers import Facts


def situation(facts: Facts) -> str:
    """Return which opening is true: `nothing`, `untimed`, `absent`, `claims`, `tie`, `clear` or `open`.

    `clear` only where the findings name an account; `open` is one earliest post without a name.
    """
    chosen = answers.rumor(facts)
    candidates, seen = answers.rows(facts, "origin_candidates"), answers.rows(facts, "first_seen")
    if not chosen.get("posts") or chosen.get("matched") is False:
        return "nothing"
    if candidates and candidates[0].get("absent"):
        return "absent"
    if not seen:
        return "untimed"
    if seen[0].get("basis") == "claim":
        return "claims"
    if len(seen) > 1:
        return "tie"
    return "clear" if seen[0].get("account") in (facts.get("origin") or []) else "open"


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
