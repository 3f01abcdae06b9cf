"""What the invented accounts say, and the dice that decide."""

from __future__ import annotations

from random import Random
from typing import Final

_WHO: Final = (
    "my train",
    "the bakery",
    "our cat",
    "the old bridge",
    "the night bus",
    "my neighbour",
    "the library",
    "the choir",
    "this kettle",
    "the allotment",
    "the chess club",
    "my left shoe",
    "the ferry",
    "a very small dog",
)
_DID: Final = (
    "was on time",
    "closed early again",
    "made my day",
    "needs a new roof",
    "is louder than it looks",
    "smells of rain",
    "has opinions",
    "won by two points",
    "moved to the square",
    "is back from repair",
    "ran out of soup",
    "sang until ten",
)
_END: Final = (
    "",
    ", what a day",
    ". Photos later",
    ", as every year",
    ". More coffee now",
    ", somehow",
    ". Recipe in the next post",
    ", ask anyone",
    ". I regret nothing",
    ", which is new",
)
_REMARKS: Final = (
    "is this real?",
    "big if true",
    "source please",
    "called it years ago",
    "my flatmate works there, no comment",
    "I would like to unsubscribe from the future",
    "no way",
    "look at the date on this",
    "saving this one",
    "somebody explain",
    "the servers will be cold at least",
    "not sure about that number",
    "who approved this",
    "the font looks wrong to me",
    "asking for a friend",
    "I need to sit down",
    "and who pays?",
    "cannot be right",
)


def small_talk(dice: Random) -> str:
    """Return the text of a post that has nothing to do with a rumor."""
    return dice.choice(_WHO) + " " + dice.choice(_DID) + dice.choice(_END)


def remark(dice: Random) -> str:
    """Return what somebody says on passing a rumor on."""
    return dice.choice(_REMARKS)


def dice_of(seed: int | str) -> Random:
    """Return dice that fall the same way for the same seed, on every machine.

    >>> dice_of("a").random() == dice_of("a").random()
    True
    """
    return Random(seed)


def happens(dice: Random, share: float) -> bool:
    """Return true in a share (0 to 1) of all throws."""
    return dice.random() < share
