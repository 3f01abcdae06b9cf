"""What the panels of a page share: the facts as they may be shown, and look-ups for the posts named there."""

from __future__ import annotations

import base64
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tracker.outputs import answers
from tracker.outputs.chart import colours
from tracker.outputs.names import Names
from tracker.outputs.writer import View

JPEG: Final = b"\xff\xd8\xff"
_NAMED: Final = ("first_seen", "earliest", "origin_candidates", "most_reshared", "first_per_platform")


class Material(msgspec.Struct, frozen=True):
    """Everything a panel may look at."""

    view: View
    facts: dict[str, Any]
    """The facts with hidden accounts under their pseudonyms."""
    names: Names
    inputs: dict[str, int]
    """Number of exports that hold a named post."""
    lookalikes: frozenset[str]
    """Named posts whose handle looks like another account's."""
    thumbnails: dict[str, str]
    """Picture (SHA-256 in hex) to a `data:` address of its re-encoded thumbnail."""
    colours: dict[str, str]


def gather(view: View) -> Material:
    """Return the material of a page."""
    names = Names(view)
    facts = names.masked(view.facts)
    keys = sorted({row["post"] for name in _NAMED for row in answers.rows(facts, name) if row.get("post")})
    table = view.posts.arrow.select(["post", "sources", "flags"])
    named = table.filter(pc.is_in(table["post"], value_set=pa.array(keys, pa.string()))).to_pylist()
    return Material(
        view=view,
        facts=facts,
        names=names,
        inputs={row["post"]: len(row["sources"]) for row in named},
        lookalikes=frozenset(row["post"] for row in named if "handle_lookalike" in row["flags"]),
        thumbnails=_thumbnails(view, facts),
        colours=colours(facts),
    )


def reference(view: View, facts: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of the rumor's picture: its cluster's representative; empty for none."""
    cluster = answers.rumor(facts).get("cluster")
    rows = view.copies.arrow.select(["cluster", "relation", "sha256"])
    found = [
        row["sha256"].hex()
        for row in rows.to_pylist()
        if cluster and row["cluster"] == cluster and not row["relation"]
    ]
    first = (row["sha256"] for row in answers.rows(facts, "earliest") if row.get("sha256"))
    return min(found) if found else next(first, "")


def _thumbnails(view: View, facts: dict[str, Any]) -> dict[str, str]:
    wanted = {
        row["sha256"]
        for name in ("earliest", "variants")
        for row in answers.rows(facts, name)
        if row.get("sha256")
    }
    wanted.add(reference(view, facts))
    rows = view.hashes.arrow.select(["sha256", "thumbnail"])
    digests = [bytes.fromhex(text) for text in sorted(wanted) if text]
    found = rows.filter(pc.is_in(rows["sha256"], value_set=pa.array(digests, pa.binary(32)))).to_pylist()
    return {
        row["sha256"].hex(): "data:image/jpeg;base64," + base64.b64encode(row["thumbnail"]).decode()
        for row in found
        if row["thumbnail"] and row["thumbnail"].startswith(JPEG)
    }
