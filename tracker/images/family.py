"""Whose lineage is asked, which of its pictures are compared, and the rows that come of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.canonical import dumps
from tracker.images.descent import steps_between
from tracker.images.lineage import Seen, Step, descend, oldest_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracker.images.album import Album
    from tracker.images.cluster import Group
    from tracker.images.queries import Searched
    from tracker.images.uses import Uses
    from tracker.tables.posts import Posts

Row = dict[str, Any]
MOST_PICTURES: Final = 30
"""Of one family: half of them the earliest, the rest those with most posts (docs/lineage.md: cost)."""
LEAST_MARGIN: Final = 3500
"""In thousandths; below it the order is unknown (docs/lineage.md, table 2)."""
_MANY: Final = 1000


Closely = Callable[[Sequence[str]], Mapping[str, np.ndarray]]
"""Files -> their own grey pixels."""


class Family(msgspec.Struct, frozen=True):
    """A cluster and all that differ from it, or from those, in words."""

    name: str
    cluster_of: dict[str, str]
    """Distinct picture -> its cluster."""
    files: dict[str, list[str]]
    """Distinct picture -> the files with its pixels, itself included."""


def lineage_rows(among: Searched, posts: Posts, asked: Collection[str], closely: Closely) -> list[Row]:
    """Return the lineage of the families that hold a cluster asked for (by name); of the largest where none was."""
    groups = [group for group in among.groups if group.cluster and group.cluster not in among.exclude]
    related = _related(groups)
    chosen = [each for each in related if any(group.cluster in asked for group in each)] or related[:1]
    families = [_family(among.album, each, among.exclude) for each in chosen]
    return [row for family in families for row in _rows(family, among, posts, closely)]


def _rows(family: Family, among: Searched, posts: Posts, closely: Closely) -> list[Row]:
    seen = _seen(family, among.uses, posts)
    kept = sorted(_most_telling(family, among.uses, seen))
    own = closely([name for name in kept if among.album.is_reduced(name)])
    found = steps_between(among.album, kept, seen, own)
    steps = descend(kept, {pair: sign.cost for pair, sign in found.items()}, seen)
    left_out = len(family.files) - len(kept)
    oldest = oldest_of(steps)
    told = [found[step.parent, step.child].told if step.parent else {} for step in steps]
    return [_row(step, family, {**one, "left_out": left_out}, oldest) for step, one in zip(steps, told, strict=True)]


def _row(step: Step, family: Family, told: Row, oldest: str) -> Row:
    known = (step.margin is None or step.margin >= LEAST_MARGIN) and (step.parent or step.child == oldest)
    return {
        "family": family.name, "cluster": family.cluster_of[step.child], "child": bytes.fromhex(step.child),
        "parent": step.parent, "cost": step.cost / _MANY,
        "margin": None if step.margin is None else step.margin / _MANY,
        "direction": "known" if known else "order unknown",
        "evidence": dumps({**told, "instead": step.instead, "files": family.files[step.child]}),
    }  # fmt: skip


def _related(groups: list[Group]) -> list[list[Group]]:
    """Return groups joined wherever one is a variant of the other; larger first, as the groups come."""
    home = {group.representative: {group.representative} for group in groups}
    for group in groups:
        if group.variant_of is not None and group.variant_of.other in home:
            both = home[group.representative] | home[group.variant_of.other]
            home.update(dict.fromkeys(both, both))
    families: dict[int, list[Group]] = defaultdict(list)
    for group in groups:
        families[id(home[group.representative])].append(group)
    return list(families.values())


def _family(album: Album, groups: list[Group], exclude: Collection[str]) -> Family:
    cluster_of: dict[str, str] = {}
    heads: dict[bytes, str] = {}
    files: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        for name in sorted(set(group.members).difference(exclude)):
            head = heads.setdefault(album[name].pixel_sha256, name)
            cluster_of.setdefault(head, group.cluster)
            files[head].append(name)
    return Family(groups[0].cluster, cluster_of, dict(files))


def _most_telling(family: Family, uses: Uses, seen: Mapping[str, Seen]) -> list[str]:
    """Return the earliest, and then those with most posts; ties by name."""
    early = sorted(family.files, key=lambda name: (_first(seen[name]), name))[: MOST_PICTURES // 2]
    rest = sorted(set(family.files) - set(early), key=lambda name: (-len(uses.of(family.files[name])), name))
    return [*early, *rest[: MOST_PICTURES - len(early)]]


def _first(seen: Seen) -> tuple[bool, int]:
    at = seen.high if seen.high is not None else seen.claimed_high
    return at is None, at or 0


Interval = tuple[int | None, int | None, bool]
"""Low, high, and whether both rest on more than a claim."""


def _seen(family: Family, uses: Uses, posts: Posts) -> dict[str, Seen]:
    """Return when each picture was first posted."""
    carriers = {name: sorted(uses.of(files)) for name, files in family.files.items()}
    wanted = pa.array(sorted({post for held in carriers.values() for post in held}), pa.string())
    chosen = posts.arrow.filter(pc.is_in(posts.post, value_set=wanted))
    low, high, edited = (chosen.column(n).cast(pa.int64()).to_pylist() for n in ("low", "high", "edited_at"))
    columns = zip(chosen["post"].to_pylist(), low, high, edited, chosen["hard"].to_pylist(), strict=True)
    intervals = {post: (start, _later(end, edit), hard) for post, start, end, edit, hard in columns}
    return {name: _first_seen([intervals[post] for post in held]) for name, held in carriers.items()}


def _later(high: int | None, edited: int | None) -> int | None:
    """Return by when a post held its picture: an edit may have put in another."""
    return high if edited is None or high is None else max(high, edited)


def _first_seen(intervals: list[Interval]) -> Seen:
    lows = [low for low, _, _ in intervals if low is not None]
    sure = len(lows) == len(intervals) and all(hard for _, _, hard in intervals)
    return Seen(
        low=min(lows) if sure else None,
        high=min((high for _, high, hard in intervals if hard and high is not None), default=None),
        claimed_low=min(lows) if len(lows) == len(intervals) else None,
        claimed_high=min((high for _, high, _ in intervals if high is not None), default=None),
    )
