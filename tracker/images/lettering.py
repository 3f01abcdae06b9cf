"""How much of a picture is lettering? A part of a screenshot is told by its words, never by a photograph in it."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

PAPER_PX: Final = 25  # side of the neighbourhood that a stroke must differ from
STEP: Final = 12  # grey levels
HEIGHTS: Final = (5, 90)  # px of a letter, or of a word in joined-up scripts
LONGEST: Final = 9.0  # width against height: of a word in joined-up scripts
MOST_FILLED: Final = 0.9  # of its rectangle: more is a block
NEAR: Final = 1.2  # heights between neighbours in a line
LINE: Final = 5  # letters, or words of a joined-up script, in a row: chance seldom makes as many
ALIKE: Final = 0.55  # of the taller one's height
BROAD: Final = 0.8  # width of a letter against the height of its stroke: joined-up words have several


def count_letters(grey: np.ndarray, mask: np.ndarray) -> int:
    """Return how many letters inside `mask` stand in lines with others of their height (0 in most photographs).

    A stroke counts as one letter; a word of a joined-up script as many as its width holds.
    """
    return max(_in_lines(_parts(grey, mask, dark=dark)) for dark in (True, False))


def _parts(grey: np.ndarray, mask: np.ndarray, *, dark: bool) -> np.ndarray:
    """Return left, top, width, height of connected strokes that may be letters (n x 4), by row, then column."""
    paper = cv2.boxFilter(grey.astype(np.float32), -1, (PAPER_PX, PAPER_PX))
    strokes = (paper - grey > STEP if dark else grey - paper > STEP) & mask
    _, _, stats, _ = cv2.connectedComponentsWithStats(strokes.astype(np.uint8))
    boxes = stats[1:, :4]
    width, height, area = boxes[:, 2], boxes[:, 3], stats[1:, cv2.CC_STAT_AREA]
    fits = (height >= HEIGHTS[0]) & (height <= HEIGHTS[1]) & (width <= LONGEST * height) & (width > 1)
    kept: np.ndarray = boxes[fits & (area < MOST_FILLED * width * height)]
    return np.asarray(kept[np.lexsort((kept[:, 0], kept[:, 1]))])


def _in_lines(boxes: np.ndarray) -> int:
    """Count those that stand in rows of at least `LINE` of like height."""
    if len(boxes) < LINE:
        return 0
    left, top, width, height = boxes.astype(np.float32).T
    bottom, right = top + height, left + width
    tall = np.maximum(height[:, None], height)
    overlap = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    alike = (overlap > 0.5 * np.minimum(height[:, None], height)) & (np.minimum(height[:, None], height) > ALIKE * tall)
    gap = left - right[:, None]
    follows = alike & (gap > -0.3 * tall) & (gap < NEAR * tall)
    nearest = np.where(follows, gap, np.inf)
    joined = follows & (nearest == nearest.min(axis=1, keepdims=True))
    _, line = connected_components(csr_array(joined), directed=False)
    is_line = np.bincount(line)[line] >= LINE
    return int(np.maximum(1, np.round(width / (BROAD * height)))[is_line].sum())
