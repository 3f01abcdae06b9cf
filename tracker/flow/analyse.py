"""The whole job, in order. Read this file first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.flow.session import Case

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.base.progress import Progress
    from tracker.flow.request import Request

RUN_KEYS = (
    "posts", "merged", "rejected", "service", "media", "media_unreadable", "sources", "clusters", "largest_cluster",
    "rumor", "first_seen", "origin", "origin_meaning", "origin_candidates", "credible_set", "disputed", "completeness",
)  # fmt: skip
"""What `tracker run --json` prints of facts.json, in the contract's order."""


def run(request: Request, path: Path, *, fresh: bool = False, progress: Progress | None = None) -> Case:
    """Run everything: load, match, graph, findings, report, export; a rerun resumes.

    Raises the errors of :mod:`tracker.base.errors`.
    """
    case = Case(path, progress)
    with case.locked():
        case.begin(request, fresh=fresh)
        case.finish("export", "run")
    return case


def summary(case: Case) -> dict[str, Any]:
    """Return the last line of `tracker run --json`."""
    facts = case.plain_facts()
    return {
        "schema": "tracker.run/1",
        "case": str(case.folder.path),
        **{name: facts[name] for name in RUN_KEYS},
        "report": str(case.folder.path / "report.html"),
    }
