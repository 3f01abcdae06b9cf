"""Made photographs: light, shapes and grain with the spectrum of natural pictures; no two seeds look alike."""

from __future__ import annotations

from functools import lru_cache
from random import Random

import cv2
import numpy as np
from PIL import Image

_SHEET = 384
_GRAIN = 2048
_WORK = 560  # px: drawn at this width, then enlarged and given its grain


def photo(half: str, seed: int, width: int, height: int) -> Image.Image:
    """Return a photograph of a size; what it shows follows from the half and the seed alone."""
    base = _scene(half, seed, round(width / height, 1))
    grown = cv2.resize(base, (width, height), interpolation=cv2.INTER_CUBIC)
    dice = Random(seed)
    grain = _grain(_GRAIN, _GRAIN) if max(width, height) < _GRAIN // 2 else _grain(2 * width, 2 * height)
    y, x = dice.randrange(grain.shape[0] - height), dice.randrange(grain.shape[1] - width)
    return Image.fromarray(np.clip(grown + grain[y : y + height, x : x + width], 0, 255).astype(np.uint8))


@lru_cache(maxsize=4)
def _grain(width: int, height: int) -> np.ndarray:
    """Return a sheet of film grain; each photograph takes its own part of it."""
    rng = np.random.default_rng(width * height)
    grain = cv2.GaussianBlur(rng.standard_normal((height, width), np.float32) * 2.5, (0, 0), 0.7)
    return np.asarray(grain)[..., None]


@lru_cache(maxsize=64)
def _scene(half: str, seed: int, aspect: float) -> np.ndarray:
    dice, rng = Random(f"{half} {seed}"), np.random.default_rng(seed)
    shape = max(48, round(_WORK / max(aspect, 0.2))), _WORK
    paint = dice.choice(_SUBJECTS[half])
    lit = paint(dice, rng, shape)
    detail = _cloud(rng, shape, 1.1)[..., None] * dice.uniform(6, 14)
    return np.clip(lit + detail, 0, 255).astype(np.float32)


def _cloud(rng: np.random.Generator, shape: tuple[int, int], slope: float) -> np.ndarray:
    """Return noise whose amplitude falls with frequency as in photographs (Field, 1987, doi:10.1364/JOSAA.4.002379)."""
    fall = _fall(slope)
    turn = rng.random(fall.shape, np.float32) * np.float32(2 * np.pi)
    noise = np.fft.irfft2(fall * (np.cos(turn) + 1j * np.sin(turn)), (_SHEET, _SHEET)).astype(np.float32)
    grown: np.ndarray = cv2.resize((noise - noise.mean()) / noise.std(), shape[::-1], interpolation=cv2.INTER_CUBIC)
    return grown


@lru_cache(maxsize=8)
def _fall(slope: float) -> np.ndarray:
    far = np.hypot(np.fft.fftfreq(_SHEET)[:, None], np.fft.rfftfreq(_SHEET)[None])
    return (1 / np.maximum(far, 1 / _SHEET) ** slope).astype(np.float32)


def _tone(dice: Random, low: int = 20, high: int = 235) -> np.ndarray:
    light, spread = dice.randint(low, high), dice.uniform(0.1, 0.55)
    return np.array([light + (dice.randint(low, high) - light) * spread for _ in range(3)], np.float32)


def _ramp(shape: tuple[int, int], top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    way = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None, None]
    return np.broadcast_to(top * (1 - way) + bottom * way, (*shape, 3)).copy()


def _hills(dice: Random, rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    height, width = shape
    picture = _ramp(shape, _tone(dice, 90, 240), _tone(dice, 150, 250))
    picture += np.clip(_cloud(rng, shape, 1.6), 0, 2)[..., None] * dice.uniform(10, 30)
    rows = np.arange(height)[:, None]
    for layer in range(dice.randint(2, 5)):
        ridge = _cloud(rng, (4, width), 1.5)[0] * height * 0.07 + height * (
            0.35 + 0.16 * layer + dice.uniform(-0.05, 0.05)
        )
        inside = (rows > ridge[None]).astype(np.float32)[..., None]
        ground = _tone(dice, 15, 150) * (0.9 - 0.12 * layer) + _cloud(rng, shape, 1.0)[..., None] * 16
        picture = picture * (1 - inside) + ground * inside
    for _ in range(dice.randint(3, 14)):
        x, y, r = dice.randrange(width), int(height * dice.uniform(0.55, 0.95)), dice.randint(5, 26)
        cv2.line(picture, (x, y), (x, y + 2 * r), (30, 25, 18), max(1, r // 5))
        cv2.circle(picture, (x, y), r, tuple(float(v) for v in _tone(dice, 15, 130)), -1, cv2.LINE_AA)
    return picture


def _street(dice: Random, rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    height, width = shape
    picture = _ramp(shape, _tone(dice, 120, 235), _tone(dice, 60, 170))
    x = -dice.randint(0, 40)
    while x < width:
        wide, top = dice.randint(34, 110), int(height * dice.uniform(0.08, 0.5))
        wall = _tone(dice, 50, 200)
        cv2.rectangle(picture, (x, top), (x + wide, height), tuple(map(float, wall)), -1)
        step, light = dice.randint(12, 24), _tone(dice, 20, 240)
        for wy in range(top + 8, int(height * 0.8), step):
            for wx in range(x + 6, x + wide - 8, step):
                glass = light * dice.uniform(0.5, 1.05)
                cv2.rectangle(picture, (wx, wy), (wx + step // 2, wy + step * 2 // 3), tuple(map(float, glass)), -1)
        x += wide
    road = int(height * dice.uniform(0.78, 0.88))
    cv2.rectangle(picture, (0, road), (width, height), tuple(map(float, _tone(dice, 60, 110))), -1)
    for _ in range(dice.randint(2, 8)):
        _figure(picture, dice, dice.randrange(width), road + dice.randint(0, height - road), dice.randint(30, 70))
    return picture + _cloud(rng, shape, 1.2)[..., None] * 4


def _figure(picture: np.ndarray, dice: Random, x: int, foot: int, tall: int) -> None:
    coat, skin = tuple(map(float, _tone(dice))), tuple(map(float, np.array([220, 170, 135]) * dice.uniform(0.4, 1.1)))
    cv2.ellipse(picture, (x, foot - tall // 2), (tall // 6, tall // 2), 0, 0, 360, coat, -1, cv2.LINE_AA)
    cv2.circle(picture, (x, foot - tall), tall // 8, skin, -1, cv2.LINE_AA)


def _portrait(dice: Random, rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    height, width = shape
    size = dice.randint(4, 9), dice.randint(5, 11)
    spots = rng.uniform(0.4, 1.2, (*size, 1)) * rng.uniform(0.8, 1.2, (*size, 3)) * _tone(dice, 70, 210)
    picture = cv2.GaussianBlur(
        cv2.resize(spots.astype(np.float32), (width, height), interpolation=cv2.INTER_NEAREST), (0, 0), 9
    )
    x, y, r = (
        int(width * dice.uniform(0.3, 0.7)),
        int(height * dice.uniform(0.36, 0.46)),
        int(height * dice.uniform(0.16, 0.24)),
    )
    skin, hair, coat = np.array([225, 175, 145]) * dice.uniform(0.35, 1.1), _tone(dice, 10, 150), _tone(dice)
    fill = [tuple(map(float, tone)) for tone in (coat, hair, skin)]
    cv2.ellipse(picture, (x, y + int(3.6 * r)), (int(2.4 * r), int(2.4 * r)), 0, 0, 360, fill[0], -1, cv2.LINE_AA)
    cv2.ellipse(picture, (x, y - r // 4), (int(1.1 * r), int(1.25 * r)), 0, 0, 360, fill[1], -1, cv2.LINE_AA)
    cv2.ellipse(picture, (x, y + r // 8), (int(0.82 * r), int(1.08 * r)), 0, 0, 360, fill[2], -1, cv2.LINE_AA)
    for side in (-1, 1):
        cv2.ellipse(
            picture, (x + side * r // 3, y), (max(2, r // 9), max(1, r // 14)), 0, 0, 360, (35, 25, 25), -1, cv2.LINE_AA
        )
    cv2.ellipse(picture, (x, y + r // 2), (r // 4, r // 12), 0, 0, 180, (130, 50, 55), -1, cv2.LINE_AA)
    light = np.linspace(dice.uniform(0.6, 1), dice.uniform(0.7, 1.15), width, dtype=np.float32)[None, :, None]
    return picture * light


def _harbour(dice: Random, rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    height, width = shape
    horizon = int(height * dice.uniform(0.35, 0.6))
    picture = _ramp(shape, _tone(dice, 110, 245), _tone(dice, 160, 250))
    sea = _tone(dice, 20, 150)
    waves = cv2.resize(_cloud(rng, (height * 2, max(8, width // 6)), 1.0), (width, height))
    picture[horizon:] = sea + waves[horizon:, :, None] * 16
    for _ in range(dice.randint(2, 6)):
        x, y, long = dice.randrange(width), dice.randint(horizon - 4, height - 10), dice.randint(24, 100)
        hull = np.array([(x, y), (x + long, y), (x + long * 4 // 5, y + long // 5), (x + long // 6, y + long // 5)])
        cv2.fillPoly(picture, [hull], tuple(map(float, _tone(dice))), cv2.LINE_AA)
        sail = np.array(
            [(x + long // 2, y - long), (x + long // 2, y - 3), (x + long * dice.choice((1, 9)) // 10, y - 3)]
        )
        cv2.fillPoly(picture, [sail], tuple(map(float, _tone(dice, 120, 250))), cv2.LINE_AA)
    return picture


def _table(dice: Random, rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    height, width = shape
    grainy = cv2.resize(_cloud(rng, (height, max(8, width // 10)), 1.0), (width, height))[..., None]
    picture = _ramp(shape, _tone(dice, 60, 200), _tone(dice, 60, 200)) + grainy * 9
    for _ in range(dice.randint(4, 9)):
        x, y, r = dice.randrange(width), dice.randrange(height), dice.randint(18, 90)
        tone, squeeze = _tone(dice), dice.uniform(0.45, 1)
        for ring in range(6):
            shade = tuple(map(float, tone * (0.55 + 0.1 * ring)))
            size = (max(1, r - r * ring // 7), max(1, int((r - r * ring // 7) * squeeze)))
            cv2.ellipse(
                picture,
                (x - ring * r // 30, y - ring * r // 24),
                size,
                dice.uniform(-3, 3),
                0,
                360,
                shade,
                -1,
                cv2.LINE_AA,
            )
    return picture


_SUBJECTS = {"tuning": (_hills, _street, _table), "reporting": (_portrait, _harbour)}
