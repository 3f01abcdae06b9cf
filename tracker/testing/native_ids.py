"""Makes post ids whose inner clocks are right: the reverse of `tracker.base.idtime`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.base.idtime import X_EPOCH_MS
from tracker.testing.wording import happens

if TYPE_CHECKING:
    from random import Random

_TID_LETTERS: Final = "234567abcdefghijklmnopqrstuvwxyz"
_BASE36: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_REDDIT_FIRST: Final = int("1r00000", 36)
_REDDIT_EPOCH_US: Final = 1_767_225_600_000_000
"""2026-01-01, at which the invented Reddit counter stands at `_REDDIT_FIRST`."""
_REDDIT_STEP_US: Final = 20_000


def x_id(us: int, dice: Random) -> str:
    """Return a snowflake of the millisecond of `us`.

    >>> from tracker.base.idtime import id_time
    >>> from tracker.testing.wording import dice_of
    >>> moment = 1_772_520_072_000_000
    >>> id_time("x", x_id(moment, dice_of(1)), now_us=moment).us == moment
    True
    """
    return str(us // 1000 - X_EPOCH_MS << 22 | dice.getrandbits(22))


def mastodon_id(us: int, dice: Random) -> str:
    """Return a status id of the millisecond of `us`, as the home server makes it."""
    return str(us // 1000 << 16 | dice.getrandbits(16))


def tid(us: int, dice: Random) -> str:
    """Return an AT Protocol timestamp identifier of the microsecond `us`."""
    number = us << 10 | dice.getrandbits(10)
    return "".join(_TID_LETTERS[number >> 5 * place & 31] for place in range(12, -1, -1))


def base36(number: int) -> str:
    """Return a whole number in base 36."""
    letters = ""
    while number:
        number, rest = divmod(number, 36)
        letters = _BASE36[rest] + letters
    return letters or "0"


class Counters:
    """Ids that count: Reddit's, which rise with time, and Telegram's, which rise in each chat."""

    def __init__(self) -> None:
        self._reddit: dict[str, int] = {}
        self._telegram: dict[str, int] = {}

    def reddit(self, us: int, prefix: str) -> str:
        """Return the next id of a kind (`t1`, `t3`); to be asked in the order of time."""
        wanted = _REDDIT_FIRST + (us - _REDDIT_EPOCH_US) // _REDDIT_STEP_US
        self._reddit[prefix] = max(wanted, self._reddit.get(prefix, 0) + 1)
        return f"{prefix}_{base36(self._reddit[prefix])}"

    def telegram(self, chat: str, dice: Random) -> str:
        """Return `<chat>/<message>`; now and then a number is skipped, as where a message was removed."""
        step = 1 if happens(dice, 0.93) else dice.randrange(2, 5)
        self._telegram[chat] = self._telegram.get(chat, 100) + step
        return f"{chat}/{self._telegram[chat]}"
