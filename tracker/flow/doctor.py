"""Is this installation whole: versions, extras, space, and a run on the bundled story."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from tracker.base.errors import TrackerError
from tracker.flow.bundled import story_request, story_truth
from tracker.flow.provenance import versions
from tracker.flow.session import Case

NEEDED_SPACE = 1_000_000_000  # bytes: room for a case of some hundred thousand posts
PYTHON = (3, 11)
EXTRAS = {"ocr": "rapidocr", "heif": "pi_heif"}


def examine() -> list[dict[str, Any]]:
    """Return one row per check: `check`, `ok`, `found`. Nothing in it names a path or a person."""
    rows = [
        _row("python", sys.version_info >= PYTHON, platform.python_version()),
        _row("system", True, f"{platform.system()} {platform.machine()}"),
    ]
    rows += [_row(name, found != "absent", found) for name, found in versions().items()]
    rows += [_row(f"extra [{name}]", True, _extra(module)) for name, module in EXTRAS.items()]
    free = shutil.disk_usage(tempfile.gettempdir()).free
    rows.append(_row("free space", free > NEEDED_SPACE, f"{free / 1e9:.1f} GB"))
    rows.append(_self_test())
    return rows


def _row(check: str, ok: bool, found: str) -> dict[str, Any]:
    return {"check": check, "ok": ok, "found": found}


def _extra(module: str) -> str:
    if importlib.util.find_spec(module) is None:
        return "not installed"
    try:
        return version(module.replace("_", "-"))
    except PackageNotFoundError:
        return "installed"


def _self_test() -> dict[str, Any]:
    """Answer the bundled story's question and compare with its truth."""
    with tempfile.TemporaryDirectory() as place:
        try:
            case = Case(Path(place) / "case")
            with case.locked():
                case.begin(story_request())
            first = case.facts["first_seen"][0]["post"]
        except TrackerError as failure:
            return _row("self-test", False, str(failure).replace(place, "."))
    right = first == story_truth()["origin"]["post"]
    return _row("self-test", right, "the bundled story's first post was " + ("found" if right else "missed"))
