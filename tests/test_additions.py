"""A reader, a measure and a writer each take one file: put beside the others, nothing else is edited."""

from __future__ import annotations

import importlib
import json
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READER = '''
"""A toy format."""
from tracker.base.clock import parse_iso
from tracker.ingest.fields import decoded_object, id_at, text_at
from tracker.ingest.reader import Match, PostRow, Reader, each

def sniff(source):
    """Claim by content."""
    return Match("lines with toy_id") if b'"toy_id"' in source.head else None

def parse(record):
    """Read one record."""
    post = decoded_object(record.raw)
    yield PostRow(platform="toy", native_id=id_at(post, "toy_id") or "", record=record,
                  stated=parse_iso(text_at(post, "when") or ""), handle=text_at(post, "who"))

def read(source):
    """Yield the posts."""
    yield from each(source.lines(), parse)

READER = Reader("toy", platform="toy", sniff=sniff, read=read, title="A toy", how_to_get="make it", lacks="all else")
'''

MEASURE = '''
"""How many posts there are."""
from collections.abc import Iterable
from tracker.findings.evidence import Tables
from tracker.findings.measure import Finding, measure

@measure(asks="How many posts are there?")
def toy_count(tables: Tables) -> Iterable[Finding]:
    """Count the posts."""
    yield Finding(name="toy_count", value=float(len(tables.posts)), unit="posts", method="counted",
                  evidence=tuple(tables.posts.post.to_pylist()), caveat="only these archives")

MEASURE = toy_count
'''

WRITER = '''
"""The keys of the posts."""
from tracker.outputs.writer import Output, Writer

def write(view):
    """Write one key a line."""
    yield Output("exports/toy.txt", [f"{key}\\n".encode() for key in view.posts.post.to_pylist()])

WRITER = Writer("toy", "The keys of the posts", "export", write)
'''

SAMPLE = """\
{"toy_id": "1", "when": "2026-03-01T10:00:00Z", "who": "a_example"}
{"toy_id": "2", "when": "2026-03-01T11:00:00Z"}
"""


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put the three files into folders that the packages look through."""
    for package, name, code in (
        ("tracker.ingest.readers", "toy_reader", READER),
        ("tracker.findings.measures", "toy_measure", MEASURE),
        ("tracker.outputs.writers", "toy_writer", WRITER),
    ):
        folder = tmp_path / package
        folder.mkdir()
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
        module = importlib.import_module(package)
        monkeypatch.setattr(module, "__path__", [*module.__path__, str(folder)])
    yield tmp_path
    for name in [name for name in sys.modules if name.rpartition(".")[2].startswith("toy_")]:
        del sys.modules[name]


def test_additions__each_takes_one_file_and_is_used(added: Path) -> None:
    import tracker

    export = added / "posts.jsonl"
    export.write_text(SAMPLE, encoding="utf-8")
    case = tracker.load(export, case=added / "case")
    assert case.posts.post.to_pylist() == ["toy:1", "toy:2"]
    assert case.facts["toy_count"].value == 2
    with case.locked():
        case.choose("export", to=["toy"])
        case.finish("export", "export")
    assert (added / "case" / "exports" / "toy.txt").read_text(encoding="utf-8") == "toy:1\ntoy:2\n"
    assert json.loads((added / "case" / "facts.json").read_bytes())["toy_count"]["unit"] == "posts"


def test_additions__the_shipped_contract_tests_run_on_the_new_reader(added: Path) -> None:
    from tracker.ingest.reader import readers
    from tracker.testing.contracts import check_reader
    from tracker.testing.samples import write_golden

    folder = added / "samples"
    folder.mkdir()
    (folder / "small.jsonl").write_text(SAMPLE, encoding="utf-8")
    known = readers()
    write_golden(folder, known["toy"])
    check_reader(known["toy"], folder, known)
