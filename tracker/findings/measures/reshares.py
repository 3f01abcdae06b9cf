"""Which posts of the rumor were passed on most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from tracker.findings.evidence import Rumor, Tables
from tracker.findings.matches import matches_of
from tracker.findings.measure import Finding, measure
from tracker.findings.spread import Spread
from tracker.findings.wording import resting_on, times_of
from tracker.tables.edges import Edges

LISTED: Final = 10
KINDS: Final = frozenset({"repost", "quote", "crosspost", "forward"})


@measure(asks="Which posts of the rumor were passed on most?")
def reshares(spread: Spread, edges: Edges, rumor: Rumor, tables: Tables) -> Iterator[Finding]:
    """Rank the rumor's posts by captured reshares (repost, quote, crosspost, forward; replies are none)."""
    top = sorted(_counts(spread, edges).items(), key=lambda row: (-row[1], row[0]))[:LISTED]
    matches = matches_of(rumor, tables)
    yield Finding(
        name="most_reshared",
        value=len(top),
        unit="posts",
        detail=[
            {
                "post": key,
                "account": spread.posts[key].label,
                "platform": spread.posts[key].platform,
                "reshares": count,
                **times_of(spread.posts[key]),
                "url": spread.posts[key].url,
                "strength": matches[key].strength if key in matches else "",
            }
            for key, count in top
        ],
        method="Captured posts whose kept parent is the post, replies left out.",
        evidence=resting_on((key for key, _ in top), spread.sources),
        caveat="Passing on is not the same as believing or making. Where a platform points reshares at the "
        "root, the path they took is not known.",
    )


def _counts(spread: Spread, edges: Edges) -> Counter[str]:
    chosen = edges.arrow.filter(pc.is_in(edges.parent, value_set=pa.array(sorted(spread.posts), pa.string())))
    names = ("child", "parent", "kind", "attribution", "kept")
    rows = zip(*(chosen.column(name).to_pylist() for name in names), strict=True)
    return Counter(
        parent
        for child, parent, kind, attribution, kept in rows
        if kept and kind in KINDS and attribution != "inferred" and child != parent
    )


MEASURE = reshares
