"""A photograph of a screen: perspective, moire, blur, uneven light, noise, a table around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from pixels import again, scaled
from sheet import Box, Drawn, shaded

if TYPE_CHECKING:
    from random import Random


def screen_photo(drawn: Drawn, dice: Random, strength: int) -> Drawn:
    """Photograph it off a screen, from nearly straight (1) to askew, soft and noisy (3)."""
    rng = np.random.default_rng(dice.getrandbits(32))
    drawn = scaled(drawn, min(1.0, 1100 / max(drawn.image.size)))
    width, height = drawn.image.size
    wide, tall = round(width * 1.12), round(height * 1.12)
    lean = (0.015, 0.04, 0.075)[strength - 1]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = corners + [wide * 0.054, tall * 0.054] + rng.uniform(-lean, lean, (4, 2)) * [width, height]
    matrix = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    lit = np.asarray(drawn.image, np.float32) * _moire(rng, width, height, strength)
    ground = tuple(float(dice.randint(10, 90)) for _ in range(3))
    table = cv2.warpPerspective(lit, matrix, (wide, tall), flags=cv2.INTER_LINEAR, borderValue=ground)
    table = cv2.GaussianBlur(table, (0, 0), (0.6, 0.9, 1.3)[strength - 1])
    light = _vignette(wide, tall, dice, strength) * np.array(
        [dice.uniform(0.93, 1), 1, dice.uniform(0.9, 1.03)], np.float32
    )
    noise = cv2.resize(rng.normal(0, (3, 6, 10)[strength - 1], (tall // 2, wide // 2)).astype(np.float32), (wide, tall))
    image = shaded(table * light * 0.88 + 18 + noise[..., None])
    boxes = (_seen(box, matrix) for box in (drawn.claim, drawn.photo))
    return Drawn(again(image, (80, 68, 55)[strength - 1]), *boxes)


def _moire(rng: np.random.Generator, width: int, height: int, strength: int) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle, period = rng.uniform(0, 3.14), rng.uniform(5, 16)
    wave = np.sin(
        (x * np.cos(angle) + y * np.sin(angle)) * (6.283 / period)
        + 2 * np.sin(y * (6.283 / (height * rng.uniform(0.3, 0.9))))
    )
    deep = (0.02, 0.05, 0.09)[strength - 1]
    return (1 - deep + deep * wave)[..., None]


def _vignette(width: int, height: int, dice: Random, strength: int) -> np.ndarray:
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    far = (x - dice.uniform(-0.4, 0.4)) ** 2 + (y - dice.uniform(-0.4, 0.4)) ** 2
    return (1 - (0.08, 0.15, 0.24)[strength - 1] * far)[..., None]


def _seen(box: Box, matrix: np.ndarray) -> Box:
    corners = np.array([[(box[0], box[1])], [(box[2], box[1])], [(box[2], box[3])], [(box[0], box[3])]], np.float32)
    points = cv2.perspectiveTransform(corners, matrix)[:, 0]
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return round(float(x0)), round(float(y0)), round(float(x1)), round(float(y1))
