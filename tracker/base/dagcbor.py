"""DAG-CBOR from strangers: the strict kind of CBOR in which content-addressed records are written.

Values come out as DAG-JSON shows them: a link is ``{"$link": "bafy..."}``, bytes are ``{"$bytes": "..."}``.
Specification: https://ipld.io/specs/codecs/dag-cbor/spec/ (definite lengths, text keys, tag 42 only).
"""

from __future__ import annotations

import base64
import math
import struct
from typing import TYPE_CHECKING, Any, Final

from tracker.base.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH: Final = 256
"""Values inside values; records nest a dozen deep."""
_LINK: Final = 42
_BYTES, _SIMPLE = 2, 7
_CONSTANTS: Final = {20: False, 21: True, 22: None}
_DOUBLE: Final = 27
_BEFORE_INDEFINITE: Final = 28
_ONE_BYTE: Final = 24
_MOST_KEYS: Final = Limits().max_keys


class DagCborError(ValueError):
    """The bytes are refused; the message is the reason."""


def decode(data: bytes) -> Any:
    """Return the value of one DAG-CBOR document.

    Raises :class:`DagCborError` for what is cut off, followed by more bytes, nested deeper than `MAX_DEPTH`,
    of indefinite length, tagged otherwise than as a link, no UTF-8, or holds a key twice.

    >>> decode(bytes.fromhex("a2616101616282f6f5"))
    {'a': 1, 'b': [None, True]}
    """
    reader = _Decoder(data)
    value = reader.value(0)
    if reader.place != len(data):
        raise DagCborError(f"{len(data) - reader.place} bytes follow the value")
    return value


def cid_text(cid: bytes) -> str:
    """Return a content id as people write it: base 32, small letters, led by `b`.

    >>> cid_text(bytes.fromhex("01551220") + bytes(32))[:12]
    'bafkreiaaaaa'
    """
    return "b" + base64.b32encode(cid).decode("ascii").lower().rstrip("=")


class _Decoder:
    """Reads one document from its start; nothing is allocated that the bytes do not fill."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.place = 0
        self._kinds: tuple[Callable[[int, int], Any], ...] = (
            lambda number, _: number, lambda number, _: -1 - number,
            self._bytes, self._text, self._list, self._map, self._link,
        )  # fmt: skip
        """What the three bits that lead a value say, 0 to 6: how its number, length, count or tag is taken."""

    def value(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise DagCborError(f"nested deeper than {MAX_DEPTH}")
        kind, small = divmod(self._take(1)[0], 32)
        return self._simple(small) if kind == _SIMPLE else self._kinds[kind](self._number(small), depth)

    def _bytes(self, size: int, _: int) -> dict[str, str]:
        return {"$bytes": base64.b64encode(self._take(size)).decode("ascii").rstrip("=")}

    def _list(self, count: int, depth: int) -> list[Any]:
        return [self.value(depth + 1) for _ in range(count)]

    def _take(self, size: int) -> bytes:
        end = self.place + size
        if end > len(self._data):
            raise DagCborError("it is cut off")
        taken = self._data[self.place : end]
        self.place = end
        return taken

    def _number(self, small: int) -> int:
        """Return the number that a head carries: a value, a length, a count or a tag."""
        if small < _ONE_BYTE:
            return small
        if small >= _BEFORE_INDEFINITE:
            raise DagCborError("a value of indefinite length")
        return int.from_bytes(self._take(1 << small - _ONE_BYTE), "big")

    def _text(self, size: int, _: int) -> str:
        try:
            return self._take(size).decode("utf-8")
        except UnicodeDecodeError as fault:
            raise DagCborError("text that is no UTF-8") from fault

    def _map(self, count: int, depth: int) -> dict[str, Any]:
        if count > _MOST_KEYS:
            raise DagCborError(f"an object with more than {_MOST_KEYS:,} keys")
        found: dict[str, Any] = {}
        for _ in range(count):
            key = self.value(depth + 1)
            if not isinstance(key, str):
                raise DagCborError("a key that is no text")
            if key in found:
                raise DagCborError(f'the key "{key[:60]}" stands twice in one object')
            found[key] = self.value(depth + 1)
        return found

    def _link(self, tag: int, _: int) -> dict[str, str]:
        kind, small = divmod(self._take(1)[0], 32)
        if tag != _LINK or kind != _BYTES:
            raise DagCborError(f"tag {tag}, where only a link (42) may stand")
        body = self._take(self._number(small))
        if body[:1] != b"\0":
            raise DagCborError("a link that does not begin with zero")
        return {"$link": cid_text(body[1:])}

    def _simple(self, small: int) -> Any:
        if small in _CONSTANTS:
            return _CONSTANTS[small]
        if small != _DOUBLE:
            raise DagCborError("a simple value that DAG-CBOR does not know")
        number: float
        (number,) = struct.unpack(">d", self._take(8))
        if not math.isfinite(number):
            raise DagCborError("a number that is none (NaN or infinity)")
        return number
