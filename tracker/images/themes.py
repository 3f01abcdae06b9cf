"""Edges of photographs on a page whose paper has another tone in the other picture: a dark page keeps its photographs.

Where a photograph or a round portrait meets the paper, a window holds both: the one side stayed, the other went from
light to dark, and no single change of tone explains the two. Each side is explained for itself here.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

SAME: Final = 14  # grey levels: the grain of saving
STEP: Final = 8  # grey levels that are taken together when tones are counted
LEAST_SHARE: Final = 0.04  # of the area: less is no paper
APART: Final = 20  # grey levels between two papers
SWAPPED: Final = 30  # grey levels by which the paper of another theme differs
PHOTOGRAPH_PX: Final = 11  # side of what stays of a photograph: strokes of letters are thinner
TEXTURE: Final = 3.0  # deviation inside it, in grey levels: ink has less
REACH_PX: Final = 15  # to its thinner parts
FRINGE_PX: Final = 5  # side of the window in which paper and photograph blend
SPECK_PX: Final = 5  # grain; a stroke has more


def is_theme_edge(first: np.ndarray, second: np.ndarray, zone: np.ndarray) -> bool:
    """Tell whether two pictures differ in a zone only by the paper beside a photograph (all h x w, grey levels).

    Each pixel must be paper in both, of tones that stand for one another everywhere around, or the same in both and
    part of a photograph. So a letter on the paper of one that is missing in the other is never explained, whatever the
    tones: its paper would have to stand for two of them.
    """
    tones = _papers(first, second)
    if not any(abs(one - two) >= SWAPPED for one, two in tones):
        return False
    one, two = first.astype(np.int16), second.astype(np.int16)
    paper = np.any([(np.abs(one - a) <= SAME) & (np.abs(two - b) <= SAME) for a, b in tones], axis=0)
    kept = _photograph(np.abs(one - two) <= SAME, first)
    fringe = _dilated(paper, FRINGE_PX) & _dilated(kept, FRINGE_PX)
    return _largest(zone & ~paper & ~kept & ~fringe) <= SPECK_PX


def _photograph(same: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """Return what stayed and is a photograph: thicker than strokes, and not of one tone."""
    whole = cv2.morphologyEx(same.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(_opened(whole, PHOTOGRAPH_PX))
    found = np.zeros(same.shape, bool)
    for part in range(1, int(labels.max()) + 1):
        found |= (labels == part) & bool(picture[labels == part].std() >= TEXTURE)
    near: np.ndarray = same & _dilated(found, REACH_PX)
    return near


def _opened(mask: np.ndarray, side: int) -> np.ndarray:
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8)))


def _dilated(mask: np.ndarray, side: int) -> np.ndarray:
    wider: np.ndarray = cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    return wider


def _largest(mask: np.ndarray) -> int:
    stats = cv2.connectedComponentsWithStats(mask.astype(np.uint8))[2]
    return int(stats[1:, cv2.CC_STAT_AREA].max(initial=0))


def _papers(first: np.ndarray, second: np.ndarray) -> list[tuple[int, int]]:
    """Return the pairs of tones that stand for one another, the most common first; no tone stands for two."""
    bins = 256 // STEP
    pairs = (first // STEP).astype(np.intp) * bins + second // STEP
    counts = np.bincount(pairs.ravel(), minlength=bins * bins)
    found: list[tuple[int, int]] = []
    for pair in np.argsort(-counts, kind="stable"):
        if counts[pair] < LEAST_SHARE * first.size:
            break
        one, two = (int(tone) * STEP + STEP // 2 for tone in divmod(int(pair), bins))
        if not any(abs(one - a) <= APART or abs(two - b) <= APART for a, b in found):
            found.append((one, two))
    return found
