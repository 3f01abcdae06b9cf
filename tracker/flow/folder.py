"""The case folder: what lies where, and how a stage's files get there whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.base.canonical import dumps
from tracker.base.clock import format_us, now_us, parse_iso, today_us
from tracker.base.errors import DamagedCaseError, UsageError
from tracker.flow.inputs import Input
from tracker.flow.provenance import versions
from tracker.tables.store import storage_errors, sync_folder, write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CASE_SCHEMA: Final = "tracker.case/1"
UNLISTED: Final = frozenset({"manifest.sha256", "log.jsonl", "decisions.csv"})
"""Files that the manifest leaves out; so is everything in private/."""

WRITTEN: Final = UNLISTED - {"decisions.csv"} | {
    "tables", "media", "charts", "exports", "case.json", "report.html", "methods.md", "facts.json", "rejects.csv",
}  # fmt: skip
"""What runs write at the top of a case folder, and `--fresh` removes."""


class StageRecord(msgspec.Struct, frozen=True):
    """A finished stage: its key and the digests of its files."""

    key: str
    files: dict[str, str]
    summary: dict[str, Any] = {}


class CaseRecord(msgspec.Struct, frozen=True):
    """What case.json holds."""

    schema: str = CASE_SCHEMA
    now: str = ""
    inputs: list[Input] = []
    settings: dict[str, Any] = {}
    versions: dict[str, str] = {}
    stages: dict[str, StageRecord] = {}

    @property
    def now_us(self) -> int:
        """The UTC day of the first load: the `now` of every check."""
        return parse_iso(self.now).us or 0


class CaseFolder:
    """One case on disk. All writing goes through `publish`, `save` and `log`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def tables(self) -> Path:
        """Where the Parquet tables lie."""
        return self.path / "tables"

    @property
    def media(self) -> Path:
        """Where the distinct pictures lie, under their SHA-256."""
        return self.path / "media"

    def exists(self) -> bool:
        """Tell whether a case was begun here."""
        return (self.path / "case.json").exists()

    def read(self) -> CaseRecord:
        """Return case.json, or a new record. Raises ``DamagedCaseError`` where it cannot be understood."""
        file = self.path / "case.json"
        try:
            return msgspec.json.decode(file.read_bytes(), type=CaseRecord)
        except FileNotFoundError:
            return CaseRecord(now=format_us(today_us()), versions=versions())
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as failure:
            raise DamagedCaseError(
                f"cannot be understood ({failure})",
                where=str(file),
                fix="run again with --fresh on the same exports",
            ) from failure

    def save(self, record: CaseRecord) -> None:
        """Write case.json, whole or not at all."""
        text = dumps(msgspec.to_builtins(record), indent=1)
        write_bytes(self.path / "case.json", f"{text}\n".encode())

    def require(self) -> CaseRecord:
        """Return the record of a case that must exist. Raises ``UsageError`` where it does not."""
        if not self.exists():
            raise UsageError(
                "is no case folder", where=str(self.path), fix="start with: tracker run EXPORT... --case DIR"
            )
        return self.read()

    def refuse_foreign(self) -> None:
        """Raise ``UsageError`` where a run would write over files that no run of ours made."""
        if self.exists() or (self.path / "private" / "lock").exists():
            return
        theirs = sorted(name for name in WRITTEN if (self.path / name).exists())
        if theirs:
            raise UsageError(
                f"is no case folder and holds {theirs[0]} already", where=str(self.path), fix="choose another --case"
            )

    def clear(self) -> None:
        """Remove what runs wrote, keeping what a person decided and the private key."""
        with storage_errors(str(self.path)):
            for entry in self.path.iterdir():
                if entry.name in WRITTEN or entry.name.startswith("tmp-"):
                    shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()

    def sweep(self) -> None:
        """Remove what a killed run left under temporary names."""
        for entry in list(self.path.rglob("tmp-*")):
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)

    @contextmanager
    def scratch(self, stage: str) -> Iterator[Path]:
        """Give a stage an empty temporary folder inside the case; it is removed again, also where the stage fails."""
        folder = self.path / f"tmp-{os.getpid()}-{stage}"
        try:
            with storage_errors(str(self.path)):
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, scratch: Path, before: Iterable[str]) -> dict[str, str]:
        """Move a stage's finished files to their places and return their digests, by path.

        `before` are the files of the stage's last run: those not made again are removed. Until the caller
        saves case.json the stage does not count as done, so a crash in between is repaired by running it again.
        """
        with storage_errors(str(self.path)):
            files = sorted(file for file in scratch.rglob("*") if file.is_file())
            digests = {}
            for file in files:
                name = file.relative_to(scratch).as_posix()
                digests[name] = file_digest(file)
                final = self.path / name
                final.parent.mkdir(parents=True, exist_ok=True)
                file.replace(final)
            for name in set(before) - set(digests):
                (self.path / name).unlink(missing_ok=True)
            for folder in {(self.path / name).parent for name in digests}:
                sync_folder(folder)
        return digests

    def holds(self, files: dict[str, str]) -> bool:
        """Tell whether every file is there with its digest."""
        return all((self.path / name).is_file() and file_digest(self.path / name) == digest
                   for name, digest in files.items())  # fmt: skip

    def listed(self) -> Iterator[Path]:
        """Yield the files that the manifest covers, sorted by path."""
        for file in sorted(self.path.rglob("*"), key=lambda file: file.relative_to(self.path).as_posix()):
            name = file.relative_to(self.path).as_posix()
            top = name.partition("/")[0]
            if (
                top not in UNLISTED
                and top != "private"
                and not file.name.startswith("tmp-")
                and file.is_file()
            ):
                yield file

    def seal(self, command: str, parameters: dict[str, Any]) -> None:
        """Write manifest.sha256 and add an entry with its digest to the log."""
        lines = [f"{file_digest(file)}  {file.relative_to(self.path).as_posix()}\n" for file in self.listed()]
        manifest = "".join(lines).encode()
        write_bytes(self.path / "manifest.sha256", manifest)
        self.log(
            {"command": command, "parameters": parameters, "manifest": hashlib.sha256(manifest).hexdigest()}
        )

    def log(self, entry: dict[str, Any]) -> None:
        """Append an entry, chained to the one before by its SHA-256."""
        file = self.path / "log.jsonl"
        with storage_errors(str(file)), file.open("ab+") as stream:
            stream.seek(0)
            lines = stream.read().splitlines(keepends=True)
            if lines and not lines[-1].endswith(b"\n"):
                stream.truncate(sum(map(len, lines[:-1])))
                lines.pop()
            before = hashlib.sha256(lines[-1]).hexdigest() if lines else ""
            full = {"at": format_us(now_us()), "versions": versions(), **entry, "before": before}
            stream.seek(0, os.SEEK_END)
            stream.write(f"{json.dumps(full, ensure_ascii=False, sort_keys=True)}\n".encode())
            stream.flush()
            os.fsync(stream.fileno())

    def remember_paths(self, paths: dict[str, str]) -> None:
        """Keep where the exports lay, by digest, in private/ (never shared, never in the manifest)."""
        write_bytes(self.path / "private" / "inputs.json", f"{dumps(paths, indent=1)}\n".encode())

    def known_paths(self) -> dict[str, str]:
        """Return where the exports lay when they were loaded, by digest."""
        try:
            found = json.loads((self.path / "private" / "inputs.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return {str(digest): str(path) for digest, path in found.items()} if isinstance(found, dict) else {}


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
