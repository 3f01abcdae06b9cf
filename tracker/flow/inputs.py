"""What the inputs are, by their bytes: two runs on equal bytes are the same run."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

import msgspec

from tracker.base.disk import is_case_folder
from tracker.base.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK = 1 << 20
_UNBLOCKED = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | _UNBLOCKED


class Input(msgspec.Struct, frozen=True):
    """One input: its name, size and digest."""

    name: str
    size: int
    sha256: str


def fingerprint(path: Path) -> Input:
    """Return name, size and SHA-256 of a file, or of a folder's regular files with their names.

    Raises ``UnreadableError`` where it cannot be read.
    """
    try:
        if path.is_dir():
            return _folder(path)
        size, digest = _file(path, os.O_RDONLY | _UNBLOCKED)
    except OSError as failure:
        raise UnreadableError(
            f"cannot be read ({failure.strerror or failure})",
            where=str(path),
            fix="check the name and try again",
        ) from failure
    return Input(path.name, size, digest)


def _folder(path: Path) -> Input:
    total, digest = 0, hashlib.sha256()
    for file in sorted(_regular(path), key=lambda file: file.relative_to(path).as_posix()):
        size, inner = _file(file, os.O_RDONLY | _FLAGS)
        digest.update(f"{inner}  {file.relative_to(path).as_posix()}\n".encode("utf-8", "surrogateescape"))
        total += size
    return Input(path.resolve().name, total, digest.hexdigest())


def _regular(path: Path) -> Iterator[Path]:
    """Yield the regular files below a folder, but not those of a case that lies inside it."""
    for folder, folders, files in os.walk(path, followlinks=False):
        here = path.__class__(folder)
        folders[:] = sorted(name for name in folders if not is_case_folder(here / name))
        for name in files:
            file = here / name
            if stat.S_ISREG(file.lstat().st_mode):
                yield file


def _file(path: Path, flags: int) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, flags), "rb", buffering=0) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(0, "is no regular file")
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()
