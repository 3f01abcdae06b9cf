"""Data flows one way: the import contracts of pyproject.toml, and what must stay light."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"pandas", "networkx", "sklearn", "PIL", "numpy", "pyarrow", "scipy", "cv2", "imagehash"}


def test_imports__keep_the_order_of_the_layers() -> None:
    """Run the import linter on the contracts that pyproject.toml declares."""
    code = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def _loaded(code: str) -> set[str]:
    script = f"{code}\nimport sys, json; print(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "code",
    [
        "import tracker",
        "from tracker.cli.main import run\nrun(['--help'])",
        "from tracker.cli.main import run\nrun(['run', '--help'])",
        "from tracker.cli.main import run\nrun(['--version'])",
    ],
)
def test_imports__help_loads_no_heavy_library(code: str) -> None:
    assert not _loaded(code) & HEAVY


def test_imports__a_public_name_is_found_when_it_is_used() -> None:
    assert "pyarrow" in _loaded("import tracker\ntracker.Case")
