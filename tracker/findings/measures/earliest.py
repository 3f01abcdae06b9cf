"""The earliest posts, row by row: the table that a reader checks."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from tracker.findings.beginnings import beginnings
from tracker.findings.dated import TIE_US, Dated
from tracker.findings.evidence import Rumor, Tables
from tracker.findings.matches import Match, matches_of
from tracker.findings.measure import Finding, measure
from tracker.findings.one_clock import Clock, clock_of, passed_at
from tracker.findings.pointing import targets_of
from tracker.findings.shortfall import shortfalls
from tracker.findings.spread import Spread
from tracker.findings.wording import resting_on, times_of

LISTED: Final = 100

_RELATIONS: Final = {
    "same_file": "carries the same file",
    "same_picture": "carries the same picture",
    "copy": "carries a copy of the picture",
    "same_words": "has the same words",
    "": "carries the picture that the others are compared with",
}
_CLOCKS: Final = {
    "id": "time from the post's id",
    "server": "time set by the platform",
    "indexed": "time confirmed by another server",
    "none": "time only bounded",
}
_PHONE: Final = "time as the phone that exported its chat shows it"


@measure(asks="What are the earliest posts of the rumor, and why does each match?")
def earliest(spread: Spread, rumor: Rumor, tables: Tables) -> Iterator[Finding]:
    """List up to 100 posts in the order of their intervals; ties share a rank.

    Reposts of a captured post of the rumor, and claims that nothing supports, are not in the list.
    """
    listed = [post for post in spread.timed if _is_listed(post, spread)]
    ranks = _ranks(listed, spread)
    chance = {each.post: each.probability for each in spread.earliest.members}
    ordered = sorted(
        listed, key=lambda post: (ranks[post.post], -chance.get(post.post, 0.0), post.posted_at, post.post)
    )
    matches = matches_of(rumor, tables)
    shown = ordered[:LISTED]
    targets, begins = targets_of(shown, spread, tables), beginnings(shown, tables.posts)
    short = shortfalls(shown, tables.posts, tables.sources)
    edited = _edited([(post.post, ranks[post.post]) for post in shown], spread.versions)
    rows = [
        _row(post, ranks[post.post], chance, matches.get(post.post), rumor, edited.get(post.post, ""))
        | {"version_of": spread.versions.get(post.post)}
        | {"kind": post.kind, "points_at": _plain(targets.get(post.post)), "begins": _plain(begins.get(post.post)),
           "short": _plain(short.get(post.post))}
        for post in shown
    ]
    yield Finding(
        name="earliest",
        value=len(rows),
        unit="posts",
        detail=rows,
        method="Rank is one more than the number of listed posts that surely came before; overlapping times, "
        "and two platforms within 5 s, share a rank.",
        evidence=resting_on((row["post"] for row in rows), spread.sources),
        caveat="Earliest copies in these archives; archives not loaded may hold earlier ones.",
    )


def _is_listed(post: Dated, spread: Spread) -> bool:
    if post.post in spread.earliest.unsupported:
        return False
    return not (post.kind == "repost" and post.post in spread.earliest.followers)


def _ranks(listed: list[Dated], spread: Spread) -> dict[str, int]:
    """Rank posts by how many surely came before; only a member of the earliest set can be first."""
    alike: dict[tuple[str, Clock], list[Dated]] = defaultdict(list)
    for post in listed:
        if not post.disputed and post.span:
            alike[post.platform, clock_of(post)].append(post)
    ends = {
        group: (sorted(post.span[1] for post in held if post.span), sorted(map(passed_at, held)))
        for group, held in alike.items()
    }  # fmt: skip
    first = {each.post for each in spread.earliest.members}
    return {post.post: 1 if post.post in first else max(1 + _before(post, ends), 2) for post in listed}


def _before(post: Dated, ends: Mapping[tuple[str, Clock], tuple[list[int], list[int]]]) -> int:
    """Count the posts that surely came before: by their intervals, those of the same clock by what it showed."""
    low, clock = post.span[0] if post.span else 0, clock_of(post)
    return sum(
        bisect_left(times, low - (TIE_US if name != post.platform else 0))
        if clock.isdisjoint(files) else bisect_left(shown, post.claimed_at or 0)
        for (name, files), (times, shown) in ends.items()
    )  # fmt: skip


def _edited(shown: list[tuple[str, int]], versions: Mapping[str, str]) -> dict[str, str]:
    """Return of which post each later version is one: by its number in the list where it has one of its own."""
    counted = Counter(rank for _, rank in shown)
    numbers = {post: f"number {rank}" for post, rank in shown if counted[rank] == 1}
    first = {post: versions[post] for post, _ in shown if post in versions}
    return {post: f"is a later version (an edit) of {numbers.get(old, old)}; " for post, old in first.items()}


def _row(
    post: Dated, rank: int, chance: Mapping[str, float], match: Match | None, rumor: Rumor, edited: str
) -> dict[str, Any]:
    """Return one row; `edited` says of which post this one is a later version."""
    return {
        "rank": rank,
        "post": post.post,
        "account": post.label,
        "handle": post.handle,
        "platform": post.platform,
        **times_of(post),
        "probability": chance.get(post.post, 0.0),
        "relation": match.relation if match else "",
        "strength": match.strength if match else "",
        "url": post.url,
        "why": edited + _why(post, match, rumor),
        "sha256": match.sha256 if match else None,
    }


def _plain(found: msgspec.Struct | None) -> dict[str, Any] | None:
    return None if found is None else msgspec.structs.asdict(found)


def _why(post: Dated, match: Match | None, rumor: Rumor) -> str:
    if match is not None:
        reason = f"{_RELATIONS[match.relation]} ({match.strength or 'strong'} match)"
    elif rumor.basis == "cascade":
        reason = "belongs to the cascade"
    else:
        reason = f"is a {post.kind} of such a post"
    is_phone = post.time_source == "server" and "one_clock" in post.time_flags
    clock = _PHONE if is_phone else _CLOCKS.get(post.time_source, "time as its author's program states it")
    clock += _zone(post)
    if post.disputed:
        clock = "its stated time and other evidence disagree; placed by that evidence"
    edited = "; it was edited later, so the picture may have come then" if post.edited_at is not None else ""
    return f"{reason}; {clock}{edited}"


def _zone(post: Dated) -> str:
    """Return what is to be said of the zone of a time that was stated without one."""
    if not post.zone_known:
        return ", without its zone"
    inferred = "zone_solved" in post.time_flags and post.time_source != "id"
    return ", in the zone that the ids of its file show" if inferred else ""


MEASURE = earliest
