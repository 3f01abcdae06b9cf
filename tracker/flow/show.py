"""From a sentence back to the bytes: finding -> posts -> source -> raw record."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from tracker.base.canonical import dumps
from tracker.base.clock import format_us, from_datetime
from tracker.base.errors import UnreadableError, UsageError
from tracker.base.limits import Limits
from tracker.base.words import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.flow.session import Case

SHOWN = 10  # evidence posts whose records are read; the rest are named


def show(case: Case, key: str, inputs: Path | None = None) -> dict[str, Any]:
    """Return what stands behind a finding, a post, a cluster or a picture.

    Raises ``UsageError`` for a key that the case does not know, ``UnreadableError`` where an export has
    moved and `inputs` does not say where.
    """
    if inputs is not None:
        case.find_inputs(inputs)
    for kind, look in (("finding", _finding), ("post", _post), ("picture", _picture)):
        found = look(case, key)
        if found is not None:
            return {"schema": "tracker.show/1", "key": key, "kind": kind, **found}
    names = [*case.findings.finding.to_pylist(), *set(case.copies.cluster.to_pylist())]
    raise UsageError(
        f"the case knows no finding, post or picture of that name.{did_you_mean(key, names)}", where=key,
        fix="take a key from report.html, exports/posts.csv or facts.json",
    )  # fmt: skip


def _finding(case: Case, key: str) -> dict[str, Any] | None:
    for row in case.findings.rows():
        if row["finding"] == key:
            wanted = list(dict.fromkeys(row["evidence"]))
            posts = [found for post in wanted[:SHOWN] if (found := _post(case, post)) is not None]
            return {"finding": _plain(row), "posts": posts, "more": wanted[SHOWN:]}
    return None


def _post(case: Case, key: str) -> dict[str, Any] | None:
    import pyarrow.compute as pc

    rows = case.posts.arrow.filter(pc.equal(case.posts.post, key)).to_pylist()
    edges = case.edges.arrow
    below = edges.filter(pc.equal(edges["parent"], key)).column("child").to_pylist()
    if not rows:
        return (
            {"post": {"post": key, "absent": True}, "referred_to_by": sorted(set(below))} if below else None
        )
    media = case.media.arrow.filter(pc.equal(case.media.post, key)).to_pylist()
    copies = {(row["source"], row["member"]): row for row in case.copies.rows()} if media else {}
    pictures = [
        {**_plain(row), "copy": _plain(copies.get((row["source"], row["member"]), {}))} for row in media
    ]  # fmt: skip
    return {
        "post": _plain(rows[0]),
        "media": pictures,
        "reshared_by": sorted(set(below)),
        "record": _record(case, rows[0]),
    }


def _record(case: Case, row: dict[str, Any]) -> dict[str, Any]:
    """Read the raw bytes of a post's record in its export and check their digest."""
    from tracker.ingest.reread import read_record

    source = next(one for one in case.sources.rows() if one["source"] == row["source"])
    limits = Limits(**case.record.settings["load"]["limits"])
    place = {"input": source["input"], "member": source["member"], "record": row["record"]}
    for one, path in zip(case.record.inputs, case.input_paths(), strict=True):
        if one.name == source["input"]:
            raw = read_record(path, source["member"], row["record_offset"], row["record_length"], limits)
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
    return {name: _value(value) for name, value in row.items() if value not in (None, "", [])}


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return _plain(value)
    return format_us(from_datetime(value)) if hasattr(value, "tzinfo") else value


def spelled(found: dict[str, Any]) -> str:
    """Return what `show` found as indented JSON."""
    return dumps(found, indent=2)
