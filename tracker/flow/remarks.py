"""What a run says beside its results: what was noted of the sources, and which stages were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.base.progress import Progress
    from tracker.flow.session import Case

NOTED: Final = 20
"""Sources whose notes are said while loading; `tracker audit` lists those of all."""


def place_of(source: dict[str, Any]) -> str:
    """Return a source's file and member, as a person finds it."""
    return f"{source['path']} {source['member']}".strip()


def tell_notes(sources: list[dict[str, Any]], progress: Progress) -> None:
    """Say what was guessed or irregular, one line per source: the columns taken, a cut file, an unknown zone."""
    noted = [row for row in sources if row["notes"] and row["format"]]
    for row in noted[:NOTED]:
        _say(progress, "note", place_of(row), row["notes"])
    if len(noted) > NOTED:
        _say(progress, "note", "more", f"{len(noted) - NOTED:,} more sources; tracker audit lists their notes")


def tell_how(case: Case, stages: Iterable[str]) -> None:
    """Say how each source was read, and of each of the stages that is finished whether this call made it."""
    for row in case.sources.rows():
        how = f"{row['format']}: {row['why']}" if row["format"] else f"not read: {row['why']}"
        _say(case.progress, "source", place_of(row), how + (f" | {row['notes']}" if row["notes"] else ""))
    for name in stages:
        if name in case.record.stages:
            kept = "kept from an earlier run" if case.stands(name) else "of earlier settings"
            made = "made now" if name in case.made else kept
            _say(case.progress, name, "stage", f"{made}, key {case.record.stages[name].key[:12]}")


def tell_stale(case: Case) -> None:
    """Say that the report still shows earlier settings, where it does."""
    if "report" in case.record.stages and not case.stands("report"):
        again = f"tracker report --case {case.folder.path} writes it again"
        _say(case.progress, "note", "report.html", f"still shows the earlier settings; {again}")


def _say(progress: Progress, stage: str, what: str, sentence: str) -> None:
    progress.start(stage, what, None)
    progress.done(f"{what}: {sentence}")
