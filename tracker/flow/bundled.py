"""The story that comes with the package: where it lies, what is asked of it, and what is true in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.base.errors import UnreadableError

if TYPE_CHECKING:
    from tracker.flow.request import Request


def story_folder() -> Path:
    """Return the folder with `fake.png`, `exports/`, `truth.json` and `demo.json`.

    It lies beside this file in an installed package, and in `fixtures/` in a checkout. Raises
    ``UnreadableError`` where it is in neither place.
    """
    here = Path(__file__).resolve()
    for folder in (here.parent / "story", here.parents[2] / "fixtures" / "demo"):
        if (folder / "demo.json").is_file():
            return folder
    raise UnreadableError(
        "the bundled story is missing", where="tracker demo", fix="install the package again"
    )


def story_request() -> Request:
    """Return the run that `tracker demo` makes: every export of the story, its picture, its fact-check."""
    from tracker.flow.request import Request, read_factcheck, read_picture

    folder = story_folder()
    settings = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    return Request(
        inputs=tuple(sorted((folder / settings["exports"]).iterdir())),
        images=(read_picture(folder / settings["image"]),),
        factchecks=tuple(read_factcheck(one) for one in settings["factcheck"]),
    )


def story_truth() -> dict[str, Any]:
    """Return what is true in the story."""
    truth: dict[str, Any] = json.loads((story_folder() / "truth.json").read_text(encoding="utf-8"))
    return truth
