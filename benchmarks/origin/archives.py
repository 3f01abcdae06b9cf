"""Stories as the tables of a case, dated by the tracker's own clock audit: no files, no pictures."""

from __future__ import annotations

import hashlib
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
from tracker.base.clock import DAY_US, SECOND_US, to_datetime
from tracker.findings.evidence import Evidence, Tables
from tracker.findings.rumor import choose_rumor
from tracker.findings.settings import FindingSettings
from tracker.graph.edges import build_edges
from tracker.ingest.clocks import MISSING, Intervals, Links, Times, decide
from tracker.ingest.reader import RESHARE_KINDS
from tracker.tables.accounts import Accounts
from tracker.tables.cascades import Cascades
from tracker.tables.copies import Copies
from tracker.tables.media import Media
from tracker.tables.posts import Posts
from tracker.tables.queries import Queries
from tracker.tables.rejects import Rejects
from tracker.tables.sources import Sources
from tracker.testing.native_ids import Counters, mastodon_id, tid, x_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stories import Post, Story

PICTURE = hashlib.sha256(b"the picture").digest()
BLANK: dict[str, Any] = {
    "references": [], "flags": [], "embedded": False, "protected": False, "source": "s1", "sources": ["s1"],
    "record": "line 1", "record_offset": 0, "record_length": 1, "record_sha256": bytes(32), "handle": None,
}  # fmt: skip
SOURCE: dict[str, Any] = {
    "source": "s1", "input": "made", "path": "made", "member": "", "format": "made", "why": "made", "size": 1,
    "sha256": bytes(32), "records": 0, "posts": 0, "merged": 0, "rejected": 0, "service": 0, "absent": 0,
    "complete": True, "notes": "",
}  # fmt: skip


def archive(story: Story, seed: int, draws: int) -> tuple[Evidence, dict[int, str]]:
    """Return what the tracker is given of a story, and the key of every post of it, captured or not."""
    dice = Random(f"archive {seed}")
    keys = _keys(story.posts, dice)
    held = sorted((post for post in story.posts if post.captured), key=lambda post: keys[post.number])
    now = max(post.us for post in story.posts) + 30 * DAY_US
    times = _times(held, keys, dice)
    intervals = decide(times, _links(held), now)
    posts = Posts.from_rows(_rows(held, keys, times, intervals))
    media, copies = _media(held, keys), _copies()
    tables = Tables(
        sources=Sources.from_rows([SOURCE]), accounts=Accounts.empty(), posts=posts, media=media, copies=copies,
        queries=Queries.empty(), edges=build_edges(posts, media, copies), cascades=Cascades.empty(),
        rejects=Rejects.empty(),
    )  # fmt: skip
    settings = FindingSettings(now_us=now, draws=draws)
    return Evidence(tables, choose_rumor(tables, settings), settings), keys


def _keys(posts: Sequence[Post], dice: Random) -> dict[int, str]:
    counters = Counters()
    return {
        post.number: _key(post, counters, dice) for post in sorted(posts, key=lambda post: (post.us, post.number))
    }


def _key(post: Post, counters: Counters, dice: Random) -> str:
    """Return the key that a platform would give at the post's true moment."""
    if post.platform == "x":
        return f"x:{x_id(post.us, dice)}"
    if post.platform == "reddit":
        return f"reddit:{counters.reddit(post.us, 't3')}"
    if post.platform == "telegram":
        return f"telegram:{counters.telegram(f'11000{post.number % 3}', dice)}"
    if post.platform == "bluesky":
        return f"bluesky:at://did:plc:a{post.number}example/app.bsky.feed.post/{tid(post.us, dice)}"
    if post.platform == "mastodon":
        return f"mastodon:https://home.example/users/a{post.number}/statuses/{mastodon_id(post.us, dice)}"
    return f"other:p{dice.getrandbits(40)}"


def _times(held: Sequence[Post], keys: dict[int, str], dice: Random) -> Times:
    seen = [_seen(post, dice) for post in held]
    size = len(held)
    none = np.full(size, MISSING, np.int64)
    false = np.zeros(size, np.bool_)
    return Times(
        platform=[post.platform for post in held],
        native_id=[keys[post.number].partition(":")[2] for post in held],
        claimed_us=np.array([_whole(post) for post in held], np.int64),
        indexed_us=np.array(seen, np.int64), captured_us=none, edited_us=none, precision_s=np.ones(size),
        zone_known=~false, server_timed=np.array([post.platform in {"x", "reddit", "telegram"} for post in held]),
        home=~false, conflict=false, contested=false, source=np.zeros(size, np.int64),
    )  # fmt: skip


def _whole(post: Post) -> int:
    return post.stated_us // SECOND_US * SECOND_US


def _seen(post: Post, dice: Random) -> int:
    """Return when Bluesky's index saw a post: within seconds, whatever it states; half of the archives tell."""
    if post.platform != "bluesky" or dice.random() < 0.5:
        return MISSING
    return post.us + SECOND_US + round(dice.expovariate(1 / 3) * SECOND_US)


def _links(held: Sequence[Post]) -> Links:
    place = {post.number: index for index, post in enumerate(held)}
    found = [
        (place[post.number], place[post.parent.number], RESHARE_KINDS.index(post.kind))
        for post in held if post.linked and post.parent is not None and post.parent.number in place
    ]  # fmt: skip
    child, parent, kind = zip(*found, strict=True) if found else ((), (), ())
    floors = np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.uint8)
    return Links(np.array(child, np.int32), np.array(parent, np.int32), np.array(kind, np.uint8), *floors)


def _rows(held: Sequence[Post], keys: dict[int, str], times: Times, found: Intervals) -> list[dict[str, Any]]:
    rows = [_row(post, keys, place, times, found) for place, post in enumerate(held)]
    return sorted(rows, key=lambda row: (row["posted_at"] is None, row["posted_at"], row["platform"], row["post"]))


def _row(post: Post, keys: dict[int, str], place: int, times: Times, found: Intervals) -> dict[str, Any]:
    moments = {
        "posted_at": found.posted, "low": found.low, "high": found.high, "claimed_at": times.claimed_us,
        "id_time": found.id_us, "indexed_at": times.indexed_us,
    }  # fmt: skip
    return {
        **BLANK, "post": keys[post.number], "platform": post.platform, "native_id": times.native_id[place],
        "account": f"{post.platform}:account {post.number}", "hard": bool(found.hard[place]), "precision_s": 1.0,
        "time_source": found.source[place], "disputed": bool(found.disputed[place]),
        "dispute_rule": found.rule[place], "time_flags": list(found.flags[place]),
        "kind": post.kind if post.linked else "post", "references": _references(post, keys),
        **{name: _moment(int(column[place])) for name, column in moments.items()},
    }  # fmt: skip


def _moment(us: int) -> Any:
    return None if us == MISSING else to_datetime(us)


def _references(post: Post, keys: dict[int, str]) -> list[dict[str, Any]]:
    if post.parent is None or not post.linked:
        return []
    return [{
        "target": keys[post.parent.number], "kind": post.kind, "scope": "immediate", "attribution": "platform",
        "account": None, "stated_at": None,
    }]  # fmt: skip


def _media(held: Sequence[Post], keys: dict[int, str]) -> Media:
    return Media.from_rows(
        {"media": f"{keys[post.number]}#1", "post": keys[post.number], "type": "image", "file": "a.png",
         "source": "s1", "member": "a.png", "sha256": PICTURE}
        for post in held
    )  # fmt: skip


def _copies() -> Copies:
    return Copies.from_rows([{
        "source": "s1", "member": "a.png", "file": "a.png", "sha256": PICTURE, "cluster": "c1", "relation": "",
        "parent_file": "", "strength": "", "score": None, "evidence": "{}",
    }])  # fmt: skip
