"""Whether one picture is a photograph of a screen that shows the other, or the other turned, mirrored or tiny.

For pictures that the proof by a similarity left alone (`proof`): dearer, and never `strong`.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import msgspec
import numpy as np

from tracker.images.blurred import Box, Reading, read
from tracker.images.features import Features
from tracker.images.perspective import Laid, homography, lay
from tracker.images.proof import Proof

COPY_AGREE: Final = 0.97  # of the letters; with no contradiction the rest is grain
VARIANT_AGREE: Final = 0.9  # under it: another post of the same layout
COVER: Final = 0.4  # share of the original's letters that the photograph must show
MIN_LETTERS: Final = 40
LEGIBLE: Final = 0.03  # by which what is needed must exceed what other letters reach
SCREEN: Final = 0.56  # sharpness of what is seen through no lens: drawn screens .56 on, photographs of them to .5
NEAR: Final = 60  # inliers from which no mirrored form is tried


class Sight(msgspec.Struct, frozen=True):
    """A picture as a photograph is compared with it."""

    work: np.ndarray
    """Its working form."""
    rich: Features
    enlargement: float = 1.0
    """Pixels of the file for one of the working form."""


def prove_photographed(first: Sight, second: Sight) -> Proof | None:
    """Compare a picture with a photograph of it; None where nothing aligns them. `box` is in pixels of the second."""
    photo_first = sharpness(first.work) < sharpness(second.work)
    photo, original = (first, second) if photo_first else (second, first)
    best: Proof | None = None
    for is_mirrored in (False, True):
        over = _laid(photo, original, is_mirrored)
        if over is None:
            continue
        proof = _judged(over, read(over), second, second_is_frame=photo_first)
        if best is None or (proof.relation, proof.score) > (best.relation, best.score):
            best = proof
        if proof.relation or over.inliers >= NEAR:
            break
    return best


def _laid(photo: Sight, original: Sight, is_mirrored: bool) -> Laid | None:
    found = homography(photo.rich, original.rich, is_mirrored=is_mirrored)
    return lay(photo.work, original.work, found, is_mirrored) if found else None


def sharpness(work: np.ndarray) -> float:
    """Return the steepest edges against the strongest contrast nearby: 1 for drawn letters, less for blurred."""
    half = work[: work.shape[0] // 2 * 2, : work.shape[1] // 2 * 2]
    steep = cv2.morphologyEx(half, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    contrast = cv2.morphologyEx(half, cv2.MORPH_GRADIENT, np.ones((7, 7), np.uint8))
    return float(np.percentile(steep, 99)) / max(1.0, float(np.percentile(contrast, 99)))


def _judged(over: Laid, found: Reading, second: Sight, *, second_is_frame: bool) -> Proof:
    relation, strength = _verdict(found)
    evidence: dict[str, Any] = {
        "step": "photo", "inliers": over.inliers, "patches": over.patches, "agree": round(found.agree, 4),
        "contradict": round(1 - found.agree, 4) if found.contradicting else 0.0,
        "sharpness": round(found.typical, 3), "worst": round(found.worst, 3), "needed": round(found.needed, 3),
        "chance": round(found.chance, 3), "blur_px": found.blur_px, "letters": found.letters,
        "cover": round(found.cover, 3), "scale": round(over.scale, 3),
    }  # fmt: skip
    if over.mirrored:
        evidence["mirrored"] = True
    if relation == "copy" and not _is_legible(found):
        evidence["unchecked"] = "small words: too blurred to tell a changed letter"
    if found.contradicting:
        boxes = [_in_second(over, box, second, second_is_frame) for box in found.contradicting[:8]]
        evidence["regions"] = boxes
        if relation == "variant":
            evidence |= {"was": None, "is": None, "box": _around(boxes)}
    return Proof(relation, strength, round(found.agree * found.typical, 4), evidence)


def _is_legible(found: Reading) -> bool:
    return found.needed >= found.chance + LEGIBLE


def _verdict(found: Reading) -> tuple[str, str]:
    if found.letters < MIN_LETTERS or found.cover < COVER:
        return "", "weak" if found.agree >= COPY_AGREE and not found.contradicting else ""
    if found.contradicting:
        return ("variant", "fair") if found.agree >= VARIANT_AGREE else ("", "")
    if found.agree < COPY_AGREE:
        return "", "weak"
    return "copy", "fair"


def _in_second(over: Laid, box: Box, second: Sight, second_is_frame: bool) -> list[int]:
    """Return a box of the frame in pixels of the second picture's file."""
    left, top, width, height = box
    corners = np.array([[(left, top), (left + width, top), (left + width, top + height), (left, top + height)]], float)
    back = np.diag([1 / over.zoom, 1 / over.zoom, 1]) if second_is_frame else np.linalg.inv(over.matrix)
    corners = cv2.perspectiveTransform(corners, back)
    (x0, y0), (x1, y1) = corners[0].min(axis=0), corners[0].max(axis=0)
    scale = second.enlargement
    return [max(0, round(x0 * scale)), max(0, round(y0 * scale)), round((x1 - x0) * scale), round((y1 - y0) * scale)]


def _around(boxes: list[list[int]]) -> list[int]:
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    return [left, top, max(b[0] + b[2] for b in boxes) - left, max(b[1] + b[3] for b in boxes) - top]
