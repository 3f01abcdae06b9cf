"""Which words an edit changed: the pictures that differ in words are read, where reading is installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.images.reading import Read
from tracker.images.wording import explain

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tracker.images.cluster import Group
    from tracker.images.leaders import Link
    from tracker.images.uses import Uses

MOST_READ: Final = 120
"""Variants whose words are read, those of what was asked for first, then the most shared: each costs some seconds."""
OTHER_TEXT: Final = 8  # changed words from which it is another text in the same frame, and no edit


class Shelf(msgspec.Struct, frozen=True):
    """The pictures' files, and who reads them."""

    raw: Callable[[str], bytes]
    """SHA-256 (hex) -> bytes of the file."""
    read: Read
    why: str = ""
    """Why nothing can be read here; empty where it can. Stands in the evidence as `words`."""


def worded(
    groups: Sequence[Group], asked: Collection[str], uses: Uses, shelf: Shelf, advance: Callable[[int], None]
) -> list[Group]:
    """Return the groups, each variant with the words that differ (`was`, `is`, `box`) in its evidence.

    Parameters
    ----------
    groups
        All groups, largest first.
    asked
        Clusters that the user asked for: these and their variants are read first.
    uses
        Who posted what.
    shelf
        The files, and who reads them.
    advance
        Is told of each variant that was read.

    """
    variants = [group for group in groups if group.variant_of]
    first = sorted(variants, key=lambda group: (group.cluster not in asked, -len(uses.of(group.members))))
    chosen = {group.representative for group in first[:MOST_READ]}
    told = []
    for group in groups:
        link = group.variant_of
        if link is not None and group.representative in chosen:
            link = _told(link, group.representative, shelf)
            advance(1)
        elif link is not None:
            link = _with(link, {"words": "not read: too many variants"})
        told.append(msgspec.structs.replace(group, variant_of=link))
    return told


def _told(link: Link, child: str, shelf: Shelf) -> Link | None:
    """Return a variant's link with the words told; None where it is another text in the same frame."""
    if shelf.why:
        return _with(link, {"words": shelf.why})
    wording = explain(shelf.read, shelf.raw(link.other), shelf.raw(child), link.proof.evidence["regions"])
    if wording is None:
        return _with(link, {"words": "read, but what changed could not be told"})
    return _with(link, wording.evidence) if wording.changed <= OTHER_TEXT else None


def _with(link: Link, more: dict[str, Any]) -> Link:
    evidence = {**link.proof.evidence, **more}
    return msgspec.structs.replace(link, proof=msgspec.structs.replace(link.proof, evidence=evidence))
