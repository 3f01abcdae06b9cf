"""Exports made into checked tables: opened, detected, read, merged, dated, and written once.

Nothing is published unless every input was accepted: the tables get their names at the very end.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tracker.base.clock import today_us
from tracker.base.errors import (
    InputError,
    NoPostsError,
    RejectedError,
    TooManyRejectsError,
    UnreadableError,
    UsageError,
)
from tracker.base.files import Opened, open_input
from tracker.base.limits import Limits
from tracker.base.memory import uncollected
from tracker.base.progress import Progress, Silent
from tracker.ingest.attach import Attached
from tracker.ingest.detect import Claim, Detected, detect
from tracker.ingest.intake import Intake, Tally
from tracker.ingest.local_times import solve_zones
from tracker.ingest.merge import Merged
from tracker.ingest.order import put_in_order
from tracker.ingest.publish import Published, Publisher
from tracker.ingest.reader import Reader, ReadSettings, readers
from tracker.ingest.sources import SourceRow, source_rows
from tracker.tables.rejects import Rejects
from tracker.tables.sources import Sources
from tracker.tables.store import TableWriter, replace, storage_errors, sync_folder, write_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_MOST_DAMAGES: Final = 3
"""Irregularities that a refusal names."""
TABLES: Final = ("sources", "accounts", "posts", "media", "rejects")


@dataclass(frozen=True)
class LoadSettings:
    """What the user said about the inputs; part of the stage's key."""

    limits: Limits = field(default_factory=Limits)
    format_name: str | None = None
    """Reader to use instead of detection (`--format`)."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field of the generic post file -> column (`--map`)."""
    zone: str | None = None
    """tz database name of zone-less times (`--tz`)."""
    now_us: int = field(default_factory=today_us)
    """The UTC day of the case's first load."""
    keep_going: bool = False
    """Accept inputs of which more than half of the records are rejected."""
    strict: bool = False
    """Refuse every input with a rejected record."""
    originals: bool = True
    """Keep the distinct pictures, not only their digests."""


@dataclass(frozen=True)
class LoadedInput:
    """One input, as case.json records it."""

    name: str
    """As given on the command line."""
    size: int
    sha256: str


@dataclass(frozen=True)
class Loaded:
    """What was loaded."""

    inputs: tuple[LoadedInput, ...]
    posts: int
    merged: int
    rejected: int
    service: int
    absent: int
    media: int
    """Distinct media files, by SHA-256."""
    media_rows: int
    media_unreadable: int = 0
    """Filled by the stage that decodes them."""


@dataclass
class _Plan:
    """An input that is open, with what is known of it."""

    opened: Opened
    given: str
    detected: Detected
    tallies: list[tuple[Claim, Tally]] = field(default_factory=list)


def load_exports(
    inputs: Sequence[Path],
    settings: LoadSettings,
    out: Path,
    progress: Progress | None = None,
    known: Mapping[str, Reader] | None = None,
) -> Loaded:
    """Load exports into `out`: sources, accounts, posts, media and rejects as Parquet, and the pictures.

    Parameters
    ----------
    inputs
        Files, folders and archives.
    settings
        Limits, and what the user said about the inputs.
    out
        Folder of the tables; `media/` in it gets the distinct pictures under their SHA-256.
    progress
        Told how many bytes came out of the inputs.
    known
        Readers by name; those that are plugged in where it is left out.

    Raises an ``InputError`` for an input that cannot be used, ``RejectedError`` where records were rejected
    and `strict` is set, ``UsageError`` where no input or one input twice is given. Then nothing is written.

    """
    _check_inputs(inputs)
    scratch = out / f"tmp-load-{os.getpid()}"
    with storage_errors(str(out)):
        shutil.rmtree(scratch, ignore_errors=True)
        (scratch / "media").mkdir(parents=True)
        plans: list[_Plan] = []
        try:
            known = readers() if known is None else known
            plans.extend(_plan(path, settings, known) for path in inputs)
            with uncollected():
                loaded = _Load(plans, settings, scratch, progress or Silent()).run()
            _publish(scratch, out)
        except InputError as refusal:
            if len(inputs) == 1:
                raise
            raise _of_several(refusal) from refusal
        finally:
            for plan in plans:
                plan.opened.close()
            shutil.rmtree(scratch, ignore_errors=True)
    return loaded


def _check_inputs(inputs: Sequence[Path]) -> None:
    if not inputs:
        raise UsageError(
            "no export was given", where="EXPORT", fix="name at least one file, folder or archive"
        )
    seen: set[Path] = set()
    for path in inputs:
        if not path.exists():
            raise UnreadableError("does not exist", where=str(path), fix="check the name")
        if path.resolve() in seen:
            raise UsageError("is given twice", where=str(path), fix="name each export once")
        seen.add(path.resolve())


def _of_several(refusal: InputError) -> InputError:
    """Return the refusal of one of several inputs: nothing was loaded, and the others are usable without it."""
    fix = f"leave it out to load the other inputs, or: {refusal.fix}"
    return type(refusal)(f"{refusal.what}; nothing was loaded", where=refusal.where, fix=fix)


def _plan(path: Path, settings: LoadSettings, known: Mapping[str, Reader]) -> _Plan:
    opened = open_input(path, settings.limits)
    try:
        asked = ReadSettings(settings.zone, dict(settings.columns), settings.now_us)
        return _Plan(opened, path.resolve().name, detect(opened, known, asked, settings.format_name))
    except BaseException:
        opened.close()
        raise


class _Load:
    """One run over all inputs."""

    def __init__(self, plans: list[_Plan], settings: LoadSettings, folder: Path, progress: Progress) -> None:
        self._plans, self._settings, self._folder, self._progress = plans, settings, folder, progress
        self._rejects = TableWriter(Rejects, folder)
        self._attached = Attached(folder / "media" if settings.originals else None)
        self._intake = Intake(settings.limits, folder, self._rejects, self._attached)
        self._rows: list[SourceRow] = []

    def run(self) -> Loaded:
        """Read every input, then merge, date, sort and write."""
        for plan in self._plans:
            self._name_sources(plan)
        for plan in self._plans:
            self._read(plan)
        intake, now_us = self._intake, self._settings.now_us
        intake.close()
        intake.links.settle()
        formats = [row.format for tally in intake.tallies for row in self._rows if row.tally is tally]
        local_times = solve_zones(intake, now_us)
        self._note(local_times.notes)
        merged = Merged(intake, self._folder, formats, local_times)
        ordered = put_in_order(intake, merged, now_us)
        self._note(ordered.intervals.notes)
        published = Publisher(intake, merged, ordered, self._folder).publish()
        self._rejects.close()
        self._write_sources(published)
        return self._loaded(published)

    def _name_sources(self, plan: _Plan) -> None:
        """Give every member its key, in the order of the inputs and of the members' names."""
        rows = source_rows(plan.opened, plan.given, plan.detected, len(self._rows))
        self._rows += rows
        plan.tallies = [(row.claim, row.tally) for row in rows if row.claim is not None]
        order = {id(claim): place for place, claim in enumerate(plan.detected.claims)}
        plan.tallies.sort(key=lambda pair: order[id(pair[0])])

    def _read(self, plan: _Plan) -> None:
        budget = plan.opened.budget
        self._attached.webs = [one for one in plan.opened.containers if one.kind == "warc"]
        known = [claim.source.size for claim, _ in plan.tallies]
        total = None if None in known else sum(size or 0 for size in known)
        self._progress.start("load", plan.opened.name, total)
        reported = budget.spent

        def tell() -> None:
            nonlocal reported
            self._progress.advance(budget.spent - reported)
            reported = budget.spent

        for claim, tally in plan.tallies:
            try:
                self._intake.source(tally, claim, tell)
            except UnreadableError as fault:
                claim.source.complete = False
                claim.source.note(fault.what)
            self._intake.finish_source(claim)
            tell()
        self._judge(plan)
        self._attached.read(plan.opened)
        tell()
        accepted = sum(tally.accepted for _, tally in plan.tallies)
        rejected = sum(tally.rejected for _, tally in plan.tallies)
        self._progress.done(f"{plan.opened.name}: {accepted:,} posts read, {rejected:,} records rejected")

    def _judge(self, plan: _Plan) -> None:
        """Refuse an input without posts, or with too many records that were not understood."""
        tallies = [tally for _, tally in plan.tallies]
        accepted, rejected = sum(one.accepted for one in tallies), sum(one.rejected for one in tallies)
        instead = "; ".join(said for said in (one.instead() for one in tallies) if said)
        if rejected and self._settings.strict:
            raise RejectedError(
                f"{rejected:,} of {accepted + rejected:,} records were rejected: {instead}", where=plan.given,
                fix="correct them, or run without --strict: they are kept and listed in rejects.csv",
            )  # fmt: skip
        if rejected > accepted and not self._settings.keep_going:
            raise TooManyRejectsError(
                f"{rejected:,} of {accepted + rejected:,} records were rejected: {instead}", where=plan.given,
                fix="check the format (tracker formats), or load what is left with --keep-going",
            )  # fmt: skip
        if not accepted:
            damage = [note for claim, _ in plan.tallies if not claim.source.complete for note in claim.source.notes]
            found = f": only {instead}" if instead else ""
            raise NoPostsError(
                "; ".join(("no post found" + found, *damage[:_MOST_DAMAGES])), where=plan.given,
                fix="give an export that holds posts; what each must contain: tracker formats",
            )  # fmt: skip

    def _note(self, notes: Mapping[int, str]) -> None:
        """Add what the load found out about sources, by their number, to their notes."""
        claims = {id(row.tally): row.claim for row in self._rows if row.claim is not None}
        for number, sentence in sorted(notes.items()):
            claims[id(self._intake.tallies[number])].source.note(sentence)

    def _write_sources(self, published: Published) -> None:
        numbers = {id(tally): number for number, tally in enumerate(self._intake.tallies)}
        write_table(Sources.from_rows([row.cells(numbers, published) for row in self._rows]), self._folder)

    def _loaded(self, published: Published) -> Loaded:
        tallies = self._intake.tallies
        inputs = tuple(
            LoadedInput(plan.given, plan.opened.size, plan.opened.sha256().hex()) for plan in self._plans
        )
        accepted = sum(tally.accepted for tally in tallies)
        return Loaded(
            inputs=inputs,
            posts=published.posts,
            merged=accepted - published.posts,
            rejected=sum(tally.rejected for tally in tallies),
            service=sum(tally.service for tally in tallies),
            absent=sum(tally.absent for tally in tallies),
            media=len(self._attached.distinct),
            media_rows=published.media,
        )


def _publish(scratch: Path, out: Path) -> None:
    """Give everything its final name: the pictures first, then the tables."""
    media = out / "media"
    media.mkdir(exist_ok=True)
    for picture in sorted((scratch / "media").iterdir()):
        picture.replace(media / picture.name)
    sync_folder(media)
    for name in TABLES:
        replace(scratch / f"{name}.parquet", out / f"{name}.parquet")
