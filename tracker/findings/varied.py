"""The same case under other settings: stronger matches only, without one source, without one kind of clock."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.clock import SECOND_US
from tracker.base.keys import SERVER_TIMED
from tracker.findings.evidence import Evidence, Rumor, Tables
from tracker.findings.matches import matches_of
from tracker.findings.rumor import STRENGTHS
from tracker.tables.edges import Edges
from tracker.tables.posts import Posts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tracker.findings.dated import Dated
    from tracker.findings.spread import Spread

MOST_SOURCES: Final = 20
"""Sources left out one at a time, those with most posts of the rumor first."""
CLOCKS: Final = {
    "id": "without the clocks inside ids",
    "server": "without the times that platforms state",
    "indexed": "without what other servers saw",
}
"""What decides an interval, and the setting without it in words."""


def variations(spread: Spread, evidence: Evidence) -> Iterator[tuple[str, Evidence]]:
    """Yield each other setting in words, with the evidence that is left under it.

    Settings that would change nothing (one source only, no weaker match, no such clock) are none.
    """
    yield from _by_strength(spread, evidence)
    yield from _by_source(evidence)
    yield from _by_clock(spread, evidence)


# ---- matches -------------------------------------------------------------------------------------------


def _by_strength(spread: Spread, evidence: Evidence) -> Iterator[tuple[str, Evidence]]:
    """Leave out the carriers of weaker matches, and the reposts of these."""
    rumor = evidence.rumor
    matches = matches_of(rumor, evidence.tables) if rumor.basis != "cascade" else {}
    strength = {post: match.strength or STRENGTHS[0] for post, match in matches.items()}
    for fewest in (1, 2):
        allowed = STRENGTHS[:fewest]
        weak = {post for post in rumor.carriers if strength.get(post, STRENGTHS[0]) not in allowed}
        dropped = _with_reposts(weak, spread)
        if weak and len(dropped) < len(rumor.posts):
            named = " and ".join(allowed)
            yield f"with {named} matches only", msgspec.structs.replace(evidence, rumor=_without(rumor, dropped))


def _with_reposts(posts: Collection[str], spread: Spread) -> set[str]:
    found, waiting = set(posts), sorted(posts)
    while waiting:
        reposts = [link.child for link in spread.pointed_at.get(waiting.pop(), ()) if link.kind == "repost"]
        fresh = [child for child in reposts if child not in found]
        found.update(fresh)
        waiting += fresh
    return found


def _without(rumor: Rumor, dropped: Collection[str]) -> Rumor:
    kept = tuple(post for post in rumor.posts if post not in dropped)
    carriers = tuple(post for post in rumor.carriers if post not in dropped)
    return msgspec.structs.replace(rumor, posts=kept, carriers=carriers)


# ---- sources -------------------------------------------------------------------------------------------


def _by_source(evidence: Evidence) -> Iterator[tuple[str, Evidence]]:
    """Leave out one source after another: what only it holds of the rumor, and of the posts that this points at."""
    tables, rumor = evidence.tables, evidence.rumor
    held = _held(tables.posts, {*rumor.posts, *rumor.elsewhere, *_parents(tables.edges, rumor.posts)})
    counted = Counter(source for post in rumor.posts for source in held.get(post, ()))
    names = {row["source"]: row["member"] or row["path"] for row in tables.sources.rows()}
    for source, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:MOST_SOURCES]:
        gone = {post for post, sources in held.items() if sources == (source,)}
        left = _without(rumor, gone)
        if left.posts and len(counted) > 1:
            elsewhere = tuple(post for post in rumor.elsewhere if post not in gone)
            fewer = Evidence(
                _tables_without(tables, gone), msgspec.structs.replace(left, elsewhere=elsewhere), evidence.settings
            )
            yield f"without {names.get(source, source)}", fewer


def _held(posts: Posts, keys: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return which sources hold each of some posts."""
    chosen = posts.arrow.filter(pc.is_in(posts.post, value_set=pa.array(sorted(keys), pa.string())))
    rows = zip(chosen["post"].to_pylist(), chosen["sources"].to_pylist(), strict=True)
    return {post: tuple(sources) for post, sources in rows}


def _parents(edges: Edges, posts: Collection[str]) -> list[str]:
    chosen = edges.arrow.filter(pc.is_in(edges.child, value_set=pa.array(sorted(posts), pa.string())))
    parents: list[str] = pc.unique(chosen["parent"]).to_pylist()
    return parents


def _tables_without(tables: Tables, gone: Collection[str]) -> Tables:
    """Return the tables without some posts: what still points at them points at absent posts."""
    named = pa.array(sorted(gone), pa.string())
    posts = tables.posts.arrow.filter(pc.invert(pc.is_in(tables.posts.post, value_set=named)))
    edges = tables.edges.arrow.filter(pc.invert(pc.is_in(tables.edges.child, value_set=named)))
    absent = pc.or_(edges["parent_absent"], pc.is_in(edges["parent"], value_set=named))
    edges = edges.set_column(edges.schema.get_field_index("parent_absent"), Edges.schema.field("parent_absent"), absent)
    return msgspec.structs.replace(tables, posts=Posts(posts), edges=Edges(edges))


# ---- clocks --------------------------------------------------------------------------------------------


def _by_clock(spread: Spread, evidence: Evidence) -> Iterator[tuple[str, Evidence]]:
    """Take the times that one kind of clock decides for bare claims, where some confirmed time is left."""
    confirmed = [post for post in spread.posts.values() if post.hard]
    for clock, setting in CLOCKS.items():
        left = [post for post in confirmed if post.time_source != clock or _server_states(post, clock)]
        if left and any(post.time_source == clock for post in confirmed):
            posts = _without_clock(evidence.tables.posts, clock)
            tables = msgspec.structs.replace(evidence.tables, posts=posts)
            yield setting, msgspec.structs.replace(evidence, tables=tables)


def _server_states(post: Dated, clock: str) -> bool:
    return clock == "id" and post.platform in SERVER_TIMED and post.claimed_at is not None


def _without_clock(posts: Posts, clock: str) -> Posts:
    """Take the clock from posts: what a platform's server states beside an id still stands, to the second."""
    ruled = pc.equal(posts.time_source, clock)
    stated = pc.and_(pc.is_in(posts.platform, value_set=pa.array(sorted(SERVER_TIMED))), pc.is_valid(posts.claimed_at))
    stated = pc.and_(pc.and_(ruled, posts.hard), stated if clock == "id" else pa.scalar(False))
    columns = {
        "hard": pc.and_(posts.hard, pc.or_(pc.invert(ruled), stated)),
        "low": pc.if_else(stated, posts.claimed_at, posts.low),
        "high": pc.if_else(stated, pc.add(posts.claimed_at, pa.scalar(SECOND_US, pa.duration("us"))), posts.high),
    }
    return Posts.from_columns({name: columns.get(name, posts.arrow[name]) for name in posts.arrow.column_names})
