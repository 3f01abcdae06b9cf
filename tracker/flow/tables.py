"""The stages on tables that the caller made, without a case folder."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from tracker.tables.accounts import Accounts
from tracker.tables.copies import Copies
from tracker.tables.media import Media
from tracker.tables.queries import Queries
from tracker.tables.rejects import Rejects
from tracker.tables.sources import Sources

if TYPE_CHECKING:
    import networkx as nx

    from tracker.findings.evidence import Evidence
    from tracker.findings.settings import FindingSettings
    from tracker.tables.cascades import Cascades
    from tracker.tables.edges import Edges
    from tracker.tables.findings import Findings
    from tracker.tables.posts import Posts


class Analysis:
    """Edges, cascades and findings of given posts, each made when it is first asked for."""

    def __init__(
        self, posts: Posts, media: Media, copies: Copies, queries: Queries, settings: FindingSettings
    ) -> None:
        self.posts = posts
        self.media = media
        self.copies = copies
        self.queries = queries
        self.settings = settings

    @cached_property
    def edges(self) -> Edges:
        """Who points at whom."""
        from tracker.graph.edges import build_edges

        return build_edges(self.posts, self.media, self.copies)

    @cached_property
    def cascades(self) -> Cascades:
        """The trees of reshares."""
        from tracker.graph.cascades import build_cascades

        return build_cascades(self.posts, self.edges)

    @property
    def graph(self) -> nx.DiGraph:
        """The reshare graph as a networkx.DiGraph, absent posts included."""
        from tracker.graph.networks import digraph

        return digraph(self.posts, self.edges)

    @cached_property
    def evidence(self) -> Evidence:
        """Everything a measure may take."""
        from tracker.findings.evidence import Evidence, Tables
        from tracker.findings.rumor import choose_rumor

        tables = Tables(
            sources=Sources.empty(), accounts=Accounts.empty(), posts=self.posts, media=self.media,
            copies=self.copies, queries=self.queries, edges=self.edges, cascades=self.cascades,
            rejects=Rejects.empty(),
        )  # fmt: skip
        return Evidence(tables, choose_rumor(tables, self.settings), self.settings)

    @cached_property
    def findings(self) -> Findings:
        """The answers."""
        from tracker.findings.answer import answer_all

        return answer_all(self.evidence)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The answers as plain values, as in facts.json."""
        from tracker.findings.facts import facts_of

        return facts_of(self.evidence, 0, self.findings)


def analyse(
    posts: Posts, *, media: Media | None = None, copies: Copies | None = None, queries: Queries | None = None,
    settings: FindingSettings | None = None,
) -> Analysis:  # fmt: skip
    """Run graph and findings on tables that the caller made.

    Parameters
    ----------
    posts
        A checked posts table.
    media, copies, queries
        What the posts carry and which pictures are copies; empty by default, so that the rumor is the
        cascade with the most posts.
    settings
        Settings of the findings.

    """
    from tracker.findings.settings import FindingSettings

    return Analysis(
        posts, media or Media.empty(), copies or Copies.empty(), queries or Queries.empty(),
        settings or FindingSettings(),
    )  # fmt: skip
