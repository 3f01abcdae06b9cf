"""Which pictures are worth comparing: a wide, cheap net that decides nothing.

Hashes find re-encoded and resized copies; points find cropped, framed, captioned and embedded ones, to which
every global hash is blind (docs/copies.md).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.images.neighbours import pairs_within, safe_bits

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
_FORMS: Final = ((0, 1), (2,))  # of a picture's codes: what votes together

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
    near = max(0, safe_bits(len(values), 8 * width, bits))  # of millions, chance alone makes some near
    for i, j in pairs_within(packed, near).tolist():
        if owners[i] != owners[j]:
            found[owners[i]].add(owners[j])
            found[owners[j]].add(owners[i])


def by_points(album: Album, asked: Sequence[str], held: Sequence[str], most: int | None = MOST) -> Votes:
    """Return for each picture of `asked` the `most` of `held` that share points with it (None: all), nearest first.

    A point that many pictures have (an icon, a header) speaks for each of them only a little: points are
    weighed by the rarity of what they match. The forms of the asked picture (as it is, inverted, mirrored)
    vote apart, the first two together: a dark page keeps its photographs.
    """
    held_codes = [album.codes(name)[0] for name in held]
    owners = np.repeat(np.arange(len(held)), [len(c) for c in held_codes])
    shelf = np.concatenate([*held_codes, np.zeros(0, np.uint64)])
    ranked: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for forms in _FORMS:
        for (asker, owner), weight in _votes(album, asked, shelf, owners, forms).items():
            if asked[asker] != held[owner]:
                ranked[asked[asker]].append((-weight, held[owner]))
    return {name: _nearest(found, most) for name, found in ranked.items()}


def _nearest(found: list[tuple[float, str]], most: int | None) -> list[str]:
    return list(dict.fromkeys(other for _, other in sorted(found)))[:most]


def _votes(
    album: Album, asked: Sequence[str], shelf: np.ndarray, owners: np.ndarray, forms: tuple[int, ...]
) -> dict[tuple[int, int], float]:
    """Return the weight of what (asker, owner) share, where they share enough points."""
    each = [album.codes(name)[list(forms)] for name in asked]
    codes = np.concatenate([*(e.ravel() for e in each), np.zeros(0, np.uint64)])
    if not len(codes) or not len(shelf):
        return {}
    held = int(owners[-1]) + 1
    sizes = [e.shape[1] for e in each]
    starts = np.cumsum([0, *sizes])
    point = np.concatenate([np.tile(np.arange(n), len(forms)) + at for n, at in zip(sizes, starts[:-1], strict=True)])
    asker = np.repeat(np.arange(len(asked)), sizes)
    near = _near_points(codes, shelf)
    voters = np.unique(point[near[:, 0]] * held + owners[near[:, 1]])
    points, members = np.divmod(voters, held)
    shared = np.bincount(points, minlength=int(starts[-1]))
    pairs, at, votes = np.unique(asker[points] * held + members, return_inverse=True, return_counts=True)
    weight = np.bincount(at, weights=1 / shared[points], minlength=len(pairs))
    enough = votes >= MIN_VOTES
    keys = zip(*(part.tolist() for part in np.divmod(pairs[enough], held)), strict=True)
    return dict(zip(keys, weight[enough].tolist(), strict=True))


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
