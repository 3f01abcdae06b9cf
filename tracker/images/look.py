"""What is kept of one picture file: its digests, hashes, thumbnail, and the form that is compared.

Computed in the limited worker; nothing here touches a file or a process.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import cv2
import msgspec
import numpy as np

from tracker.base.limits import MIN_SIDE, Limits
from tracker.images.decode import UndecodableError, decode
from tracker.images.features import Features, codes, find, inverted, mirrored, working_form
from tracker.images.hash import Hash, hashes
from tracker.images.traces import Traces, traces_of

if TYPE_CHECKING:
    from PIL.Image import Image

THUMBNAIL_PX: Final = 320
FLAT_DEVIATION: Final = 3.0  # grey levels: a page with one line of words has 10, an empty one under 2
CLOSE_PX: Final = 5_000_000  # the screen of a large phone
FRAME_STEP: Final = 12  # grey levels by which a row differs from the border before it is content


class Look(msgspec.Struct, frozen=True):
    """One picture file, seen. Integers of a hash travel as big-endian bytes."""

    unreadable: str | None = None
    width: int = 0
    height: int = 0
    format: str = ""
    pixel_sha256: bytes = b""
    detail: bool = False
    hashes: dict[str, bytes] = {}
    trimmed_phash: bytes = b""
    mirrored_phash: bytes = b""
    thumbnail: bytes = b""
    work_shape: tuple[int, int] = (0, 0)
    work: bytes = b""
    """The working form: grey bytes, deflated."""
    tint: bytes = b""
    """Its colours at half its size, deflated: red and blue chroma per pixel; empty where it is grey."""
    points: bytes = b""
    descriptors: bytes = b""
    codes: bytes = b""
    """64 bits per point, little-endian: of the points as they are, then inverted, then mirrored."""
    traces: Traces = Traces()

    def grey(self) -> np.ndarray:
        """Return the working form."""
        size = self.work_shape[0] * self.work_shape[1]
        raw = zlib.decompressobj().decompress(self.work, size)
        return np.frombuffer(raw, np.uint8).reshape(self.work_shape)

    def tints(self) -> np.ndarray | None:
        """Return the colours of the working form at half its size (n x m x 2: red, blue chroma), None where grey."""
        if not self.tint:
            return None
        height, width = _half(self.work_shape)
        raw = zlib.decompressobj().decompress(self.tint, 2 * height * width)
        return np.frombuffer(raw, np.uint8).reshape(height, width, 2)

    def features(self) -> Features:
        """Return its points."""
        points = np.frombuffer(self.points, "<f4").reshape(-1, 4).astype(np.float32)
        return Features(points, np.frombuffer(self.descriptors, np.uint8).reshape(-1, 128))


def look_at(raw: bytes, limits: Limits) -> Look:
    """Return what is kept of a file; a file that is no picture gives the reason."""
    try:
        picture, form = decode(raw, limits)
    except UndecodableError as refusal:
        return Look(unreadable=str(refusal))
    grey = picture.convert("L")
    pixels = np.asarray(grey)
    detail = min(picture.size) >= MIN_SIDE and float(pixels.std()) >= FLAT_DEVIATION
    known = _known_hashes()
    seen = Look(
        width=picture.width, height=picture.height, format=form, detail=detail,
        pixel_sha256=_pixel_digest(picture),
        hashes={name: _computed(method, grey) for name, method in known.items()},
        thumbnail=_thumbnail(picture), traces=traces_of(raw, picture),
    )  # fmt: skip
    return _with_form(seen, picture, grey, pixels) if detail else seen


def look_closely(raw: bytes, limits: Limits) -> Look:
    """Return nothing of a file but its grey pixels, in full where they are no more than `CLOSE_PX`."""
    try:
        picture, form = decode(raw, limits)
    except UndecodableError as refusal:
        return Look(unreadable=str(refusal))
    work = working_form(np.asarray(picture.convert("L")), CLOSE_PX)
    return Look(
        width=picture.width, height=picture.height, format=form,
        work_shape=work.shape, work=zlib.compress(work.tobytes(), 1),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _known_hashes() -> dict[str, Hash]:
    return hashes()


def _computed(method: Hash, grey: Image) -> bytes:
    return method.compute(grey).to_bytes(method.bits // 8, "big")


def _with_form(seen: Look, picture: Image, grey: Image, pixels: np.ndarray) -> Look:
    work = working_form(pixels)
    found = find(work)
    phash = _known_hashes()["phash"]
    return msgspec.structs.replace(
        seen,
        trimmed_phash=_computed(phash, grey.crop(content_box(pixels))),
        mirrored_phash=_computed(phash, _mirrored(grey)),
        work_shape=work.shape, work=zlib.compress(work.tobytes(), 1), tint=_tint(picture, work.shape),
        points=found.points.astype("<f4").tobytes(), descriptors=found.descriptors.tobytes(),
        codes=_all_codes(found.descriptors).tobytes(),
    )  # fmt: skip


def _tint(picture: Image, work_shape: tuple[int, int]) -> bytes:
    small = cv2.resize(np.asarray(picture), _half(work_shape)[::-1], interpolation=cv2.INTER_AREA)
    chroma = np.ascontiguousarray(cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb)[..., 1:])
    return b"" if (np.abs(chroma.astype(np.int16) - 128) <= 1).all() else zlib.compress(chroma.tobytes(), 1)


def _half(shape: tuple[int, int]) -> tuple[int, int]:
    return (shape[0] + 1) // 2, (shape[1] + 1) // 2


def _all_codes(descriptors: np.ndarray) -> np.ndarray:
    forms = (descriptors, inverted(descriptors), mirrored(descriptors))
    return np.concatenate([codes(form) for form in forms]).astype("<u8")


def _pixel_digest(picture: Image) -> bytes:
    digest = hashlib.sha256(b"%d x %d\n" % picture.size)
    digest.update(picture.tobytes())  # not joined to the size: that would copy every pixel
    return digest.digest()


def _mirrored(grey: Image) -> Image:
    from PIL import ImageOps

    return ImageOps.mirror(grey)


def _thumbnail(picture: Image) -> bytes:
    small = picture.copy()
    small.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    stream = io.BytesIO()
    small.save(stream, "JPEG", quality=80)
    return stream.getvalue()


def content_box(pixels: np.ndarray) -> tuple[int, int, int, int]:
    """Return what lies inside a plain border (left, top, right, bottom), or the whole if nothing does."""
    border = int(np.median(np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])))
    content = cv2.absdiff(pixels, np.full_like(pixels, border)) > FRAME_STEP
    rows, columns = np.flatnonzero(content.any(axis=1)), np.flatnonzero(content.any(axis=0))
    height, width = pixels.shape
    if not len(rows) or len(rows) < MIN_SIDE or len(columns) < MIN_SIDE:
        return 0, 0, width, height
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
