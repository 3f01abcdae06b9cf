"""Values that a tool wrote into a cell as Python prints them: read as literals, never run."""

from __future__ import annotations

import ast
import warnings
from typing import Any, Final

from tracker.base.limits import MIB

_LONGEST: Final = MIB
_DEEPEST: Final = 64
_MOMENT: Final = ("datetime.datetime", "datetime")
_ZONES: Final = ("datetime.timezone.utc", "timezone.utc", "datetime.UTC", "tzutc()")


def literal(text: str) -> Any:
    """Return a printed value of plain Python types; a `datetime` in it as ISO 8601 text.

    Raises ``ValueError`` for what is no such value, is longer than 1 MiB, or has more than 64 brackets in brackets.

    >>> literal("{'at': datetime.datetime(2026, 3, 3, 6, 0, tzinfo=datetime.timezone.utc), 'urls': ['a']}")
    {'at': '2026-03-03T06:00:00Z', 'urls': ['a']}
    """
    if len(text) > _LONGEST or _depth(text) > _DEEPEST:
        raise ValueError("a value too long, or of too many brackets in brackets")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the parser remarks on strange escapes
        try:
            return _value(ast.parse(text.strip(), mode="eval").body)
        except (SyntaxError, MemoryError, RecursionError) as failure:
            raise ValueError("no value as Python prints it") from failure


def _depth(text: str) -> int:
    depth = deepest = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        number = node.operand.value
        if isinstance(number, int | float):
            return -number
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [_value(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        keys = [None if key is None else _value(key) for key in node.keys]
        pairs = zip(keys, node.values, strict=True)
        return {key: _value(value) for key, value in pairs if isinstance(key, str)}
    if isinstance(node, ast.Call) and ast.unparse(node.func) in _MOMENT:
        return _moment(node)
    raise ValueError("no value as Python prints it")


def _moment(node: ast.Call) -> str:
    """Return a printed `datetime` as ISO 8601, with `Z` where its zone is UTC and without a zone otherwise."""
    numbers = [_value(argument) for argument in node.args]
    if not 3 <= len(numbers) <= 7 or any(type(number) is not int for number in numbers):  # noqa: PLR2004 - year to microsecond
        raise ValueError("no moment as Python prints it")
    year, month, day, hour, minute, second, part = [*numbers, 0, 0, 0, 0][:7]
    zones = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg == "tzinfo"]
    text = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{f'.{part:06}' if part else ''}"
    return f"{text}Z" if zones and zones[0] in _ZONES else text
