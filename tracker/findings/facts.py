"""facts.json: the one file that everything said is said from (docs/facts.md)."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.clock import from_datetime
from tracker.findings.dated import later_versions
from tracker.findings.wording import moment

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracker.findings.evidence import Evidence, Tables
    from tracker.tables.findings import Findings

SCHEMA: Final = "tracker.facts/1"
ORIGIN_MEANING: Final = (
    "the earliest captured post of the rumor has this author, and no evidence held here speaks against it; "
    "earlier posts may exist outside these archives"
)
RUN_KEYS: Final = ("first_seen", "origin", "origin_candidates", "credible_set", "disputed", "completeness")
"""Findings whose detail stands under the key of `tracker run --json`; `about` holds the rest of them."""


def facts_of(evidence: Evidence, hashes_unreadable: int, findings: Findings) -> dict[str, Any]:
    """Return facts.json as plain values.

    `hashes_unreadable` is how many pictures could not be decoded: the only number here that no table of the
    evidence holds.
    """
    facts = _counts(evidence.tables, hashes_unreadable)
    facts["rumor"] = _rumor(evidence)
    facts["origin_meaning"] = ORIGIN_MEANING
    facts["about"] = {}
    for row in findings.rows():
        told = {"how": row["method"], "posts": row["evidence"], "caveat": row["caveat"], "asks": row["asks"]}
        detail = json.loads(row["detail"])
        if row["finding"] in RUN_KEYS:
            facts[row["finding"]] = detail
            facts["about"][row["finding"]] = told
        else:
            number = {name: _plain(row[name]) for name in ("value", "low", "high")}
            facts[row["finding"]] = {**number, "unit": row["unit"], "detail": detail, **told}
    return facts


def _plain(number: float | None) -> float | None:
    """Return a count as a whole number: the table holds floats only."""
    return int(number) if number is not None and number.is_integer() else number


def _counts(tables: Tables, hashes_unreadable: int) -> dict[str, Any]:
    clusters = _clusters(tables)
    return {
        "schema": SCHEMA,
        "posts": len(tables.posts),
        **{name: _sum(tables, name) for name in ("merged", "rejected", "service")},
        "media": len(tables.media),
        "media_unreadable": hashes_unreadable,
        "sources": _sources(tables),
        "clusters": len(clusters),
        "largest_cluster": max((len(files) for files in clusters.values()), default=0),
    }


def _sum(tables: Tables, name: str) -> int:
    return int(pc.sum(tables.sources.arrow.column(name), min_count=0).as_py())


def _clusters(tables: Tables) -> dict[str, set[bytes]]:
    found: dict[str, set[bytes]] = defaultdict(set)
    for cluster, digest in zip(
        tables.copies.cluster.to_pylist(), tables.copies.sha256.to_pylist(), strict=True
    ):
        if cluster:
            found[cluster].add(digest)
    return found


def _sources(tables: Tables) -> list[dict[str, Any]]:
    """Return the files that were read, with their counts."""
    names = ("path", "member", "format", "records", "posts", "merged", "rejected", "service")
    return [
        {name: row[name] for name in names}
        | {name: moment(from_datetime(row[name]) if row[name] else None) for name in ("first", "last")}
        for row in tables.sources.rows()
        if row["format"]
    ]


def _counted(tables: Tables, column: str, keys: Collection[str]) -> dict[str, int]:
    """Return how many of some posts there are of each kind, or platform."""
    table = tables.posts.arrow
    chosen = table.filter(pc.is_in(table["post"], value_set=pa.array(keys, pa.string())))
    return dict(sorted(Counter(chosen[column].to_pylist()).items()))


def _rumor(evidence: Evidence) -> dict[str, Any]:
    rumor, settings = evidence.rumor, evidence.settings
    return {
        "cluster": rumor.cluster,
        "also": list(rumor.also),
        "images": rumor.images,
        "posts": len(rumor.posts),
        "versions": len(later_versions(evidence.tables.posts, rumor.posts)),
        "variants": rumor.variants,
        "same_words": len(rumor.same_words),
        "basis": rumor.basis,
        "chosen_by": rumor.chosen_by,
        "root": rumor.root,
        "carriers": len(rumor.carriers),
        "carrier_kinds": _counted(evidence.tables, "kind", rumor.carriers),
        "platforms": _counted(evidence.tables, "platform", rumor.posts),
        "matched": rumor.matched,
        "since": moment(settings.since_us),
        "until": moment(settings.until_us),
        "before": len(rumor.before),
        "after": len(rumor.after),
        "excluded": rumor.excluded,
        "choices": [
            {"cluster": name, "posts": posts, "sha256": digest} for name, posts, digest in rumor.choices
        ],
    }
