"""Samples of a reader, what it makes of them, and the golden files that say what it should."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import msgspec

from tracker.base.canonical import dumps
from tracker.base.clock import Stated, format_us
from tracker.ingest.reader import Match, Reader, ReadSettings, Record, Row, Source
from tracker.ingest.source import memory_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

GOLDEN: Final = ".expected.jsonl"
_SETTINGS: Final = ReadSettings(now_us=1_790_000_000_000_000)


class Sample(NamedTuple):
    """One export: a file, or a folder or zip whose members belong together."""

    path: Path
    files: dict[str, bytes]

    @property
    def golden(self) -> Path:
        """The file that holds the expected rows."""
        return self.path.with_name(self.path.name + GOLDEN)

    def source(self, member: str) -> Source:
        """Return one member as a reader sees it."""
        return cast("Source", memory_source(self.files, member, _SETTINGS))

    def changed(self, member: str, body: bytes) -> Sample:
        """Return the same export with other bytes in one member."""
        return self._replace(files={**self.files, member: body})


def samples(folder: Path) -> list[Sample]:
    """Return the samples in a reader's folder, in the order of their names."""
    paths = sorted(path for path in folder.iterdir() if not path.name.endswith((GOLDEN, ".md")))
    return [Sample(path, dict(_members(path))) for path in paths]


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.is_file():
                yield inner.relative_to(path).as_posix(), inner.read_bytes()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            for name in sorted(archive.namelist()):
                if not name.endswith("/"):
                    yield name, archive.read(name)
    else:
        yield path.name, path.read_bytes()


def claims(source: Source, everyone: Mapping[str, Reader]) -> dict[str, Match]:
    """Return who claims a source, and why; generic readers are asked only when no other claims it."""
    for is_generic in (False, True):
        asked = ((name, reader) for name, reader in sorted(everyone.items()) if reader.generic is is_generic)
        found = {name: match for name, reader in asked if (match := reader.sniff(source)) is not None}
        if found:
            return found
    return {}


def claimed(sample: Sample, reader: Reader) -> list[str]:
    """Return the members of a sample that a reader claims, sorted."""
    return [name for name in sorted(sample.files) if reader.sniff(sample.source(name)) is not None]


def rows_of(sample: Sample, reader: Reader) -> list[Row]:
    """Return every row that a reader yields from a sample."""
    return [row for name in claimed(sample, reader) for row in reader.read(sample.source(name))]


def golden_lines(rows: list[Row]) -> str:
    """Return rows as the text of a golden file: one JSON object each, defaults left out."""
    return "".join(dumps(as_object(row)) + "\n" for row in rows)


def as_object(row: Row) -> dict[str, Any]:
    """Return a row as JSON would show it to a person: times as ISO 8601, the record as its place."""
    return {"row": type(row).__name__, **_shown(row)}


def _shown(value: Any, name: str = "") -> Any:
    if isinstance(value, Record):
        return f"{value.place}, {len(value.raw)} bytes"
    if isinstance(value, Stated):
        return _stated(value)
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.fields(value)
        found = {field.name: getattr(value, field.name) for field in fields}
        kept = [field for field in fields if field.required or found[field.name] != field.default]
        return {field.name: _shown(found[field.name], field.name) for field in kept}
    if isinstance(value, tuple):
        return [_shown(item) for item in value]
    return format_us(value) if name.endswith("_us") and isinstance(value, int) else value


def _stated(value: Stated) -> dict[str, Any]:
    at = {} if value.us is None else {"at": format_us(value.us)}
    rest = {name: cell for name, cell in value._asdict().items() if cell != Stated._field_defaults.get(name)}
    return at | {name: _shown(cell) for name, cell in rest.items() if name != "us"}


def write_golden(folder: Path, reader: Reader) -> list[Path]:
    """Write the golden file of each sample; review the difference before it is kept."""
    written = []
    for sample in samples(folder):
        sample.golden.write_text(golden_lines(rows_of(sample, reader)), encoding="utf-8", newline="\n")
        written.append(sample.golden)
    return written
