"""A case as Python sees it: the tables, made when they are first asked for."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tracker.base.errors import UnreadableError, UsageError
from tracker.base.limits import Limits
from tracker.base.progress import Progress, Silent
from tracker.flow.folder import CaseFolder, CaseRecord, StageRecord
from tracker.flow.inputs import Input, fingerprint
from tracker.flow.lock import hold
from tracker.flow.provenance import versions
from tracker.flow.request import refuse_undecodable
from tracker.flow.stages import STAGES, Stage, finding_settings, stage_key
from tracker.tables.accounts import Accounts
from tracker.tables.cascades import Cascades
from tracker.tables.copies import Copies
from tracker.tables.edges import Edges
from tracker.tables.findings import Findings
from tracker.tables.hashes import Hashes
from tracker.tables.media import Media
from tracker.tables.posts import Posts
from tracker.tables.queries import Queries
from tracker.tables.rejects import Rejects
from tracker.tables.sources import Sources
from tracker.tables.store import read_table, write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import networkx as nx
    import pandas as pd

    from tracker.findings.evidence import Evidence
    from tracker.flow.request import Picture, Request
    from tracker.outputs.writer import View
    from tracker.tables.column import Table

Kind = TypeVar("Kind", bound="Table")

EXPORTS = ("csv", "gexf", "graphml", "ndjson", "timelinejs")
"""What `run` exports."""


class Fact(dict[str, Any]):
    """One entry of facts.json, with its parts as attributes: `fact.value`, `fact.low`, `fact.posts`."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError as missing:
            raise AttributeError(name) from missing


class Case:
    """A case folder, opened.

    Tables are typed and immutable; a stage that has not run yet runs when one of its tables is asked for.

    Parameters
    ----------
    path
        The case folder.
    progress
        Listener for long work.

    """

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
        unique = sorted(
            {one.sha256: one for one in reversed(found)}.values(), key=found.index
        )
        self.record = msgspec.structs.replace(
            self.record, inputs=unique, settings=settings, versions=versions()
        )
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
        scratch = self.folder.scratch(stage.name)
        summary = stage.make(self, scratch, self.progress)
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
        return stage_key(
            stage, inputs=inputs, now=self.record.now, settings=self.record.settings, before=before
        )

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
                raise UnreadableError(
                    "has moved", where=one.name, fix="say where it lies now with --inputs DIR"
                )
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

    def pictures(self, wanted: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield SHA-256 (hex) and bytes of distinct pictures: from the case, else from the exports."""
        elsewhere = []
        for digest in wanted:
            file = self.folder.media / digest
            if file.exists():
                yield digest, file.read_bytes()
            else:
                elsewhere.append(digest)
        if elsewhere:
            yield from self._reread(set(elsewhere))

    def _reread(self, wanted: set[str]) -> Iterator[tuple[str, bytes]]:
        from tracker.ingest.reread import read_members

        members: dict[str, set[str]] = {}
        homes = dict(zip(self.sources.source.to_pylist(), self.sources.input.to_pylist(), strict=True))
        for row in self.media.rows():
            if row["sha256"] and row["sha256"].hex() in wanted:
                members.setdefault(homes[row["source"]], set()).add(row["member"])
        for one, path in zip(self.record.inputs, self.input_paths(), strict=True):
            for _, data in read_members(path, members.get(one.name, set()), self.limits):
                digest = hashlib.sha256(data).hexdigest()
                if digest in wanted:
                    wanted.discard(digest)
                    yield digest, data

    @cached_property
    def evidence(self) -> Evidence:
        """Everything a measure may take."""
        from tracker.findings.evidence import Evidence, Tables
        from tracker.findings.rumor import choose_rumor

        tables = Tables(
            sources=self.sources, accounts=self.accounts, posts=self.posts, media=self.media, copies=self.copies,
            queries=self.queries, edges=self.edges, cascades=self.cascades, rejects=self.rejects,
        )  # fmt: skip
        settings = finding_settings(self)
        return Evidence(tables, choose_rumor(tables, settings), settings)

    @property
    def export_names(self) -> tuple[str, ...]:
        """Which exports are written."""
        return tuple(self.record.settings.get("export", {}).get("to", EXPORTS))

    def view(self) -> View:
        """Return everything a writer may look at."""
        from tracker.outputs.writer import View

        plain = msgspec.to_builtins(self.record)
        about = {name: plain[name] for name in ("schema", "now", "inputs", "settings", "versions")}
        return View(
            sources=self.sources, accounts=self.accounts, posts=self.posts, media=self.media, hashes=self.hashes,
            copies=self.copies, queries=self.queries, edges=self.edges, cascades=self.cascades,
            findings=self.findings, rejects=self.rejects, facts=self.plain_facts(), case=about,
        )  # fmt: skip

    def plain_facts(self) -> dict[str, Any]:
        """Return facts.json as plain values."""
        from tracker.findings.facts import facts_of

        unreadable = len(self.hashes) - self.hashes.unreadable.null_count
        return facts_of(self.evidence, unreadable, self.findings)

    # ---- the tables -------------------------------------------------------------------------------------

    def _table(self, kind: type[Kind], stage: str) -> Kind:
        self.ensure(stage)
        return read_table(kind, self.folder.tables)

    @cached_property
    def sources(self) -> Sources:
        """The export files that were read."""
        return self._table(Sources, "load")

    @cached_property
    def accounts(self) -> Accounts:
        """Who published the posts."""
        return self._table(Accounts, "load")

    @cached_property
    def posts(self) -> Posts:
        """The posts, of whatever platform."""
        return self._table(Posts, "load")

    @cached_property
    def media(self) -> Media:
        """What posts carry."""
        return self._table(Media, "load")

    @cached_property
    def rejects(self) -> Rejects:
        """What was not understood."""
        return self._table(Rejects, "load")

    @cached_property
    def hashes(self) -> Hashes:
        """What the distinct pictures look like."""
        return self._table(Hashes, "match")

    @cached_property
    def copies(self) -> Copies:
        """Which files show the same picture."""
        return self._table(Copies, "match")

    @cached_property
    def queries(self) -> Queries:
        """What was asked for, and what it matched."""
        return self._table(Queries, "match")

    @cached_property
    def edges(self) -> Edges:
        """Who points at whom."""
        return self._table(Edges, "graph")

    @cached_property
    def cascades(self) -> Cascades:
        """The trees of reshares."""
        return self._table(Cascades, "graph")

    @cached_property
    def findings(self) -> Findings:
        """The answers."""
        return self._table(Findings, "findings")

    # ---- answers ----------------------------------------------------------------------------------------

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Return facts.json: `case.facts["time_to_50"].value`."""
        self.ensure("findings")
        return {
            name: Fact(value) if isinstance(value, dict) else value
            for name, value in self.plain_facts().items()
        }

    @property
    def graph(self) -> nx.DiGraph:
        """The reshare graph as a networkx.DiGraph, absent posts included; edges run from parent to child."""
        from tracker.graph.networks import digraph

        return digraph(self.posts, self.edges)

    def cascade(self, root: str) -> nx.DiGraph:
        """Return one cascade as a networkx.DiGraph. Raises ``UsageError`` for a key that is no root."""
        from tracker.graph.networks import digraph

        if root not in set(self.cascades.root.to_pylist()):
            raise UsageError("is the root of no cascade", where=root, fix="take one from case.cascades")
        return digraph(self.posts, self.edges, root=root)

    def earliest(self, n: int = 10) -> pd.DataFrame:
        """Return the earliest posts of the rumor, at most `n`, with their doubt."""
        import pandas as pd

        return pd.DataFrame(self.facts["earliest"]["detail"]).head(n)

    def timeline(self, by: str = "platform", freq: str = "h") -> pd.DataFrame:
        """Count the rumor's posts per span of time; one column per value of `by` (a column of posts)."""
        import pandas as pd

        table = self.posts.to_pandas()
        chosen = table[table["post"].isin(self.evidence.rumor.posts) & table["posted_at"].notna()]
        return pd.crosstab(chosen["posted_at"].dt.floor(freq), chosen[by])

    def report(self) -> Path:
        """Write the report page and what belongs to it; the same bytes as the command line."""
        self.finish("report", "report")
        return self.folder.path / "report.html"

    def finish(self, stage: str, command: str) -> None:
        """Run up to a stage, then write the manifest and the log."""
        with self.locked():
            self.ensure(stage)
            if stage == "export":
                self.ensure("report")
            self.folder.seal(
                command, {"inputs": [one.sha256 for one in self.record.inputs], **self.record.settings}
            )

    def show(self, key: str, inputs: str | Path | None = None) -> dict[str, Any]:
        """Walk back from a finding, post or picture to the raw bytes of its record."""
        from tracker.flow.show import show

        return show(self, key, Path(inputs) if inputs else None)

    def verify(self) -> list[str]:
        """Recompute every hash; return one sentence per fault, none when all is well."""
        from tracker.flow.verify import verify

        return verify(self)

    def __repr__(self) -> str:
        return f"<tracker case {str(self.folder.path)!r}: {len(self.record.inputs)} inputs>"

    def _repr_html_(self) -> str:
        from tracker.outputs.notebook import html

        return html(self.plain_facts())


def load(
    *inputs: str | Path, image: str | Path | None = None, text: str | None = None,
    case: str | Path = "tracker-case", progress: Progress | None = None, **options: Any,
) -> Case:  # fmt: skip
    """Load exports into a case and return it; later stages run when their tables are asked for.

    Parameters
    ----------
    inputs
        Files, folders or archives of any known format.
    image
        The picture to look for.
    text
        The words to look for.
    case
        The case folder; the same inputs and settings resume it.
    progress
        Listener for long work; silent by default.
    options
        Further fields of :class:`tracker.flow.request.Request`.

    """
    from tracker.flow.request import Request, read_picture

    images = (read_picture(Path(image)),) if image else ()
    request = Request(
        inputs=tuple(map(Path, inputs)), images=images, texts=(text,) if text else (), **options
    )
    opened = Case(case, progress)
    with opened.locked():
        opened.begin(request)
    return opened
