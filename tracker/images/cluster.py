"""Which pictures show the same: each is proved against its cluster's representative, never by a chain."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec

from tracker.images.candidates import by_framing, by_hash, by_points
from tracker.images.leaders import Leaders, Link
from tracker.images.parts import Part, united
from tracker.images.proof import Proof, prove

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracker.images.album import Album
    from tracker.images.uses import Uses

BLOCK: Final = 256  # pictures whose points are looked up in one go
CORE: Final = 0.6  # share of the most common framing's posts that its own neighbours must have
_RANK: Final = {"strong": 2, "fair": 1, "weak": 0, "": -1}


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


def group_pictures(album: Album, uses: Uses, advance: Callable[[int], None] = lambda _: None) -> list[Group]:
    """Return every distinct picture with its copies: groups named `c1`, `c2`, ... first, in that order.

    A collage is a member of each group that it shows. The result does not depend on the order of files.
    """
    names = [name for name in album.comparable() if name in uses.posts]
    leaders = Leaders(album, by_hash(album, names))
    order = _plainest_first(album, names, uses)
    for start in range(0, len(order), BLOCK):
        block = order[start : start + BLOCK]
        voted = by_points(album, block, leaders.all() + block, most=None)
        for name in block:
            leaders.place(name, voted.get(name, []))
            advance(1)
    leaders.split()
    leaders.meet()
    leaders.place_photographs()
    return named(_directed(_gathered(leaders, uses), leaders, uses), uses)


def _plainest_first(album: Album, names: list[str], uses: Uses) -> list[str]:
    """Return first what most posts show in one framing, of these the largest.

    A frame or a caption is added to a copy by one person; the plain form is what most pass on, and two copies
    in different frames contradict each other where both agree with the plain form. The largest, because a
    small form cannot tell a variant from the original. Of equals what more posts carry, before what has more
    detail: a ring or a sticker is detail too.
    """
    framed = by_framing(album, names)
    posts = {name: len(uses.posts[name]) for name in names}
    alike = {name: posts[name] + sum(posts[other] for other in framed.get(name, ())) for name in names}
    crowd = {
        name: max((alike[other] for other in framed.get(name, ()) if alike[other] <= alike[name] / CORE), default=0)
        for name in names
    }
    level = {name: max(alike[name], crowd[name]) for name in names}
    return sorted(
        names, key=lambda name: (-level[name], -album.pixels(name), -posts[name], -album.bytes_of_detail(name), name)
    )


def _gathered(leaders: Leaders, uses: Uses) -> list[Group]:
    forms: dict[str, list[str]] = defaultdict(list)
    for name, leader in leaders.leader.items():
        forms[leader].append(name)
    twins = _twins(leaders.album, uses)
    files = {leader: [twin for name in names for twin in twins[name]] for leader, names in forms.items()}
    sizes = {leader: _rank(held, leader, uses) for leader, held in files.items()}
    between = [part for part in leaders.parts if part.outer in sizes and part.inner in sizes]
    union = united(between, lambda leader: sizes[leader], _differ(leaders))
    links = dict(leaders.links)
    for child, parent in union.parents.items():
        links[child] = _part_link(leaders, child, parent)
        forms[_top(parent, union.parents)] += forms.pop(child, [])
    for collage, shown in union.collages.items():
        _spread(leaders, forms, links, collage, [_top(leader, union.parents) for leader in shown])
    return [_group(leader, names, links, twins) for leader, names in forms.items()]


def _twins(album: Album, uses: Uses) -> dict[str, list[str]]:
    """Return for each distinct picture the files of its very pixels."""
    same: dict[bytes, list[str]] = defaultdict(list)
    for name in album.names():
        if name in uses.posts and album[name].detail:
            same[album[name].pixel_sha256].append(name)
    return {name: files for files in same.values() for name in files}


def _group(leader: str, names: list[str], links: dict[str, Link], twins: dict[str, list[str]]) -> Group:
    files = sorted({twin for name in names for twin in twins[name]})
    proved = {twin: links[name] for name in names if name in links and name != leader for twin in twins[name]}
    return Group(leader, tuple(files), proved)


def _differ(leaders: Leaders) -> Callable[[str, str], bool]:
    pairs = {
        frozenset((name, link.other)) for name, links in leaders.near.items() for link in links
        if link.proof.relation == "variant"
    }  # fmt: skip
    return lambda one, other: frozenset((one, other)) in pairs


def _part_link(leaders: Leaders, child: str, parent: str) -> Link:
    """Return what proved one leader's picture a part of another's, seen from the one that joins."""
    link = leaders.parts.get(Part(parent, child)) or leaders.parts[Part(child, parent)]
    return link if link.other == parent else Link(parent, prove(leaders.album, parent, child) or link.proof)


def _top(leader: str, parents: dict[str, str]) -> str:
    while leader in parents:
        leader = parents[leader]
    return leader


def _spread(
    leaders: Leaders, forms: dict[str, list[str]], links: dict[str, Link], collage: str, homes: list[str]
) -> None:
    """Put a collage and its copies into every group that it shows."""
    names = forms.pop(collage, [])
    for home in dict.fromkeys(homes):
        forms[home] += names
    shown = min(part for part in leaders.parts if part.outer == collage and leaders.leads(part.inner))
    links[collage] = _part_link(leaders, collage, shown.inner)


def _directed(groups: list[Group], leaders: Leaders, uses: Uses) -> list[Group]:
    """Say which of two groups that differ in words was made from which: the rarer from the more common.

    That is a convention, not a finding: which came first is a question for the times.
    """
    home = {name: group for group in groups for name in group.members}
    rank = {group.representative: _size(group, uses) for group in groups}
    parents: dict[str, list[Link]] = defaultdict(list)
    for name, links in leaders.near.items():
        for link in links:
            ends = [(rank[home[end].representative], end) for end in (name, link.other)]
            (above, parent), (below, child) = sorted(ends)
            if link.proof.relation == "variant" and leaders.leader[name] == name and above != below:
                found = Link(parent, _seen_from(leaders.album, link, name, child))
                parents[home[child].representative].append(found)
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
    return _rank(group.members, group.representative, uses)


def _rank(files: Sequence[str], leader: str, uses: Uses) -> tuple[int, int, str]:
    return -len(uses.of(files)), -len(files), leader


def named(groups: list[Group], uses: Uses) -> list[Group]:
    """Return the groups ranked by size, those that hold more than one use named `c1`, `c2`, ... first."""
    ranked = sorted(groups, key=lambda group: _size(group, uses))
    clusters = [group for group in ranked if group.variant_of or uses.is_repeated(group.members)]
    named = [msgspec.structs.replace(group, cluster=f"c{n}") for n, group in enumerate(clusters, 1)]
    held = {group.representative for group in clusters}
    return named + [group for group in ranked if group.representative not in held]
