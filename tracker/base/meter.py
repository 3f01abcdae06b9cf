"""Bytes counted as they come out of a container: what a header says is not trusted."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tracker.base.errors import OverLimitError
from tracker.base.limits import GIB, KIB, MIB, Limits

if TYPE_CHECKING:
    from collections.abc import Callable

_RATIO_FROM: Final = MIB
"""Bytes out below which a ratio says nothing."""


def size_words(size: int) -> str:
    """Return a size for people: `2 GiB`, `64 MiB`, `17 bytes`.

    >>> size_words(2 * 1024**3), size_words(1500)
    ('2 GiB', '1.46 KiB')
    """
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"


@dataclass
class Budget:
    """What may come out of one input; reading a member twice counts once."""

    name: str
    limits: Limits
    spent: int = 0
    reached: dict[str, int] = field(default_factory=dict)

    def spend(self, member: str, upto: int) -> None:
        """Count that a member was read up to `upto` bytes. Raises ``OverLimitError`` past `max_total`."""
        before = self.reached.get(member, 0)
        if upto > before:
            self.reached[member] = upto
            self.spent += upto - before
            if self.spent > self.limits.max_total:
                raise OverLimitError(
                    f"more than {size_words(self.limits.max_total)} come out of it",
                    where=self.name, fix="raise with --max-total",
                )  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """The limits of one stream."""

    most: int | None = None
    """Bytes out; None leaves it to the total."""
    most_option: str = "--max-member"
    bytes_in: Callable[[], int] | None = None
    """How many bytes went in so far; None where nothing is compressed."""


class Metered(io.RawIOBase):
    """A stream that counts what is read against the limits; seekable where the inner stream is."""

    def __init__(
        self, inner: io.RawIOBase | io.BufferedIOBase, budget: Budget, member: str, rules: Rules
    ) -> None:
        self._inner = inner
        self._budget = budget
        self._member = member
        self._rules = rules
        self._place = 0
        self._text: bool | None = None

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Tell whether the inner stream can seek."""
        return self._inner.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move; what is skipped costs nothing."""
        self._place = self._inner.seek(offset, whence)
        return self._place

    def tell(self) -> int:
        """Return the place in the decompressed bytes."""
        return self._place

    def close(self) -> None:
        """Close the inner stream as well."""
        self._inner.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes. Raises ``OverLimitError`` past a limit."""
        if size is None or size < 0:
            return self.readall()
        piece = self._inner.read(size) or b""
        if self._text is None and piece:
            self._text = b"\0" not in piece[:4096]
        self._place += len(piece)
        self._check()
        return piece

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer, for the buffered readers of the standard library."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _check(self) -> None:
        rules, limits = self._rules, self._budget.limits
        self._budget.spend(self._member, self._place)
        if rules.most is not None and self._place > rules.most:
            raise self._over(f"expands past {size_words(rules.most)}", rules.most_option)
        if rules.bytes_in is None or self._place < _RATIO_FROM:
            return
        most, option = (
            (limits.max_text_ratio, "--max-text-ratio") if self._text else (limits.max_ratio, "--max-ratio")
        )
        if self._place > most * max(rules.bytes_in(), 1):
            raise self._over(f"expands more than {most} times its compressed size", option)

    def _over(self, what: str, option: str) -> OverLimitError:
        where = f"{self._budget.name}: member {self._member}" if self._member else self._budget.name
        return OverLimitError(what, where=where, fix=f"raise with {option}")
