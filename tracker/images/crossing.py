"""Do new strokes run over letters that are all still there? A stamp and a watermark do, other words never.

Whoever changes words takes letters away, or writes beside those that stay. What runs from one letter that stayed
over to the next is no writing of the page.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

CROSSED: Final = 3  # letters: one or two may have been given a stroke more, as a 3 that became an 8
LEFT_PX: Final = 3  # pixels of strokes that may be lost by saving
LEAST_PX: Final = 80  # of new strokes
DOT_PX: Final = 6  # smaller strokes are no letters


def runs_over_letters(
    before: tuple[np.ndarray, np.ndarray], after: tuple[np.ndarray, np.ndarray], zone: np.ndarray
) -> bool:
    """Tell whether no stroke was lost in a zone, and new ones run from letter to letter over several.

    `before` and `after` are masks of what is surely a stroke, and of what may be one, in both pictures.
    """
    kept = cv2.dilate(after[1].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if np.count_nonzero(before[0] & ~kept & zone) > LEFT_PX:
        return False
    near = cv2.dilate(before[1].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    new = after[0] & ~near & zone
    return bool(np.count_nonzero(new) >= LEAST_PX and len(_letters_crossed(new, before[0])) >= CROSSED)


def _letters_crossed(new: np.ndarray, strokes: np.ndarray) -> set[int]:
    """Return the labels of letters that lie at a new stroke which touches others of them too."""
    _, letters, stats, _ = cv2.connectedComponentsWithStats(strokes.astype(np.uint8))
    letters[(stats[:, cv2.CC_STAT_AREA] < DOT_PX)[letters]] = 0
    count, parts = cv2.connectedComponents(new.astype(np.uint8))
    crossed: set[int] = set()
    reach = np.ones((7, 7), np.uint8)  # a new stroke is only seen two pixels beside an old one
    for part in range(1, count):
        touched = set(np.unique(letters[cv2.dilate((parts == part).astype(np.uint8), reach) > 0]).tolist()) - {0}
        crossed |= touched if len(touched) > 1 else set()
    return crossed
