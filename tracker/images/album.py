"""The distinct pictures of a case while they are compared: small things in memory, pixels on disk."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Self

import msgspec
import numpy as np

from tracker.images.align import View, detailed_spots

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from tracker.images.look import Look

_OPEN_AT_ONCE: Final = 32  # working forms kept in memory: 1 MB each


class Album:
    """Looks by name (SHA-256 hex of the file).

    Working forms lie in an anonymous temporary file that the system removes with the process.
    """

    def __init__(self, looks: Iterable[tuple[str, Look]]) -> None:
        self._shelf = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._places: dict[str, tuple[int, int, int, int]] = {}
        self._codes: dict[str, np.ndarray] = {}
        self._looks: dict[str, Look] = {}
        for name, look in looks:
            self._add(name, look)
        self.opened = lru_cache(maxsize=_OPEN_AT_ONCE)(self._open)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shelf.close()

    def _add(self, name: str, look: Look) -> None:
        start = self._shelf.seek(0, 2)
        self._shelf.write(look.work)
        self._shelf.write(look.tint)
        self._shelf.write(look.points)
        self._shelf.write(look.descriptors)
        self._places[name] = (start, len(look.work), len(look.tint), len(look.points))
        self._codes[name] = np.frombuffer(look.codes, "<u8").astype(np.uint64).reshape(3, -1)
        self._looks[name] = msgspec.structs.replace(look, work=b"", tint=b"", points=b"", descriptors=b"", codes=b"")

    def __contains__(self, name: str) -> bool:
        return name in self._looks

    def __getitem__(self, name: str) -> Look:
        return self._looks[name]

    def names(self) -> list[str]:
        """Return all names, sorted."""
        return sorted(self._looks)

    def comparable(self) -> list[str]:
        """Return one name per distinct picture that has detail: largest first, then by name."""
        first: dict[bytes, str] = {}
        for name in self.names():
            if self._looks[name].detail:
                first.setdefault(self._looks[name].pixel_sha256, name)
        return sorted(first.values(), key=lambda name: (-self.pixels(name), name))

    def pixels(self, name: str) -> int:
        """Return width x height."""
        return self._looks[name].width * self._looks[name].height

    def is_reduced(self, name: str) -> bool:
        """Tell whether the working form is smaller than the file's own pixels."""
        look = self._looks[name]
        return look.work_shape != (look.height, look.width)

    def bytes_of_detail(self, name: str) -> int:
        """Return the size of the deflated working form: of two equally large, the sharper has more."""
        return self._places[name][1]

    def codes(self, name: str) -> np.ndarray:
        """Return the codes of a picture's n points (3 x n): as they are, inverted, mirrored."""
        return self._codes[name]

    def _open(self, name: str) -> View:
        """Return a picture as it is compared."""
        start, work, tint, points = self._places[name]
        look = self._looks[name]
        self._shelf.seek(start)
        full = msgspec.structs.replace(
            look,
            work=self._shelf.read(work),
            tint=self._shelf.read(tint),
            points=self._shelf.read(points),
            descriptors=self._shelf.read(points // 16 * 128),
        )
        grey = full.grey()
        return View(grey, full.features(), detailed_spots(grey), full.tints())
