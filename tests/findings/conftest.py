"""Cases made by hand: posts, who points at whom, and which carry the picture."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.clock import SECOND_US, parse_iso, to_datetime
from tracker.base.keys import split_key
from tracker.findings.evidence import Evidence, Tables
from tracker.findings.rumor import choose_rumor
from tracker.findings.settings import FindingSettings
from tracker.tables.accounts import Accounts
from tracker.tables.cascades import Cascades
from tracker.tables.copies import Copies
from tracker.tables.edges import Edges
from tracker.tables.media import Media
from tracker.tables.posts import Posts
from tracker.tables.queries import Queries
from tracker.tables.rejects import Rejects
from tracker.tables.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NOON = parse_iso("2026-03-03T12:00:00Z").us or 0
NOW = parse_iso("2026-04-01").us or 0
PICTURE = hashlib.sha256(b"the picture").digest()
ORDER = ("repost", "crosspost", "forward", "quote", "reply")
TIMES = ("posted_at", "low", "high", "claimed_at", "id_time", "indexed_at", "captured_at", "edited_at")

Row = dict[str, Any]


def post_row(key: str, at_s: float | None, **given: Any) -> Row:
    """Return a row of `posts`, `at_s` seconds after noon; hard to within a second unless said otherwise."""
    platform, native_id = split_key(key)
    at = None if at_s is None else NOON + round(at_s * SECOND_US)
    row: Row = {
        "post": key,
        "platform": platform,
        "native_id": native_id,
        "account": f"id-{key}",
        "handle": f"{native_id}_example",
        "posted_at": at,
        "low": at,
        "high": None if at is None else at + SECOND_US,
        "hard": at is not None,
        "precision_s": 1.0,
        "time_source": "server",
        "claimed_at": at,
        "disputed": False,
        "time_flags": [],
        "flags": [],
        "kind": "post",
        "references": [],
        "embedded": False,
        "protected": False,
        "source": "s1",
        "sources": ["s1"],
        "record": "line 1",
        "record_offset": 0,
        "record_length": 1,
        "record_sha256": bytes(32),
    }
    row.update(given)
    return {
        name: to_datetime(row[name]) if name in TIMES and row[name] is not None else row[name] for name in row
    }


def edge_rows(posts: Iterable[Row], pointers: Iterable[tuple[str, str, str]]) -> list[Row]:
    """Return rows of `edges`; the kept parent of each child is the first by kind, then by key."""
    known = {row["post"] for row in posts}
    rows: list[Row] = []
    kept: set[str] = set()
    for child, parent, kind in sorted(pointers, key=lambda one: (one[0], ORDER.index(one[2]), one[1])):
        rows.append(
            {
                "child": child,
                "parent": parent,
                "kind": kind,
                "attribution": "platform",
                "confidence": 1.0,
                "scope": "immediate",
                "parent_absent": parent not in known,
                "kept": child not in kept,
                "rule": kind,
            }
        )
        kept.add(child)
    return sorted(rows, key=lambda row: (row["child"], row["parent"], row["kind"]))


def copy_row(sha256: bytes, cluster: str, **given: Any) -> Row:
    return {
        "source": "s1",
        "member": f"media/{sha256.hex()[:8]}.png",
        "file": f"{sha256.hex()[:8]}.png",
        "sha256": sha256,
        "cluster": cluster,
        "relation": "",
        "parent_file": "",
        "strength": "",
        "score": None,
        "evidence": "{}",
        **given,
    }


def media_row(post: str, sha256: bytes | None, number: int = 1, **given: Any) -> Row:
    return {
        "media": f"{post}#{number}",
        "post": post,
        "type": "image",
        "file": "a.png",
        "source": "s1",
        "member": "media/a.png",
        "sha256": sha256,
        **given,
    }


def query_row(**given: Any) -> Row:
    return {
        "query": "fake.png",
        "kind": "image",
        "sha256": None,
        "cluster": "",
        "member_sha256": "",
        "post": "",
        "relation": "",
        "strength": "",
        "score": None,
        "evidence": "{}",
        **given,
    }


def source_row(**given: Any) -> Row:
    return {
        "source": "s1",
        "input": "x.zip",
        "path": "x.zip",
        "member": "",
        "format": "x_api_v2",
        "why": "made",
        "size": 1,
        "sha256": bytes(32),
        "records": 0,
        "posts": 0,
        "merged": 0,
        "rejected": 0,
        "service": 0,
        "absent": 0,
        "complete": True,
        "notes": "",
        **given,
    }


class Maker:
    """Builds the tables of a case from a few rows."""

    noon = NOON
    now = NOW
    picture = PICTURE
    post = staticmethod(post_row)
    copy = staticmethod(copy_row)
    media = staticmethod(media_row)
    query = staticmethod(query_row)
    source = staticmethod(source_row)

    def tables(
        self,
        posts: Iterable[Row],
        pointers: Iterable[tuple[str, str, str]] = (),
        *,
        carriers: Iterable[str] | None = None,
        **given: list[Row],
    ) -> Tables:
        """Return a case in which `carriers` (all that are no reposts, unless said) carry the one picture."""
        rows = sorted(posts, key=lambda row: (row["posted_at"] is None, str(row["posted_at"]), row["post"]))
        carrying = [row["post"] for row in rows if row["kind"] != "repost"] if carriers is None else carriers
        made = {
            "media": [media_row(key, PICTURE) for key in carrying],
            "copies": [copy_row(PICTURE, "c1")],
            "queries": [],
            "cascades": [],
            "sources": [source_row()],
        } | given
        return Tables(
            sources=Sources.from_rows(made["sources"]),
            accounts=Accounts.empty(),
            posts=Posts.from_rows(rows),
            media=Media.from_rows(made["media"]),
            copies=Copies.from_rows(made["copies"]),
            queries=Queries.from_rows(made["queries"]),
            edges=Edges.from_rows(edge_rows(rows, pointers)),
            cascades=Cascades.from_rows(made["cascades"]),
            rejects=Rejects.empty(),
        )

    def evidence(self, tables: Tables, **settings: Any) -> Evidence:
        """Return the evidence of a case, its rumor chosen."""
        chosen = FindingSettings(**{"now_us": NOW, **settings})
        return Evidence(tables, choose_rumor(tables, chosen), chosen)


@pytest.fixture(scope="session")
def made() -> Maker:
    return Maker()


@pytest.fixture(scope="session")
def detail_of() -> Callable[[Evidence], dict[str, Any]]:
    """Return the answers of a case: name -> detail, with value, low and high beside it."""
    import json

    from tracker.findings.answer import answer_all

    def details(evidence: Evidence) -> dict[str, Any]:
        return {
            row["finding"]: {**row, "detail": json.loads(row["detail"])}
            for row in answer_all(evidence).rows()
        }

    return details
