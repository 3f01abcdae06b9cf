"""When was a post that is not here? Absent posts are dated by their id, their neighbours, their reshares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.clock import SECOND_US, format_us
from tracker.base.idtime import id_time
from tracker.base.keys import SERVER_TIMED, split_key
from tracker.findings.sampling import DELAY_US, LONGEST_DELAY_US

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.findings.dated import Dated, Mention
    from tracker.tables.posts import Posts


_REDDIT: Final = re.compile(r"(t[13]_)([0-9a-z]{1,13})")
_TELEGRAM: Final = re.compile(r"(.+/)(\d{1,18})")


class Absence(msgspec.Struct, frozen=True):
    """What is known of an absent post's time and author."""

    key: str
    low: int | None
    """Null where nothing bounds it from below."""
    high: int
    account: str | None
    evidence: tuple[str, ...]
    against: tuple[str, ...]

    dated: bool = True
    """False where its reshares tell more than the rest: it came before the first of them, as posts do."""

    @property
    def span(self) -> tuple[int, int]:
        """The interval that the draws use."""
        return (self.high - LONGEST_DELAY_US if self.low is None else min(self.low, self.high)), self.high


def absence(
    key: str, children: Iterable[Dated], mentions: Iterable[Mention], posts: Posts, now_us: int
) -> Absence | None:
    """Date an absent post; null where nothing dates it, not even a reshare.

    In this order: the clock inside its id, where the platform's server made it; the time that a forward
    states of it; captured neighbours in the order of ids (Reddit, Telegram); the client's clock in its id;
    else only its earliest reshare bounds it, and a neighbour on one side where there is one.
    """
    latest = min((span[1] for child in children if (span := child.span)), default=None)
    named = sorted({mention.account for mention in mentions if mention.account})
    account = named[0] if named else None
    for start, end, why in _dates(key, mentions, posts, now_us):
        bound = end if latest is None else min(end, latest)
        if start <= bound:
            wide = bound - start > DELAY_US and bound == latest
            return Absence(key, start, bound, account, (why,), (), dated=not wide)
    if latest is None:
        return None
    bounded = f"its earliest reshare here is of {format_us(latest)}"
    floor, ceiling = _neighbours(key, posts)
    high = latest if ceiling is None else min(latest, ceiling)
    low = floor if floor is not None and floor <= high else None
    return Absence(key, low, high, account, (bounded,), ("nothing but its reshares dates it",), dated=False)


def _dates(
    key: str, mentions: Iterable[Mention], posts: Posts, now_us: int
) -> Iterable[tuple[int, int, str]]:
    platform, native_id = split_key(key)
    inside = id_time(platform, native_id, now_us=now_us)
    slack = round(inside.tolerance_s * SECOND_US)
    if inside.us is not None and inside.server:
        yield inside.us - slack, inside.us + slack, f"its id dates it to {format_us(inside.us)}"
    stated = [mention.stated_at for mention in mentions if mention.stated_at is not None]
    if stated and platform in SERVER_TIMED:
        yield min(stated), min(stated) + SECOND_US, f"a reshare here dates it to {format_us(min(stated))}"
    yield from _between(key, posts)
    if inside.us is not None and not inside.server:
        why = f"the author's program dates its id to {format_us(inside.us)}"
        yield inside.us - slack, inside.us + slack, why


def _between(key: str, posts: Posts) -> Iterable[tuple[int, int, str]]:
    """Bracket a post whose ids rise with time by its captured neighbours in that order."""
    floor, ceiling = _neighbours(key, posts)
    if floor is not None and ceiling is not None:
        yield floor, ceiling, "posts with ids just below and above it are here, and ids rise with time"


def _neighbours(key: str, posts: Posts) -> tuple[int | None, int | None]:
    """Return when the captured posts with the ids just below and above were there; null without one."""
    platform, native_id = split_key(key)
    form, base = {"reddit": (_REDDIT, 36), "telegram": (_TELEGRAM, 10)}.get(platform, (None, 10))
    match = form.fullmatch(native_id) if form else None
    if match is None:
        return None, None
    number = int(match[2], base)
    before: tuple[int, int] | None = None
    after: tuple[int, int] | None = None
    for rest, low, high in _numbered(posts, f"{platform}:{match[1]}"):
        found = form.fullmatch(match[1] + rest) if form else None
        other = int(found[2], base) if found else number
        if other < number and (before is None or other > before[0]):
            before = (other, low)
        elif other > number and (after is None or other < after[0]):
            after = (other, high)
    return before and before[1], after and after[1]


def _numbered(posts: Posts, prefix: str) -> Iterable[tuple[str, int, int]]:
    """Return rest of key, low and high of each hard, undisputed post whose key starts with `prefix`."""
    table = posts.arrow
    wanted = pc.and_(pc.starts_with(table.column("post"), prefix), table.column("hard"))
    wanted = pc.and_(wanted, pc.invert(table.column("disputed")))
    chosen = table.select(["post", "low", "high"]).filter(wanted).drop_null()
    times = (chosen.column(name).cast(pa.int64()).to_pylist() for name in ("low", "high"))
    rests = (key[len(prefix) :] for key in chosen.column("post").to_pylist())
    return zip(rests, *times, strict=True)
