"""Where a picture that was asked for is found."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import msgspec

from tracker.base.canonical import dumps
from tracker.images.album import Album
from tracker.images.candidates import by_points, near_hashes
from tracker.images.cluster import Group
from tracker.images.proof import Proof, prove
from tracker.images.uses import Uses

Row = dict[str, Any]
MEMBERS_TRIED: Final = 3  # beside the representative: a crop may share more with a member than with it
MOST_NEAR: Final = 200  # pictures that share points: a rumor has many forms
_RELATIONS: Final = {"same_file": 0, "same_picture": 1, "copy": 2, "variant": 3, "": 4}
_STRENGTHS: Final = {"strong": 0, "fair": 1, "weak": 2, "": 3}


class Searched(msgspec.Struct, frozen=True):
    """What a picture is looked for in."""

    album: Album
    groups: list[Group]
    uses: Uses
    exclude: frozenset[str]


def picture_rows(asked: str, name: str, among: Searched) -> list[Row]:
    """Return one row per group that shows the picture asked for, best first; one without a link if none does.

    Order: relation, strength, posts of the cluster, score, then the cluster's place (contract: which rumor).
    """
    album, groups, exclude = among.album, among.groups, among.exclude
    near = _near(name, album, groups)
    sheets = _in_several(groups)
    near = [one for one in near if one not in sheets]
    found = []
    for place, group in enumerate(groups):
        if group.cluster in exclude - {""} or set(group.members) <= exclude:
            continue
        link = _link(name, album, group, near)
        if link is not None:
            found.append((place, group, *link))
    found.sort(key=lambda f: (*_order(f[3]), -len(among.uses.of(f[1].members)), -f[3].score, f[0]))
    rows = [_row(asked, name, group, member, proof) for _, group, member, proof in found]
    return rows or [_row(asked, name, None, "", Proof("", "", 0.0, {"step": "none"}))]


def _order(proof: Proof) -> tuple[int, int]:
    return _RELATIONS[proof.relation], _STRENGTHS[proof.strength]


def _link(name: str, album: Album, group: Group, near: list[str]) -> tuple[str, Proof] | None:
    """Return the member that shows the picture best, and the proof."""
    exact = _exact(name, album, group)
    if exact is not None:
        return exact
    tried = [(member, prove(album, member, name)) for member in _worth_trying(group, near)]
    proved = [(member, proof) for member, proof in tried if proof is not None and proof.strength]
    return min(proved, key=lambda m: (*_order(m[1]), -m[1].score, m[0])) if proved else None


def _exact(name: str, album: Album, group: Group) -> tuple[str, Proof] | None:
    if name in group.members:
        return name, Proof("same_file", "strong", 1.0, {"step": "bytes"})
    same = [m for m in group.members if album[m].pixel_sha256 == album[name].pixel_sha256]
    return (same[0], Proof("same_picture", "strong", 1.0, {"step": "pixels"})) if same else None


def _near(name: str, album: Album, groups: list[Group]) -> list[str]:
    """Return the pictures that the net of candidates catches for the one asked for."""
    if not album[name].detail:
        return []
    held = [member for group in groups for member in group.members]
    voted = by_points(album, [name], held, MOST_NEAR).get(name, [])
    return list(dict.fromkeys([*near_hashes(album, name, held), *voted]))


def _in_several(groups: list[Group]) -> frozenset[str]:
    """Return the pictures that belong to several groups: that one shows a page says nothing of its other pages."""
    counted = Counter(member for group in groups for member in group.members)
    return frozenset(member for member, times in counted.items() if times > 1)


def _worth_trying(group: Group, near: list[str]) -> list[str]:
    """Return the representative and the nearest members, if any of the group was caught."""
    caught = [name for name in near if name in group.members]
    return list(dict.fromkeys([group.representative, *caught]))[: 1 + MEMBERS_TRIED] if caught else []


def _row(asked: str, name: str, group: Group | None, member: str, proof: Proof) -> Row:
    return {
        "query": asked, "kind": "image", "sha256": bytes.fromhex(name),
        "cluster": group.cluster if group else "", "member_sha256": member, "post": "",
        "relation": proof.relation, "strength": proof.strength,
        "score": proof.score if group else None, "evidence": dumps(proof.evidence),
    }  # fmt: skip
