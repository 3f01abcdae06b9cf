"""What of a file's history is kept beside its grey pixels: the table of its JPEG, and its colours."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

TINTS: Final = 8  # parts a side
_SMALL_PX: Final = 64
_JPEG: Final = b"\xff\xd8\xff"


class Traces(msgspec.Struct, frozen=True):
    """What of a file's history its pixels do not show."""

    table: bytes = b""
    """The 64 steps of its JPEG's brightness; empty for other formats."""
    colour: float = 0.0
    """Mean distance of its channels from grey, 0 to 255."""
    tints: bytes = bytes(2 * TINTS * TINTS)
    """Blue and red difference (YCbCr) of 8 x 8 parts of it."""


def traces_of(raw: bytes, picture: Image) -> Traces:
    """Return the traces of a file that was decoded to `picture` (RGB, upright)."""
    small = picture.resize((_SMALL_PX, _SMALL_PX), box=(0, 0, *picture.size))
    pixels = np.asarray(small, np.int16)
    colour = float((pixels.max(axis=2) - pixels.min(axis=2)).mean())
    return Traces(_table(raw, picture.size), round(colour, 2), _tints(small))


def _tints(small: Image) -> bytes:
    parts = np.asarray(small.convert("YCbCr"), np.int64)[..., 1:].reshape(TINTS, _SMALL_PX // TINTS, TINTS, -1, 2)
    means: np.ndarray = parts.sum(axis=(1, 3)) // (_SMALL_PX // TINTS) ** 2
    return means.astype(np.uint8).tobytes()


def _table(raw: bytes, size: tuple[int, int]) -> bytes:
    """Return the table; none for a picture turned on its side, which no longer lies on the grid of its file."""
    from PIL import Image

    if not raw.startswith(_JPEG):
        return b""
    with Image.open(io.BytesIO(raw), formats=("JPEG",)) as opened:  # its header: the file was decoded before
        tables = getattr(opened, "quantization", {})
        return bytes(min(255, step) for step in tables[0]) if 0 in tables and opened.size == size else b""


def saved_again(grey: np.ndarray, table: bytes) -> np.ndarray:
    """Return a grey picture as it comes back from a JPEG file with this table."""
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(grey).save(stream, "JPEG", qtables=[list(table)])
    return np.asarray(Image.open(stream))
