"""Photographs of a screen that shows a picture, drawn from a seed: what a phone held before a monitor sees.

In linear light: the screen's stripes of red, green and blue, a bezel and a desk around it, perspective, lens and
motion blur, sampling (which makes the moire), uneven light, glare, vignetting, sensor noise, gamma, JPEG.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

GAMMA = 2.2


@dataclass(frozen=True)
class Camera:
    """How a photograph is taken; (least, most) of each are drawn evenly."""

    tilt_degrees: tuple[float, float]
    fill: tuple[float, float]
    """Share of the frame's side that the screen fills; over 1 parts are cut off."""
    side_px: tuple[int, int]
    """Longer side of the photograph."""
    blur_px: tuple[float, float]
    motion_px: tuple[float, float]
    noise: tuple[float, float]
    """Standard deviation in linear light, of 1."""
    quality: tuple[int, int]
    stripes: float
    """Strength of the screen's sub-pixels, 0 to 1."""
    glare: float


STRENGTHS: dict[str, Camera] = {
    "mild": Camera((3, 10), (0.85, 1.02), (1100, 1500), (0.6, 1.0), (0, 1), (0.004, 0.01), (80, 92), 0.15, 0.1),
    "medium": Camera((6, 16), (0.65, 0.95), (1000, 1400), (0.8, 1.4), (0, 2), (0.008, 0.02), (65, 88), 0.3, 0.2),
    "strong": Camera((12, 25), (0.45, 0.85), (900, 1300), (1.0, 1.8), (0, 3), (0.012, 0.03), (50, 80), 0.5, 0.35),
    "cut off": Camera((5, 15), (1.1, 1.35), (1000, 1400), (0.8, 1.4), (0, 2), (0.008, 0.02), (65, 88), 0.3, 0.2),
}


def photographed(screen: Image.Image, strength: str, seed: int) -> Image.Image:
    """Return a photograph of a screen that shows a picture."""
    camera = STRENGTHS[strength]
    rng = np.random.default_rng(seed)
    lit = _lit(np.asarray(screen.convert("RGB"), np.float32), camera, rng)
    width, height = _frame(screen.size, camera, rng)
    matrix = _perspective(screen.size, (width, height), camera, rng)
    scene = _scene(lit, matrix, (width, height), rng)
    scene = _blurred(scene, camera, rng)
    scene = _light(scene, camera, rng)
    grain = rng.normal(0, _drawn(camera.noise, rng), scene.shape).astype(np.float32)
    scene += grain * np.sqrt(np.maximum(scene, 0.02))
    final = (255 * np.clip(scene, 0, 1) ** (1 / GAMMA)).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(final).save(stream, "JPEG", quality=int(_drawn(camera.quality, rng)))
    return Image.open(stream).convert("RGB")


def _drawn(span: tuple[float, float], rng: np.random.Generator) -> float:
    return float(rng.uniform(*span))


def _lit(pixels: np.ndarray, camera: Camera, rng: np.random.Generator) -> np.ndarray:
    """Return the screen at three samples per pixel, each a stripe of one colour with a dark line between rows."""
    linear = (pixels / 255) ** GAMMA
    large = np.repeat(np.repeat(linear, 3, axis=0), 3, axis=1)
    strength = camera.stripes * rng.uniform(0.3, 1)
    for colour in range(3):
        mask = np.full(3, 1 - strength, np.float32)
        mask[colour] = 1 + 2 * strength
        large[:, :, colour] *= np.tile(mask, pixels.shape[1])[None, :]
    large[2::3] *= 1 - 0.6 * strength
    return np.asarray(large, np.float32)


def _frame(size: tuple[int, int], camera: Camera, rng: np.random.Generator) -> tuple[int, int]:
    """Return the photograph's size: the phone is held as the screen lies, or upright."""
    long = int(_drawn(camera.side_px, rng))
    short = round(long * 3 / 4)
    return (long, short) if size[0] > size[1] else (short, long)


def _perspective(
    size: tuple[int, int], frame: tuple[int, int], camera: Camera, rng: np.random.Generator
) -> np.ndarray:
    """Return the map from the picture to the photograph: a pinhole camera before a tilted plane."""
    width, height = size
    yaw, pitch = (np.radians(_drawn(camera.tilt_degrees, rng)) * rng.choice([-1, 1]) * part
                  for part in (1.0, rng.uniform(0.2, 0.8)))
    roll = np.radians(rng.normal(0, 2.5))
    turn = cv2.Rodrigues(np.array([0, yaw, 0.0]))[0] @ cv2.Rodrigues(np.array([pitch, 0, 0.0]))[0]
    turn = cv2.Rodrigues(np.array([0, 0, roll]))[0] @ turn
    far = 1.6 * max(width, height)
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * [width / 2, height / 2, 1]
    seen = corners @ turn.T
    flat = seen[:, :2] / (1 + seen[:, 2:] / far)
    low, high = flat.min(axis=0), flat.max(axis=0)
    scale = _drawn(camera.fill, rng) * min(frame[0] / (high[0] - low[0]), frame[1] / (high[1] - low[1]))
    slack = np.maximum(0, np.array(frame) - scale * (high - low)) / 2
    centre = np.array(frame) / 2 + rng.uniform(-0.7, 0.7, 2) * np.maximum(slack, 0.06 * np.array(frame))
    target = (flat - (low + high) / 2) * scale + centre
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(source, target.astype(np.float32)))


def _scene(lit: np.ndarray, matrix: np.ndarray, frame: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return the screen, its bezel and the desk, at twice the photograph's size, averaged down."""
    double = np.diag([2.0, 2.0, 1.0])
    to_scene = double @ matrix @ np.diag([1 / 3, 1 / 3, 1.0])
    size = (frame[0] * 2, frame[1] * 2)
    desk = rng.uniform(0.02, 0.5, 3) * rng.uniform(0.3, 1)
    ground = cv2.resize(rng.uniform(0.7, 1.3, (9, 9, 3)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC) * desk
    ground += rng.normal(0, 0.01, ground.shape)
    height, width = lit.shape[:2]
    edge = 0.03 * max(width, height) * rng.uniform(0.3, 2)
    outer = np.array([[-edge, -edge], [width + edge, -edge], [width + edge, height + edge], [-edge, height + edge]])
    bezel = cv2.perspectiveTransform(outer[None].astype(np.float64), to_scene)[0]
    ground = ground.astype(np.float32)
    cv2.fillConvexPoly(ground, np.round(bezel).astype(np.int32), (0.012, 0.012, 0.013))
    shrink = min(1.0, float(np.sqrt(abs(np.linalg.det(to_scene[:2, :2])))))
    lit = cv2.GaussianBlur(lit, (0, 0), 0.45 / shrink) if shrink < 0.9 else lit
    laid = cv2.warpPerspective(lit, to_scene, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), to_scene, size)[..., None]
    whole = laid * mask + ground * (1 - mask)
    return np.asarray(cv2.resize(whole, frame, interpolation=cv2.INTER_AREA))


def _blurred(scene: np.ndarray, camera: Camera, rng: np.random.Generator) -> np.ndarray:
    soft = cv2.GaussianBlur(scene, (0, 0), _drawn(camera.blur_px, rng))
    length = _drawn(camera.motion_px, rng)
    kernel = np.zeros((9, 9), np.float32)
    angle = rng.uniform(0, np.pi)
    for step in np.linspace(-length / 2, length / 2, 15):
        kernel[round(4 + step * np.sin(angle)), round(4 + step * np.cos(angle))] += 1
    return np.asarray(cv2.filter2D(soft, -1, kernel / kernel.sum()))


def _light(scene: np.ndarray, camera: Camera, rng: np.random.Generator) -> np.ndarray:
    """Return the scene under vignetting, a slope of light, a reflection, another white point and exposure."""
    height, width = scene.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    falloff = 1 - rng.uniform(0.1, 0.45) * (x**2 + y**2) / 2
    slope = 1 + rng.uniform(-0.2, 0.2) * x + rng.uniform(-0.2, 0.2) * y
    where = rng.uniform(-0.8, 0.8, 2)
    spread = rng.uniform(0.15, 0.5)
    glare = camera.glare * rng.uniform(0, 1) * np.exp(-((x - where[0]) ** 2 + (y - where[1]) ** 2) / spread**2)
    white = rng.uniform(0.85, 1.1, 3)
    exposed = scene * (falloff * slope)[..., None] * white * rng.uniform(0.55, 1.05)
    return np.asarray(exposed + glare[..., None] + rng.uniform(0, 0.04), np.float32)
