"""What a perceptual hash is: one method, in one file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec

from tracker.base.plugins import discover

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image  # noqa: TC004 - a Struct does not read the type of a function's argument

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


def bits_of(hashed: np.ndarray) -> int:
    """Return a boolean matrix as an integer, row by row, first bit highest: `int(str(imagehash), 16)`."""
    return int("".join("1" if bit else "0" for bit in hashed.flatten().tolist()), 2)
