"""The contract checks catch a reader that breaks each promise, and pass one that keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tracker.base.clock import parse_iso
from tracker.base.jsontext import decode
from tracker.ingest.reader import BadRecordError, Match, PostRow, Reader, Record, each, readers
from tracker.testing.contracts import ContractError, check_reader
from tracker.testing.samples import write_golden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BODY = b'{"my_id": "1", "when": "2026-03-03T06:00:12Z"}\n{"my_id": "2", "when": "2026-03-03T06:00:13Z"}\n'


def _sniff(source: Any) -> Match | None:
    return Match("lines with my_id") if b'"my_id"' in source.head else None


def _honest(record: Record) -> Iterator[PostRow]:
    try:
        post = decode(record.raw)
    except ValueError as failure:
        raise BadRecordError(str(failure)) from failure
    if not isinstance(post, dict) or not isinstance(post.get("my_id"), str):
        raise BadRecordError("`$.my_id`: missing")
    stated = parse_iso(str(post.get("when")))
    yield PostRow(platform="my-forum", native_id=post["my_id"], record=record, stated=stated)


def _crashes(record: Record) -> Iterator[PostRow]:
    post = decode(record.raw) if record.raw.endswith(b"}") else {}
    yield PostRow(platform="my-forum", native_id=post["my_id"], record=record, stated=parse_iso(post["when"]))


def _guesses(record: Record) -> Iterator[PostRow]:
    native_id = record.raw[11:12].decode("latin-1")
    yield PostRow(
        platform="my-forum", native_id=native_id, record=record, text="cut" if len(record.raw) < 40 else None
    )


def _unfolded(record: Record) -> Iterator[PostRow]:
    for row in _honest(record):
        yield PostRow(platform="My Forum", native_id=row.native_id, record=record)


def _elsewhere(record: Record) -> Iterator[PostRow]:
    for row in _honest(record):
        yield PostRow(platform="my-forum", native_id=row.native_id, record=Record(b"not in the file", 0))


def _reader(
    parse: Callable[[Record], Iterator[Any]], sniff: Callable[[Any], Match | None] = _sniff
) -> Reader:
    return Reader("mine", platform="my-forum", sniff=sniff, read=lambda source: each(source.lines(), parse))


def _check(reader: Reader, folder: Path, *, golden: bool = True) -> None:
    (folder / "sample.jsonl").write_bytes(BODY)
    if golden:
        write_golden(folder, reader)
    check_reader(reader, folder, {**readers(), "mine": reader})


def test_contracts__an_honest_reader_passes(tmp_path: Path) -> None:
    _check(_reader(_honest), tmp_path)


@pytest.mark.parametrize(
    ("parse", "promise"),
    [
        (_crashes, "KeyError"),
        (_guesses, "a cut file gives no wrong row"),
        (_unfolded, "not folded"),
        (_elsewhere, "records are bytes of the file"),
    ],
)
def test_contracts__a_broken_promise_is_named(
    tmp_path: Path, parse: Callable[[Record], Iterator[Any]], promise: str
) -> None:
    with pytest.raises(
        (ContractError, KeyError), match=promise if parse is not _crashes else "my_id|KeyError"
    ):
        _check(_reader(parse), tmp_path)


def test_contracts__a_second_claim_on_a_sample_is_named(tmp_path: Path) -> None:
    reader = _reader(_honest)
    other = Reader("other_one", platform="x", sniff=_sniff, read=reader.read)
    (tmp_path / "sample.jsonl").write_bytes(BODY)
    with pytest.raises(ContractError, match="other_one"):
        check_reader(reader, tmp_path, {"mine": reader, "other_one": other})


def test_contracts__a_claim_by_name_is_no_claim(tmp_path: Path) -> None:
    def by_name(source: Any) -> Match | None:
        return Match("by name") if source.name == "sample.jsonl" else None

    with pytest.raises(ContractError, match="claims by content"):
        _check(_reader(_honest, by_name), tmp_path)


def test_contracts__a_missing_sample_or_golden_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="no sample"):
        check_reader(_reader(_honest), tmp_path, {})
    with pytest.raises(ContractError, match=r"tracker\.testing\.expect mine"):
        _check(_reader(_honest), tmp_path, golden=False)


def test_contracts__another_row_than_the_golden_one_is_shown(tmp_path: Path) -> None:
    _check(_reader(_honest), tmp_path)
    golden = tmp_path / "sample.jsonl.expected.jsonl"
    golden.write_text(golden.read_text(encoding="utf-8").replace("06:00:13", "06:00:14"), encoding="utf-8")
    with pytest.raises(ContractError, match="06:00:14"):
        check_reader(_reader(_honest), tmp_path, {"mine": _reader(_honest)})
