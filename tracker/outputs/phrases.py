"""Words for single values: counts, times, spans, platforms, and text from strangers inside a sentence."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from tracker.base import clock, words
from tracker.base.spans import format_span
from tracker.outputs.answers import moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tracker.outputs.answers import Row

ISOLATE: Final = "\u2068"
"""Begins text from a stranger inside a sentence of ours (first strong isolate); the page makes it <bdi>.
`shown` escapes this character in the stranger's own text, so only the catalogue can write it."""
RELEASE: Final = "\u2069"

HANDLE_CHARACTERS: Final = 60  # shown of a handle: longer ones are cut, and stand in full in posts.csv
EXCERPT_CHARACTERS: Final = 140  # shown of a post's words
CLOSE_S: Final = (
    5.0  # an interval narrower than this is written as one time (two platforms within 5 s tie anyway)
)

LOOSE_S: Final = 600.0  # what is known less well than this is told with its range

HUNDREDTH: Final = 0.01
MINUTE_S: Final = 60
DAY_S: Final = 86_400

PLATFORM_NAMES: Final = {
    "x": "X",
    "reddit": "Reddit",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "telegram": "Telegram",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "messenger": "Messenger",
    "threads": "Threads",
    "tiktok": "TikTok",
    "douyin": "Douyin",
    "linkedin": "LinkedIn",
    "youtube": "YouTube",
    "weibo": "Weibo",
    "discord": "Discord",
    "whatsapp": "WhatsApp",
    "truthsocial": "Truth Social",
    "gab": "Gab",
    "imgur": "Imgur",
    "pinterest": "Pinterest",
    "vkontakte": "VKontakte",
    "other": "an unnamed platform",
}


def platform(name: str) -> str:
    """Return a platform's name as it writes it itself.

    >>> platform("x"), platform("my-forum")
    ('X', 'my-forum')
    """
    return PLATFORM_NAMES.get(name, name)


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    >>> count(1, "post"), count(20000, "post"), count(2, "copy", "copies")
    ('1 post', '20,000 posts', '2 copies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """Return a share of 1 in whole per cent; what is not all is never rounded up to all.

    >>> percent(0.604), percent(0.999), percent(0.001)
    ('60 %', 'over 99 %', 'under 1 %')
    """
    if 1 - HUNDREDTH < share < 1:
        return "over 99 %"
    return "under 1 %" if 0 < share < HUNDREDTH else f"{share * 100:.0f} %"


def listed(parts: list[str], word: str = "and") -> str:
    """Join words as a sentence does.

    >>> listed(["X", "Reddit", "Telegram"])
    'X, Reddit and Telegram'
    """
    return f" {word} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def when(text: str | None, precision_s: float | None = None) -> str:
    """Return a time of the facts in words, to its precision.

    >>> when("2026-03-03T06:41:12Z"), when("2026-03-03T00:00:00Z", 86400), when(None)
    ('3 Mar 2026 06:41:12 UTC', '3 Mar 2026 (only the day is known)', 'time not known')
    """
    us = moment(text)
    if us is None:
        return "time not known"
    told = clock.format_words(us, precision_s or 1.0)
    return f"{told} (only the day is known)" if (precision_s or 0) >= DAY_S else told


def when_posted(row: Row) -> str:
    """Return when the post of a row was made; where that is not known to its precision, between which moments.

    >>> when_posted({"posted_at": "2026-03-03T10:15:00Z", "precision_s": 60, "zone_known": True})
    '3 Mar 2026 10:15 UTC'
    """
    if row.get("posted_at") and not row.get("zone_known", True):
        return f"{between(row.get('low'), row.get('high'))} ({zoneless(row)})"
    return between(row["low"], row["high"]) if is_loose(row) else when(row.get("posted_at"), row.get("precision_s"))


def is_loose(row: Row) -> bool:
    """Tell whether the time of a row's post is known less well than its digits say.

    >>> is_loose({"low": "2026-03-03T10:14:15Z", "high": "2026-03-03T10:15:15Z", "precision_s": 0.001})
    True
    >>> is_loose({"low": "2026-07-01T12:00:00Z", "high": "2026-07-01T13:00:01Z", "precision_s": 3601})
    True
    """
    low, high = moment(row.get("low")), moment(row.get("high"))
    told_s = row.get("precision_s") or 0
    exact_s = CLOSE_S + (told_s if told_s >= DAY_S else min(told_s, MINUTE_S))
    return low is not None and high is not None and high - low > exact_s * clock.SECOND_US


def zoneless(row: Row) -> str:
    """Return what a post states whose time has no zone.

    >>> zoneless({"posted_at": "2026-03-03T10:15:00Z"})
    'stated as 3 Mar 2026 10:15:00, zone not stated'
    """
    told = when(row.get("posted_at"), row.get("precision_s")).replace(" UTC", "")
    return f"stated as {told}, zone not stated"


def when_held(row: Row, end: str) -> str:
    """Return the first or last time that an export holds; without UTC where its zone is not known.

    >>> when_held({"first": "2026-03-03T10:15:00Z", "zone_known": False}, "first")
    '3 Mar 2026 10:15:00, zone not stated'
    """
    told = when(row.get(end))
    return told if row.get("zone_known", True) or not row.get(end) else f"{told.removesuffix(' UTC')}, zone not stated"


def precision(precision_s: float | None) -> str:
    """Return how exact a time is: `s`, `min` or `day`."""
    if precision_s is None:
        return "not known"
    return "day" if precision_s >= DAY_S else "min" if precision_s >= MINUTE_S else "s"


def between(low: str | None, high: str | None) -> str:
    """Return an interval in words; a narrow one as one time.

    >>> between("2026-03-03T06:41:11Z", "2026-03-03T06:41:13Z")
    '3 Mar 2026 06:41:12 UTC'
    >>> between("2026-03-03T06:00:00Z", "2026-03-03T08:00:00Z")
    'between 3 Mar 2026 06:00:00 UTC and 3 Mar 2026 08:00:00 UTC'
    """
    first, last = moment(low), moment(high)
    if first is None or last is None:
        known = when(low or high)
        return known if not (low or high) else f"not before {known}" if low else f"not after {known}"
    if last - first <= CLOSE_S * clock.SECOND_US:
        return clock.format_words((first + last) // 2)
    return f"between {clock.format_words(first)} and {clock.format_words(last)}"


def span(seconds: float | None) -> str:
    """Return a length of time in words."""
    return "not known" if seconds is None else format_span(seconds)


def later(seconds: float, ends: Sequence[float] | None, order: str = "later") -> str:
    """Return how much later something came; with its range where the times are not known well.

    >>> later(7200, [7199, 7201]), later(7200, None, "after it"), later(7200, [7140, 7220])
    ('2 h later', '2 h after it', 'about 2 h later')
    >>> later(133200, [39600, 226800])
    'about 1 day 13 h later (11 h to 2 days 15 h)'
    """
    told = f"{span(seconds)} {order}".strip()
    if ends is None or ends[1] - ends[0] <= CLOSE_S or span(ends[0]) == span(ends[1]):
        return told
    return f"about {told}{f' ({ends_in_words(*ends)})' if ends[1] - ends[0] > LOOSE_S else ''}"


def ends_in_words(low: float, high: float) -> str:
    """Return a range of lengths of time; one that reaches below nought in both directions.

    >>> ends_in_words(3600, 7200), ends_in_words(60, 60), ends_in_words(-3600, 7200)
    ('1 h to 2 h', '60 s', '1 h earlier to 2 h later')
    """
    if low < 0 <= high:
        return f"{span(-low)} earlier to {span(high)} later"
    return span(low) if span(low) == span(high) else f"{span(low)} to {span(high)}"


def day_and_clock(us: int) -> tuple[str, str]:
    """Return the day and the clock of a moment, for an axis.

    >>> day_and_clock(1772520072000000)
    ('3 Mar', '06:41')
    """
    day, month, _year, time, _utc = clock.format_words(us).split()
    return f"{day} {month}", time[:5]


def capital(sentence: str) -> str:
    """Return a sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]


def shown(text: str) -> str:
    """Return a stranger's text with control and direction characters as visible marks."""
    return words.visible(text)


def handle(text: str | None) -> str:
    r"""Return a handle as it may stand in a table: every invisible character visible, cut when very long.

    >>> handle("al\u200bice_example"), handle(None)
    ('al\\u200bice_example', 'account not known')
    """
    if not text:
        return "account not known"
    marked = "".join(
        f"\\u{ord(letter):04x}" if unicodedata.category(letter) == "Cf" else letter for letter in text
    )
    return words.one_line(marked, HANDLE_CHARACTERS)


def address(url: str | None) -> str:
    """Return an address for use inside a sentence, isolated and on one line."""
    return f"{ISOLATE}{words.one_line(url or '')}{RELEASE}"


def quoted(text: str | None) -> str:
    """Return a handle for use inside a sentence: isolated, so that its direction cannot turn the sentence."""
    return f"{ISOLATE}{handle(text)}{RELEASE}"


def excerpt(text: str) -> str:
    """Return the beginning of a stranger's text as one visible line, cut at a word.

    >>> excerpt("one two " * 30)[-13:]
    'one two one …'
    """
    line = " ".join(words.visible(text).split())
    if len(line) <= EXCERPT_CHARACTERS:
        return line
    head = line[: EXCERPT_CHARACTERS - 1]
    whole = head if line[EXCERPT_CHARACTERS - 1] == " " else head.rpartition(" ")[0]
    return f"{whole or head[:-1]} …"


def plain(sentence: str) -> str:
    """Return a sentence without the isolates, for plain-text files."""
    return sentence.replace(ISOLATE, "").replace(RELEASE, "")


def days(first: int, last: int) -> str:
    """Return a span with its years; the year of both ends stands once.

    >>> days(1771893420000000, 1772841120000000)
    'from 24 Feb 00:37 to 6 Mar 2026 23:52'
    """
    begins, ends = (clock.format_words(us, 60).removesuffix(" UTC") for us in (first, last))
    year = begins.split()[2]
    return f"from {begins.replace(f' {year}', '', 1) if year == ends.split()[2] else begins} to {ends}"


def size(number: int) -> str:
    """Return a number of bytes in its largest whole unit.

    >>> size(68719476736), size(1000)
    ('64 GiB', '1,000 bytes')
    """
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if number and number % unit == 0:
            return f"{number // unit:,} {name}"
    return f"{number:,} bytes"


def when_day(us: int) -> str:
    """Return the day of a moment with its year.

    >>> when_day(1772520072000000)
    '3 Mar 2026'
    """
    return clock.format_words(us, 86400)


def moment_words(moment: datetime) -> str:
    """Return a time of a table in words."""
    return clock.format_words(clock.from_datetime(moment))


def moment_iso(moment: datetime) -> str:
    """Return a time of a table as ISO 8601 with `Z`."""
    return clock.format_us(clock.from_datetime(moment))


def moment_text(us: int) -> str:
    """Return a moment in words, to the minute."""
    return clock.format_words(us, 60)


def moment_in_full(us: int) -> str:
    """Return a moment in words, to the second, in UTC."""
    return clock.format_words(us)
