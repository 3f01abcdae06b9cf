"""Find the lines of a picture and read them, with RapidOCR's models, inside the reading process only.

The models (PP-OCRv6 small, Apache-2.0) lie in the wheel `rapidocr`: nothing is fetched. One thread and one
line at a time, so that the words of a line depend on nothing but its pixels.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import cv2
import msgspec
import numpy as np

from tracker.images.decode import UndecodableError, decode
from tracker.images.reading import Asked, Box, Line, Reading, Word, around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.base.limits import Limits

FOUND_AT: Final = 900_000  # px: lines are found at this size; small letters then still have 10 px
MOST_ENLARGED: Final = 2.0  # more finds no further lines
MIN_LINE: Final = 6  # px: lower is no line of words
MOST_LINES: Final = 300
SPARSE: Final = 0.8  # letters per height of a line: Latin has 2 and more, ideographs 1.1 and more
LONG: Final = 4.0  # heights: in shorter lines icons stand beside letters
_SQUARE: Final = 1.2  # height to width: more is a column of letters, read as such after a turn
_DROPPED: Final = re.compile("[\u0370-\u052f\u01a0\u01a1\u01af\u01b0]")
"""Letters of Greek, Cyrillic and Vietnamese that the bundled model knows, while it drops their neighbours."""
_CJK: Final = (0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9D), (0x20000, 0x3FFFF)


def read(asked: Asked, limits: Limits) -> Reading:
    """Return the words of a picture, or of a part of it."""
    try:
        picture, _ = decode(asked.raw, limits)
    except UndecodableError as refusal:
        return Reading(why=str(refusal))
    pixels = np.asarray(picture)[:, :, ::-1]
    left, top, width, height = _inside(asked.box, pixels)
    part = np.ascontiguousarray(pixels[top : top + height, left : left + width])
    engine = _engine(asked.model, asked.keys)
    lines = [_read_line(engine, part, corners, (left, top)) for corners in _found(engine, part)]
    lines = [line and _marked(line, is_bundled=not asked.model) for line in lines]
    ordered = sorted((line for line in lines if line), key=lambda line: (line.box[1], line.box[0]))
    return Reading(tuple(ordered), pixels.shape[1], pixels.shape[0])


def _inside(box: Box | None, pixels: np.ndarray) -> Box:
    height, width = pixels.shape[:2]
    if box is None:
        return 0, 0, width, height
    left, top = min(max(0, box[0]), width - 1), min(max(0, box[1]), height - 1)
    return left, top, max(1, min(box[2], width - left)), max(1, min(box[3], height - top))


@lru_cache(maxsize=1)
def _engine(model: str, keys: str) -> Any:
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    chosen = {
        "Global.use_cls": False, "Global.log_level": "critical", "Global.text_score": 0.0,
        "Global.return_word_box": True, "Global.use_preprocess_img": False, "Global.use_vertical_padding": False,
        "Det.limit_type": "max", "Det.limit_side_len": 20_000,
        "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
        "Rec.model_path": model or str(models / "PP-OCRv6_rec_small.onnx"),
        "EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }  # fmt: skip
    if keys:
        chosen["Rec.rec_keys_path"] = keys
    cv2.setNumThreads(1)
    return rapidocr.RapidOCR(params=chosen)


def _found(engine: Any, part: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the corners of each line: four points, clockwise from the top left."""
    height, width = part.shape[:2]
    scale = min(MOST_ENLARGED, (FOUND_AT / (height * width)) ** 0.5)
    size = max(32, round(width * scale)), max(32, round(height * scale))
    resized = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    boxes = engine(resized, use_det=True, use_cls=False, use_rec=False).boxes
    if boxes is None:
        return
    back = np.array([width / size[0], height / size[1]])
    yield from (np.asarray(corners, np.float64) * back for corners in boxes[:MOST_LINES])


def _read_line(engine: Any, part: np.ndarray, corners: np.ndarray, shift: tuple[int, int]) -> Line | None:
    width = int(max(np.linalg.norm(corners[0] - corners[1]), np.linalg.norm(corners[2] - corners[3])))
    height = int(max(np.linalg.norm(corners[0] - corners[3]), np.linalg.norm(corners[1] - corners[2])))
    if min(width, height) < MIN_LINE:
        return None
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    flatten = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    strip = cv2.warpPerspective(part, flatten, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    is_column = height > _SQUARE * width
    found = engine(np.rot90(strip).copy() if is_column else strip, use_det=False, use_cls=False, use_rec=True)
    place = _place(corners, shift)
    if not found.txts or not found.txts[0].strip():
        return Line("", place, 0.0)
    words = () if is_column else tuple(_words(found, np.linalg.inv(flatten), (width, height), shift))
    return Line(found.txts[0].strip(), place, round(float(found.scores[0]), 4), words)


def _marked(line: Line, *, is_bundled: bool) -> Line:
    """Mark a line of which letters were dropped: those known stand too far apart, or belong to such a script."""
    _, _, width, height = line.box
    is_sparse = width > LONG * height and len(line.text) * height < SPARSE * width
    is_foreign = is_sparse or (is_bundled and bool(_DROPPED.search(line.text)))
    return msgspec.structs.replace(line, is_foreign=is_foreign)


def _place(corners: np.ndarray, shift: tuple[int, int]) -> Box:
    left, top = np.floor(corners.min(axis=0)).astype(int) + shift
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + shift
    return max(0, int(left)), max(0, int(top)), int(right - max(0, left)), int(bottom - max(0, top))


def _words(found: Any, back: np.ndarray, size: tuple[int, int], shift: tuple[int, int]) -> Iterator[Word]:
    """Yield the words of one line: letters joined until a space, or one by one where a script has none."""
    letters = _letters(found, size[0])
    held: list[tuple[str, float, float]] = []
    for number, (letter, at, sure) in enumerate(letters):
        if letter.isspace() or _stands_alone(letter):
            if held:
                yield _word(held, back, size, shift)
            held = []
        if _stands_alone(letter):
            yield _word([(letter, at, sure)], back, size, shift)
        elif not letter.isspace():
            held.append(letters[number])
    if held:
        yield _word(held, back, size, shift)


def _letters(found: Any, width: int) -> list[tuple[str, float, float]]:
    """Return each letter of a line, spaces too, with where it stands (px) and how sure it is."""
    told = found.word_results[0]
    columns = iter([column for word in told.word_cols for column in word])
    step = width / max(told.line_txt_len, 1)
    at = 0.0
    letters = []
    for letter, sure in zip(found.txts[0], told.confs, strict=False):
        at = at if letter.isspace() else (next(columns, 0) + 0.5) * step
        letters.append((letter, at, float(sure)))
    return letters


def _stands_alone(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _CJK)


def _word(
    letters: list[tuple[str, float, float]], back: np.ndarray, size: tuple[int, int], shift: tuple[int, int]
) -> Word:
    """Return a word; its box is as exact as the reading's columns, about a third of a letter's height."""
    half = size[1] * (0.5 if _stands_alone(letters[0][0]) else 0.3)
    left, right = max(0.0, letters[0][1] - half), min(float(size[0]), letters[-1][1] + half)
    corners = np.array([[(left, 0), (right, 0), (right, size[1]), (left, size[1])]], np.float64)
    place = _place(cv2.perspectiveTransform(corners, back)[0], shift)
    return Word("".join(letter for letter, _, _ in letters), around([place]), round(min(s for *_, s in letters), 4))
