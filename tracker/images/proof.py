"""Is one picture a copy of another, a variant of it, or neither? No hash is asked here.

The stages of alignment stand in `ALIGNMENTS`; a further one is a function more in that list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from tracker.images.align import Alignment, Overlay, View, by_points, by_size, halved, overlay, scale_of
from tracker.images.compare import MIN_INK, Comparison, compare
from tracker.images.lettering import count_letters

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.images.album import Album

COPY_AGREE: Final = 0.97
"""Share of judged detail that agrees; with no contradiction only grain is left (docs/copies.md, table 1)."""
VARIANT_AGREE: Final = 0.85  # under it: another post in the same layout
COVER: Final = 0.42
"""Share of both pictures' area in the overlap: 15 % off each side leaves .49; a photo in an article less."""
SHOWN: Final = 0.5  # share of the rectangle that holds detail
SHARP: Final = 0.85  # 5th percentile of the correlation: a changed digit would be seen
BLURRED: Final = 0.62  # under it letters cannot be told apart: nothing is merged
UNEVEN: Final = 0.15  # one place agrees so much less than the rest that a small digit may differ there
CLEAR: Final = 0.85  # correlation at the worst place: no letter differs
SMALL: Final = 0.6  # scale against the finer picture: under it small words may hide a change

CONTAINED: Final = 0.6
"""Share of one picture's area that must lie in the overlap for it to be called a part of the other, or cut from it."""
APART: Final = 0.7  # of the same: less of either, and both show something beside, as two sheets that share a page
LETTERS: Final = 33
"""In the overlap: a part without words proves nothing. Parts cut from drawn screens have 33 on, five of six drawn
photographs fewer: joined-up scripts have few letters in a claim."""
GRAINY: Final = 0.3  # correlation where it is least: what was replaced has less, grain that was saved badly more
PLACES_TOLD: Final = 8  # in evidence, of those where two pictures differ: the largest

Aligned = tuple[View, Alignment]


def _by_points(first: View, second: View) -> Aligned | None:
    found = by_points(first.features, second.features)
    return (first, found) if found else None


def _by_points_mirrored(first: View, second: View) -> Aligned | None:
    turned = first.mirrored()
    found = by_points(turned.features, second.features)
    return (turned, msgspec.structs.replace(found, step="mirrored")) if found else None


def _by_size(first: View, second: View) -> Aligned | None:
    found = by_size(first.work, second.work)
    return (first, found) if found else None


ALIGNMENTS: Final[tuple[Callable[[View, View], Aligned | None], ...]] = (_by_points, _by_size, _by_points_mirrored)
"""In the order in which they are tried; each gives the first picture as it lies, and where on the second."""


class Proof(msgspec.Struct, frozen=True):
    """What a comparison of two pictures proved."""

    relation: str
    """`copy`, `variant`, or empty where it proved neither."""
    strength: str
    score: float
    evidence: dict[str, Any]

    @property
    def is_beyond_doubt(self) -> bool:
        """Tell whether no other picture can be a closer original."""
        return self.strength == "strong" and self.relation == "copy" and self.evidence["worst"] >= CLEAR


def prove(album: Album, first: str, second: str) -> Proof | None:
    """Compare two pictures; None where nothing aligns them. `box` is in pixels of the second."""
    if not (album[first].detail and album[second].detail):
        return None
    views = album.opened(first), album.opened(second)
    best: Proof | None = None
    for align in ALIGNMENTS:
        aligned = align(*views) if best is None or align is not _by_points_mirrored else None
        over = overlay(aligned[0], views[1], aligned[1]) if aligned else None
        if aligned is None or over is None:
            continue
        enlargement = _enlargement(album, second, views[1].work)
        proof = _judged(aligned[1], over, compare(over), enlargement)
        if not proof.relation or (proof.relation == "variant" and proof.evidence["worst"] >= GRAINY):
            proof = _without_grain(aligned[1], over, enlargement) or proof
        if best is None or (proof.relation, proof.score) > (best.relation, best.score):
            best = proof
        if proof.relation:
            break
    return best


def _without_grain(alignment: Alignment, over: Overlay, enlargement: float) -> Proof | None:
    """Return the proof of a copy at half the size, for pictures without words.

    Saving destroys the grain of a photograph, so that nothing small can be compared. Letters are counted at the
    full size too: at half of it small ones are lost, and with them what could differ.
    """
    coarse = halved(over)
    seen = ((each.mask, shown) for each in (over, coarse) for shown in (each.frame, each.laid))
    if any(count_letters(shown, mask) >= LETTERS for mask, shown in seen):
        return None
    proof = _judged(alignment, coarse, compare(coarse), enlargement)
    if proof.relation != "copy":
        return None
    unchecked = {"unchecked": "small details: too grainy to tell a change"}
    return msgspec.structs.replace(proof, strength="fair", evidence=proof.evidence | unchecked)


def _enlargement(album: Album, name: str, work: np.ndarray) -> float:
    return float(album[name].width / work.shape[1])


def _judged(alignment: Alignment, over: Overlay, found: Comparison, enlargement: float) -> Proof:
    relation, strength = _verdict(found, over)
    evidence: dict[str, Any] = {
        "step": alignment.step, "inliers": alignment.inliers, "patches": over.patches,
        "agree": round(found.agree, 4), "contradict": round(found.contradict, 4),
        "sharpness": round(found.sharpness, 3), "worst": round(found.worst, 3),
        "cover": round(found.cover, 3),
        "shown": round(found.shown, 3), "scale": round(scale_of(alignment.matrix), 3),
    }  # fmt: skip
    if relation == "copy" and found.cover < COVER:
        evidence["part"] = "first" if over.is_first_inside else "second"
    if found.is_inverted:
        evidence["inverted"] = True
    if found.covers:
        evidence["covered"] = [_in_second(over, box, enlargement) for box in found.covers[:PLACES_TOLD]]
        frame, laid = ("first", "second") if over.first_is_frame else ("second", "first")
        evidence["under"] = sorted({"frame": frame, "laid": laid}[side] for side in found.under)
    if found.boxes:
        boxes = [_in_second(over, box, enlargement) for box in found.boxes[:PLACES_TOLD]]
        evidence["regions"] = boxes
        if relation == "variant":
            evidence |= {"was": None, "is": None, "box": _around(boxes)}
    return Proof(relation, strength, round(found.agree * (1 - found.contradict), 4), evidence)


def _verdict(found: Comparison, over: Overlay) -> tuple[str, str]:
    if found.ink < MIN_INK or found.sharpness < BLURRED or found.shown < SHOWN:
        return "", "weak" if found.agree >= VARIANT_AGREE and not found.boxes else ""
    if found.boxes and found.agree < VARIANT_AGREE:
        return "", ""
    if found.cover < COVER:
        return _verdict_on_part(found, over)
    if found.contained < APART or (found.agree < COPY_AGREE and not found.boxes):
        return "", "weak"
    if found.boxes:
        return "variant", "fair" if found.agree < COPY_AGREE else "strong"
    is_even = found.sharpness - found.worst <= UNEVEN
    is_strong = found.sharpness >= SHARP and over.scale >= SMALL and is_even and not found.covers
    return "copy", "strong" if is_strong else "fair"


def _verdict_on_part(found: Comparison, over: Overlay) -> tuple[str, str]:
    """Judge a picture that was cut from the other, or pasted into it: by its words, all of which must agree."""
    if found.boxes or found.agree < COPY_AGREE:
        return "", ""
    if found.contained < CONTAINED or count_letters(over.frame, over.mask) < LETTERS:
        return "", "weak"
    return "copy", "fair"


def _in_second(over: Overlay, box: tuple[int, int, int, int], enlargement: float) -> list[int]:
    """Return a box of the frame in pixels of the second picture's file."""
    left, top, width, height = box
    corners = np.array([(left, top, 1), (left + width, top + height, 1)], np.float64).T
    if over.first_is_frame:  # the second is the finer one: go back from the frame
        corners = np.linalg.inv(np.vstack([over.matrix, [0, 0, 1]])) @ corners
    else:
        corners = corners / over.zoom
    (x0, x1), (y0, y1) = np.sort(corners[:2] * enlargement, axis=1)
    return [max(0, round(x0)), max(0, round(y0)), round(x1 - x0), round(y1 - y0)]


def _around(boxes: list[list[int]]) -> list[int]:
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    return [left, top, max(b[0] + b[2] for b in boxes) - left, max(b[1] + b[3] for b in boxes) - top]
