"""Tables on disk: Parquet with page checksums, written under a temporary name and renamed."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from tracker.base.errors import DamagedCaseError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracker.tables.column import Table

Kind = TypeVar("Kind", bound="Table")

ROW_GROUP: Final = 65_536  # rows: large enough that page headers cost nothing, small enough to stream
_NO_SPACE: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}
)


@contextmanager
def storage_errors(where: str) -> Iterator[None]:
    """Turn the system's "no space" and "not writable" into a :class:`StorageError`."""
    try:
        yield
    except OSError as failure:
        if failure.errno in _NO_SPACE or isinstance(failure, pa.ArrowIOError):
            what = os.strerror(failure.errno).lower() if failure.errno else str(failure)
            raise StorageError(
                what, where=where, fix="free space or choose another folder with --case"
            ) from failure
        raise


class TableWriter:
    """Write one table batch by batch; the file stands under its name only after `close`."""

    def __init__(self, kind: type[Table], folder: Path) -> None:
        self._kind = kind
        self._path = folder / f"{kind.stem}.parquet"
        self._temporary = folder / f"tmp-{os.getpid()}-{kind.stem}.parquet"
        self._writer = pq.ParquetWriter(
            self._temporary, kind.schema, compression="zstd", write_page_checksum=True, store_schema=True,
            use_dictionary=False,  # most columns differ from row to row; zstd finds what repeats
        )  # fmt: skip

    def write(self, table: Table) -> None:
        """Append checked rows."""
        self._writer.write_table(table.arrow, row_group_size=ROW_GROUP)

    def close(self) -> Path:
        """Finish: fsync, rename, and return the final path."""
        self._writer.close()
        replace(self._temporary, self._path)
        return self._path


def write_table(table: Table, folder: Path) -> Path:
    """Write a whole table into `folder` as `<name>.parquet`."""
    with storage_errors(str(folder)):
        writer = TableWriter(type(table), folder)
        writer.write(table)
        return writer.close()


def read_table(kind: type[Kind], folder: Path) -> Kind:
    """Read a whole table; raises ``DamagedCaseError`` where a page's checksum is wrong or the schema is another."""
    path = folder / f"{kind.stem}.parquet"
    try:
        arrow = pq.read_table(path, page_checksum_verification=True)
        return kind(arrow.replace_schema_metadata(None))
    except (OSError, pa.ArrowException, TypeError, ValueError) as failure:
        raise DamagedCaseError(
            f"cannot be read ({failure})", where=str(path), fix="run again with --fresh on the same exports"
        ) from failure


def replace(temporary: Path, final: Path) -> None:
    """Put a finished temporary file under its final name so that a crash leaves either the old or the new."""
    with temporary.open("rb+") as stream:
        os.fsync(stream.fileno())
    temporary.replace(final)
    sync_folder(final.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename inside `folder` last; a system without folder fsync (Windows) does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a small file atomically."""
    with storage_errors(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"tmp-{os.getpid()}-{path.name}")
        temporary.write_bytes(data)
        replace(temporary, path)
