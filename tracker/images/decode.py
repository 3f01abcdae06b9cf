"""Bytes of a stranger's file -> pixels in one normal form, or the reason why not.

Runs inside the limited worker of :mod:`tracker.images.worker` only.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from functools import cache
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageOps, UnidentifiedImageError

if TYPE_CHECKING:
    from tracker.base.limits import Limits

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
"""Pillow's other decoders are never reached: each is code that a stranger's file could break."""
_HEIF_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_NO_HEIF: Final = "HEIC: not read without the extra; pip install 'rumor-spread-tracker[heif]'"

_TRANSPARENT: Final = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})
_BROKEN: Final = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError,
                  OverflowError, MemoryError, Warning, struct.error, zlib.error)  # fmt: skip
"""What Pillow raises on damaged files (seen in its own fuzzing reports). Anything else ends the worker."""


class UndecodableError(ValueError):
    """A file is no picture that can be compared; its text is the reason shown in `hashes.unreadable`."""


@cache
def formats() -> tuple[str, ...]:
    """Return the names of the decoders that may be reached: that of HEIC only where the extra is installed.

    Raises nothing; the first call loads the decoder, which the worker may only do before it is confined.
    """
    try:
        from pi_heif import register_heif_opener
    except ImportError:
        return FORMATS
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    return (*FORMATS, "HEIF")


def decode(raw: bytes, limits: Limits) -> tuple[Image.Image, str]:
    """Return the picture in RGB, turned upright, first frame, on white; and its format by content.

    Raises ``UndecodableError`` with the reason. The order of the steps is that of docs/copies.md: turn, first
    frame, 16 bit by shift, transparency on white, CMYK and palette to RGB.
    """
    Image.MAX_IMAGE_PIXELS = limits.max_pixels
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message="Corrupt EXIF data")  # the pixels are whole
        try:
            return _decode(raw, limits)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
            message = f"over {limits.max_pixels:,} pixels; raise with --max-pixels"
            raise UndecodableError(message) from bomb
        except UnidentifiedImageError as unknown:
            is_heif = raw[4:8] == b"ftyp" and raw[8:12] in _HEIF_BRANDS and "HEIF" not in formats()
            message = _NO_HEIF if is_heif else f"not one of {', '.join(formats())}"
            raise UndecodableError(message) from unknown
        except UndecodableError:
            raise
        except _BROKEN as broken:
            message = f"damaged: {type(broken).__name__}: {str(broken)[:120]}"
            raise UndecodableError(message) from broken


def _decode(raw: bytes, limits: Limits) -> tuple[Image.Image, str]:
    with Image.open(io.BytesIO(raw), formats=formats()) as opened:
        _check_size(opened, limits)
        opened.load()
        return on_white(eight_bit(_upright(opened))), str(opened.format)


def _check_size(opened: Image.Image, limits: Limits) -> None:
    width, height = opened.size
    if max(width, height) > limits.max_side:
        message = f"{width:,} x {height:,} px: a side over {limits.max_side:,} px; raise with --max-side"
        raise UndecodableError(message)
    if width * height > limits.max_pixels:
        message = f"{width:,} x {height:,} px: over {limits.max_pixels:,} pixels; raise with --max-pixels"
        raise UndecodableError(message)


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except (*_BROKEN, ZeroDivisionError):
        return picture  # damaged EXIF does not say which way is up


def eight_bit(picture: Image.Image) -> Image.Image:
    """Return a picture of 16 bits a channel at 8 bits, by shift: scaling would round and split a picture."""
    if not picture.mode.startswith(("I", "F")):
        return picture
    import numpy as np

    values = np.asarray(picture).astype(np.int64) >> 8
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def on_white(picture: Image.Image) -> Image.Image:
    """Return a picture in RGB with what is transparent shown on white paper."""
    if picture.mode in _TRANSPARENT or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    return picture.convert("RGB")
