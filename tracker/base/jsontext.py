r"""JSON from strangers: decoded fast, with every guard on.

The fast path decodes with msgspec, which refuses NaN, wrong UTF-8 and trailing bytes, but keeps the last of
two equal keys without a word. Encoding the result again tells: with a key that stood twice at least two
quotation marks are gone. Only marks written as an escape could hide that; such texts, and every number, depth
or surrogate that the fast path cannot judge, go to the exact path.
"""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from tracker.base.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_DEFAULT: Final = Limits()
_MARK: Final = b"\\u0022"
_DIGITS: Final = bytes(ord("0") if chr(code) in "0123456789" else ord(" ") for code in range(256))
_STRIDE: Final = 7
"""Bytes between two samples: fewer than stand between an id as a number and the same id as text."""
_STRING: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BRACKETS: Final = re.compile(rb"[\[\]{}]")
_STEP: Final = {b"{": 1, b"[": 1, b"}": -1, b"]": -1}
_LONE: Final = re.compile("[\ud800-\udfff]")
_KEY_BYTES: Final = 5
"""Bytes that a key takes at least: `"":1,`."""
_BRACKET, _EITHER_BRACKET = np.uint8(ord("[")), np.uint8(~(ord("{") ^ ord("[")) & 255)
_QUOTE, _ZERO, _TEN = np.uint8(ord('"')), np.uint8(ord("0")), np.uint8(10)
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_encode_lines = msgspec.json.Encoder().encode_lines


class JsonTextError(ValueError):
    """The text is refused; the message is the reason."""


def decode(raw: bytes, limits: Limits = _DEFAULT) -> Any:
    r"""Return the value of a JSON text in UTF-8.

    Equal to ``json.loads`` on what both accept, except that a lone surrogate becomes U+FFFD. Whole numbers
    stay exact. Raises :class:`JsonTextError` for wrong UTF-8, NaN and infinity, a key that occurs twice in an
    object, brackets nested deeper than `max_nesting`, more than `max_keys` keys in an object, a whole number
    of more than `max_digits` digits, and anything that is no JSON or follows it.

    >>> decode(b'{"id": 18446744073709551616}')
    {'id': 18446744073709551616}
    >>> decode(b'{"id": 1, "id": 2}')
    Traceback (most recent call last):
        ...
    tracker.base.jsontext.JsonTextError: the key "id" stands twice in one object
    """
    marks = raw.count(b'"')
    if raw.count(b"[") + marks // 2 >= limits.max_nesting:  # each object around another has a key
        _check_depth(raw, limits)
    if marks < 2 * limits.max_keys and _MARK not in raw and not _may_be_long(raw, limits):
        try:
            value = _decode(raw)
            if _encode(value).count(b'"') == marks:
                return value
        except (
            ValueError,
            OverflowError,
            RecursionError,
        ):  # the exact path finds the reason, or what it may accept
            pass
    return _exact(raw, limits)


def decode_all(raws: Sequence[bytes], limits: Limits = _DEFAULT, kind: Any = Any) -> list[Any]:
    """Return the values of several JSON texts in which nothing is unusual: the fast path for all at once.

    Raises :class:`JsonTextError` unless every text passes every guard of :func:`decode` at first sight (a key
    that stands twice in any object, at any depth, read or not, among them); it may still be sound then, so
    :func:`decode` is to have the word on each. Encoded again, no text has more quotation marks than before,
    so the sums agree only where every text agrees. With a msgspec type as `kind`, values are made of it: a text
    must be as it says, and a key that it does not name is refused like one that stands twice. Fields of a struct
    must be UNSET where the text has none, or null cannot be told from nothing.
    """
    if not raws:
        return []
    text = b"\n".join(raws)
    if _is_large(text, raws, limits):
        raise JsonTextError("a text may have too many brackets, keys or digits")
    read = _decoder(kind)
    try:
        values = [read(raw) for raw in raws]
        again = _encode_lines(values)[:-1]
    except (ValueError, OverflowError, RecursionError) as fault:
        raise JsonTextError(str(fault)) from fault
    if again != text and (_MARK in text or _quotes(again) != _quotes(text)):
        raise JsonTextError("a key may stand twice in an object")
    return values


@cache
def _decoder(kind: Any) -> Callable[[bytes], Any]:
    return msgspec.json.Decoder(kind).decode


def _is_large(text: bytes, raws: Sequence[bytes], limits: Limits) -> bool:
    """Tell whether a text may be over a limit: by its length, its brackets, or samples that are digits in a row."""
    if max(map(len, raws)) > limits.max_keys * _KEY_BYTES:
        return True
    signs = np.frombuffer(text, np.uint8)
    opening = signs & _EITHER_BRACKET == _BRACKET
    stop = 0
    for raw in raws:
        start, stop = stop, stop + len(raw) + 1
        if np.count_nonzero(opening[start:stop]) > limits.max_nesting:
            return True
    digit = signs[::_STRIDE] - _ZERO < _TEN
    samples = (limits.max_digits + 1) // _STRIDE
    for _ in range(samples - 1):
        digit = digit[1:] & digit[:-1]
    find = _long_run(limits.max_digits).search
    return any(find(text, *_around(hit, limits)) for hit in np.flatnonzero(digit).tolist())


def _around(hit: int, limits: Limits) -> tuple[int, int]:
    """Return where a run of digits that is too long stands at least, given its first sample."""
    start = max(0, (hit - 1) * _STRIDE + 1)
    return start, start + _STRIDE + limits.max_digits


@cache
def _long_run(most: int) -> re.Pattern[bytes]:
    return re.compile(rb"[0-9]{%d}" % (most + 1))


def _quotes(text: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == _QUOTE))


def _may_be_long(raw: bytes, limits: Limits) -> bool:
    """Tell whether a number may have too many digits: many samples in a row of such a run are digits."""
    samples = (limits.max_digits + 1) // _STRIDE
    return b"0" * samples in raw[::_STRIDE].translate(_DIGITS)


def _check_depth(raw: bytes, limits: Limits) -> None:
    if raw.count(b"{") + raw.count(b"[") <= limits.max_nesting:
        return
    brackets = _BRACKETS.findall(_STRING.sub(b"", raw))
    deepest = max(accumulate(map(_STEP.__getitem__, brackets)), default=0)
    if deepest > limits.max_nesting:
        raise JsonTextError(f"brackets nested {deepest} deep, at most {limits.max_nesting} are read")


def _exact(raw: bytes, limits: Limits) -> Any:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise JsonTextError(f"no UTF-8: byte {raw[fault.start]:#04x} at {fault.start}") from fault

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) < len(found):
            raise JsonTextError(f"the key {_twice(found)} stands twice in one object")
        if len(made) > limits.max_keys:
            raise JsonTextError(f"an object of {len(made):,} keys, at most {limits.max_keys:,} are read")
        return made

    def whole(digits: str) -> int:
        if len(digits.lstrip("-")) > limits.max_digits:
            raise JsonTextError(
                f"a whole number of {len(digits.lstrip('-'))} digits, at most {limits.max_digits} are read"
            )
        return int(digits)

    try:
        value = json.loads(
            text, object_pairs_hook=pairs, parse_int=whole, parse_float=_finite, parse_constant=_refuse
        )
    except json.JSONDecodeError as fault:
        raise JsonTextError(f"no JSON: {fault.msg} at character {fault.pos}") from fault
    except RecursionError as fault:
        raise JsonTextError("brackets nested too deep") from fault
    return _mended(value) if "\\u" in text and _has_lone(value) else value


def _twice(found: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for key, _ in found:
        if key in seen:
            return json.dumps(key[:60])
        seen.add(key)
    return ""


def _finite(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise JsonTextError(f"the number {digits[:60]} is out of range")
    return number


def _refuse(name: str) -> Any:
    raise JsonTextError(f"{name} is no JSON number")


def _texts(value: Any) -> Iterator[str]:
    nodes = [value]
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            yield from node
            nodes.extend(node.values())
        elif isinstance(node, list):
            nodes.extend(node)


def _has_lone(value: Any) -> bool:
    return any(_LONE.search(text) for text in _texts(value))


def _mended(value: Any) -> Any:
    """Replace lone surrogates, which no file can hold, by U+FFFD; depth is bounded by the caller's limit."""
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        mended = {_mended(key): item for key, item in value.items()}
        if len(mended) < len(value):
            raise JsonTextError("two keys of one object differ only in broken surrogates")
        return {key: _mended(item) for key, item in mended.items()}
    return value
