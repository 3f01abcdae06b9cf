"""What a perceptual hash is: one method, in one file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec

from tracker.base.plugins import discover

if TYPE_CHECKING:
    from PIL.Image import Image

HASHES_PACKAGE: Final = "tracker.images.hashes"


class Hash(msgspec.Struct, frozen=True):
    """One perceptual hash: `bits` bits of a normalised grey picture, first bit highest."""

    name: str
    bits: int
    doc: str
    compute: Callable[[Image], int]


def hashes() -> dict[str, Hash]:
    """Return every hash that is plugged in, by name."""
    return discover(HASHES_PACKAGE, "HASH", Hash, "tracker.hashes")
