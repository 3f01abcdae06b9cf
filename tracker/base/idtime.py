"""The clocks inside post ids.

Each rule turns a native id into the moment at which the platform (or, on Bluesky, the author's program)
made it. Vectors and what was checked on real records: docs/clocks.md.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tracker.base.clock import DAY_US, SECOND_US, in_range, parse_iso
from tracker.base.x_counts import LAST_COUNT, counted_span

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

X_EPOCH_MS: Final = 1288834974657
X_DIGITS: Final = 19
X_TOLERANCE_S: Final = 1.0
X_FIRST_SNOWFLAKE: Final = LAST_COUNT
"""Ids up to this (2010-11-04) count posts and hold no time."""
_X_FIRST_US: Final = parse_iso("2010-11-04T21:00:00Z").us or 0
"""The last counting id is of 21:02:48Z that day; the ids between it and the first with a clock never were."""
_FIRST_US: Final = {
    "x": _X_FIRST_US,
    "instagram": parse_iso("2011-08-26T00:00:00Z").us or 0,
    "threads": parse_iso("2023-07-01T00:00:00Z").us or 0,
    "discord": parse_iso("2015-01-02T00:00:00Z").us or 0,
}
"""Before it the platform or its clocked ids did not exist: a small number decodes to the epoch."""
_MASTODON: Final = re.compile(
    r"(?:https?://[^/\s]+/(?:(?:ap/)?users/[^/\s]+/statuses|@[^/\s]+)/)?(\d{17,19})(?:/activity)?/?",
    re.ASCII,
)
"""Addresses as Mastodon itself makes them: other software numbers its posts in other ways."""
_TID: Final = re.compile(r"[234567abcdefghij][234567a-z]{12}")
_TID_ALPHABET: Final = {letter: value for value, letter in enumerate("234567abcdefghijklmnopqrstuvwxyz")}
_POWER: Final = re.compile(r"(\d+)(?:[.,](\d+))?[eE]\+?(\d{1,3})", re.ASCII)
_WITH_POINT: Final = re.compile(r"[.,]0+$")
_MOST_DIGITS: Final = 20
_INSTAGRAM_PK: Final = re.compile(r"(\d{15,20})(?:_\d+)?", re.ASCII)
_INSTAGRAM_CODE: Final = re.compile(r"[A-Za-z0-9_-]{8,12}")
_CODE_ALPHABET: Final = {
    letter: value
    for value, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
}


ANY_TIME_US: Final = parse_iso("2200-01-01").us or 0
"""A `now_us` for those who do not ask whether the moment in an id can be."""


class IdTime(NamedTuple):
    """The moment inside an id."""

    us: int | None
    """Microseconds since 1970 UTC; null where the id holds no time."""
    tolerance_s: float = 0.0
    """How far the moment may lie from the post's true one."""
    server: bool = False
    """True where the platform's server made the id (class A), false for the author's program."""
    implausible: bool = False
    """True where length or decoded time is impossible for the platform: proves nothing, disputes nothing."""


NO_TIME: Final = IdTime(None)
IMPLAUSIBLE: Final = IdTime(None, implausible=True)


def id_time(platform: str, native_id: str, *, now_us: int, stated_us: int | None = None) -> IdTime:
    """Return the moment inside a post's id.

    `stated_us` is only used to tell a damaged or invented X id from one of before November 2010.

    >>> from tracker.base.clock import format_us, parse_iso
    >>> now = parse_iso("2026-01-01").us
    >>> format_us(id_time("x", "1541815603606036480", now_us=now).us)
    '2022-06-28T16:07:40.105Z'
    """
    rule = _RULES.get(platform)
    if rule is None:
        return NO_TIME
    if platform == "x" and native_id.isdecimal() and int(native_id) <= X_FIRST_SNOWFLAKE:
        return IMPLAUSIBLE if stated_us is not None and stated_us > _X_FIRST_US + DAY_US else NO_TIME
    found = rule(native_id)
    if found.us is None:
        return found
    early = found.us < _FIRST_US.get(platform, 0)
    return IMPLAUSIBLE if early or not in_range(found.us, now_us) else found


def _x(native_id: str) -> IdTime:
    if not native_id.isdecimal() or len(native_id) > X_DIGITS:
        return IMPLAUSIBLE
    return IdTime(((int(native_id) >> 22) + X_EPOCH_MS) * 1000, X_TOLERANCE_S, server=True)


def rounded_span(platform: str, native_id: str) -> tuple[int, int] | None:
    """Return between which moments the post of a rounded id was made, microseconds since 1970 UTC.

    `native_id` is what a spreadsheet or a float left of the id: `1.82303E+18`, `1823034723867713792.0`, or digits
    that end in zeros. None where the platform's ids hold no clock.

    >>> from tracker.base.clock import format_us
    >>> [format_us(us)[:16] for us in rounded_span("x", "1.25018E+18") or ()]
    ['2020-04-14T21:32', '2020-04-14T22:11']
    """
    kept = _kept_digits(native_id)
    if kept is None:
        return None
    number, width = kept
    low, high = (id_time(platform, str(end), now_us=ANY_TIME_US) for end in (number - width, number + width))
    if low.us is None or high.us is None:
        return None
    return low.us - round(low.tolerance_s * SECOND_US), high.us + round(high.tolerance_s * SECOND_US)


def _kept_digits(native_id: str) -> tuple[int, int] | None:
    """Return about which number an id was, and how far it may be off."""
    power = _POWER.fullmatch(native_id)
    if power is not None:
        digits, fraction, exponent = power[1], power[2] or "", int(power[3])
        if exponent > _MOST_DIGITS or exponent < len(fraction):
            return None
        unit = 10 ** (exponent - len(fraction))
        return int(digits + fraction) * unit, max(unit // 2, 1)
    digits = _WITH_POINT.sub("", native_id)
    if not digits.isdecimal() or not digits.isascii() or len(digits) > _MOST_DIGITS:
        return None
    if digits != native_id:
        return int(digits), math.ceil(math.ulp(float(digits)))
    return int(digits), 10 ** (len(digits) - len(digits.rstrip("0")))


def count_time(platform: str, native_id: str) -> IdTime:
    """Return about when X gave out an id of before November 2010, which counts posts; its tolerance is hours.

    For posts that state no time at all: a small number that somebody made up looks like an early id.

    >>> round(count_time("x", "1263000000").tolerance_s / 3600)
    12
    """
    counts = platform == "x" and native_id.isdecimal() and len(native_id) <= len(str(LAST_COUNT))
    span = counted_span(int(native_id)) if counts else None
    return NO_TIME if span is None else IdTime((span[0] + span[1]) // 2, (span[1] - span[0]) / 2 / SECOND_US)


def x_times(numbers: NDArray[np.int64], now_us: int) -> NDArray[np.int64]:
    """Return the moments inside X ids as `id_time` does; 0 where it has more to say than a plausible moment."""
    us = ((numbers >> 22) + X_EPOCH_MS) * 1000
    plausible = (numbers > X_FIRST_SNOWFLAKE) & (us >= _X_FIRST_US) & (us <= now_us + DAY_US)
    return np.where(plausible, us, 0)


def _mastodon(native_id: str) -> IdTime:
    """Decode the object URI that the home server made; a bare status id may be another server's."""
    match = _MASTODON.fullmatch(native_id)
    if match is None:
        return NO_TIME
    return IdTime((int(match[1]) >> 16) * 1000, 1.0, server="/" in native_id)


def _truthsocial(native_id: str) -> IdTime:
    """Decode an id of Mastodon's form: there is one server, so that a bare id is its own."""
    found = _mastodon(native_id)
    return found._replace(server=found.us is not None)


def _bluesky(native_id: str) -> IdTime:
    us = tid_us(native_id.rpartition("/")[2])
    return NO_TIME if us is None else IdTime(us, 60.0)


def tid_us(tid: str) -> int | None:
    """Return the microseconds inside an AT Protocol timestamp identifier; null where it is none.

    >>> tid_us("3lbdmgs4xgo2x")
    1732059806659988
    """
    if _TID.fullmatch(tid) is None:
        return None
    number = 0
    for letter in tid:
        number = number << 5 | _TID_ALPHABET[letter]
    return number >> 10


def _instagram(native_id: str) -> IdTime:
    """Decode the number (`pk` or `pk_author`) or the short code, which is the number in base 64."""
    match = _INSTAGRAM_PK.fullmatch(native_id)
    if match is not None:
        number = int(match[1])
    elif _INSTAGRAM_CODE.fullmatch(native_id):
        number = 0
        for letter in native_id:
            number = number << 6 | _CODE_ALPHABET[letter]
    else:
        return IMPLAUSIBLE if native_id.isdecimal() else NO_TIME
    return IdTime(((number >> 23) + 1314220021721) * 1000, 2.0, server=True)


def _shifted(bits: int, epoch_ms: int, unit_ms: int, tolerance_s: float) -> Callable[[str], IdTime]:
    def rule(native_id: str) -> IdTime:
        digits = native_id.rpartition(":")[2]
        if not digits.isdecimal() or len(digits) > 20:
            return NO_TIME
        return IdTime(((int(digits) >> bits) * unit_ms + epoch_ms) * 1000, tolerance_s, server=True)

    return rule


_RULES: Final[dict[str, Callable[[str], IdTime]]] = {
    "x": _x,
    "mastodon": _mastodon,
    "truthsocial": _truthsocial,
    "bluesky": _bluesky,
    "instagram": _instagram,
    "threads": _instagram,
    "tiktok": _shifted(32, 0, 1000, 60.0),
    "douyin": _shifted(32, 0, 1000, 60.0),
    "linkedin": _shifted(22, 0, 1, 1.0),
    "discord": _shifted(22, 1420070400000, 1, 1.0),
    "weibo": _shifted(22, 515483463000, 1000, 5.0),
}

PLATFORMS_WITH_ID_TIME: Final = frozenset(_RULES)
TID_SLACK_US: Final = 60 * SECOND_US
