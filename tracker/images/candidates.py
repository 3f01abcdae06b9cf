"""Which pictures are worth comparing: a wide, cheap net that decides nothing.

Hashes find re-encoded and resized copies; points find cropped, framed, captioned and embedded ones, to which
every global hash is blind (docs/copies.md).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.images.neighbours import pairs_within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.images.album import Album

PHASH_BITS: Final = 10  # of 64
DHASH16_BITS: Final = 20  # of 256
CODE_BITS: Final = 5  # of 64: two views of one point
MIN_VOTES: Final = 8  # points in common
MOST: Final = 10  # candidates per picture, best first: look-alikes of one site are many
_CROWD: Final = 400  # points that share a band: an icon of a site, which tells nothing
_BANDS: Final = 4

Votes = dict[str, list[str]]


def by_hash(album: Album, names: Sequence[str]) -> Votes:
    """Return for each picture those whose whole, or borderless, form has a near hash."""
    found: dict[str, set[str]] = defaultdict(set)
    forms = [(name, form) for name in names for form in _forms(album, name)]
    _join(found, [name for name, _ in forms], [form for _, form in forms], PHASH_BITS)
    _join(found, list(names), [album[name].hashes["dhash16"] for name in names], DHASH16_BITS)
    return {name: sorted(others) for name, others in found.items()}


def by_framing(album: Album, names: Sequence[str]) -> Votes:
    """Return for each picture those whose whole form has a near hash: no border, frame or caption more."""
    found: dict[str, set[str]] = defaultdict(set)
    _join(found, list(names), [album[name].hashes["phash"] for name in names], PHASH_BITS)
    return {name: sorted(others) for name, others in found.items()}


def near_hashes(album: Album, name: str, held: Sequence[str]) -> list[str]:
    """Return those of `held` whose hashes are near one picture's."""
    mine = _forms(album, name)
    return [
        other for other in held
        if other != name and (
            _apart(album[name].hashes["dhash16"], album[other].hashes["dhash16"]) <= DHASH16_BITS
            or any(_apart(a, b) <= PHASH_BITS for a in mine for b in _forms(album, other))
        )
    ]  # fmt: skip


def _apart(first: bytes, second: bytes) -> int:
    return (int.from_bytes(first, "big") ^ int.from_bytes(second, "big")).bit_count()


def _forms(album: Album, name: str) -> set[bytes]:
    return {album[name].hashes["phash"], album[name].trimmed_phash}


def _join(found: dict[str, set[str]], owners: list[str], values: list[bytes], bits: int) -> None:
    if not values:
        return
    width = len(values[0])
    packed = np.frombuffer(b"".join(values), np.uint8).reshape(-1, width)
    for i, j in pairs_within(packed, bits).tolist():
        if owners[i] != owners[j]:
            found[owners[i]].add(owners[j])
            found[owners[j]].add(owners[i])


def by_points(album: Album, asked: Sequence[str], held: Sequence[str], most: int = MOST) -> Votes:
    """Return for each picture of `asked` those of `held` that share points with it, most points first."""
    askers, asked_codes = _gathered(album, asked)
    owners, held_codes = _gathered(album, held)
    if not len(asked_codes) or not len(held_codes):
        return {}
    points = _near_points(asked_codes, held_codes)
    voters = np.unique(np.stack([points[:, 0], owners[points[:, 1]]], axis=1), axis=0)
    pairs = np.stack([askers[voters[:, 0]], voters[:, 1]], axis=1)
    pairs, votes = np.unique(pairs, axis=0, return_counts=True)
    ranked: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (asker, owner), count in zip(pairs.tolist(), votes.tolist(), strict=True):
        if count >= MIN_VOTES and asked[asker] != held[owner]:
            ranked[asked[asker]].append((-count, held[owner]))
    return {name: [other for _, other in sorted(found)[:most]] for name, found in ranked.items()}


def _gathered(album: Album, names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    each = [album.codes(name) for name in names]
    owners = np.repeat(np.arange(len(names)), [len(c) for c in each])
    return owners, np.concatenate(each) if each else np.zeros(0, np.uint64)


def _near_points(asked: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Return pairs of points that agree in one whole band of 16 bits and differ in few bits overall."""
    found = [np.zeros((0, 2), np.int64)]
    for band in range(_BANDS):
        shift = np.uint64(16 * band)
        keys, wanted = (held >> shift) & np.uint64(0xFFFF), (asked >> shift) & np.uint64(0xFFFF)
        order = np.argsort(keys, kind="stable")
        ranked = keys[order]
        starts, ends = np.searchsorted(ranked, wanted, "left"), np.searchsorted(ranked, wanted, "right")
        sizes = np.where(ends - starts <= _CROWD, ends - starts, 0)
        rows = np.repeat(np.arange(len(asked)), sizes)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        members = order[np.repeat(starts, sizes) + within]
        near = np.bitwise_count(asked[rows] ^ held[members]) <= CODE_BITS
        found.append(np.stack([rows[near], members[near]], axis=1))
    return np.concatenate(found)
