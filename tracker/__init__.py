"""The rumor-spread tracker: copies of a picture in post archives, who was first as far as they show, how it spread.

>>> import tracker
>>> case = tracker.load("x.zip", image="fake.png", case="case/")  # doctest: +SKIP
>>> case.earliest(10)  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.base.errors import TrackerError
    from tracker.flow.session import Case, load
    from tracker.flow.tables import analyse

__all__ = ["Case", "TrackerError", "analyse", "load"]

_HOMES = {
    "Case": "tracker.flow.session",
    "TrackerError": "tracker.base.errors",
    "analyse": "tracker.flow.tables",
    "load": "tracker.flow.session",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import tracker` loads nothing heavy."""
    if name not in _HOMES:
        message = f"module 'tracker' has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
