"""What is read in a picture: words with their places, and honestly how much could not be read.

Light: the library that reads (the extra `[ocr]`) is loaded in the reading process only
(:mod:`tracker.images.ocr`), under the limits of :mod:`tracker.images.worker`.
"""

from __future__ import annotations

import hashlib
import multiprocessing
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec

from tracker.base.limits import GIB, Limits
from tracker.images.pool import without_main
from tracker.images.worker import Share, serve

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.connection import Connection

    from tracker.images.worker import Answer

Box = tuple[int, int, int, int]
"""Left, top, width, height in pixels of the picture's file, turned upright."""

MISSING: Final = "words not checked: install rumor-spread-tracker[ocr]"
_NEEDED: Final = ("rapidocr", "onnxruntime")
SHARE: Final = Share(address_space=3 * GIB, cpu_s=90)  # a page of 12 Mpx full of words takes 10 to 20 s
HANG_S: Final = 180.0  # wall time for one picture, on a busy machine too
SURE: Final = 0.85  # mean confidence of a line's letters; scripts the model never saw stay under it
LOST: Final = 0.3  # share of the lines' area that may be illegible in a picture called read


class Word(msgspec.Struct, frozen=True):
    """One word; in scripts without spaces one letter."""

    text: str
    box: Box
    confidence: float
    """0 to 1: the least of its letters'."""


class Line(msgspec.Struct, frozen=True):
    """One line of words, as it was found."""

    text: str
    box: Box
    confidence: float
    """0 to 1: mean of its letters'; 0 where no letter was known."""
    words: tuple[Word, ...] = ()
    is_foreign: bool = False
    """Whether it holds letters that the model does not know, and dropped without a sign."""

    @property
    def is_legible(self) -> bool:
        """Tell whether the words may be relied on."""
        return self.confidence >= SURE and not self.is_foreign


class Reading(msgspec.Struct, frozen=True):
    """The lines of one picture, from top to bottom, or why there is none."""

    lines: tuple[Line, ...] = ()
    width: int = 0
    height: int = 0
    why: str = ""
    """Why nothing was read: empty where the picture was read, even if it shows no words."""

    @property
    def legible(self) -> tuple[Line, ...]:
        """The lines that were read for sure."""
        return tuple(line for line in self.lines if line.is_legible)

    @property
    def unchecked(self) -> str:
        """Why the words of this picture cannot be relied on; empty where they can.

        A script that the model does not know is found as lines that are wide, but hold no known letter.
        """
        if self.why:
            return self.why
        wide = [line for line in self.lines if line.box[2] > 2 * line.box[3] or line.is_legible]
        lost = sum(_area(line) for line in wide if not line.is_legible)
        if wide and lost > LOST * sum(map(_area, wide)):
            return "words not checked: a script the model does not know, or too small or blurred to read"
        return ""


def _area(line: Line) -> int:
    return line.box[2] * line.box[3]


class Asked(msgspec.Struct, frozen=True):
    """A message to the reading process."""

    raw: bytes
    box: Box | None
    model: str
    keys: str


class ReadSettings(msgspec.Struct, frozen=True):
    """How pictures are read."""

    model: str = ""
    """Path of another recognition model (ONNX, of the PaddleOCR family); empty: the one in the wheel."""
    keys: str = ""
    """Path of its letters, one a line; empty: the model holds them itself."""
    limits: Limits = Limits()


def unavailable() -> str:
    """Say why no picture can be read here; empty where it can. Cheap: no heavy library is loaded.

    >>> unavailable() in ("", MISSING)
    True
    """
    return "" if all(find_spec(name) for name in _NEEDED) else MISSING


class Reader:
    """Reads pictures in a process of its own, each content once; one that hangs costs itself.

    The process starts with the first picture and holds about 0.8 GB. What was read is kept in `kept`, by
    the SHA-256 of the file and the part read, and may be handed to a later reader.
    """

    def __init__(
        self,
        settings: ReadSettings | None = None,
        kept: dict[str, Reading] | None = None,
        *,
        answer: Answer | None = None,
        hang_s: float = HANG_S,
    ) -> None:
        self.settings = settings or ReadSettings()
        self.kept = dict(kept or {})
        self._answer = answer
        self._hang_s = hang_s
        self._line: Connection | None = None
        self._process: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process; what was read is kept."""
        if self._line is not None:
            self._line.close()
            self._process.terminate()
            self._process.join()
            self._line = None

    def read(self, raw: bytes, box: Box | None = None) -> Reading:
        """Return the words of a picture file, or of a part of it; boxes are always those of the whole."""
        if self._answer is None and (missing := unavailable()):
            return Reading(why=missing)
        if len(raw) > self.settings.limits.max_picture:
            return Reading(why=f"over {self.settings.limits.max_picture:,} bytes; raise with --max-picture")
        key = self._key(raw, box)
        if key not in self.kept:
            self.kept[key] = self._ask(Asked(raw, box, self.settings.model, self.settings.keys))
        return self.kept[key]

    def _key(self, raw: bytes, box: Box | None) -> str:
        place = "" if box is None else ":" + ",".join(map(str, box))
        model = f":{self.settings.model}" if self.settings.model else ""
        return hashlib.sha256(raw).hexdigest() + place + model

    def _ask(self, asked: Asked) -> Reading:
        line = self._line or self._start()
        try:
            line.send_bytes(msgspec.msgpack.encode([msgspec.msgpack.encode(asked)]))
            if not line.poll(self._hang_s):
                self.close()
                return Reading(why=f"could not be read: took over {self._hang_s:g} s")
            return msgspec.msgpack.decode(line.recv_bytes(), type=Reading)
        except (EOFError, OSError, msgspec.DecodeError):
            self.close()
            return Reading(why="could not be read: it ended the process that reads")

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._line, other = context.Pipe()
        arguments = (other, self.settings.limits, self._answer or read_asked, SHARE)
        self._process = context.Process(target=serve, args=arguments, daemon=True)
        with without_main():
            self._process.start()
        other.close()
        return self._line


def read_asked(raw: bytes, limits: Limits) -> Reading:
    """Answer one message, in the reading process."""
    from tracker.images.ocr import read

    return read(msgspec.msgpack.decode(raw, type=Asked), limits)


Read = Callable[[bytes, Box | None], Reading]
"""What the wording of a difference needs of a reader: a file and a part of it -> its words."""


def around(boxes: Iterable[Box]) -> Box:
    """Return the box around boxes.

    >>> around([(1, 2, 3, 4), (0, 3, 2, 9)])
    (0, 2, 4, 10)
    """
    held = list(boxes)
    left, top = min(b[0] for b in held), min(b[1] for b in held)
    return left, top, max(b[0] + b[2] for b in held) - left, max(b[1] + b[3] for b in held) - top
