"""The docs say what the code does: made pages are fresh, links lead somewhere, examples are real commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tracker.cli.main import COMMANDS
from tracker.cli.pages import PAGES, pages

ROOT = Path(__file__).parents[1]
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("name", PAGES)
def test_docs__made_pages_are_fresh(name: str) -> None:
    made = dict(pages())[name]
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == made, "run: python -m tracker.cli.pages"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_docs__links_lead_to_files(paper: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", paper.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (paper.parent / target).exists(), f"{paper.name}: {target}"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_docs__examples_name_real_commands(paper: Path) -> None:
    for line in re.findall(
        r"^\s*(?:\.venv/bin/)?tracker ([a-z]+)", paper.read_text(encoding="utf-8"), re.MULTILINE
    ):
        assert line in COMMANDS, f"{paper.name}: tracker {line}"


def test_docs__the_readme_has_the_two_commands_in_one_line_each() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 -m venv .venv && .venv/bin/pip install --quiet . && .venv/bin/tracker demo\n" in text
    test_line = re.search(r"<!-- test command -->\n```\n(.+)\n```", text)
    assert test_line is not None
    assert "pytest" in test_line.group(1)


@pytest.mark.parametrize(
    ("number", "name", "content"),
    [
        (0, "x.jsonl", b'{"my_post_id": 7, "when": "2026-03-01T10:00:00Z", "who": "a_example"}\n'),
        (1, "x.csv", b"my_id,my_time,who,body,answers_id\n7,2026-03-01T10:00:00Z,a_example,Look,\n"),
    ],
)
def test_docs__the_examples_of_a_reader_run(number: int, name: str, content: bytes) -> None:
    page = (ROOT / "docs" / "adding-a-platform.md").read_text(encoding="utf-8")
    code = re.findall(r"```python\n(.+?)```", page, re.DOTALL)[number]
    names: dict[str, object] = {}
    exec(compile(code, "docs/adding-a-platform.md", "exec"), names)  # noqa: S102
    from tracker.ingest.source import memory_source

    source = memory_source({name: content}, name)
    reader = names["READER"]
    assert reader.sniff(source) is not None  # type: ignore[attr-defined]
    rows = list(reader.read(source))  # type: ignore[attr-defined]
    assert [(row.native_id, row.handle) for row in rows] == [("7", "a_example")]
