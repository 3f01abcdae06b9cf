"""JSON with one spelling: sorted keys, no spaces of choice, so that equal facts give equal bytes."""

from __future__ import annotations

import json
import math
from typing import Any


def dumps(value: Any, *, indent: int | None = None) -> str:
    """Return `value` as JSON; floats at full precision, NaN and infinity refused, non-ASCII kept."""
    return json.dumps(
        value,
        ensure_ascii=False,
        sort_keys=True,
        indent=indent,
        allow_nan=False,
        separators=(",", ": ") if indent else (",", ":"),
    )


def rounded(number: float | None, digits: int = 6) -> float | None:
    """Round for print, so that the last bits of a platform's arithmetic do not show; -0.0 becomes 0.0."""
    if number is None or not math.isfinite(number):
        return None
    return round(number, digits) + 0.0
