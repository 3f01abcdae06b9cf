"""Find every copy of every picture, and what was asked for: the order of the steps of this stage."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec

from tracker.base.canonical import dumps
from tracker.base.errors import UnreadableError, UsageError
from tracker.base.limits import Limits
from tracker.images.album import Album
from tracker.images.cluster import Group, group_pictures
from tracker.images.family import Closely, lineage_rows
from tracker.images.look import Look
from tracker.images.pool import looks_at
from tracker.images.queries import Searched, picture_rows
from tracker.images.reading import Reader, ReadSettings, unavailable
from tracker.images.retold import joined_by_words
from tracker.images.uses import Use, Uses, uses_of
from tracker.images.worded import Shelf, worded
from tracker.images.words import word_rows
from tracker.images.worker import look_closely
from tracker.tables.copies import Copies
from tracker.tables.hashes import Hashes
from tracker.tables.lineage import Lineage
from tracker.tables.queries import Queries

if TYPE_CHECKING:
    import numpy as np

    from tracker.base.progress import Progress
    from tracker.tables.media import Media
    from tracker.tables.posts import Posts

Row = dict[str, Any]
Pictures = Callable[[Iterable[str]], Iterator[tuple[str, bytes]]]


class MatchSettings(msgspec.Struct, frozen=True):
    """What the user chose that changes the matches."""

    limits: Limits = Limits()
    exclude: tuple[str, ...] = ()
    """Clusters (`c3`) or files (SHA-256 hex) that a person has seen to be wrong matches."""
    workers: int = 1
    """Processes that decode; changes no result."""
    seed: int = 1
    read_words: bool = True
    """Whether the words of variants are read, where reading is installed."""


class Query(msgspec.Struct, frozen=True):
    """A picture or words to look for."""

    name: str
    image: bytes | None = None
    text: str | None = None


class Matched(msgspec.Struct, frozen=True):
    """The tables of this stage."""

    hashes: Hashes
    copies: Copies
    queries: Queries
    lineage: Lineage


def match_pictures(
    media: Media,
    posts: Posts,
    pictures: Pictures,
    queries: Sequence[Query],
    settings: MatchSettings,
    progress: Progress,
) -> Matched:
    """Return what each picture looks like, which show the same, and what was asked for.

    `pictures` yields (SHA-256 hex, bytes) of the files asked for, in any order. Raises ``UnreadableError``
    for a picture asked for that cannot be decoded, and ``UsageError`` for a cluster or file to exclude that
    is none here: a misspelt one would be left in without a word.
    """
    uses = uses_of(media, posts)
    looks = _looks(uses, pictures, queries, settings, progress)
    with _one_thread(), Album(looks) as album, Reader(ReadSettings(limits=settings.limits)) as reader:
        shelf = _shelf(pictures, reader, settings)
        groups = _retold(_grouped(album, uses, progress), album, uses, shelf, progress)
        exclude = _excluded(settings, groups, uses)
        among = Searched(album, groups, uses, exclude)
        asked = [row for query in queries for row in _asked(query, among, posts)]
        groups = _worded(groups, {row["cluster"] for row in asked}, uses, shelf, progress)
        held = _hash_rows(album, uses)
        copies = _copy_rows(album, uses, groups, exclude)
        descent = lineage_rows(among, posts, {row["cluster"] for row in asked}, _closely(pictures, settings))
    return Matched(
        Hashes.from_rows(held), Copies.from_rows(copies), Queries.from_rows(asked), Lineage.from_rows(descent)
    )


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep the arithmetic of small pictures on one thread: shared out, it costs half as much again."""
    import cv2
    from threadpoolctl import threadpool_limits

    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        cv2.setNumThreads(before)


def _excluded(settings: MatchSettings, groups: list[Group], uses: Uses) -> frozenset[str]:
    known = {group.cluster for group in groups if group.cluster} | set(uses.posts)
    unknown = sorted(set(settings.exclude) - known)
    if unknown:
        raise UsageError(
            f"{unknown[0]} is no cluster and no file of this case", where="--exclude",
            fix="give a cluster or the SHA-256 of a file; both stand in exports/copies.csv",
        )  # fmt: skip
    return frozenset(settings.exclude)


def _looks(
    uses: Uses, pictures: Pictures, queries: Sequence[Query], settings: MatchSettings, progress: Progress
) -> Iterator[tuple[str, Look]]:
    asked = {_digest(query.image): query.image for query in queries if query.image is not None}
    wanted = sorted(uses.posts)
    progress.start("match", "pictures seen", len(wanted))
    missing = set(wanted)
    files = chain(pictures(wanted), ((name, raw) for name, raw in asked.items() if name not in uses.posts))
    for name, look in looks_at(files, settings.limits, workers=settings.workers):
        missing.discard(name)
        progress.advance(1)
        yield name, look
    yield from ((name, Look(unreadable="not found in the export")) for name in sorted(missing))
    progress.done(f"{len(wanted):,} distinct picture files seen")


def _shelf(pictures: Pictures, reader: Reader, settings: MatchSettings) -> Shelf:
    def raw(name: str) -> bytes:
        return next(content for _, content in pictures([name]))

    return Shelf(raw, reader.read, unavailable() if settings.read_words else "not read: switched off")


def _retold(groups: list[Group], album: Album, uses: Uses, shelf: Shelf, progress: Progress) -> list[Group]:
    progress.start("match", "pictures read", 0)
    told = joined_by_words(groups, album, uses, shelf, progress.advance)
    progress.done(f"{len(groups) - len(told):,} groups joined by their words")
    return told


def _worded(groups: list[Group], asked: set[str], uses: Uses, shelf: Shelf, progress: Progress) -> list[Group]:
    variants = sum(group.variant_of is not None for group in groups)
    progress.start("match", "variants read", variants)
    told = worded(groups, asked, uses, shelf, progress.advance)
    progress.done(f"words of {variants:,} variants {'not ' if shelf.why else ''}read")
    return told


def _closely(pictures: Pictures, settings: MatchSettings) -> Closely:
    def own(names: Sequence[str]) -> dict[str, np.ndarray]:
        looks = looks_at(pictures(names), settings.limits, workers=settings.workers, answer=look_closely)
        return {name: look.grey() for name, look in looks if look.unreadable is None}

    return own


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _grouped(album: Album, uses: Uses, progress: Progress) -> list[Group]:
    progress.start("match", "pictures compared", len(album.comparable()))
    groups = group_pictures(album, uses, progress.advance)
    progress.done(f"{sum(1 for group in groups if group.cluster):,} clusters of copies")
    return groups


def _asked(query: Query, among: Searched, posts: Posts) -> list[Row]:
    if query.image is None:
        return word_rows(query.text or query.name, posts)
    name = _digest(query.image)
    if reason := among.album[name].unreadable:
        raise UnreadableError(
            f"the picture asked for cannot be used ({reason})", where=query.name,
            fix="give a JPEG, PNG, WebP, GIF or BMP file",
        )  # fmt: skip
    return picture_rows(query.name, name, among)


def _hash_rows(album: Album, uses: Uses) -> list[Row]:
    return [_hash_row(name, album[name]) for name in sorted(uses.posts)]


def _hash_row(name: str, look: Look) -> Row:
    row: Row = {"sha256": bytes.fromhex(name), "detail": look.detail, "unreadable": look.unreadable}
    if look.unreadable is None:
        row |= {
            "pixel_sha256": look.pixel_sha256, "width": look.width, "height": look.height,
            "format": look.format, "phash": int.from_bytes(look.hashes["phash"], "big"),
            "dhash16": look.hashes["dhash16"], "thumbnail": look.thumbnail,
        }  # fmt: skip
    return row


def _copy_rows(album: Album, uses: Uses, groups: list[Group], exclude: frozenset[str]) -> list[Row]:
    groups_of: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for name in group.members:
            groups_of[name].append(group)
    shown: set[str] = set()
    rows = []
    for use in uses.places:
        homes: list[Group | None] = [*groups_of[use.sha256]] or [None]
        rows += [{**_place(use), **_NO_LINK, **_link(use, home, album, shown, exclude)} for home in homes]
        shown.add(use.sha256)
    return rows


_NO_LINK: Row = {
    "cluster": "", "relation": "", "parent_file": "", "strength": "", "score": None, "evidence": "{}",
}  # fmt: skip


def _place(use: Use) -> Row:
    return {"source": use.source, "member": use.member, "file": use.file, "sha256": bytes.fromhex(use.sha256)}


def _link(use: Use, group: Group | None, album: Album, shown: set[str], exclude: frozenset[str]) -> Row:
    name = use.sha256
    if group is None:
        why = album[name].unreadable or "too little detail to compare"
        return {"evidence": dumps({"step": "none", "why": why})}
    if left_out := {group.cluster, name} & exclude - {""}:
        return {"evidence": dumps({"step": "excluded", "excluded": sorted(left_out)})}
    if not group.cluster:
        return {}
    return {"cluster": group.cluster, **_relation(name, group, album, repeated=name in shown)}


def _relation(name: str, group: Group, album: Album, *, repeated: bool) -> Row:
    """Return how a file relates to its cluster's representative."""
    exact = {"parent_file": group.representative, "strength": "strong", "score": 1.0}
    if repeated:
        return {**exact, "parent_file": name, "relation": "same_file", "evidence": dumps({"step": "bytes"})}
    if name == group.representative:
        return _variant(group)
    if album[name].pixel_sha256 == album[group.representative].pixel_sha256:
        return {**exact, "relation": "same_picture", "evidence": dumps({"step": "pixels"})}
    link = group.links[name]
    return {
        "relation": "copy", "parent_file": link.other, "strength": link.proof.strength,
        "score": link.proof.score, "evidence": dumps(link.proof.evidence),
    }  # fmt: skip


def _variant(group: Group) -> Row:
    if group.variant_of is None:
        return {"evidence": dumps({"step": "representative"})}
    link = group.variant_of
    return {
        "relation": "variant", "parent_file": link.other, "strength": link.proof.strength,
        "score": link.proof.score, "evidence": dumps(link.proof.evidence),
    }  # fmt: skip
