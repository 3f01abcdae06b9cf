"""Back to the raw bytes: a record where it stands in its export, or the pictures that were not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.base.codecs import CutOffStreamError
from tracker.base.disk import BesideContainer
from tracker.base.errors import UnreadableError
from tracker.base.files import open_input
from tracker.base.limits import MIB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracker.base.containers import Container, Stream
    from tracker.base.files import Opened
    from tracker.base.limits import Limits


def read_record(path: Path, member: str, offset: int, length: int, limits: Limits) -> bytes:
    """Return the raw bytes of a record.

    Parameters
    ----------
    path
        The input.
    member
        Path inside a folder or archive; empty for a single file.
    offset, length
        Where the record stands in the decompressed member (UTF-16 as UTF-8).
    limits
        Upper bounds while opening.

    Raises ``UnreadableError`` where the member is not there or ends before the record does.

    """
    opened = open_input(path, limits)
    try:
        container, name = _holder(opened, member)
        with container.stream(name, lambda _: None) as stream:
            _skip(stream, offset)
            found = _take(stream, length)
    except CutOffStreamError as fault:
        raise _changed(path, member) from fault
    finally:
        opened.close()
    if len(found) != length:
        raise _changed(path, member)
    return found


def read_members(path: Path, wanted: set[str], limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the wanted members, in the order of the input, each at most `max_picture` long.

    Of a single post file the members are the files beside it and in its `media/`. A member that is not there,
    too long or cut off is left out.
    """
    opened = open_input(path, limits)
    try:
        for container in [*opened.containers, *_beside(opened)]:
            for name in container.names:
                if container.prefix + name in wanted:
                    content = _content(container, name, limits)
                    if content is not None:
                        yield container.prefix + name, content
    finally:
        opened.close()


def _content(container: Container, name: str, limits: Limits) -> bytes | None:
    try:
        with container.raw(name) as stream:
            content = _take(stream, limits.max_picture + 1)
    except (UnreadableError, OSError):
        return None
    return content if len(content) <= limits.max_picture else None


def _beside(opened: Opened) -> list[Container]:
    beside = BesideContainer.of(opened.containers[0])
    return [] if beside is None else [beside]


def _holder(opened: Opened, member: str) -> tuple[Container, str]:
    """Return the container that holds a member, and the member's name in it."""
    if not member:
        return opened.containers[0], opened.containers[0].names[0]
    for container in sorted(opened.containers, key=lambda one: -len(one.prefix)):
        name = member.removeprefix(container.prefix)
        if member.startswith(container.prefix) and name in container.names:
            return container, name
    raise UnreadableError(
        "is not in this input",
        where=f"{opened.name}: {member}",
        fix="give the export that was loaded (--inputs)",
    )


def _changed(path: Path, member: str) -> UnreadableError:
    return UnreadableError(
        "ends before the record does: this is not the export that was loaded",
        where=f"{path}: {member}" if member else str(path), fix="give the export that was loaded (--inputs)",
    )  # fmt: skip


def _skip(stream: Stream, size: int) -> None:
    while size and (piece := stream.read(min(size, MIB))):
        size -= len(piece)


def _take(stream: Stream, size: int) -> bytes:
    pieces, left = [], size
    while left and (piece := stream.read(min(left, MIB))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
