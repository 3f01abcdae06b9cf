"""Readings and readers that no picture stands behind."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import msgspec
from tracker.images.reading import Asked, Box, Line, Reading, Word, around

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.base.limits import Limits

LETTER = 10  # px a letter is wide; lines are 20 px high and 30 px apart


def line(text: str, top: int = 0, *, left: int = 0, size: int = 20, sure: float = 0.99) -> Line:
    words = []
    at = left
    for word in text.split():
        words.append(Word(word, (at, top, LETTER * len(word), size), sure))
        at += LETTER * (len(word) + 1)
    return Line(text, around(word.box for word in words), sure, tuple(words))


def reading(*texts: str | Line) -> Reading:
    lines = [text if isinstance(text, Line) else line(text, 30 * n) for n, text in enumerate(texts)]
    return Reading(tuple(lines), 1000, 1000)


class Pages:
    """Reads files whose names are readings; a part shows the words that lie in it."""

    def __init__(self, pages: dict[bytes, Reading], again: dict[bytes, Reading] | None = None) -> None:
        self.pages = pages
        self.again = {**pages, **(again or {})}

    def __call__(self, raw: bytes, box: Box | None) -> Reading:
        if box is None:
            return self.pages[raw]
        return Reading(tuple(part for one in self.again[raw].lines if (part := _within(one, box)).words), 1000, 1000)


def _within(one: Line, box: Box) -> Line:
    words: Sequence[Word] = [w for w in one.words if _lies_in(w.box, box)]
    return Line(" ".join(w.text for w in words), one.box, one.confidence, tuple(words))


def _lies_in(box: Box, part: Box) -> bool:
    across = part[0] <= box[0] + box[2] / 2 <= part[0] + part[2]
    return across and part[1] <= box[1] + box[3] / 2 <= part[1] + part[3]


def echo(raw: bytes, _limits: Limits) -> Reading:
    """Answer in the reading process with what was asked; here, where that process can import it."""
    asked = msgspec.msgpack.decode(raw, type=Asked)
    if asked.raw == b"hang":
        time.sleep(60)
    if asked.raw == b"die":
        os._exit(9)
    return reading(f"{asked.raw.decode()} {asked.box} {asked.model}")


def never(_raw: bytes, _limits: Limits) -> Reading:
    raise AssertionError
