"""What the times of the posts rest on, and what differences between clocks have in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from statistics import median
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.clock import DAY_US, HOUR_US, SECOND_US
from tracker.findings.dated import time_marked
from tracker.findings.measure import Finding, measure
from tracker.findings.spread import Spread
from tracker.findings.wording import moment, resting_on
from tracker.tables.posts import Posts

FEWEST: Final = 5
"""Posts of one account from which on what they have in common is said."""
LEAST_SHARE: Final = 0.8
"""Share of an account's posts that must be off alike to speak of its clock."""
STEADY_US: Final = 30 * SECOND_US
"""A clock that is set wrong is off by the same amount, to within this."""
LISTED: Final = 100
_WHOLE: Final = "whole_hours_off"
_DAMAGED: Final = "parent_id_damaged"


class _Off(msgspec.Struct, frozen=True):
    """A post whose stated time and id disagree."""

    post: str
    platform: str
    account: str
    claimed_us: int
    made_us: int
    whole: bool

    @property
    def gap_us(self) -> int:
        """How much later than its id it states to be; negative where earlier."""
        return self.claimed_us - self.made_us


@measure(asks="What do the times of the posts rest on?")
def clocks(posts: Posts, spread: Spread) -> Iterator[Finding]:
    """Count what decided the posts' times, and find accounts whose stated times are off alike.

    `value` is the number of posts whose time rests on more than its author's word.
    """
    off = sorted(_off(posts), key=lambda one: one.post)
    yield Finding(
        name="clocks",
        value=_true(posts.hard),
        unit="posts",
        detail={
            "posts": len(posts),
            "decided_by": _decided(posts),
            "id_times": len(posts) - posts.id_time.null_count,
            "marks": _counts(pc.list_flatten(posts.time_flags)),
            "damaged_references": _counts(pc.list_flatten(posts.flags)).get(_DAMAGED, 0),
            "whole_hours": _sorted(Counter(f"{_hours(one):+d}" for one in off if one.whole)),
            "accounts": _accounts(off, posts)[:LISTED],
        },
        method="Each post's interval by the strongest evidence about it (docs/clocks.md); an account is listed where "
        "5 or more of its posts state times that their ids contradict in the same way.",
        evidence=resting_on((one.post for one in off), spread.sources),
        caveat="Clocks are compared, not people: a difference has many harmless reasons, and none is chosen here.",
    )


def _true(column: pa.ChunkedArray) -> int:
    return int(pc.sum(column, min_count=0).as_py())


def _counts(names: pa.ChunkedArray) -> dict[str, int]:
    """Return how often each name stands in a column."""
    return _sorted({row["values"]: row["counts"] for row in pc.value_counts(names).to_pylist()})


def _decided(posts: Posts) -> dict[str, int]:
    """Return how many times each kind of evidence decided; `device` is the one phone that wrote a chat's times."""
    phones = _true(pc.and_(pc.equal(posts.time_source, "server"), time_marked(posts, "one_clock")))
    counts = Counter(_counts(posts.time_source))
    return _sorted(counts - Counter(server=phones) + Counter(device=phones))


def _sorted(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _hours(one: _Off) -> int:
    return round(one.gap_us / HOUR_US)


def _off(posts: Posts) -> Iterator[_Off]:
    """Yield the posts that are disputed, or whole hours off, and have both a stated time and a clock in their id."""
    table = posts.arrow.filter(pc.and_(pc.is_valid(posts.claimed_at), pc.is_valid(posts.id_time)))
    table = table.filter(table["disputed"])
    names = ("post", "platform", "account", "time_flags")
    columns = [table[name].to_pylist() for name in names]
    columns += [table[name].cast(pa.int64()).to_pylist() for name in ("claimed_at", "id_time")]
    for post, platform, account, flags, claimed_us, made_us in zip(*columns, strict=True):
        if abs(claimed_us - made_us) > SECOND_US:
            yield _Off(post, platform, account or "", claimed_us, made_us, _WHOLE in flags)


def _accounts(off: list[_Off], posts: Posts) -> list[dict[str, Any]]:
    """Return the accounts whose posts are off alike, those with most posts first."""
    groups: dict[tuple[str, str], list[_Off]] = defaultdict(list)
    for one in off:
        if one.account:
            groups[one.platform, one.account].append(one)
    many = {name: group for name, group in groups.items() if len(group) >= FEWEST}
    dated = _dated(posts, many)
    names = _handles(posts, [group[0].post for group in many.values()])
    rows = [
        {"kind": kind, "of": dated[name], "account": names.get(group[0].post) or group[0].account, **_row(group)}
        for name, group in many.items() if (kind := _alike(group, dated[name]))
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["off"], row["platform"], row["post"]))


def _dated(posts: Posts, accounts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return how many posts of some accounts state a time and have a clock in their id."""
    known = pa.array(sorted({account for _, account in accounts}), pa.string())
    table = posts.arrow.filter(
        pc.and_(pc.is_in(posts.account, value_set=known),
                pc.and_(pc.is_valid(posts.claimed_at), pc.is_valid(posts.id_time)))
    )  # fmt: skip
    return Counter(zip(table["platform"].to_pylist(), table["account"].to_pylist(), strict=True))


def _handles(posts: Posts, keys: list[str]) -> dict[str, str | None]:
    table = posts.arrow.filter(pc.is_in(posts.post, value_set=pa.array(keys, pa.string())))
    return dict(zip(table["post"].to_pylist(), table["handle"].to_pylist(), strict=True))


def _alike(group: list[_Off], dated: int) -> str:
    """Return what the differences of an account have in common; empty where nothing."""
    gaps = [one.gap_us for one in group]
    middle = median(gaps)
    near = sum(abs(gap - middle) <= STEADY_US for gap in gaps)
    whole = sum(one.whole for one in group)
    if max(gaps) < -DAY_US and max(gaps) - min(gaps) > DAY_US:
        return "import"
    if whole >= LEAST_SHARE * dated:
        return "zone"
    return "steady" if near >= LEAST_SHARE * dated and abs(middle) < DAY_US else ""


def _row(group: list[_Off]) -> dict[str, Any]:
    gaps = [one.gap_us for one in group]
    claimed, made = ([one.claimed_us for one in group], [one.made_us for one in group])
    return {
        "platform": group[0].platform, "post": group[0].post, "off": len(group),
        "gap_s": round(median(gaps) / SECOND_US), "hours": sorted({_hours(one) for one in group if one.whole}),
        "claimed": [moment(min(claimed)), moment(max(claimed))],
        "made": [moment(min(made)), moment(max(made))],
    }  # fmt: skip


MEASURE = clocks
