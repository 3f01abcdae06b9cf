"""The process in which strangers' pictures are decoded: little memory, little time, no files, no network.

Light at import: the limits are set before a heavy library is loaded. Messages are msgpack, never pickle: what
a broken decoder sends back may be anything.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.base.limits import GIB, Limits

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_FORBIDDEN: Final = (
    "socket.", "subprocess.", "shutil.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove",
    "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink",
)  # fmt: skip
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

Answer = Callable[[bytes, Limits], Any]


class Share(msgspec.Struct, frozen=True):
    """What one process may use."""

    address_space: int = 1 * GIB
    cpu_s: int = 5
    """Per picture."""


LOOKING: Final = Share()


def serve(connection: Connection, limits: Limits, answer: Answer | None = None, share: Share = LOOKING) -> None:
    """Answer batches of pictures, one message per picture in their order, until the other end closes."""
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")  # each thread reserves address space
    sys.dont_write_bytecode = True
    if answer in {None, look_closely}:
        _load()
    answer = answer or _look_at
    _confine(share)
    while True:
        try:
            batch = msgspec.msgpack.decode(connection.recv_bytes(), type=list[bytes])
        except (EOFError, ConnectionError):
            return
        for raw in batch:
            _allow_cpu(share)
            try:
                connection.send_bytes(msgspec.msgpack.encode(answer(raw, limits)))
            except ConnectionError:  # the run that asked was killed: nobody waits for the answer
                return


def look_closely(raw: bytes, limits: Limits) -> Any:
    """Return a picture's own grey pixels: an answer for :func:`tracker.images.pool.looks_at`."""
    from tracker.images import look

    return look.look_closely(raw, limits)


def _look_at(raw: bytes, limits: Limits) -> Any:
    from tracker.images import look

    return look.look_at(raw, limits)


def _load() -> None:
    """Load what an answer needs while it still may."""
    import cv2
    import scipy.fftpack  # noqa: F401 - imagehash would load it after the limits are set

    import tracker.images.look  # noqa: F401 - likewise
    from tracker.images.decode import formats

    cv2.setNumThreads(1)
    formats()


def _confine(share: Share) -> None:
    sys.addaudithook(_refuse)
    if os.name == "nt":
        return
    import resource

    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)
    if sys.platform != "darwin":  # macOS accepts the call and refuses every allocation that follows
        _lower(resource.RLIMIT_AS, share.address_space)


def _lower(which: int, most: int) -> None:
    import resource

    hard = resource.getrlimit(which)[1]
    resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _allow_cpu(share: Share) -> None:
    """Let the next picture use its share: past it the system ends this process."""
    if os.name == "nt":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + share.cpu_s)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN) or (event == "open" and _writes(arguments)):
        message = f"a picture may not do this: {event}"
        raise PermissionError(message)


def _writes(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[-1]  # of (path, mode, flags)
    return isinstance(flags, int) and bool(flags & _WRITING)
