"""Moments in UTC: the only module that parses or prints a time.

A moment is an ``int``: microseconds since 1970-01-01T00:00:00Z. A :class:`Stated` is what an export says,
with how coarse it is and whether its zone is known. The machine's own zone and clock are never asked.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US
HOUR_US: Final = 3600 * SECOND_US
DAY_US: Final = 24 * HOUR_US

FIRST_US: Final = 1_072_915_200 * SECOND_US
"""2004-01-01: before it none of the platforms existed; an earlier stated time is unknown."""

ZONE_EARLIEST_US: Final = 14 * HOUR_US
"""A zone-less time t lies in [t - 14 h, t + 12 h]: zones run from UTC+14 to UTC-12."""
ZONE_LATEST_US: Final = 12 * HOUR_US


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS: Final = {name: number for number, name in enumerate(MONTHS, 1)}
_ISO = re.compile(
    r"\s*(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[Tt ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?)?"
    r"\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?\s*",
    re.ASCII,
)
_X = re.compile(
    r"\s*[A-Z][a-z]{2},? ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4}) (\d{4})\s*", re.ASCII
)
_MAIL = re.compile(
    r"\s*(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4}|GMT|UTC)\s*", re.ASCII
)
_X_SECOND = re.compile(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)", re.ASCII)
_NUMERIC = re.compile(
    r"\s*(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})"
    r"(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp])?\.?[Mm]?\.?)?\s*",
    re.ASCII,
)
_UNIX = re.compile(r"\s*-?\d{1,20}(?:\.\d+)?\s*", re.ASCII)


class Stated(NamedTuple):
    """A time as an export states it."""

    us: int | None
    """Microseconds since 1970 UTC (as if UTC where the zone is unknown); null where it is no instant."""
    precision_s: float = 1.0
    """How coarse it is, in seconds."""
    zone_known: bool = True
    """False for a wall-clock time without a zone."""
    raw: str | None = None
    """The text itself, kept where `us` does not say it all (impossible, zone-less, partial)."""
    flags: tuple[str, ...] = ()
    """`impossible`, `zone_unknown`, `one_clock`, `order_ambiguous`, `clock_repeated`, `clock_skipped`."""


UNSTATED: Final = Stated(None, 1.0)


def parse_iso(text: str, *, zone: str | None = None) -> Stated:
    """Read ISO 8601 and its kin (`2024-03-15 10:00:00+00:00`), to nine digits of a second.

    A time without an offset is read in `zone` (a tz database name) where one is given, else its zone is
    unknown. Text that is no time, or an impossible one (year 0, 31 June), gives `us` None and keeps `raw`.

    >>> parse_iso("2024-11-23T20:49:05.700Z").us
    1732394945700000
    >>> parse_iso("2024-03-15 10:00").zone_known
    False
    """
    match = _ISO.fullmatch(text)
    if match is None:
        return impossible(text)
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    whole = _whole(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    if whole is None:
        return impossible(text)
    us = whole + int((fraction or "").ljust(6, "0")[:6])
    return _in_zone(us, _precision(hour, second, fraction), offset, zone, text)


def parse_x(text: str) -> Stated:
    """Read the form of X: `Wed Oct 10 20:19:24 +0000 2018`.

    >>> format_us(parse_x("Wed Oct 10 20:19:24 +0000 2018").us)
    '2018-10-10T20:19:24Z'
    """
    midnight, second = _x_midnight(text[:11], text[19:]), _x_second(text[11:19])
    if midnight is None or second is None:
        return _parse_x_slowly(text)
    return Stated(midnight + second * SECOND_US)


def parse_x_all(texts: Sequence[str]) -> list[int] | None:
    """Return the moments of many times as :func:`parse_x` reads them; None where one is not of the usual form.

    >>> parse_x_all(["Wed Oct 10 20:19:24 +0000 2018", "Thu Jan 01 00:00:00 +0000 1970"])
    [1539202764000000, 0]
    """
    if set(map(type, texts)) != {str}:
        return None
    midnights = [_x_midnight(text[:11], text[19:]) for text in texts]
    seconds = [_x_second(text[11:19]) for text in texts]
    if None in midnights or None in seconds:
        return None
    return [midnight + second * SECOND_US for midnight, second in zip(midnights, seconds, strict=True)]  # type: ignore[operator]


@lru_cache(maxsize=4096)
def _x_midnight(head: str, tail: str) -> int | None:
    """Return the start of the day in `Wed Oct 10 ` and ` +0000 2018`: an archive has few days and many posts."""
    match = _X.fullmatch(f"{head}00:00:00{tail}") if tail.startswith(" +0000 ") else None
    return None if match is None else _midnight(int(match[7]), _MONTHS.get(match[1], 0), int(match[2]))


@lru_cache(maxsize=1 << 15)
def _x_second(text: str) -> int | None:
    match = _X_SECOND.fullmatch(text)
    return None if match is None else int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])


def _parse_x_slowly(text: str) -> Stated:
    match = _X.fullmatch(text)
    if match is None:
        return parse_iso(text)
    name, day, hour, minute, second, offset, year = match.groups()
    midnight = _midnight(int(year), _MONTHS.get(name, 0), int(day))
    if midnight is None or int(hour) > 23 or int(minute) > 59 or int(second) > 60:
        return impossible(text)
    us = midnight + (int(hour) * 3600 + int(minute) * 60 + int(second)) * SECOND_US
    return _in_zone(us, 1.0, offset, None, text)


def parse_mail(text: str) -> Stated:
    """Read the form of mail headers, HTTP and feeds (RFC 2822): `Sun, 01 Mar 2026 08:20:31 +0000`.

    >>> format_us(parse_mail("Sun, 01 Mar 2026 08:20:31 +0100").us)
    '2026-03-01T07:20:31Z'
    """
    match = _MAIL.fullmatch(text)
    if match is None:
        return parse_iso(text)
    day, name, year, hour, minute, second, offset = match.groups()
    whole = _whole(int(year), _MONTHS.get(name, 0), int(day), int(hour), int(minute), int(second))
    return impossible(text) if whole is None else _in_zone(whole, 1.0, offset, None, text)


def parse_unix(value: float | str, *, unit_s: float | None = None) -> Stated:
    """Read seconds, milliseconds or microseconds since 1970, told apart by size unless `unit_s` is given.

    >>> parse_unix("1732394945700").us
    1732394945700000
    """
    text = str(value)
    if isinstance(value, bool) or _UNIX.fullmatch(text) is None:
        return impossible(text)
    whole, _, fraction = text.strip().partition(".")
    number = int(whole)
    if unit_s is None:
        size = abs(number)
        unit_s = 1.0 if size < 10**11 else 1e-3 if size < 10**14 else 1e-6 if size < 10**17 else 1e-9
    if unit_s == 1e-9:
        return _bounded(number // 1000, 1e-6, text)
    scale = round(unit_s * SECOND_US)
    part = int(fraction[:6].ljust(6, "0")) * scale // SECOND_US
    us = number * scale + (-part if whole.startswith("-") else part)
    digits = len(fraction.rstrip("0"))
    return _bounded(us, max(unit_s / 10 ** min(digits, 6), 1e-6), text)


def parse_any(text: str, *, zone: str | None = None, day_first: bool | None = None) -> Stated:
    """Read a time of unknown layout: ISO, X, unix numbers, `03/04/2024 10:00` and its kin.

    `day_first` settles day against month; None with both readings possible gives `order_ambiguous`
    and no instant, never a silent guess.
    """
    if _ISO.fullmatch(text):
        return parse_iso(text, zone=zone)
    if _UNIX.fullmatch(text):
        return parse_unix(text)
    match = _NUMERIC.fullmatch(text)
    if match is not None:
        return _parse_numeric(match, text, zone, day_first=day_first)
    return parse_x(text)


def has_form_of_time(text: str) -> bool:
    """Tell whether a text is laid out as a time, be it an impossible one (year 0, 31 June).

    >>> has_form_of_time("0000-01-01"), has_form_of_time("yesterday")
    (True, False)
    """
    return any(form.fullmatch(text) is not None for form in (_ISO, _UNIX, _NUMERIC, _X))


def day_comes_first(text: str) -> bool | None:
    """Tell whether a numeric date reads only with its day first (True) or its month first (False).

    None where both readings are possible, or where it is no such date.

    >>> day_comes_first("31.12.2025 23:59"), day_comes_first("03/25/2024"), day_comes_first("03/04/2024")
    (True, False, None)
    """
    match = _NUMERIC.fullmatch(text)
    if match is None or len(match[1]) == 4:
        return None
    one, two = int(match[1]), int(match[2])
    return None if (one > 12) == (two > 12) else one > 12


def _parse_numeric(match: re.Match[str], text: str, zone: str | None, *, day_first: bool | None) -> Stated:
    first, second, third, hour, minute, seconds, half = match.groups()
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third)
    elif len(third) not in {2, 4}:
        return impossible(text)
    else:
        one, two = int(first), int(second)
        year = int(third) + (2000 if len(third) == 2 else 0)
        if day_first is None:
            if one <= 12 and two <= 12 and one != two:
                return Stated(None, 86400.0, zone_known=False, raw=text, flags=("order_ambiguous",))
            day_first = one > 12
        day, month = (one, two) if day_first else (two, one)
    clock = int(hour or 0)
    if half:
        clock = clock % 12 + (12 if half in "Pp" else 0)
    whole = _whole(year, month, day, clock, int(minute or 0), int(seconds or 0))
    if whole is None:
        return impossible(text)
    return _in_zone(whole, _precision(hour, seconds, None), None, zone, text)


def impossible(text: str) -> Stated:
    """Return what a text states that names no instant."""
    return Stated(None, 1.0, raw=text[:200], flags=("impossible",))


def _precision(hour: str | None, second: str | None, fraction: str | None) -> float:
    if hour is None:
        return 86400.0
    if second is None:
        return 60.0
    if not fraction:
        return 1.0
    return 10.0 ** -min(6, 3 * math.ceil(len(fraction) / 3))


def _whole(year: int, month: int, day: int, hour: int, minute: int, second: int) -> int | None:
    midnight = _midnight(year, month, day)
    if midnight is None or hour > 23 or minute > 59 or second > 60:
        return None
    return midnight + (hour * 3600 + minute * 60 + second) * SECOND_US


@lru_cache(maxsize=4096)
def _midnight(year: int, month: int, day: int) -> int | None:
    try:
        return (datetime(year, month, day, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
    except ValueError:
        return None


def _offset_us(offset: str) -> int | None:
    """Return how far a zone is ahead of UTC; None where no zone is (`+99:00`)."""
    if offset in {"Z", "z", "UTC", "GMT"}:
        return 0
    digits = offset[1:].replace(":", "").ljust(4, "0")
    size = (int(digits[:2]) * 60 + int(digits[2:])) * MINUTE_US
    ahead = -size if offset[0] == "-" else size
    return ahead if -ZONE_LATEST_US <= ahead <= ZONE_EARLIEST_US and int(digits[2:]) < 60 else None


def _in_zone(us: int, precision_s: float, offset: str | None, zone: str | None, raw: str) -> Stated:
    if offset is not None:
        ahead = _offset_us(offset)
        return impossible(raw) if ahead is None else _bounded(us - ahead, precision_s, raw)
    if zone is not None:
        inside = _bounded(us - DAY_US, precision_s, raw).us is not None
        inside = inside and _bounded(us + DAY_US, precision_s, raw).us is not None
        return _from_wall(us, zone, precision_s, raw) if inside else impossible(raw)
    return Stated(us, precision_s, zone_known=False, raw=raw, flags=("zone_unknown",))


def _from_wall(us: int, zone: str, precision_s: float, raw: str) -> Stated:
    """Return the moment at which the wall clock of `zone` showed `us`.

    Where the clock is put back it showed the time twice, where it is put forward never: both readings then lie
    within `precision_s`, and a flag says so.
    """
    wall = (_EPOCH + timedelta(microseconds=us)).replace(tzinfo=ZoneInfo(zone))
    first, second = (from_datetime(wall.replace(fold=fold).astimezone(UTC)) for fold in (0, 1))
    if first == second:
        return Stated(first, precision_s)
    width_s = precision_s + abs(second - first) / SECOND_US
    flag = "clock_repeated" if first < second else "clock_skipped"
    return Stated(min(first, second), width_s, raw=raw, flags=(flag,))


def _bounded(us: int, precision_s: float, raw: str) -> Stated:
    """Refuse what a datetime cannot hold; whether a time is plausible is decided by `in_range`."""
    if -62_135_596_800 * SECOND_US <= us < 253_402_300_800 * SECOND_US:
        return Stated(us, precision_s)
    return impossible(raw)


def in_range(us: int, now_us: int) -> bool:
    """Tell whether a moment can be a post's: from 2004 to one day after `now_us`."""
    return FIRST_US <= us <= now_us + DAY_US


def format_us(us: int) -> str:
    """Print a moment as ISO 8601 with `Z`, with as many digits of a second as it has.

    >>> format_us(1732394945700000), format_us(0)
    ('2024-11-23T20:49:05.700Z', '1970-01-01T00:00:00Z')
    """
    seconds, rest = divmod(us, SECOND_US)
    text = (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S").zfill(19)
    if not rest:
        return text + "Z"
    return f"{text}.{rest:06d}Z" if rest % 1000 else f"{text}.{rest // 1000:03d}Z"


def format_words(us: int, precision_s: float = 1.0) -> str:
    """Print a moment for people, in UTC: `3 Mar 2026 06:41:12 UTC`.

    >>> format_words(1772520072000000)
    '3 Mar 2026 06:41:12 UTC'
    """
    moment = to_datetime(us)
    day = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    if precision_s >= 86400:
        return day
    return f"{day} {moment:%H:%M} UTC" if precision_s >= 60 else f"{day} {moment:%H:%M:%S} UTC"


def to_datetime(us: int) -> datetime:
    """Return the aware UTC datetime of a moment."""
    return _EPOCH + timedelta(microseconds=us)


def from_datetime(moment: datetime) -> int:
    """Return the moment of an aware datetime, exactly. Raises ``ValueError`` for a naive one."""
    if moment.tzinfo is None:
        message = "a time without a zone is not a moment"
        raise ValueError(message)
    return (moment - _EPOCH) // timedelta(microseconds=1)


def hour_of(us: int) -> int:
    """Return the start of the UTC hour of a moment."""
    return us - us % HOUR_US


def now_us() -> int:
    """Return the current moment: for the log only, never for a result."""
    return from_datetime(datetime.now(UTC))


def today_us() -> int:
    """Return the start of the current UTC day: the `now` of a case, asked once, at its first load."""
    now = now_us()
    return now - now % DAY_US
