"""The words of docs/outputs.md: the left column stands nowhere in what the tool prints or shows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from made import facts, view
from tracker.outputs.writer import writers

ROOT = Path(__file__).parents[2]
NEVER = (
    r"culprits?",
    r"patient zero",
    r"ground zero",
    r"started it",
    r"source of the lie",
    r"went viral",
    r"gone viral",
    r"image was created by",
    r"(?<!'s )triggered",
    r"led to",
    r"bots?",
    r"trolls?",
    r"coordinat(?:ed|ion)(?: network)?",
    r"fakes?",
    r"faked",
    r"forge[drs]{1,2}",
    r"back-?dated by",
    r"liars?",
    r"no earlier post exists",
    r"\d+ ?% certain",
    r"the author of the (?:fake|picture|image)",
    r"caused (?!by an error)",
    r"was caused by",
    r"virality score",
)
"""What is never written."""
ALLOWED = re.compile(r"structural_virality|fake\.png|fake screenshot|not cause\b|--image \S+")
VOCABULARY = {"images/turning.py", "images/words.py", "ingest/readers/twint.py"}
"""Words that are looked for in posts and exports, not said; so are the invented posts of `tracker/testing`."""
PATTERN = re.compile(rf"\b(?:{'|'.join(NEVER)})\b", re.IGNORECASE)


def found(text: str) -> list[str]:
    return [match.group() for match in PATTERN.finditer(ALLOWED.sub(" ", text))]


def strings(file: Path) -> list[str]:
    """Return the texts of a module that can be printed: all but docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.If)
    docs = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, documented)
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def modules() -> list[Path]:
    """Return what speaks to users."""
    files = sorted((ROOT / "tracker").rglob("*.py"))
    return [
        file
        for file in files
        if file.relative_to(ROOT / "tracker").as_posix() not in VOCABULARY and "testing" not in file.parts
    ]


@pytest.mark.parametrize("file", modules(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_wording__no_module_says_what_must_not_be_said(file: Path) -> None:
    assert [word for text in strings(file) for word in found(text)] == []


@pytest.mark.parametrize(
    "file", sorted((ROOT / "tracker" / "outputs" / "page").glob("*.[cj]s*")), ids=lambda file: file.name
)
def test_wording__nor_does_the_page(file: Path) -> None:
    assert found(file.read_text(encoding="utf-8")) == []


def test_wording__nor_do_the_examples_in_the_docs() -> None:
    for file in [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]:
        if file.exists():
            blocks = re.findall(r"```.*?```", file.read_text(encoding="utf-8"), re.DOTALL)
            assert (file.name, [word for block in blocks for word in found(block)]) == (file.name, [])


def test_wording__nor_does_any_file_that_is_written() -> None:
    for writer in writers().values():
        for output in writer.write(view(facts())):
            if not output.path.endswith((".png", ".html")):
                assert found(b"".join(output.chunks).decode()) == []


@pytest.mark.parametrize(
    "text", ["It went viral.", "the culprit is known", "posted by bots", "97 % certain", "Forged!"]
)
def test_wording__the_test_itself_finds_them(text: str) -> None:
    assert found(text)
