"""The demo story that comes with the package: where it lies, and what is asked of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.base.errors import UnreadableError

if TYPE_CHECKING:
    from tracker.flow.request import Request


def demo_folder() -> Path:
    """Return the folder with `fake.png`, `exports/`, `truth.json` and `demo.json`.

    It lies beside this file in an installed package, and in `fixtures/` in a checkout. Raises
    ``UnreadableError`` where it is in neither place.
    """
    here = Path(__file__).resolve()
    for folder in (here.parent / "demo", here.parents[2] / "fixtures" / "demo"):
        if (folder / "demo.json").is_file():
            return folder
    raise UnreadableError(
        "the demo story is missing", where=str(here.parent / "demo"), fix="install the package again"
    )


def demo_request() -> Request:
    """Return the run that `tracker demo` makes: every export of the story, its picture, its fact-check."""
    from tracker.flow.request import Request, read_factcheck, read_picture, read_time

    folder = demo_folder()
    settings = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    return Request(
        inputs=tuple(sorted((folder / settings["exports"]).iterdir())),
        images=(read_picture(folder / settings["image"]),),
        factchecks=tuple(read_factcheck(one) for one in settings["factcheck"]),
        since_us=read_time(settings["since"], "since"),
    )
