"""From a sentence back to the bytes: finding -> posts -> source -> raw record."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import format_us, from_datetime
from tracker.base.errors import UnreadableError, UsageError
from tracker.base.keys import url_key
from tracker.base.words import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from tracker.flow.session import Case

SHOWN = 10  # evidence posts whose records are read; the rest are named
NO_RESHARE: Final = {"same_image": "same picture, later; not a reshare"}
"""What an inferred edge of a kind means."""
_AS_JSON: Final = frozenset({"detail", "evidence"})
"""Cells that hold JSON as text."""


def show(case: Case, key: str, inputs: Path | None = None) -> dict[str, Any]:
    """Return what stands behind a finding, a post (by its key or its address), a cluster or a picture.

    Raises ``UsageError`` for a key that the case does not know, ``UnreadableError`` where an export has
    moved and `inputs` does not say where.
    """
    if inputs is not None:
        case.find_inputs(inputs)
    for name in (key, *_named_by(case, key)):
        for kind, look in (("finding", _finding), ("post", _post), ("picture", _picture)):
            found = look(case, name)
            if found is not None:
                return {"schema": "tracker.show/1", "key": name, "kind": kind, **found}
    names = [*case.findings.finding.to_pylist(), *set(case.copies.cluster.to_pylist())]
    raise UsageError(
        f"the case knows no finding, post or picture of that name.{did_you_mean(key, names)}", where=key,
        fix="take a key from report.html, exports/posts.csv or facts.json",
    )  # fmt: skip


def _named_by(case: Case, address: str) -> list[str]:
    """Return the keys of the posts that an address may name: by its form, and as the exports give it."""
    import pyarrow.compute as pc

    if not address.startswith(("https://", "http://")):
        return []
    known = url_key(address)
    given: list[str] = case.posts.post.filter(pc.fill_null(pc.equal(case.posts.url, address), False)).to_pylist()
    return [*([known] if known else []), *sorted(given)]


def _finding(case: Case, key: str) -> dict[str, Any] | None:
    for row in case.findings.rows():
        if row["finding"] == key:
            sources = [_plain(one) for one in case.sources.rows() if one["source"] in row["evidence"]]
            read = {one["source"] for one in sources}
            wanted = [key for key in dict.fromkeys(row["evidence"]) if key not in read]
            posts = [found for post in wanted[:SHOWN] if (found := _post(case, post)) is not None]
            return {"finding": _plain(row), "sources": sources, "posts": posts, "more": wanted[SHOWN:]}
    return None


def _post(case: Case, key: str) -> dict[str, Any] | None:
    import pyarrow.compute as pc

    rows = case.posts.arrow.filter(pc.equal(case.posts.post, key)).to_pylist()
    below = case.edges.arrow.filter(pc.equal(case.edges.parent, key))
    if not rows:
        return _absent(case, key, below)
    media = case.media.arrow.filter(pc.equal(case.media.post, key)).to_pylist()
    copies = {(row["source"], row["member"]): row for row in case.copies.rows()} if media else {}
    pictures = [
        {**_plain(row), "copy": _plain(copies.get((row["source"], row["member"]), {}))} for row in media
    ]  # fmt: skip
    return {
        "post": _plain(rows[0]),
        "why": _why(case, key),
        "media": pictures,
        **_children(below),
        "record": _record(case, rows[0]),
    }


def _absent(case: Case, key: str, below: pa.Table) -> dict[str, Any] | None:
    """Return a post that is not here, with what names it: the posts that point at it, the exports that miss it."""
    naming = [
        {name: row[name] for name in ("source", "input", "member")}
        for row in case.sources.rows()
        if key in (row["gone"] or ())
    ]
    if not naming and not below.num_rows:
        return None
    return {"post": {"post": key, "absent": True}, "named_by": naming, **_children(below)}


def _why(case: Case, key: str) -> str | None:
    """Return why the post counts among the earliest, in the finding's own words; None for any other post."""
    detail = next((row["detail"] for row in case.findings.rows() if row["finding"] == "earliest"), "[]")
    return next((row.get("why") for row in json.loads(detail) or [] if row.get("post") == key), None)


def _children(edges: pa.Table) -> dict[str, Any]:
    """Return the posts that point at one: those that pass it on, those that answer, those only inferred."""
    found: dict[str, list[dict[str, Any]]] = {"reshared_by": [], "answered_by": [], "inferred": []}
    for row in edges.to_pylist():
        child = {"post": row["child"], **{name: row[name] for name in ("kind", "attribution", "confidence")}}
        if row["attribution"] == "inferred":
            meaning = NO_RESHARE.get(row["kind"], "inferred; no platform states it")
            found["inferred"].append({**child, "meaning": meaning})
        else:
            found["answered_by" if row["kind"] == "reply" else "reshared_by"].append(child)
    return {name: sorted(rows, key=lambda row: (row["post"], row["kind"])) for name, rows in found.items()}


def _record(case: Case, row: dict[str, Any]) -> dict[str, Any]:
    """Read the raw bytes of a post's record in its export and check their digest."""
    from tracker.ingest.reread import read_record

    source = next(one for one in case.sources.rows() if one["source"] == row["source"])
    place = {
        "source": source["source"],
        "input": source["input"],
        "member": source["member"],
        "record": row["record"],
    }
    for one, path in zip(case.record.inputs, case.input_paths(), strict=True):
        if one.name == source["input"]:
            raw = read_record(path, source["member"], row["record_offset"], row["record_length"], case.limits)
            if hashlib.sha256(raw).digest() == row["record_sha256"]:
                return {**place, "sha256": row["record_sha256"].hex(), "raw": raw.decode("utf-8", "replace")}
    raise UnreadableError(
        "does not hold the record that was loaded", where=f"{source['input']} {source['member']}".strip(),
        fix="say where the unchanged export lies with --inputs DIR",
    )  # fmt: skip


def _picture(case: Case, key: str) -> dict[str, Any] | None:
    digest = key.rpartition("/")[2].lower()
    rows = [
        row for row in case.copies.rows()
        if row["sha256"].hex() == digest or (row["cluster"] and row["cluster"] == key)
    ]  # fmt: skip
    if not rows:
        return None
    files = {(row["source"], row["member"]) for row in rows}
    posts = [row["post"] for row in case.media.rows() if (row["source"], row["member"]) in files]
    return {"files": [_plain(row) for row in rows], "posts": sorted(set(posts))}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with plain JSON values; empty cells are left out."""
    return {name: _value(value, name) for name, value in row.items() if value not in (None, "", [])}


def _value(value: Any, name: str = "") -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, str) and name in _AS_JSON:
        return json.loads(value)
    return format_us(from_datetime(value)) if hasattr(value, "tzinfo") else value
