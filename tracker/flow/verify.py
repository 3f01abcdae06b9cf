"""Is the case still what it was: every digest, the chain of the log, and each finding's evidence."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from tracker.base.errors import TrackerError
from tracker.findings.gone import named_gone
from tracker.flow.folder import file_digest
from tracker.flow.inputs import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.flow.folder import CaseFolder
    from tracker.flow.session import Case


def verify(case: Case) -> list[str]:
    """Return one sentence per fault; none when every file is as it was written and every finding resolves."""
    faults = [*_manifest(case.folder), *_log(case.folder)]
    return faults or [*_stages(case), *_pictures(case.folder), *_inputs(case), *_evidence(case)]


def _manifest(folder: CaseFolder) -> Iterator[str]:
    file = folder.path / "manifest.sha256"
    if not file.exists():
        yield "manifest.sha256: is missing"
        return
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except ValueError:
        yield "manifest.sha256: is not a list of digests and names"
        return
    found = {path.relative_to(folder.path).as_posix(): path for path in folder.listed()}
    for name, digest in sorted(listed.items()):
        if name not in found:
            yield f"{name}: is missing"
        elif file_digest(found[name]) != digest:
            yield f"{name}: its bytes are not those that were written"
    for name in sorted(found.keys() - listed.keys()):
        yield f"{name}: is not in the manifest"


def _log(folder: CaseFolder) -> Iterator[str]:
    file = folder.path / "log.jsonl"
    if not file.exists():
        yield "log.jsonl: is missing"
        return
    before, entry = "", {}
    for number, line in enumerate(file.read_bytes().splitlines(keepends=True), 1):
        try:
            entry = json.loads(line)
        except ValueError:
            yield f"log.jsonl: line {number} is not JSON"
            return
        if entry.get("before") != before:
            yield f"log.jsonl: line {number} does not follow the line before it"
        before = hashlib.sha256(line).hexdigest()
    manifest = folder.path / "manifest.sha256"
    if manifest.exists() and entry.get("manifest") != file_digest(manifest):
        yield "log.jsonl: its last entry names another manifest.sha256"


def _stages(case: Case) -> Iterator[str]:
    for name, stage in sorted(case.record.stages.items()):
        if not case.folder.holds(stage.files):
            yield f"case.json: the files of stage {name} are not those it names"


def _pictures(folder: CaseFolder) -> Iterator[str]:
    for file in sorted(folder.media.glob("*")) if folder.media.exists() else ():
        if file_digest(file) != file.name:
            yield f"media/{file.name}: is not the picture of that name"


def _inputs(case: Case) -> Iterator[str]:
    known = case.folder.known_paths()
    for one in case.record.inputs:
        path = case.folder.path.__class__(known.get(one.sha256, ""))
        if one.sha256 in known and path.exists() and fingerprint(path).sha256 != one.sha256:
            yield f"{one.name}: the export is not the one that was loaded"


def _evidence(case: Case) -> Iterator[str]:
    """Check that each key a finding rests on is a post, one that a post or an export names, or a source of the case."""
    if "findings" not in case.record.stages:
        return
    try:
        known = set(case.posts.post.to_pylist()) | set(case.edges.parent.to_pylist())
        known |= {*case.sources.source.to_pylist(), *named_gone(case.sources)}
        for row in case.findings.rows():
            lost = [key for key in row["evidence"] if key not in known]
            if lost:
                yield f"{row['finding']}: rests on {lost[0]}, which the case does not hold"
    except TrackerError as failure:
        yield str(failure)
