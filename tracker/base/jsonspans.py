"""Where each object of a JSON text stands, so that a part of a large answer can be named by its own bytes."""

from __future__ import annotations

import re
from typing import Final

_MARKS: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}]', re.DOTALL)


def object_spans(raw: bytes) -> list[tuple[int, int]]:
    """Return start and end of every object of a sound JSON text, in the order in which they begin.

    That is the order in which a walk meets them that goes from each object into its values, one by one.

    >>> object_spans(b'{"a": [{"b": "}"}], "c": {}}')
    [(0, 28), (7, 17), (25, 27)]
    """
    starts: list[int] = []
    ends: dict[int, int] = {}
    still_open: list[int] = []
    for mark in _MARKS.finditer(raw):
        if mark[0] == b"{":
            starts.append(mark.start())
            still_open.append(mark.start())
        elif mark[0] == b"}" and still_open:
            ends[still_open.pop()] = mark.end()
    return [(start, ends.get(start, len(raw))) for start in starts]
