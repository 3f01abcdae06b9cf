"""Reading a field of a decoded record, with a message that names the path when it is not as expected."""

from __future__ import annotations

import json
from typing import Any

from tracker.base import jsontext
from tracker.ingest.reader import BadRecordError, JsonObject

SHOWN = 60  # characters of a value in a reject's reason
INT64_DIGITS = 19  # digits from which a number may no longer fit into 64 bits


def got(value: Any) -> str:
    """Return how a value is named in a reject's reason, short."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


def refuse(path: str, value: Any, expected: str) -> BadRecordError:
    """Return the error for a field that is not as expected."""
    return BadRecordError(f"`$.{path}`: got {got(value)}, expected {expected}")


def decoded_object(raw: bytes) -> JsonObject:
    """Return a raw record as an object; what is no JSON, or no object, is refused with the reason."""
    try:
        value = jsontext.decode(raw)
    except ValueError as failure:
        raise BadRecordError(str(failure)) from failure
    if not isinstance(value, dict):
        raise BadRecordError(f"`$`: got {got(value)}, expected an object")
    return value


def at(value: Any, *path: str | int) -> Any:
    """Walk down keys and indexes; None as soon as a step leads nowhere."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and -len(value) <= step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
        if value is None:
            return None
    return value


def first(value: Any, *paths: tuple[str | int, ...]) -> Any:
    """Return what stands at the first of several alternative paths."""
    for path in paths:
        found = at(value, *path)
        if found is not None:
            return found
    return None


def text_at(value: Any, *path: str | int) -> str | None:
    """Return the text at a path; null stays null, anything else is refused."""
    found = at(value, *path)
    if found is None or isinstance(found, str):
        return found
    raise refuse(_spell(path), found, "text")


def id_at(value: Any, *path: str | int) -> str | None:
    """Return an id as text: text or an exact integer; a float is a damaged id and refused."""
    found = at(value, *path)
    if found is None or found == "":
        return None
    if isinstance(found, str):
        return found
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    raise refuse(_spell(path), found, "an id as text (a number with a fraction or exponent has lost digits)")


def int_at(value: Any, *path: str | int) -> int | None:
    """Return a whole number; digits as text are read, `1,234` too; null stays null."""
    found = at(value, *path)
    if found is None or found == "":
        return None
    if isinstance(found, int) and not isinstance(found, bool):
        return found if abs(found) < 2**63 else None
    if isinstance(found, float) and found.is_integer() and abs(found) < 2**53:
        return int(found)
    if isinstance(found, str) and found.replace(",", "").strip().isdecimal() and len(found) < INT64_DIGITS:
        return int(found.replace(",", ""))
    raise refuse(_spell(path), found, "a whole number")


def count_at(value: Any, *path: str | int) -> int | None:
    """Return a counter (likes, reposts); one that is no number is unknown, never a reason to refuse a post."""
    try:
        found = int_at(value, *path)
    except BadRecordError:
        return None
    return found if found is not None and found >= 0 else None


def list_at(value: Any, *path: str | int) -> list[Any]:
    """Return the list at a path; missing and null are empty, anything else is refused."""
    found = at(value, *path)
    if found is None:
        return []
    if isinstance(found, list):
        return found
    raise refuse(_spell(path), found, "a list")


def object_at(value: Any, *path: str | int) -> JsonObject | None:
    """Return the object at a path; null stays null, anything else is refused."""
    found = at(value, *path)
    if found is None or isinstance(found, dict):
        return found
    raise refuse(_spell(path), found, "an object")


def _spell(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in path)
