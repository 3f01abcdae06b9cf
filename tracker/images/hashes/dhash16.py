"""The gradient hash of imagehash, at 16 x 16."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.images.hash import Hash, bits_of

if TYPE_CHECKING:
    from PIL.Image import Image


def compute(picture: Image) -> int:
    """Return `imagehash.dhash(picture, 16)` as an integer, first bit highest."""
    import imagehash

    return bits_of(imagehash.dhash(picture, 16).hash)


HASH = Hash("dhash16", 256, "16 x 16 cells, each against its left neighbour (imagehash.dhash).", compute)
