"""The DCT hash of imagehash: 64 bits of the lowest frequencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.images.hash import Hash, bits_of

if TYPE_CHECKING:
    from PIL.Image import Image


def compute(picture: Image) -> int:
    """Return `imagehash.phash(picture)` (8 x 8) as an integer, first bit highest."""
    import imagehash

    return bits_of(imagehash.phash(picture).hash)


HASH = Hash("phash", 64, "The 64 lowest DCT frequencies against their median (imagehash.phash).", compute)
