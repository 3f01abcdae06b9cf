"""How a file put into a folder becomes part of the tool: scan the folder, then the entry points."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from types import ModuleType

Kind = TypeVar("Kind")


def modules_in(package: str) -> list[ModuleType]:
    """Import every public module of a package, in the order of their names."""
    parent = importlib.import_module(package)
    names = sorted(
        info.name for info in pkgutil.iter_modules(parent.__path__) if not info.name.startswith("_")
    )
    return [importlib.import_module(f"{package}.{name}") for name in names]


def discover(package: str, attribute: str, kind: type[Kind], group: str) -> dict[str, Kind]:
    """Return what is plugged in, by name.

    Parameters
    ----------
    package
        Folder to scan; each module that has `attribute` adds one.
    attribute
        Name of the module-level object, for example `READER`.
    kind
        Class that the object must have.
    group
        Entry-point group for additions from other packages, for example `tracker.readers`.

    Raises ``TypeError`` for an object of another class and ``ValueError`` for a name used twice: both are
    faults of the added file, found by the contract tests.

    """
    found: dict[str, Kind] = {}
    named = [
        (module.__name__, getattr(module, attribute))
        for module in modules_in(package)
        if hasattr(module, attribute)
    ]
    named += [
        (point.value, point.load())
        for point in sorted(entry_points(group=group), key=lambda point: point.name)
    ]
    for origin, thing in named:
        if not isinstance(thing, kind):
            message = f"{origin}: {attribute} is a {type(thing).__name__}, expected {kind.__name__}"
            raise TypeError(message)
        name = str(getattr(thing, "name"))  # noqa: B009
        if name in found:
            message = f"{origin}: the name {name!r} is taken"
            raise ValueError(message)
        found[name] = thing
    return found
