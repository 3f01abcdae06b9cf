"""Where the demo story lies: beside this file in an installed package, in `fixtures/` in a checkout."""

from __future__ import annotations

from pathlib import Path

from tracker.base.errors import UnreadableError


def demo_folder() -> Path:
    """Return the folder of the bundled demo story: `fake.png`, `exports/`, `truth.json`, `demo.json`."""
    here = Path(__file__).resolve()
    for folder in (here.parent / "demo", here.parents[2] / "fixtures" / "demo"):
        if (folder / "demo.json").is_file():
            return folder
    raise UnreadableError(
        "the demo story is missing", where=str(here.parent / "demo"), fix="install the package again"
    )
