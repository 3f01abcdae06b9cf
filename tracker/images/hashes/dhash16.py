"""The gradient hash of imagehash, at 16 x 16."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.images.hash import Hash, bits_of
from tracker.images.reduction import reduced

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE: Final = 16  # cells; each is compared with its left neighbour, so one more column is needed


def compute(picture: Image) -> int:
    """Return `imagehash.dhash(picture, 16)` of a grey picture as an integer, first bit highest."""
    import imagehash

    return bits_of(imagehash.dhash(reduced(picture, SIDE + 1, SIDE), SIDE).hash)


HASH = Hash("dhash16", 256, "16 x 16 cells, each against its left neighbour (imagehash.dhash).", compute)
