"""The DCT hash of imagehash: 64 bits of the lowest frequencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.images.hash import Hash, bits_of
from tracker.images.reduction import reduced

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE: Final = 32  # px that imagehash reduces to: 8 frequencies, oversampled 4 times


def compute(picture: Image) -> int:
    """Return `imagehash.phash(picture)` (8 x 8) of a grey picture as an integer, first bit highest."""
    import imagehash

    return bits_of(imagehash.phash(reduced(picture, SIDE, SIDE)).hash)


HASH = Hash("phash", 64, "The 64 lowest DCT frequencies against their median (imagehash.phash).", compute)
