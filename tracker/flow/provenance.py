"""Which code made a case: part of every stage's key."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

DISTRIBUTION = "rumor-spread-tracker"
_SOURCES: Final = frozenset({".py", ".css", ".js"})
"""Endings of the files that decide what is written."""
_DECIDING = (
    "imagehash", "msgspec", "networkx", "numpy", "opencv-python-headless", "pillow", "pyarrow", "scikit-learn", "scipy",
)  # fmt: skip
_EXTRAS: Final = ("pi-heif",)
"""What decides a result where it is installed: with it pictures are read that were not read without it."""


@cache
def tracker_version() -> str:
    """Return the version of the installed tool."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0+source"


@cache
def versions() -> dict[str, str]:
    """Return the versions of the tool and of the libraries that decide a result."""
    found = {"tracker": tracker_version()}
    for name in _DECIDING:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def _extras() -> dict[str, str]:
    found = {}
    for name in _EXTRAS:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


@cache
def code_digest() -> str:
    """Return the SHA-256 of the tool's own source files, the page's style among them, and of what it stands on."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256(repr(sorted((versions() | _extras()).items())).encode())
    own = [file for file in package.rglob("*") if file.suffix in _SOURCES]
    for file in sorted(own, key=lambda file: file.relative_to(package).as_posix()):
        digest.update(f"{file.relative_to(package).as_posix()}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
