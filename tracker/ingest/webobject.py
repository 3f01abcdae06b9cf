"""Times, addresses and pictures as the objects behind web pages give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.base.clock import UNSTATED, Stated, parse_unix
from tracker.ingest.fields import at, refuse
from tracker.ingest.reader import MediaRow

if TYPE_CHECKING:
    from collections.abc import Iterator


def moment(value: Any, *path: str | int, unit_s: float = 1.0) -> Stated:
    """Return the time at a path, given as a number since 1970; missing and zero are unknown.

    Raises ``BadRecordError`` where something else stands there.
    """
    found = at(value, *path)
    if found is None:
        return UNSTATED
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise refuse(".".join(map(str, path)), found, "a time since 1970")
    return UNSTATED if found in {"", "0", 0} else parse_unix(found, unit_s=unit_s)


def address(value: Any, *path: str | int) -> str | None:
    """Return the web address at a path, be it without its scheme (`//host/...`); anything else is none."""
    found = at(value, *path)
    if not isinstance(found, str):
        return None
    found = f"https:{found}" if found.startswith("//") else found
    return found if found.startswith(("http://", "https://")) else None


def picture(url: str | None, kind: str = "image", size: Any = None, alt: str | None = None) -> Iterator[MediaRow]:
    """Yield the row of a picture, or of a video by its poster frame; nothing without an address.

    `size` is an object with `width` and `height`, where the site gives one.
    """
    if url:
        width, height = (at(size, side) for side in ("width", "height"))
        yield MediaRow(url, kind, url=url, alt=alt or None, width=_length(width), height=_length(height))


def _length(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 20 else None
