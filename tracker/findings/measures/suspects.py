"""Where a post stands that somebody suspects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.clock import format_us
from tracker.base.keys import is_key, url_key
from tracker.findings.evidence import Rumor, Tables
from tracker.findings.measure import Finding, measure
from tracker.findings.one_clock import is_after
from tracker.findings.settings import FindingSettings
from tracker.findings.spread import Spread
from tracker.findings.wording import HERE, resting_on

if TYPE_CHECKING:
    from tracker.findings.dated import Dated
    from tracker.tables.posts import Posts

LISTED: Final = 100
"""Earlier posts listed; `position` counts all."""


@measure(asks="Where does the post that somebody suspects stand, and what is earlier?")
def suspects(spread: Spread, rumor: Rumor, tables: Tables, settings: FindingSettings) -> Iterator[Finding]:
    """Place each post asked about (`--post`) among the rumor's, with what speaks for and against it."""
    if not settings.suspects:
        return
    rows = [_row(asked, spread, rumor, tables) for asked in settings.suspects]
    named = [key for row in rows for key in [row["post"], *row["earlier"]] if key in spread.posts]
    yield Finding(
        name="suspects",
        value=len(rows),
        unit="posts",
        detail=rows,
        method="`earlier` are posts of the rumor whose whole interval lies before, or that the same clock dates "
        "earlier; `position` is one more than their number, so ties share it.",
        evidence=resting_on(dict.fromkeys(named), spread.sources),
        caveat=f"Posting early is not intent, and not proof of having made the picture. {HERE}",
    )


def _row(asked: str, spread: Spread, rumor: Rumor, tables: Tables) -> dict[str, Any]:
    posts = tables.posts
    key = asked if is_key(asked) else url_key(asked) or _by_address(asked, posts) or asked
    post = spread.posts.get(key)
    captured = post is not None or key in _known(posts, key)
    earlier = _earlier(post, spread) if post else []
    return {
        "asked": asked, "post": key, "captured": captured,
        "position": len(earlier) + 1 if post is not None and post.span else None, "of": len(spread.timed),
        "earlier": earlier[:LISTED],
        "for": _for(post, spread) if post else _pointing(key, spread),
        "against": _against(post, earlier, spread) if post else [_outside(key, rumor, tables, captured=captured)],
        "uncompared": captured and post is None and rumor.basis == "picture" and _is_unseen(key, tables),
    }  # fmt: skip


def _known(posts: Posts, key: str) -> list[str]:
    found: list[str] = posts.post.filter(pc.equal(posts.post, key)).to_pylist()
    return found


def _by_address(url: str, posts: Posts) -> str | None:
    found = posts.post.filter(pc.fill_null(pc.equal(posts.url, url), False)).to_pylist()
    return min(found, default=None)


def _earlier(post: Dated, spread: Spread) -> list[str]:
    """Return the posts that surely came before, earliest first; disputed ones show nothing."""
    span = post.span
    if span is None:
        return []
    before = (
        each for each in spread.timed
        if not each.disputed and each.span and (each.span[1] < span[0] or is_after(post, each))
    )  # fmt: skip
    return [each.post for each in before if each.post not in spread.earliest.unsupported]


def _for(post: Dated, spread: Spread) -> list[str]:
    members = {each.post: each.probability for each in spread.earliest.members}
    reasons = []
    if post.post in members:
        reasons.append(
            f"it is among the earliest copies in these archives (probability {members[post.post]:g})"
        )
    if post.hard and not post.disputed:
        reasons.append("its time rests on more than its author's word")
    if post.post not in spread.earliest.followers:
        reasons.append("it points at no other captured post of the rumor")
    return reasons


def _pointing(key: str, spread: Spread) -> list[str]:
    """Return that posts of the rumor point at one that is none of them: it may have come before."""
    links = spread.pointed_at.get(key, ())
    if not links:
        return []
    children = sorted({link.child for link in links})
    kinds = ", ".join(sorted({link.kind for link in links}))
    times = [at for child in children if (at := spread.posts[child].posted_at) is not None]
    first = f", the first of them of {format_us(min(times))}" if times else ""
    posts = "1 post of the rumor points" if len(children) == 1 else f"{len(children):,} posts of the rumor point"
    return [f"{posts} at it ({kinds}){first}"]


def _against(post: Dated, earlier: list[str], spread: Spread) -> list[str]:
    reasons = []
    if earlier:
        first = spread.posts[earlier[0]]
        reasons.append(
            f"{len(earlier)} earlier posts are here, the first of {format_us(first.posted_at or 0)}"
        )
    if post.disputed:
        reasons.append(f"its stated time is disputed: {post.dispute_rule or 'other evidence contradicts it'}")
    elif not post.hard:
        reasons.append("its time rests on its author's word alone")
    parents = sorted({link.parent for link in spread.pointing.get(post.post, ())})
    reasons += [f"it points at {parent}, which came before it" for parent in parents]
    return reasons or ["archives that were not loaded may hold earlier posts"]


def _outside(key: str, rumor: Rumor, tables: Tables, *, captured: bool) -> str:
    """Return why a post is none of the rumor's; that nothing of it could be compared speaks neither way."""
    if not captured:
        return "it is not in these archives"
    if rumor.basis == "words":
        return "the words asked for are not in it"
    if rumor.basis != "picture":
        return "it is no part of the chain that is followed"
    if _is_unseen(key, tables):
        return "what it shows is not in the exports or cannot be read: whether it is the same cannot be told"
    return "none of its pictures is a copy" if key in set(tables.media.post.to_pylist()) else "it carries no picture"


def _is_unseen(key: str, tables: Tables) -> bool:
    """Tell whether a post shows anything whose bytes were not compared."""
    shown = tables.media.arrow.filter(pc.equal(tables.media.post, key)).column("sha256")
    rows = tables.copies.rows()
    seen = pa.array([row["sha256"] for row in rows if json.loads(row["evidence"]).get("step") != "none"], shown.type)
    return not pc.all(pc.is_in(shown, value_set=seen), min_count=0).as_py()


MEASURE = suspects
