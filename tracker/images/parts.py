"""Which groups are one, because a picture of one was cut from a picture of the other or pasted into it.

A part that stands in two pictures which are not copies of one another proves little about either: a shared
header is no copy. So such links never chain two groups that are known to differ in words, and a picture that
holds two strangers is a collage: it belongs to both and joins neither to the other.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Part(msgspec.Struct, frozen=True, order=True):
    """One leader's picture lies inside another's."""

    outer: str
    inner: str


class Union(msgspec.Struct, frozen=True):
    """What belongs together."""

    parents: dict[str, str]
    """Leader that joins another's group -> the leader that it was proved against."""
    collages: dict[str, tuple[str, ...]]
    """Leader of a group of collages -> the leaders of what it shows."""


def united(
    parts: Iterable[Part], size: Callable[[str], tuple[int, int, str]], differ: Callable[[str, str], bool]
) -> Union:
    """Say which leaders join which.

    Parameters
    ----------
    parts
        Proved containments between leaders.
    size
        Sort key of a leader's group, the largest first.
    differ
        Tells whether two leaders are known to differ in words.

    """
    inners = _inners(sorted(parts), size, differ)
    outers: dict[str, set[str]] = defaultdict(set)
    for outer, held in inners.items():
        for inner in held:
            outers[inner].add(outer)
    collages = {
        outer: tuple(sorted(held, key=size)) for outer, held in sorted(inners.items()) if _is_collage(held, inners)
    }
    parents: dict[str, str] = {}
    for inner in sorted(outers, key=size):
        _join(inner, sorted(outers[inner] - collages.keys(), key=size), parents, size, differ)
    return Union(parents, {outer: held for outer, held in collages.items() if outer not in parents})


def _inners(
    parts: Iterable[Part], size: Callable[[str], tuple[int, int, str]], differ: Callable[[str, str], bool]
) -> dict[str, set[str]]:
    """Return what each picture holds; of variants that a small form cannot tell apart, the most common one."""
    held: dict[str, list[str]] = defaultdict(list)
    for part in sorted(parts, key=lambda part: size(part.inner)):
        if not any(differ(part.inner, other) for other in held[part.outer]):
            held[part.outer].append(part.inner)
    return {outer: set(names) for outer, names in sorted(held.items())}


def _is_collage(held: set[str], inners: Mapping[str, set[str]]) -> bool:
    """Tell whether none of the pictures held lies in another of them, and there are several."""
    return len(held) > 1 and not any(other in inners.get(one, ()) for one in held for other in held)


def _join(
    inner: str, around: list[str], parents: dict[str, str], size: Callable[[str], tuple[int, int, str]],
    differ: Callable[[str, str], bool],
) -> None:  # fmt: skip
    if not around:
        return
    if any(differ(one, other) for n, one in enumerate(around) for other in around[:n]):
        around = around[:1]  # cut from what two variants share: it says the one as well as the other
    for outer in around:
        child, parent = sorted((inner, outer), key=size, reverse=True)
        if child not in parents and not _leads_to(parent, child, parents):
            parents[child] = parent


def _leads_to(start: str, end: str, parents: Mapping[str, str]) -> bool:
    while start in parents:
        start = parents[start]
        if start == end:
            return True
    return False
