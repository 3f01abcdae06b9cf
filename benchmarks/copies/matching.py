"""Give a drawn set to the tracker's own matching stage, as a case would, and read what it says."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tracker.base.progress import Silent
from tracker.images.match import MatchSettings, Query, match_pictures
from tracker.tables.media import Media
from tracker.tables.posts import Posts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pool import File, Moment

_POST: dict[str, Any] = {
    "platform": "x", "disputed": False, "hard": True, "time_source": "id", "time_flags": [], "flags": [],
    "references": [], "embedded": False, "protected": False, "source": "s1", "sources": ["s1"], "record": "line 1",
    "record_offset": 0, "record_length": 1, "record_sha256": bytes(32), "kind": "post", "text": "",
}  # fmt: skip


@dataclass(frozen=True)
class Link:
    """What the tracker says of one file in one cluster."""

    cluster: str
    relation: str
    parent: str
    """Name of the file that it was compared with or made from; empty where none is said."""
    strength: str
    evidence: dict[str, Any]


@dataclass(frozen=True)
class Found:
    """One row of the answer to a picture that was asked for."""

    cluster: str
    relation: str
    strength: str
    member: str
    """File that shows it best; empty where nothing was found."""

    @property
    def is_accepted(self) -> bool:
        """Tell whether its cluster counts as showing the picture."""
        return bool(self.cluster) and self.relation not in {"", "variant"} and self.strength in {"strong", "fair"}


@dataclass
class Answer:
    """All that the tracker said of a set."""

    links: dict[str, list[Link]] = field(default_factory=dict)
    asked: dict[str, list[Found]] = field(default_factory=dict)
    """File asked for -> what was found, best first."""
    parents: dict[str, str] = field(default_factory=dict)
    """File -> the file it was made from, as the lineage says; a root has none."""

    def clusters(self) -> dict[str, frozenset[str]]:
        """Return file -> its clusters; none for a file that stands alone."""
        return {name: frozenset(link.cluster for link in links if link.cluster) for name, links in self.links.items()}

    def members(self) -> defaultdict[str, set[str]]:
        """Return cluster -> its files."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name, clusters in self.clusters().items():
            for cluster in clusters:
                found[cluster].add(name)
        return found


def matched(
    files: Sequence[File], ask: Sequence[File], workers: int, times: Mapping[str, Moment] | None = None
) -> Answer:
    """Run the stage on all files, and ask for some of them as the user's `--image`.

    `times` says of a file when it was posted, where the order matters.
    """
    names = {hashlib.sha256(file.content).hexdigest(): file.name for file in reversed(files)}
    by_digest = {hashlib.sha256(file.content).hexdigest(): file.content for file in files}
    media, posts = _tables(files, times or {})

    def pictures(wanted: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return ((digest, by_digest[digest]) for digest in wanted)

    queries = [Query(file.name, file.content) for file in ask]
    said = match_pictures(media, posts, pictures, queries, MatchSettings(workers=workers), Silent())
    return Answer(
        _links(said.copies.arrow.to_pylist(), names),
        _asked(said.queries.arrow.to_pylist(), names),
        {names[row["child"].hex()]: names[row["parent"]] for row in said.lineage.rows() if row["parent"]},
    )


def _tables(files: Sequence[File], times: Mapping[str, Moment]) -> tuple[Media, Posts]:
    media, posts = [], []
    for file in files:
        digest = hashlib.sha256(file.content).digest()
        for number in range(file.posts):
            key = f"x:{file.name} {number}"
            at = times.get(file.name)
            told = {"posted_at": at.posted_at, "low": at.low, "high": at.high, "hard": at.low is not None} if at else {}
            posts.append({**_POST, **told, "post": key, "native_id": key[2:]})
            member = f"media/{file.name}"
            media.append({"media": f"{key}#1", "post": key, "type": "image", "file": file.name, "source": "s1",
                          "member": member, "sha256": digest})  # fmt: skip
    return Media.from_rows(media), Posts.from_rows(posts)


def _links(rows: Iterable[dict[str, Any]], names: dict[str, str]) -> dict[str, list[Link]]:
    found: defaultdict[str, list[Link]] = defaultdict(list)
    for row in rows:
        link = Link(
            row["cluster"],
            row["relation"],
            names.get(row["parent_file"], ""),
            row["strength"],
            json.loads(row["evidence"]),
        )
        found[row["file"]].append(link)
    return dict(found)


def _asked(rows: Iterable[dict[str, Any]], names: dict[str, str]) -> dict[str, list[Found]]:
    found: defaultdict[str, list[Found]] = defaultdict(list)
    for row in rows:
        found[row["query"]].append(
            Found(row["cluster"], row["relation"], row["strength"], names.get(row["member_sha256"], ""))
        )
    return dict(found)
