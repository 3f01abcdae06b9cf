"""Hand pictures to limited workers; one that hangs or kills its worker costs itself and nothing else."""

from __future__ import annotations

import multiprocessing
import sys
import types
from collections import deque
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.base.limits import MIB, Limits
from tracker.images.look import Look
from tracker.images.worker import Answer, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

HANG_S: Final = 60.0  # wall time: the CPU limit ends a busy worker long before, this one a waiting one
BATCH: Final = 8  # pictures in one message
BATCH_BYTES: Final = 16 * MIB
_SIGXCPU: Final = 24  # on Linux and macOS; Windows has no such signal
PER_WORKER: Final = 100  # a second worker costs a second of start-up: worth it above this many pictures

Picture = tuple[str, bytes]


class _Worker:
    """One process, the pictures that it still owes, and the line to it."""

    def __init__(self, limits: Limits, answer: Answer | None) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, other = context.Pipe()
        self.owed: deque[str] = deque()
        self.process = context.Process(target=serve, args=(other, limits, answer), daemon=True)
        with without_main():
            self.process.start()
        other.close()

    def give(self, batch: list[Picture]) -> None:
        self.owed.extend(name for name, _ in batch)
        self.line.send_bytes(msgspec.msgpack.encode([raw for _, raw in batch]))

    def stop(self) -> None:
        self.line.close()
        self.process.terminate()
        self.process.join()


@contextmanager
def without_main() -> Iterator[None]:
    """Hide the caller's script while a process starts.

    The child would run it again: slow for a command line, and without end for a script that has no
    `if __name__ == "__main__"`.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def looks_at(
    pictures: Iterable[Picture],
    limits: Limits,
    *,
    workers: int = 1,
    answer: Answer | None = None,
    hang_s: float = HANG_S,
) -> Iterator[tuple[str, Look]]:
    """Yield the name and look of each picture, in no fixed order; the looks do not depend on `workers`.

    `answer` is what a worker does with a picture (for tests: one that hangs). A file over `max_picture` is
    never sent.
    """
    refused: list[str] = []
    pool = _Pool(limits, max(1, workers), answer, hang_s)
    try:
        yield from pool.run(_batches(pictures, limits, refused))
    finally:
        pool.close()
    too_large = Look(unreadable=f"over {limits.max_picture:,} bytes; raise with --max-picture")
    yield from ((name, too_large) for name in refused)


def _batches(pictures: Iterable[Picture], limits: Limits, refused: list[str]) -> Iterator[list[Picture]]:
    batch: list[Picture] = []
    for name, raw in pictures:
        if len(raw) > limits.max_picture:
            refused.append(name)
            continue
        batch.append((name, raw))
        if len(batch) >= BATCH or sum(len(b) for _, b in batch) >= BATCH_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


class _Pool:
    """As many workers as there is work for."""

    def __init__(self, limits: Limits, most: int, answer: Answer | None, hang_s: float) -> None:
        self._new: Callable[[], _Worker] = lambda: _Worker(limits, answer)
        self._most = most
        self._hang_s = hang_s
        self._busy: list[_Worker] = []
        self._held: dict[str, bytes] = {}
        self._given = 0

    def run(self, batches: Iterator[list[Picture]]) -> Iterator[tuple[str, Look]]:
        for batch in batches:
            yield from self._give(batch)
        while any(worker.owed for worker in self._busy):
            yield from self._collect()

    def close(self) -> None:
        for worker in self._busy:
            worker.stop()

    def _give(self, batch: list[Picture]) -> Iterator[tuple[str, Look]]:
        self._held.update(batch)
        while (idle := self._idle()) is None:
            yield from self._collect()
        self._given += len(batch)
        idle.give(batch)

    def _idle(self) -> _Worker | None:
        for worker in self._busy:
            if not worker.owed:
                return worker
        if len(self._busy) < self._most and self._given >= PER_WORKER * len(self._busy):
            self._busy.append(self._new())
            return self._busy[-1]
        return None

    def _collect(self) -> Iterator[tuple[str, Look]]:
        owing = {worker.line: worker for worker in self._busy if worker.owed}
        ready = [line for line in wait(list(owing), self._hang_s) if isinstance(line, Connection)]
        if not ready:  # every worker waits on a picture that does not end
            for worker in owing.values():
                yield self._lost(worker, f"took over {self._hang_s:g} s")
        for line in ready:
            yield self._receive(owing[line], line)

    def _receive(self, worker: _Worker, line: Any) -> tuple[str, Look]:
        try:
            seen = msgspec.msgpack.decode(_received(line), type=Look)
        except (EOFError, OSError, msgspec.DecodeError):
            worker.process.join(self._hang_s)
            return self._lost(worker, f"ended its worker ({_how(worker.process.exitcode)})")
        name = worker.owed.popleft()
        del self._held[name]
        return name, seen

    def _lost(self, worker: _Worker, reason: str) -> tuple[str, Look]:
        """Give up the picture a worker was at, and hand the rest of its batch to a new worker."""
        name = worker.owed.popleft()
        rest = [(other, self._held[other]) for other in worker.owed]
        del self._held[name]
        worker.stop()
        self._busy.remove(worker)
        if rest:
            self._busy.append(self._new())
            self._busy[-1].give(rest)
        return name, Look(unreadable=f"could not be decoded: {reason}")


def _received(line: Connection) -> bytes:
    return line.recv_bytes()


def _how(exitcode: int | None) -> str:
    if exitcode is None or exitcode >= 0:
        return "a failure inside the decoder"
    return "out of CPU time" if exitcode == -_SIGXCPU else f"signal {-exitcode}"
