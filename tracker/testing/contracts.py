"""What every reader promises, checked on its samples; for readers of this package and of any other.

A check raises :class:`ContractError` with the sample, the promise and what happened; a reader that breaks
none passes in silence::

    from tracker.ingest.reader import readers
    from tracker.testing.contracts import check_reader

    def test_my_reader() -> None:
        check_reader(READER, Path("fixtures/my_format"), {**readers(), READER.name: READER})
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import DAY_US, parse_iso
from tracker.base.errors import TrackerError
from tracker.base.keys import fold_platform
from tracker.ingest.reader import RESHARE_KINDS, Absent, PostRow, Reader, Reject, Service
from tracker.testing.samples import Sample, as_object, claimed, claims, golden_lines, rows_of, samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_PLACES: Final = 300
"""Bytes of a member at which it is cut or flipped; every byte where it has no more."""
_MUTATIONS: Final = 160
"""Keys of a sample that are dropped, renamed, emptied and retyped."""
_COLUMNAR: Final = b"PAR1"
"""Begins a column store, whose rows have no bytes of their own."""
_STRANGE: Final[tuple[Any, ...]] = (None, 7, -1.5, "", "x", [], [None], {}, True)
"""What a changed export may put where something else was."""
_LATEST_US: Final = (parse_iso("9999-12-30").us or 0) + DAY_US
_EARLIEST_US: Final = -62_135_596_800_000_000
_MAY_GROW: Final = frozenset({"record", "flags", "text_cut"})


class ContractError(AssertionError):
    """A reader broke a promise."""


def check_reader(reader: Reader, folder: Path, everyone: Mapping[str, Reader]) -> None:
    """Run every check on every sample in a folder; the first broken promise raises :class:`ContractError`."""
    found = samples(folder)
    if not found:
        raise ContractError(f"{reader.name}: no sample in {folder}; add a small made export")
    for sample in found:
        check_claims(reader, sample, everyone)
        for check in (check_rows, check_golden, check_cuts, check_flips, check_changed_keys):
            check(reader, sample)


def check_claims(reader: Reader, sample: Sample, everyone: Mapping[str, Reader]) -> None:
    """See that no other reader claims what this one claims, whatever the file is called."""
    members = claimed(sample, reader)
    if not members:
        raise _broken(reader, sample, "claims its sample", "it claims no member of it")
    for member in members:
        by = claims(sample.source(member), everyone)
        if set(by) != {reader.name}:
            raise _broken(reader, sample, "is the only one to claim it", f"{member}: {by}")
    if len(sample.files) == 1:
        (body,) = sample.files.values()
        renamed = Sample(sample.path, {"holiday.txt": body})
        if set(claims(renamed.source("holiday.txt"), everyone)) != {reader.name}:
            raise _broken(reader, sample, "claims by content", "under another name it is not claimed")


def check_rows(reader: Reader, sample: Sample) -> None:
    """See that rows are of the known kinds, hold sound values, and point into the file they came from."""
    for member in claimed(sample, reader):
        with sample.source(member).open() as stream:
            body = stream.read()
        for row in reader.read(sample.source(member)):
            _check_row(reader, sample, row)
            if not body.startswith(_COLUMNAR) and row.record.raw not in body:
                where = f"{member}: {row.record.place}"
                raise _broken(reader, sample, "records are bytes of the file", where)


def _check_row(reader: Reader, sample: Sample, row: Any) -> None:
    if isinstance(row, PostRow):
        faults = list(_faults(row))
    elif isinstance(row, (Reject, Service, Absent)):
        told = row.what if isinstance(row, Service) else row.reason
        faults = [] if told.strip() else ["says no reason"]
    else:
        raise _broken(reader, sample, "yields rows", f"a {type(row).__name__}")
    if faults:
        raise _broken(reader, sample, "yields sound rows", f"{row.record.place}: {', '.join(faults)}")


def _faults(row: PostRow) -> Iterator[str]:
    if row.platform != fold_platform(row.platform):
        yield f"platform {row.platform!r} is not folded"
    if type(row.native_id) is not str:
        yield "its id is not text"
    if row.kind not in {"post", *RESHARE_KINDS}:
        yield f"kind {row.kind!r} is unknown"
    for reference in row.references:
        if reference.kind not in RESHARE_KINDS:
            yield f"reference kind {reference.kind!r} is unknown"
    own = (row.stated.us, row.indexed_us, row.captured_us, row.edited_us)
    for us in (*own, *(reference.stated.us for reference in row.references)):
        if us is not None and not (type(us) is int and _EARLIEST_US <= us <= _LATEST_US):
            yield "a time is no moment in UTC"


def check_golden(reader: Reader, sample: Sample) -> None:
    """Compare the rows with the golden file, line by line."""
    if not sample.golden.exists():
        how = f"run: python -m tracker.testing.expect {reader.name}"
        raise _broken(reader, sample, "has a golden file", how)
    found = golden_lines(rows_of(sample, reader)).splitlines()
    expected = sample.golden.read_text(encoding="utf-8").splitlines()
    for number, (is_now, was) in enumerate(zip(found, expected, strict=False), 1):
        if is_now != was:
            what = f"row {number}\n  is  {is_now}\n  was {was}"
            raise _broken(reader, sample, "rows equal the golden file", what)
    if len(found) != len(expected):
        raise _broken(reader, sample, "rows equal the golden file", f"{len(found)} rows, not {len(expected)}")


def check_cuts(reader: Reader, sample: Sample) -> None:
    """Cut a member at any byte: rejects or a clear error, and no post says what the whole file does not."""
    for member in claimed(sample, reader):
        whole: dict[str, list[dict[str, Any]]] = {}
        for row in reader.read(sample.source(member)):
            if isinstance(row, PostRow):
                whole.setdefault(row.native_id, []).append(as_object(row))
        body = sample.files[member]
        for place in _places(len(body)):
            for post in _posts_before_fault(reader, sample.changed(member, body[:place]), member):
                part = as_object(post)
                if not any(_says_no_more(part, full) for full in whole.get(post.native_id, ())):
                    what = f"{member} cut at {place}: {part}"
                    raise _broken(reader, sample, "a cut file gives no wrong row", what)


def check_flips(reader: Reader, sample: Sample) -> None:
    """Flip one bit anywhere: nothing ends outside the error tree."""
    for member in claimed(sample, reader):
        body = sample.files[member]
        for number, place in enumerate(_places(len(body))):
            if place < len(body):
                flipped = bytearray(body)
                flipped[place] ^= 1 << (number % 8)
                _survives(reader, sample, member, bytes(flipped), f"bit {number % 8} of byte {place} flipped")


def check_changed_keys(reader: Reader, sample: Sample) -> None:
    """Drop, rename, empty or retype each JSON key: nothing ends outside the error tree."""
    for member in claimed(sample, reader):
        for changed, what in _changed_documents(sample.files[member]):
            _survives(reader, sample, member, changed, what)


def _survives(reader: Reader, sample: Sample, member: str, body: bytes, what: str) -> None:
    """Read changed bytes; whatever leaves the error tree is reported with what was changed."""
    try:
        for post in _posts_before_fault(reader, sample.changed(member, body), member):
            _check_row(reader, sample, post)
    except ContractError:
        raise
    except Exception as failure:
        raise _broken(reader, sample, "never crashes", f"{member}, {what}: {failure!r}") from failure


def _posts_before_fault(reader: Reader, sample: Sample, member: str) -> Iterator[PostRow]:
    """Yield the posts up to the first error that a user can act on."""
    try:
        if reader.sniff(sample.source(member)) is None:
            return
        for row in reader.read(sample.source(member)):
            if isinstance(row, PostRow):
                yield row
    except TrackerError:
        return


def _says_no_more(part: dict[str, Any], full: dict[str, Any]) -> bool:
    """Tell whether all that a row from a cut file says stands in the row from the whole file as well."""
    return all(_agrees(name, value, full.get(name)) for name, value in part.items() if name not in _MAY_GROW)


def _agrees(name: str, part: Any, full: Any) -> bool:
    if part == full:
        return True
    if name == "text":
        return isinstance(full, str) and full.startswith(part)
    if name == "stated":
        return "at" not in part or part.get("at") == (full or {}).get("at")
    if name == "media":
        files = [entry["file"] for entry in full or ()]
        return all(any(file.startswith(entry["file"]) for file in files) for entry in part)
    if name == "references":
        return all(entry in (full or ()) for entry in part)
    return part is None


def _places(size: int) -> Iterator[int]:
    step = max(1, size // _PLACES)
    yield from range(0, size, step)
    yield size


def _changed_documents(body: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield a JSON sample with one key changed; nothing where it is no JSON."""
    start = min((place for place in (body.find(b"["), body.find(b"{")) if place >= 0), default=len(body))
    prefix, tail = body[:start], body[start:].rstrip(b"; \r\n")
    documents = _documents(tail)
    paths = [(number, path) for number, document in enumerate(documents) for path in _key_paths(document)]
    step = max(1, len(paths) // _MUTATIONS)
    for turn, (number, path) in enumerate(paths[::step]):
        for what, change in _changes(turn):
            copies = json.loads(json.dumps(documents))
            change(_parent(copies[number], path), path[-1])
            yield prefix + b"\n".join(json.dumps(copy).encode() for copy in copies), f"{what} {path}"


def _documents(text: bytes) -> list[Any]:
    """Return the one document, or those that stand one per line."""
    for pieces in ([text], text.splitlines()):
        try:
            return [json.loads(piece) for piece in pieces if piece.strip()]
        except ValueError:
            continue
    return []


def _key_paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        if isinstance(key, str):
            yield (*path, key)
        yield from _key_paths(inner, (*path, key))


def _parent(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path[:-1]:
        value = value[step]
    return value


def _changes(turn: int) -> list[tuple[str, Callable[[Any, Any], None]]]:
    strange = _STRANGE[turn % len(_STRANGE)]
    return [
        ("without", lambda parent, key: parent.pop(key)),
        ("renamed", lambda parent, key: parent.update({f"{key}_": parent.pop(key)})),
        ("null at", lambda parent, key: parent.update({key: None})),
        (f"{strange!r} at", lambda parent, key: parent.update({key: strange})),
    ]


def _broken(reader: Reader, sample: Sample, promise: str, found: str) -> ContractError:
    return ContractError(f"{reader.name}, {sample.path.name}: broke `{promise}`: {found}")
