"""Colours that one of two aligned pictures has and the other cannot: those of rings, stamps and stickers.

Words that were changed are written in the colours of the words that they replace, so a new colour speaks for
something laid over, as long as the strokes beside it stand as they were (`laid_over`).
"""

from __future__ import annotations

from typing import Final

import cv2
import msgspec
import numpy as np

MOST_OFF: Final = 14.0  # levels of chroma, 9 of 10 pixels that agree: more, and no colour can be foretold
NEW_COLOUR: Final = 18.0  # levels from what is expected there
PALETTE_STEP: Final = 8  # levels of chroma that are taken together
KNOWN_PX: Final = 4  # pixels that make a colour known
SMALL_HOLE: Final = 0.35  # of the area round it: the eye of a sticker; what a ring goes round is larger
_TRIALS: Final = 2  # fits, the second without the few that the first could not explain
_SAMPLES: Final = 6_000


class Colours(msgspec.Struct, frozen=True):
    """What colours the second of two pictures has, and how to tell from the first which it would have."""

    grey: np.ndarray
    """Of the first (h x w)."""
    first: np.ndarray
    second: np.ndarray
    """Red and blue chroma (h x w x 2)."""
    weights: np.ndarray
    """From the first's chroma, grey level and 1 to the second's chroma (4 x 2)."""

    @staticmethod
    def of(grey: np.ndarray, first: np.ndarray, second: np.ndarray, agreeing: np.ndarray) -> Colours | None:
        """Foretell the colours of `second` from those and the grey levels of the first, where both agree.

        None where they do not follow from one another: a grey copy does not tell what was red.
        """
        step = max(1, round((agreeing.size / _SAMPLES) ** 0.5))
        thin = np.s_[::step, ::step]
        known = np.dstack([first[thin], grey[thin], np.ones_like(grey[thin])])[agreeing[thin]].astype(np.float32)
        wanted = second[thin][agreeing[thin]].astype(np.float32)
        if len(known) < KNOWN_PX:
            return None
        fits = np.ones(len(known), bool)
        for _ in range(_TRIALS):
            weights = np.linalg.lstsq(known[fits], wanted[fits], rcond=None)[0]
            off = np.abs(known @ weights - wanted).max(axis=1)
            fits = off <= max(float(np.percentile(off, 95)), NEW_COLOUR / 2)
        if np.percentile(off, 90) > MOST_OFF:
            return None
        return Colours(grey, first, second, weights)

    def expected(self, area: tuple[slice, slice]) -> np.ndarray:
        """Return the chroma that the second would have in an area if nothing but tones had changed."""
        grey = self.grey[area]
        return np.asarray(np.dstack([self.first[area], grey, np.ones_like(grey)]).astype(np.float32) @ self.weights)


def foreign(colours: Colours, area: tuple[slice, slice]) -> np.ndarray:
    """Tell which pixels of an area have a colour that nothing in that area of the first picture has."""
    expected, seen = colours.expected(area), colours.second[area].astype(np.float32)
    bins = 256 // PALETTE_STEP
    at = np.clip(expected / PALETTE_STEP, 0, bins - 1).astype(np.intp)
    known = np.zeros((bins, bins), np.uint16)
    np.add.at(known, (at[..., 0], at[..., 1]), 1)
    near = cv2.dilate((known >= KNOWN_PX).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    here = np.clip(seen / PALETTE_STEP, 0, bins - 1).astype(np.intp)
    off = np.abs(expected - seen).max(axis=2) > NEW_COLOUR
    return filled_up(off & ~near[here[..., 0], here[..., 1]])


def filled_up(mask: np.ndarray) -> np.ndarray:
    """Return a mask without its gaps and small holes."""
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    outlines, tree = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    for number, outline in enumerate(outlines):
        around = int(tree[0][number][3])
        if around >= 0 and cv2.contourArea(outline) < SMALL_HOLE * cv2.contourArea(outlines[around]):
            cv2.drawContours(closed, outlines, number, 1, cv2.FILLED)
    return np.asarray(closed > 0)
