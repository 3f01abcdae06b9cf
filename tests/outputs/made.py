"""An invented case for the writers' tests: tables and facts that agree with one another.

The story: a screenshot appears on Telegram, 68 minutes later on X, then on Reddit and Bluesky; a Bluesky post
states a time nine days earlier than its own id; `view(protected=True)` protects the account on Telegram.
"""

from __future__ import annotations

import copy
import hashlib
import io
from typing import TYPE_CHECKING, Any

from tracker.base.clock import HOUR_US, format_us, parse_iso, to_datetime
from tracker.outputs.writer import View
from tracker.tables.accounts import Accounts
from tracker.tables.cascades import Cascades
from tracker.tables.copies import Copies
from tracker.tables.edges import Edges
from tracker.tables.findings import Findings
from tracker.tables.hashes import Hashes
from tracker.tables.media import Media
from tracker.tables.posts import Posts
from tracker.tables.queries import Queries
from tracker.tables.rejects import Rejects
from tracker.tables.sources import Sources

if TYPE_CHECKING:
    from datetime import datetime

BLUESKY = "bluesky:at://did:plc:invented0example/app.bsky.feed.post/3mg5vgqk2xk2c"
FIRST = "telegram:1001/17"
ON_X = "x:2028764000000000001"
ON_REDDIT = "reddit:t3_1abcde"
ABSENT = "x:2028700000000000000"
NOT_BEFORE_X = "2026-03-03T06:00:00Z"
SHA = hashlib.sha256(b"the screenshot").digest()

# post, platform, account, handle, time, kind, parent, text
STORY = (
    (
        FIRST,
        "telegram",
        "user77",
        "orbit_watch_example",
        "2026-03-03T06:41:12Z",
        "post",
        None,
        "Look at this <wow>",
    ),
    (
        ON_X,
        "x",
        "501",
        "ada_news_example",
        "2026-03-03T07:49:30.250Z",
        "post",
        None,
        "Data centres in orbit?",
    ),
    ("x:2028764000000000002", "x", "502", "bo_example", "2026-03-03T08:10:00Z", "repost", ON_X, None),
    (
        "x:2028764000000000003",
        "x",
        "503",
        "cy_example",
        "2026-03-03T09:20:00Z",
        "quote",
        ON_X,
        '=HYPERLINK("x")',
    ),
    (ON_REDDIT, "reddit", "t2_9", "dee_example", "2026-03-03T12:23:00Z", "post", None, "Is this real?"),
    (
        BLUESKY,
        "bluesky",
        "did:plc:invented0example",
        "eve.example",
        "2026-03-03T13:00:00Z",
        "post",
        None,
        "old news",
    ),
    ("x:2028764000000000004", "x", "504", "fay_example", None, "reply", ABSENT, "+1"),
)


def moment(text: str | None) -> datetime | None:
    """Return an aware datetime, or None."""
    us = parse_iso(text).us if text else None
    return to_datetime(us) if us is not None else None


def facts(**changes: Any) -> dict[str, Any]:
    """Return the facts of the story; each keyword replaces one entry, None removes it."""
    found = copy.deepcopy(_facts())
    for name, value in changes.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = value
    return found


def finding(value: float | None = None, detail: Any = None, **parts: Any) -> dict[str, Any]:
    """Return one finding of facts.json."""
    base = {
        "value": value,
        "low": None,
        "high": None,
        "unit": "s",
        "detail": detail,
        "asks": "What is asked?",
        "how": "How it was computed.",
        "posts": [FIRST],
        "caveat": "What it does not show.",
    }
    return base | parts


def seen(post: str = FIRST, account: str = "orbit_watch_example", **parts: Any) -> dict[str, Any]:
    """Return one row of `first_seen`."""
    return {
        "post": post,
        "account": account,
        "low": "2026-03-03T06:41:12Z",
        "high": "2026-03-03T06:41:13Z",
        "probability": 0.98,
        "basis": "clock",
    } | parts


def candidate(post: str = FIRST, account: str | None = "orbit_watch_example", **parts: Any) -> dict[str, Any]:
    """Return one row of `origin_candidates`."""
    return {
        "post": post,
        "account": account,
        "absent": False,
        "probability": 0.98,
        "low": "2026-03-03T06:41:12Z",
        "high": "2026-03-03T06:41:13Z",
        "evidence": ["server time of the platform"],
        "against": [],
    } | parts


def earliest(rank: int, post: str, **parts: Any) -> dict[str, Any]:
    """Return one row of `earliest`."""
    row = next(row for row in STORY if row[0] == post)
    return {
        "rank": rank,
        "post": post,
        "account": row[3],
        "handle": row[3],
        "platform": row[1],
        "posted_at": row[4],
        "precision_s": 1.0,
        "low": row[4],
        "high": row[4],
        "probability": 0.5,
        "relation": "same_file",
        "strength": "strong",
        "url": f"https://{row[1]}.example/{row[3]}/{rank}",
        "why": "the same file",
        "sha256": SHA.hex(),
    } | parts


def coverage(platform: str, path: str, first: str, last: str) -> dict[str, Any]:
    """Return one row of `coverage`."""
    return {
        "source": "s1",
        "path": path,
        "member": "",
        "platform": platform,
        "format": platform,
        "first": first,
        "last": last,
        "posts": 100,
        "complete": True,
        "notes": "",
    }


def spread(hours: int = 60) -> list[dict[str, Any]]:
    """Return an hourly timeline of four platforms that rises and falls."""
    start = parse_iso("2026-03-03T06:00:00Z").us or 0
    rows, cumulative = [], 0
    for hour in range(hours):
        for offset, platform, size in (
            (0, "telegram", 6),
            (1, "x", 30),
            (6, "reddit", 14),
            (7, "bluesky", 4),
        ):
            age = hour - offset
            posts = round(size * max(age, 0) * 2.7 ** (-age / 9)) if age >= 0 else 0
            posts = max(posts, 1) if age == 0 else posts
            cumulative += posts
            if posts:
                rows.append(
                    {
                        "start": format_us(start + hour * HOUR_US),
                        "platform": platform,
                        "posts": posts,
                        "cumulative": cumulative,
                    }
                )
    return rows


def _facts() -> dict[str, Any]:
    rows = spread()
    total = sum(row["posts"] for row in rows)
    check = {
        "url": "https://checks.example/orbit",
        "at": "2026-03-04T13:41:12Z",
        "posts_before": total - 400,
        "posts_after": 400,
        "share_before": (total - 400) / total,
    }
    return {
        "schema": "tracker.facts/1",
        "posts": 5210,
        "merged": 12,
        "rejected": 41,
        "service": 2,
        "media": 300,
        "media_unreadable": 3,
        "clusters": 41,
        "largest_cluster": 204,
        "sources": [
            {"path": "x-archive.zip", "member": "data/tweets.js", "format": "x_archive", "records": 4000}
        ],
        "rumor": {
            "cluster": "c1",
            "also": [],
            "images": 204,
            "posts": total + 5,
            "variants": 3,
            "same_words": 40,
        },
        "first_seen": [seen()],
        "origin": ["orbit_watch_example"],
        "origin_meaning": "the earliest captured post of the rumor has this author",
        "origin_candidates": [
            candidate(),
            candidate(ON_X, "ada_news_example", probability=0.02, against=["68 min after the earliest copy"]),
        ],
        "credible_set": {"level": 0.9, "posts": [FIRST]},
        "disputed": [
            {
                "post": BLUESKY,
                "account": "eve.example",
                "platform": "bluesky",
                "claimed": "2026-02-22T13:00:00Z",
                "bounded": ["2026-03-03T12:59:00Z", "2026-03-03T13:00:00Z"],
                "difference_s": 777600,
                "rule": "claim earlier than its own id",
                "in_rumor": True,
            }
        ],
        "completeness": {
            "parents_resolved": 0.71,
            "parents_referenced": 420,
            "left_censored": ["reddit"],
            "by_platform": {},
            "absent_posts": 31,
            "tombstones": 4,
            "id_gaps": 2,
        },
        "about": {"first_seen": finding(how="The posts whose intervals begin before any other ends.")},
        "earliest": finding(
            detail=[
                earliest(1, FIRST),
                earliest(2, ON_X),
                earliest(3, "x:2028764000000000002", relation="copy"),
                earliest(
                    4, "x:2028764000000000003", strength="fair", why="cropped; 96 % of the detail agrees"
                ),
                earliest(
                    4,
                    ON_REDDIT,
                    strength="weak",
                    precision_s=60.0,
                    sha256=None,
                    url=None,
                    why="only the words",
                ),
            ]
        ),
        "coverage": finding(
            detail=[
                coverage("telegram", "result.json", "2026-03-01T00:00:00Z", "2026-03-06T00:00:00Z"),
                coverage("x", "x-archive.zip", "2026-03-03T07:49:30Z", "2026-03-06T00:00:00Z"),
                coverage("reddit", "reddit.ndjson.zst", "2026-03-03T12:00:00Z", "2026-03-05T02:00:00Z"),
                coverage("bluesky", "bluesky.json", "2026-03-02T00:00:00Z", "2026-03-06T00:00:00Z"),
            ]
        ),
        "timeline": finding(total, {"freq": "h", "rows": rows, "untimed": 5}),
        "first_per_platform": finding(
            4,
            [
                {
                    "platform": "telegram",
                    "post": FIRST,
                    "account": "orbit_watch_example",
                    "posted_at": STORY[0][4],
                    "low": STORY[0][4],
                    "high": STORY[0][4],
                    "delay_s": 0,
                    "order_known": True,
                    "hard": True,
                },
                {
                    "platform": "x",
                    "post": ON_X,
                    "account": "ada_news_example",
                    "posted_at": STORY[1][4],
                    "low": STORY[1][4],
                    "high": STORY[1][4],
                    "delay_s": 4098,
                    "order_known": True,
                    "hard": True,
                },
                {
                    "platform": "reddit",
                    "post": ON_REDDIT,
                    "account": "dee_example",
                    "posted_at": STORY[4][4],
                    "low": STORY[4][4],
                    "high": STORY[4][4],
                    "delay_s": 20508,
                    "order_known": True,
                    "hard": True,
                },
                {
                    "platform": "bluesky",
                    "post": BLUESKY,
                    "account": "eve.example",
                    "posted_at": STORY[5][4],
                    "low": STORY[5][4],
                    "high": STORY[5][4],
                    "delay_s": 22728,
                    "order_known": False,
                    "hard": False,
                },
            ],
        ),
        "time_to_10": finding(14_400, {"n": total}, low=12_000, high=16_000),
        "time_to_50": finding(46_800, {"n": total}, low=43_200, high=50_400),
        "time_to_90": finding(120_000, {"n": total}, low=110_000, high=130_000),
        "doubling": finding(7_200, {"r2": 0.97, "k_from": 10, "k_to": 200}),
        "peak_hour": finding(164, {"start": "2026-03-03T17:00:00Z"}, unit="posts"),
        "factcheck_delay": finding(111_600, check),
        "most_reshared": finding(
            detail=[
                {
                    "post": ON_X,
                    "account": "ada_news_example",
                    "platform": "x",
                    "reshares": 605,
                    "posted_at": STORY[1][4],
                    "url": "https://x.example/ada_news_example/2",
                }
            ]
        ),
        "unknowns": finding(
            detail=[
                {
                    "what": "posts that others point to are not in the archives",
                    "count": 31,
                    "kind": "absent",
                    "settle": "an export that holds them",
                },
                {
                    "what": "records were not understood",
                    "count": 41,
                    "kind": "rejected",
                    "settle": "a newer version",
                },
            ]
        ),
        "variants": finding(
            3,
            [
                {
                    "cluster": "c2",
                    "sha256": hashlib.sha256(b"variant").hexdigest(),
                    "posts": 12,
                    "first": "2026-03-03T15:00:00Z",
                    "was": "1 GW",
                    "is": "10 GW",
                    "box": [10, 10, 40, 12],
                }
            ],
        ),
    }


def thumbnail(shade: int = 90) -> bytes:
    """Return a small JPEG."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (160, 100), (shade, 110, 160))
    ImageDraw.Draw(image).rectangle((10, 60, 150, 90), fill=(20, 30, 60))
    written = io.BytesIO()
    image.save(written, "JPEG")
    return written.getvalue()


def view(told: dict[str, Any] | None = None, *, protected: bool = False, text: str | None = None) -> View:
    """Return the story as a writer sees it; `text` replaces the text and handle of the first post."""
    return View(
        sources=_sources(),
        accounts=_accounts(protected=protected),
        posts=_posts(protected=protected, text=text),
        media=_media(),
        hashes=_hashes(),
        copies=_copies(),
        queries=Queries.empty(),
        edges=_edges(),
        cascades=_cascades(),
        findings=Findings.empty(),
        rejects=_rejects(),
        facts=told or facts(),
        case={
            "schema": "tracker.case/1",
            "now": "2026-04-01T00:00:00Z",
            "versions": {"tracker": "0.1.0"},
            "inputs": [{"name": "x-archive.zip", "size": 7, "sha256": "ab" * 32}],
            "settings": {
                "load": {"tz": None},
                "match": {"images": ["cd" * 32], "texts": []},
                "findings": {"seed": 1, "factchecks": []},
            },
        },
    )


def _posts(*, protected: bool, text: str | None) -> Posts:
    rows = []
    for post, platform, account, handle, time, kind, parent, words in STORY:
        at, first = moment(time), post == FIRST
        rows.append(
            {
                "post": post,
                "platform": platform,
                "native_id": post.partition(":")[2],
                "account": account,
                "handle": text if first and text else handle,
                "posted_at": at,
                "low": at,
                "high": at,
                "hard": True,
                "precision_s": 1.0,
                "time_source": "server",
                "claimed_at": at,
                "disputed": post == BLUESKY,
                "time_flags": [],
                "flags": ["handle_lookalike"] if handle == "cy_example" else [],
                "kind": kind,
                "text": text if first and text else words,
                "url": f"https://{platform}.example/{handle}/1",
                "parent": parent,
                "references": [],
                "embedded": False,
                "protected": protected and first,
                "source": "s1",
                "sources": ["s1", "s2"] if first else ["s1"],
                "record": "line 1",
                "record_offset": 0,
                "record_length": 10,
                "record_sha256": SHA,
            }
        )
    return Posts.from_rows(rows)


def _accounts(*, protected: bool) -> Accounts:
    rows = [
        {
            "account": f"{platform}:{account}",
            "platform": platform,
            "account_id": account,
            "handle": handle,
            "handles": [handle],
            "posts": 1,
            "protected": protected and handle == "orbit_watch_example",
            "lookalike": False,
        }
        for _, platform, account, handle, *_ in STORY
    ]
    return Accounts.from_rows(sorted(rows, key=lambda row: str(row["account"])))


def _sources() -> Sources:
    names = (("s1", "x-archive.zip", "data/tweets.js"), ("s2", "result.json", ""))
    return Sources.from_rows(
        {
            "source": key,
            "input": path,
            "path": path,
            "member": member,
            "format": "x_archive",
            "why": "manifest",
            "size": 7,
            "sha256": SHA,
            "records": 10,
            "posts": 7,
            "merged": 1,
            "rejected": 2,
            "service": 0,
            "absent": 0,
            "first": moment("2026-03-03T06:41:12Z"),
            "last": moment("2026-03-03T13:00:00Z"),
            "complete": True,
            "notes": "",
        }
        for key, path, member in names
    )


def _media() -> Media:
    return Media.from_rows(
        {
            "media": f"{post}#1",
            "post": post,
            "type": "image",
            "file": "pic.jpg",
            "source": "s1",
            "member": "media/pic.jpg",
            "sha256": SHA,
        }
        for post in (FIRST, ON_X)
    )


def _hashes() -> Hashes:
    pictures = ((SHA, 90), (hashlib.sha256(b"variant").digest(), 160))
    return Hashes.from_rows(
        {
            "sha256": sha,
            "detail": True,
            "width": 160,
            "height": 100,
            "format": "JPEG",
            "thumbnail": thumbnail(shade),
        }
        for sha, shade in sorted(pictures)
    )


def _copies() -> Copies:
    return Copies.from_rows(
        [
            {
                "source": "s1",
                "member": "media/pic.jpg",
                "file": "pic.jpg",
                "sha256": SHA,
                "cluster": "c1",
                "relation": "",
                "parent_file": "",
                "strength": "",
                "evidence": "{}",
            },
        ]
    )


def _edges() -> Edges:
    rows = [
        {
            "child": child,
            "parent": parent,
            "kind": kind,
            "attribution": "platform",
            "confidence": 1.0,
            "scope": "root",
            "parent_absent": parent == ABSENT,
            "kept": True,
            "delay_s": 1230.0,
            "rule": "native",
        }
        for child, _, _, _, _, kind, parent, _ in STORY
        if parent
    ]
    return Edges.from_rows(sorted(rows, key=lambda row: str(row["child"])))


def _cascades() -> Cascades:
    base = {"root_absent": False, "depth": 0, "max_breadth": 1, "size": 1, "posts": 1, "reshares": 0}
    rows = [
        {
            **base,
            "root": ON_X,
            "size": 3,
            "posts": 3,
            "reshares": 2,
            "depth": 1,
            "max_breadth": 2,
            "structural_virality": 4 / 3,
            "peak_hour": moment("2026-03-03T07:00:00Z"),
        },
        *({**base, "root": root} for root in sorted((FIRST, ON_REDDIT, BLUESKY))),
        {**base, "root": ABSENT, "root_absent": True, "depth": 1},
    ]
    return Cascades.from_rows(rows)


def _rejects() -> Rejects:
    return Rejects.from_rows(
        [
            {
                "source": "s1",
                "path": "x-archive.zip",
                "member": "data/tweets.js",
                "line": 12,
                "offset": 99,
                "length": 20,
                "reason": "no created_at",
                "head": '=cmd|"x"',
                "sha256": SHA,
            }
        ]
    )
