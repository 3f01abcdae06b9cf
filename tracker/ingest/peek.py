"""What a JSON file holds, seen from its first bytes: one value per line, one array, or one document."""

from __future__ import annotations

import json
import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Record, Source

_BETWEEN: Final = re.compile(r"[\s,]*")
_NEST: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_CLOSERS: Final = {"{": "}", "[": "]"}
_SAMPLE: Final = 20
"""Values that detection looks at: line noise may come first."""
_LINES: Final = 200
"""Lines that are split off the head to find them."""
_CUTS: Final = 20
"""Commas back to which a document that runs past the head is shortened until it parses."""


def peek(head: bytes) -> list[Any]:
    """Return the first values of a file of JSON lines, an array, or one document, as far as the head shows.

    A document that runs past the head is returned with what stands in the head, so that its keys can be
    looked at. Whatever is no JSON gives an empty list; nothing is raised.
    """
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if is_document(head):
        return list(islice(_values(text), _SAMPLE))
    lines = (line.strip() for line in text.split("\n", _LINES))
    return list(islice(chain.from_iterable(_values(line) for line in lines if line), _SAMPLE))


def peek_objects(head: bytes) -> list[dict[str, Any]]:
    """Return the first JSON objects of a file: see :func:`peek`."""
    return [value for value in peek(head) if isinstance(value, dict)]


def is_document(head: bytes) -> bool:
    """Tell whether a file is one JSON value (an array, or an object over several lines), not one per line."""
    lines = [line for line in head.lstrip().split(b"\n", _LINES) if line.strip()]
    if not lines or head.lstrip()[:1] == b"[":
        return bool(lines)
    return len(lines) > 1 and not _parses(lines[0]) and not lines[1].startswith(b"{")


def json_records(source: Source) -> Iterator[Record]:
    """Return the raw records of a file of JSON lines, of an array, or of one pretty-printed object."""
    return source.elements() if is_document(source.head) else source.lines()


def _values(text: str) -> Iterator[Any]:
    """Yield the values of one array or the one value of a text, the last one as far as it goes."""
    start = 1 if text.startswith("[") else 0
    while (start := _skip(text, start)) < len(text) and text[start] not in "]}":
        try:
            value, start = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError):
            yield from _rest(text[start:])
            return
        yield value


def _skip(text: str, start: int) -> int:
    match = _BETWEEN.match(text, start)
    return match.end() if match else start


def _parses(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _rest(text: str) -> list[Any]:
    """Return a value that was cut off, shortened to the last comma at which it can be closed; or nothing."""
    end = len(text) if text.startswith(("{", "[")) else 0
    for _ in range(_CUTS):
        end = text.rfind(",", 0, end)
        if end <= 0:
            break
        try:
            return [json.loads(text[:end] + _closing(text[:end]))]
        except json.JSONDecodeError as failure:
            end = min(end, failure.pos)
        except (ValueError, RecursionError):
            break
    return []


def _closing(text: str) -> str:
    """Return the brackets that are still open at the end of a text."""
    still_open: list[str] = []
    for match in _NEST.finditer(text):
        sign = match[0]
        if sign in _CLOSERS:
            still_open.append(_CLOSERS[sign])
        elif sign in "]}" and still_open:
            still_open.pop()
    return "".join(reversed(still_open))
