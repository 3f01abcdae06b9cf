"""What decides whether a stage is run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.flow import provenance

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_code_digest__the_style_of_the_page_is_part_of_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "tracker"
    (package / "flow").mkdir(parents=True)
    (package / "page.py").write_text("pass\n", encoding="utf-8")
    monkeypatch.setattr(provenance, "__file__", str(package / "flow" / "provenance.py"))
    digests = []
    for name in ("page.py", "style.css", "script.js", "notes.txt"):
        (package / name).write_text(f"{name}\n", encoding="utf-8")
        digests.append(provenance.code_digest.__wrapped__())
    assert len(set(digests)) == 3
    assert digests[-1] == digests[-2]
