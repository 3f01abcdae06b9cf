"""What the program calls itself, so that the next command can be copied."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from tracker.cli.calling import program

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    script = tmp_path / "my tools" / "tracker"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(script), "demo"])
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    return str(script)


def test_program__called_by_its_path_it_is_called_so_again(installed: str) -> None:
    assert program() == f"'{installed}'"


def test_program__found_by_the_shell_it_is_its_own_word(
    installed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "my tools"))
    assert (installed != program(), program()) == (True, "tracker")


def test_program__another_one_of_that_name_is_not_it(
    installed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "tracker"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n", encoding="utf-8")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(other.parent))
    assert program() == f"'{installed}'"


def test_program__from_python_it_is_the_word_of_the_docs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/pytest"])
    assert program() == "tracker"
