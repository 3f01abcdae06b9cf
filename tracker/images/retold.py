"""Which groups are one by their words: pages drawn anew, on another device, cannot be laid on one another.

Only what was read counts, and only if the whole claim and who made it stand there alike in both (`claim`). Where
pixels could be compared and differ in the words themselves, reading alike is no proof: readers confuse letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tracker.images.candidates import by_points
from tracker.images.claim import prose_of, same_page
from tracker.images.cluster import Group, named
from tracker.images.leaders import Link
from tracker.images.proof import PLACES_TOLD, Proof, prove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tracker.images.album import Album
    from tracker.images.reading import Box, Reading
    from tracker.images.uses import Uses
    from tracker.images.worded import Shelf

NEAREST: Final = 4  # groups that each may belong to: other renderings share few points, but some
MOST_READ: Final = 60  # pictures read for this: each costs some seconds


def joined_by_words(
    groups: Sequence[Group], album: Album, uses: Uses, shelf: Shelf, advance: Callable[[int], None]
) -> list[Group]:
    """Return the groups, those joined and named anew whose representatives show one page in the same words.

    Each is joined only to a group with whose representative it was itself compared. Where nothing can be read
    the groups are returned as they are. `advance` is told of each picture read.
    """
    if shelf.why:
        return list(groups)
    readings: dict[str, Reading] = {}
    joined: dict[str, Link] = {}
    for larger, smaller in _pairs(groups, album):
        pair = larger.representative, smaller.representative
        if pair[0] in joined or pair[1] in joined or any(link.other == pair[1] for link in joined.values()):
            continue
        missing = [name for name in pair if name not in readings]
        if len(readings) + len(missing) > MOST_READ:
            continue
        readings |= {name: shelf.read(shelf.raw(name), None) for name in missing}
        advance(len(missing))
        if proof := _told_alike(album, pair, readings):
            joined[pair[1]] = Link(pair[0], proof)
    return named(_merged(groups, joined), uses) if joined else list(groups)


def _pairs(groups: Sequence[Group], album: Album) -> Iterator[tuple[Group, Group]]:
    """Yield the larger and the smaller of groups whose representatives share points, the largest first."""
    leaders = [group.representative for group in groups if album[group.representative].detail]
    rank = {group.representative: at for at, group in enumerate(groups)}
    voted = by_points(album, leaders, leaders, NEAREST)
    pairs = {(min(rank[a], rank[b]), max(rank[a], rank[b])) for a, others in voted.items() for b in others}
    yield from ((groups[one], groups[other]) for one, other in sorted(pairs))


def _told_alike(album: Album, pair: tuple[str, str], readings: dict[str, Reading]) -> Proof | None:
    """Return the proof by words, unless the pixels of the words themselves contradict it."""
    told = same_page(readings[pair[0]], readings[pair[1]])
    if told is None:
        return None
    seen = prove(album, *pair)
    regions = seen.evidence.get("regions", ()) if seen and seen.relation == "variant" else ()
    words = [line.box for line in prose_of(readings[pair[1]])]
    if len(regions) >= PLACES_TOLD or any(_meet(region, box) for region in regions for box in words):
        return None
    return Proof("copy", told.strength, told.score, told.evidence)


def _meet(region: Sequence[int], box: Box) -> bool:
    across = region[0] < box[0] + box[2] and box[0] < region[0] + region[2]
    return across and region[1] < box[1] + box[3] and box[1] < region[1] + region[3]


def _merged(groups: Sequence[Group], joined: dict[str, Link]) -> list[Group]:
    """Put each joined group into the other; its own members keep their proofs."""
    held = {group.representative: group for group in groups}
    for name, link in joined.items():
        gone, home = held.pop(name), held[link.other]
        alone = {member: link for member in gone.members if member not in gone.links}
        members = tuple(sorted({*home.members, *gone.members}))
        held[link.other] = msgspec.structs.replace(home, members=members, links=gone.links | alone | home.links)
    return [
        msgspec.structs.replace(group, variant_of=None)
        if group.variant_of and group.variant_of.other in group.members else group
        for group in held.values()
    ]  # fmt: skip
