"""How the stages of a case are run, kept and refused: what `tracker.flow.session.Case` stands on."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from tracker.base.errors import UnreadableError, UsageError
from tracker.base.limits import Limits
from tracker.base.progress import Progress, Silent
from tracker.flow.folder import CaseFolder, CaseRecord, StageRecord
from tracker.flow.inputs import Input, fingerprint
from tracker.flow.lock import hold
from tracker.flow.provenance import versions
from tracker.flow.request import refuse_undecodable
from tracker.flow.stages import STAGES, Stage, stage_key
from tracker.tables.store import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracker.flow.request import Picture, Request
    from tracker.flow.session import Case

EXPORTS = ("csv", "gexf", "graphml", "ndjson", "timelinejs")
"""What `run` exports."""


class Running:
    """A case folder whose stages can be run; the same request on the same folder resumes."""

    keep_going = False
    strict = False
    as_is = False
    """True to take finished stages as they stand, whatever version of the tool made them."""

    def __init__(self, path: str | Path, progress: Progress | None = None) -> None:
        self.folder = CaseFolder(Path(path))
        self.record: CaseRecord = self.folder.read()
        self.progress: Progress = progress or Silent()
        self._paths: dict[str, Path] = {}
        self._held = False
        self.made: set[str] = set()
        """Stages that ran since the case was opened; the others were kept."""

    # ---- settling what is asked -------------------------------------------------------------------------

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the case for a block of work; blocks inside blocks hold it once."""
        if self._held:
            yield
            return
        self.folder.refuse_foreign()
        with hold(self.folder.path):
            self._held = True
            try:
                self.folder.sweep()
                self.record = self.folder.read()
                yield
            finally:
                self._held = False

    def begin(self, request: Request, *, fresh: bool = False, whole: bool = True) -> None:
        """Settle inputs and settings of a run (`whole`) or of `load` alone, and load.

        The same inputs and settings resume the case and the old inputs with more extend it; raises
        ``UsageError`` for anything else unless `fresh`, and ``UnreadableError`` for a picture asked for that
        cannot be decoded, before anything is loaded or cleared.
        """
        self.keep_queries(request.images, request.limits)
        if fresh:
            self.folder.clear()
            self.record = self.folder.read()
            self._forget()
        found = [fingerprint(path) for path in request.inputs]
        self._paths = {one.sha256: path for one, path in zip(found, request.inputs, strict=True)}
        settings = {"load": request.load_key(), "match": request.match_key(), "findings": request.findings_key(),
                    "export": {"to": list(EXPORTS)}}  # fmt: skip
        if self.record.stages:
            self._refuse_another(found, settings, whole=whole)
            if not whole:
                settings = self.record.settings
        unique = sorted({one.sha256: one for one in reversed(found)}.values(), key=found.index)
        self.record = msgspec.structs.replace(self.record, inputs=unique, settings=settings, versions=versions())
        self.keep_going, self.strict = request.keep_going, request.strict
        self.ensure("load")

    def _refuse_another(self, found: Sequence[Input], settings: dict[str, Any], *, whole: bool) -> None:
        known = {one.sha256: one.name for one in self.record.inputs}
        missing = [name for digest, name in known.items() if digest not in {one.sha256 for one in found}]
        where = str(self.folder.path)
        if missing:
            raise UsageError(
                f"this case was made from other exports ({', '.join(missing)} not given now)", where=where,
                fix="give the same exports (and more, to extend it), choose another --case, or start over with --fresh",
            )  # fmt: skip
        for section in ("load", "match", "findings") if whole else ("load",):
            before = self.record.settings[section] if section in self.record.stages else settings[section]
            changed = [name for name, value in settings[section].items() if before.get(name) != value]
            if changed:
                raise UsageError(
                    f"this case was made with other settings ({', '.join(changed)})", where=where,
                    fix="give the same settings, choose another --case, or start over with --fresh",
                )  # fmt: skip

    def choose(self, section: str, **chosen: Any) -> None:
        """Change settings of a later stage of an existing case; what depends on them runs again."""
        settings = dict(self.record.settings)
        settings[section] = {**settings.get(section, {}), **chosen}
        self.record = msgspec.structs.replace(self.record, settings=settings)
        self._forget()

    def keep_queries(self, pictures: Sequence[Picture], limits: Limits) -> None:
        """Keep the pictures asked for in private/, so that a later stage can match again.

        Raises ``UnreadableError`` for one that cannot be decoded.
        """
        folder = self.folder.path / "private" / "queries"
        refuse_undecodable([one for one in pictures if not (folder / one.sha256).exists()], limits)
        for picture in pictures:
            write_bytes(folder / picture.sha256, picture.image)
            write_bytes(folder / f"{picture.sha256}.name", picture.name.encode())

    # ---- running stages ---------------------------------------------------------------------------------

    def ensure(self, name: str) -> None:
        """Run a stage, and those it needs, unless their results stand. Raises what the stage raises."""
        stage = next(stage for stage in STAGES if stage.name == name)
        for needed in stage.needs:
            self.ensure(needed)
        key = self._key(stage)
        kept = self.record.stages.get(name)
        if kept is not None and (self.as_is or kept.key == key) and self._verified(name, kept):
            return
        with self.locked():
            self._make(stage, key)

    def supply(self, name: str) -> None:
        """Run up to a stage because somebody reads its results; what is written for that is sealed too."""
        before = self.record
        self.ensure(name)
        if self.record is not before and not self._held:
            with self.locked():
                self._seal(name)

    def _seal(self, command: str) -> None:
        inputs = [one.sha256 for one in self.record.inputs]
        self.folder.seal(command, {"inputs": inputs, **self.record.settings})

    def stands(self, name: str) -> bool:
        """Tell whether a finished stage's result is that of the present settings and of the stages before it."""
        stage = next(stage for stage in STAGES if stage.name == name)
        kept = self.record.stages.get(name)
        return kept is not None and kept.key == self._key(stage) and all(map(self.stands, stage.needs))

    def _verified(self, name: str, kept: StageRecord) -> bool:
        """Check a finished stage's files once per session."""
        checked = self.__dict__.setdefault("_checked", {})
        if checked.get(name) != kept.key:
            if not self.folder.holds(kept.files):
                return False
            checked[name] = kept.key
        return True

    def _make(self, stage: Stage, key: str) -> None:
        with self.folder.scratch(stage.name) as scratch:
            summary = stage.make(cast("Case", self), scratch, self.progress)
            kept = self.record.stages.get(stage.name)
            files = self.folder.publish(scratch, kept.files if kept else ())
        stages = {**self.record.stages, stage.name: StageRecord(key, files, summary)}
        self.record = msgspec.structs.replace(self.record, stages=stages)
        self.folder.save(self.record)
        self.__dict__.setdefault("_checked", {})[stage.name] = key
        self.made.add(stage.name)
        if stage.name == "load":
            where = zip(self.record.inputs, self.input_paths(), strict=True)
            self.folder.remember_paths({one.sha256: str(path.resolve()) for one, path in where})
        self._forget()

    def _key(self, stage: Stage) -> str:
        before = [self.record.stages[name].key for name in stage.needs if name in self.record.stages]
        inputs = [one.sha256 for one in self.record.inputs]
        return stage_key(stage, inputs=inputs, now=self.record.now, settings=self.record.settings, before=before)

    def _forget(self) -> None:
        """Drop cached tables after something on disk changed."""
        for name in (*(table for stage in STAGES for table in stage.tables), "evidence", "facts"):
            self.__dict__.pop(name, None)

    # ---- what stages read -------------------------------------------------------------------------------

    @property
    def limits(self) -> Limits:
        """The limits that the exports were loaded with."""
        return Limits(**self.record.settings["load"]["limits"])

    def input_paths(self) -> list[Path]:
        """Return where the inputs lie. Raises ``UnreadableError`` where one has moved."""
        known = self.folder.known_paths()
        paths = []
        for one in self.record.inputs:
            path = self._paths.get(one.sha256) or Path(known.get(one.sha256, one.name))
            if not path.exists():
                raise UnreadableError("has moved", where=one.name, fix="say where it lies now with --inputs DIR")
            paths.append(path)
        return paths

    def find_inputs(self, folder: Path) -> None:
        """Look for moved inputs in a folder; only files with the same SHA-256 count."""
        for one in self.record.inputs:
            candidate = folder / one.name
            if candidate.exists() and fingerprint(candidate).sha256 == one.sha256:
                self._paths[one.sha256] = candidate
            else:
                raise UnreadableError(
                    "is not there with the SHA-256 it had",
                    where=str(candidate),
                    fix="name the folder that holds it",
                )

    def query_pictures(self) -> list[tuple[str, bytes]]:
        """Return name and bytes of the pictures asked for. Raises ``UsageError`` where one is gone."""
        found = []
        for digest in self.record.settings["match"]["images"]:
            file = self.folder.path / "private" / "queries" / digest
            if not file.exists():
                raise UsageError("the picture asked for is gone", where=str(file), fix="give --image again")
            found.append((file.with_name(f"{digest}.name").read_text(encoding="utf-8"), file.read_bytes()))
        return found

    def finish(self, stage: str, command: str) -> None:
        """Run up to a stage, then write the manifest and the log."""
        with self.locked():
            self.ensure(stage)
            if stage == "export":
                self.ensure("report")
            self._seal(command)
