"""Why a post is one of the rumor: how the picture it carries matches."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from tracker.findings.rumor import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from tracker.findings.evidence import Rumor, Tables


class Match(msgspec.Struct, frozen=True):
    """How a post's picture or words match what is asked for."""

    relation: str
    strength: str
    sha256: str | None


def matches_of(rumor: Rumor, tables: Tables) -> dict[str, Match]:
    """Return each carrier's best match, by post: with the picture asked for, else with the cluster's first."""
    files = {**_cluster_links(rumor, tables), **_query_links(tables)}
    found = {
        row["post"]: Match("same_words", row["strength"], None)
        for row in tables.queries.rows()
        if row["kind"] == "text" and row["post"]
    }
    wanted = set(rumor.files)
    for post, digest in zip(tables.media.post.to_pylist(), tables.media.sha256.to_pylist(), strict=True):
        sha256 = digest.hex() if digest is not None else ""
        if sha256 in wanted:
            match = Match(*files.get(sha256, ("", "strong")), sha256)
            found[post] = min(found.get(post, match), match, key=_quality)
    return found


def unchecked_posts(rumor: Rumor, tables: Tables) -> frozenset[str]:
    """Return the posts whose every copy is too blurred for its small words to be read, by itself or as asked for.

    Where most copies could not be read against their representative, what it says in small is not known of the
    others: whoever posted it may have posted something else.
    """
    read: dict[str, list[bool]] = defaultdict(list)
    blurred: set[bytes] = set()
    alike: list[tuple[str, bytes]] = []
    for row in tables.copies.rows():
        if row["cluster"] != (rumor.cluster or ""):
            continue
        is_read = "unchecked" not in json.loads(row["evidence"])
        blurred |= set() if is_read else {row["sha256"]}
        if row["relation"] == "copy":
            read[row["parent_file"]].append(is_read)
        elif row["relation"] == "same_picture":
            alike.append((row["parent_file"], row["sha256"]))
    unlike = {parent for parent, are_read in read.items() if len(are_read) > 1 and not any(are_read)}
    unlike -= _read_as_asked(tables)
    blurred |= {bytes.fromhex(parent) for parent in unlike} | {name for parent, name in alike if parent in unlike}
    if _is_reached_unread(rumor, tables):
        blurred = {bytes.fromhex(name) for name in rumor.files}
    return _carrying_only(blurred, rumor, tables)


def covered_posts(rumor: Rumor, tables: Tables) -> frozenset[str]:
    """Return the posts whose every copy has something laid over it that others lack: a stamp, a sticker, a bar.

    A picture is such a copy where its own proof says so, and where it looks like a representative of which most
    of the others say so.
    """
    links = {
        (row["sha256"], row["parent_file"]): (row["relation"], frozenset(json.loads(row["evidence"]).get("under", ())))
        for row in tables.copies.rows()
        if row["cluster"] == (rumor.cluster or "") and row["relation"] in {"copy", "same_picture"}
    }
    covered = {digest for (digest, _), (_, under) in links.items() if "second" in under}
    lacking: dict[str, list[bool]] = defaultdict(list)
    for (_, parent), (relation, under) in links.items():
        if relation == "copy":
            lacking[parent].append("first" in under)
    for parent, lack in lacking.items():
        if 2 * sum(lack) > len(lack):
            alike = [(digest, under) for (digest, other), (_, under) in links.items() if other == parent]
            covered |= {bytes.fromhex(parent), *(digest for digest, under in alike if "first" not in under)}
    return _carrying_only(covered, rumor, tables)


def _carrying_only(digests: AbstractSet[bytes], rumor: Rumor, tables: Tables) -> frozenset[str]:
    """Return the posts all of whose pictures in the rumor are among some."""
    wanted = {bytes.fromhex(name) for name in rumor.files}
    carried: dict[str, list[bool]] = defaultdict(list)
    for post, digest in zip(tables.media.post.to_pylist(), tables.media.sha256.to_pylist(), strict=True):
        if digest in wanted:
            carried[post].append(digest in digests)
    return frozenset(post for post, are_meant in carried.items() if all(are_meant))


def _read_as_asked(tables: Tables) -> set[str]:
    """Return the pictures that the one asked for was compared with, small words and all."""
    return {
        row["member_sha256"] for row in tables.queries.rows()
        if row["kind"] == "image" and row["relation"] in ACCEPTED and "unchecked" not in json.loads(row["evidence"])
    }  # fmt: skip


def is_reached_under_cover(rumor: Rumor, tables: Tables) -> bool:
    """Tell whether the picture asked for leads to the rumor by matches alone of which one picture hides a place."""
    return _is_reached_only_by("covered", rumor, tables)


def _is_reached_unread(rumor: Rumor, tables: Tables) -> bool:
    """Tell whether the picture asked for leads to the rumor by matches alone in which small words were not read."""
    return _is_reached_only_by("unchecked", rumor, tables)


def _is_reached_only_by(mark: str, rumor: Rumor, tables: Tables) -> bool:
    told = [
        mark in json.loads(row["evidence"]) for row in tables.queries.rows()
        if row["kind"] == "image" and row["relation"] in ACCEPTED and row["member_sha256"] in rumor.files
    ]  # fmt: skip
    return bool(told) and all(told)


def _quality(match: Match) -> tuple[bool, int, int, str]:
    strength = ("strong", "fair", "weak").index(match.strength) if match.strength else 3
    relations = ("same_file", "same_picture", "", "copy", "variant", "same_words")
    return match.sha256 is None, strength, relations.index(match.relation), match.sha256 or ""


def _cluster_links(rumor: Rumor, tables: Tables) -> dict[str, tuple[str, str]]:
    """Return relation and strength of each picture of the cluster; the representative is strong."""
    wanted = set(rumor.files)
    rows = sorted(
        (row["sha256"].hex(), _own(row["relation"]), row["strength"])
        for row in tables.copies.rows()
        if row["sha256"].hex() in wanted and row["cluster"] == (rumor.cluster or "")
    )
    found: dict[str, tuple[str, str]] = {}
    for sha256, relation, strength in rows:
        if sha256 not in found or not relation:
            found[sha256] = (relation, strength or "strong")
    return found


def _own(relation: str) -> str:
    """Return a relation inside its own cluster: what is a variant of another picture heads its own copies."""
    return "" if relation == "variant" else relation


def _query_links(tables: Tables) -> dict[str, tuple[str, str]]:
    rows = [row for row in tables.queries.rows() if row["kind"] == "image" and row["relation"] in ACCEPTED]
    ranked = sorted(rows, key=lambda row: (-(row["score"] or 0.0), row["query"]), reverse=True)
    return {row["member_sha256"]: (row["relation"], row["strength"]) for row in ranked}
