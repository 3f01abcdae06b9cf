"""A case as Python sees it: the tables, made when they are first asked for."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tracker.base.errors import UsageError
from tracker.flow.running import EXPORTS, Running
from tracker.flow.stages import finding_settings
from tracker.tables.accounts import Accounts
from tracker.tables.cascades import Cascades
from tracker.tables.copies import Copies
from tracker.tables.edges import Edges
from tracker.tables.findings import Findings
from tracker.tables.hashes import Hashes
from tracker.tables.lineage import Lineage
from tracker.tables.media import Media
from tracker.tables.posts import Posts
from tracker.tables.queries import Queries
from tracker.tables.rejects import Rejects
from tracker.tables.sources import Sources
from tracker.tables.store import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import networkx as nx
    import pandas as pd

    from tracker.base.progress import Progress
    from tracker.findings.evidence import Evidence
    from tracker.outputs.writer import View
    from tracker.tables.column import Table

Kind = TypeVar("Kind", bound="Table")


class Fact(dict[str, Any]):
    """One entry of facts.json, with its parts as attributes: `fact.value`, `fact.low`, `fact.posts`."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError as missing:
            raise AttributeError(name) from missing


class Case(Running):
    """A case folder, opened.

    Tables are typed and immutable; a stage that has not run yet runs when one of its tables is asked for.

    Parameters
    ----------
    path
        The case folder.
    progress
        Listener for long work.

    """

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
            lineage=self.lineage,
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
            lineage=self.lineage,
        )  # fmt: skip

    def plain_facts(self) -> dict[str, Any]:
        """Return facts.json as plain values."""
        from tracker.findings.facts import facts_of

        unreadable = len(self.hashes) - self.hashes.unreadable.null_count
        return facts_of(self.evidence, unreadable, self.findings)

    # ---- the tables -------------------------------------------------------------------------------------

    def _table(self, kind: type[Kind], stage: str) -> Kind:
        self.supply(stage)
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
    def lineage(self) -> Lineage:
        """Which picture was made from which."""
        return self._table(Lineage, "match")

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
        self.supply("findings")
        return {name: Fact(value) if isinstance(value, dict) else value for name, value in self.plain_facts().items()}

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
    request = Request(inputs=tuple(map(Path, inputs)), images=images, texts=(text,) if text else (), **options)
    opened = Case(case, progress)
    with opened.locked():
        opened.begin(request)
    return opened
