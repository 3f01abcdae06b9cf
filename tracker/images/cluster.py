"""Which pictures show the same: each is proved against its cluster's representative, never by a chain."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec

from tracker.images.candidates import Votes, by_framing, by_hash, by_points
from tracker.images.proof import Proof, prove

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.images.album import Album
    from tracker.images.uses import Uses

BLOCK: Final = 256  # pictures whose points are looked up in one go
CORE: Final = 0.6  # share of the most common framing's posts that its own neighbours must have
_RANK: Final = {"strong": 2, "fair": 1, "weak": 0, "": -1}


class Link(msgspec.Struct, frozen=True):
    """A proof between a picture and a representative."""

    other: str
    proof: Proof


class Group(msgspec.Struct, frozen=True):
    """One picture in all its forms."""

    representative: str
    """The form that most posts share; of equals the largest, then the one with the smallest digest."""
    members: tuple[str, ...]
    """Every file, the representative and byte-different files of equal pixels included; sorted."""
    links: dict[str, Link]
    """File -> what proved it a copy of the representative."""
    cluster: str = ""
    variant_of: Link | None = None
    """The group that this one changes words or numbers of, by its representative."""


class _Leaders:
    """Representatives so far, and who was proved to belong to whom."""

    def __init__(self, album: Album, hashed: Votes) -> None:
        self.album = album
        self.hashed = hashed
        self.leader: dict[str, str] = {}
        self.links: dict[str, Link] = {}
        self.near: dict[str, list[Link]] = defaultdict(list)

    def place(self, name: str, voted: list[str]) -> None:
        """Prove a picture against the representatives that it may show; none proved: it is one itself."""
        best: Link | None = None
        for leader in self._proposed(name, voted):
            proof = prove(self.album, leader, name)
            if proof is None:
                continue
            link = Link(leader, proof)
            if proof.relation != "copy":
                self.near[name].append(link)
            elif best is None or _closeness(link) > _closeness(best):
                best = link
            if proof.is_beyond_doubt:
                break
        self.leader[name] = best.other if best else name
        if best:
            self.links[name] = best

    def _proposed(self, name: str, voted: list[str]) -> list[str]:
        seen = [self.leader[other] for other in [*self.hashed.get(name, ()), *voted] if other in self.leader]
        return list(dict.fromkeys(seen))


def group_pictures(album: Album, uses: Uses, advance: Callable[[int], None] = lambda _: None) -> list[Group]:
    """Return every distinct picture with its copies: groups named `c1`, `c2`, ... first, in that order.

    The result does not depend on the order of files.
    """
    names = [name for name in album.comparable() if name in uses.posts]
    hashed = by_hash(album, names)
    order = _plainest_first(album, names, uses)
    leaders = _Leaders(album, hashed)
    for start in range(0, len(order), BLOCK):
        block = order[start : start + BLOCK]
        held = [name for name in leaders.leader if leaders.leader[name] == name] + block
        voted = by_points(album, block, held)
        for name in block:
            leaders.place(name, voted.get(name, []))
            advance(1)
    return _named(_directed(_gathered(album, leaders, uses), leaders, uses), uses)


def _closeness(link: Link) -> tuple[float, float]:
    """Return how close a copy is: where it agrees least counts most, for there two variants differ."""
    return link.proof.evidence["worst"], link.proof.score


def _plainest_first(album: Album, names: list[str], uses: Uses) -> list[str]:
    """Return first what most posts show in one framing, of these the largest.

    A frame or a caption is added to a copy by one person; the plain form is what most pass on, and two copies
    in different frames contradict each other where both agree with the plain form. The largest, because a
    small form cannot tell a variant from the original.
    """
    framed = by_framing(album, names)
    posts = {name: len(uses.posts[name]) for name in names}
    alike = {name: posts[name] + sum(posts[other] for other in framed.get(name, ())) for name in names}
    crowd = {
        name: max((alike[other] for other in framed.get(name, ()) if alike[other] <= alike[name] / CORE), default=0)
        for name in names
    }
    level = {name: max(alike[name], crowd[name]) for name in names}
    return sorted(names, key=lambda name: (-level[name], -album.pixels(name), -album.bytes_of_detail(name), name))


def _gathered(album: Album, leaders: _Leaders, uses: Uses) -> list[Group]:
    twins: dict[bytes, list[str]] = defaultdict(list)
    for name in album.names():
        if name in uses.posts and album[name].detail:
            twins[album[name].pixel_sha256].append(name)
    forms: dict[str, list[str]] = defaultdict(list)
    for name, leader in leaders.leader.items():
        forms[leader].append(name)
    return [
        Group(
            leader,
            tuple(sorted(twin for name in names for twin in twins[album[name].pixel_sha256])),
            {t: leaders.links[n] for n in names if n in leaders.links for t in twins[album[n].pixel_sha256]},
        )
        for leader, names in forms.items()
    ]


def _directed(groups: list[Group], leaders: _Leaders, uses: Uses) -> list[Group]:
    """Say which of two groups that differ in words was made from which: the rarer from the more common.

    That is a convention, not a finding: which came first is a question for the times.
    """
    rank = {group.representative: _size(group, uses) for group in groups}
    parents: dict[str, list[Link]] = defaultdict(list)
    for name, links in leaders.near.items():
        for link in links:
            if link.proof.relation == "variant" and name in rank:
                child, parent = sorted((name, link.other), key=lambda r: rank[r], reverse=True)
                parents[child].append(Link(parent, _seen_from(leaders.album, link, name, child)))
    return [
        msgspec.structs.replace(group, variant_of=_closest(parents[group.representative]))
        if parents.get(group.representative) else group
        for group in groups
    ]  # fmt: skip


def _seen_from(album: Album, link: Link, second: str, child: str) -> Proof:
    """Return the proof with its box in pixels of the child."""
    if child == second:
        return link.proof
    return prove(album, second, child) or link.proof


def _closest(links: list[Link]) -> Link:
    return min(links, key=lambda link: (-_RANK[link.proof.strength], -link.proof.score, link.other))


def _size(group: Group, uses: Uses) -> tuple[int, int, str]:
    return -len(uses.of(group.members)), -len(group.members), group.representative


def _named(groups: list[Group], uses: Uses) -> list[Group]:
    ranked = sorted(groups, key=lambda group: _size(group, uses))
    clusters = [group for group in ranked if group.variant_of or uses.is_repeated(group.members)]
    named = [msgspec.structs.replace(group, cluster=f"c{n}") for n, group in enumerate(clusters, 1)]
    held = {group.representative for group in clusters}
    return named + [group for group in ranked if group.representative not in held]
