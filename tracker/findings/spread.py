"""A rumor's posts with their times and pointers: read once, used by every measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tracker.findings.dated import Dated, Link, Mention, dated_posts, later_versions, links_of, mentions_of
from tracker.findings.first import Earliest, earliest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.findings.evidence import Rumor, Tables
    from tracker.findings.settings import FindingSettings


class Spread(msgspec.Struct, frozen=True):
    """The posts of the rumor, dated, what they point at, and which are the earliest."""

    posts: dict[str, Dated]
    """By key, sorted by (posted_at, platform, post), those without a time last."""
    links: tuple[Link, ...]
    pointing: dict[str, tuple[Link, ...]]
    """The links that leave a post."""
    pointed_at: dict[str, tuple[Link, ...]]
    """The links that lead to a post, captured or absent."""
    mentions: tuple[Mention, ...]
    versions: dict[str, str]
    """Later versions of a post of the rumor (edits with an id of their own), each with the earliest one."""
    unnamed: frozenset[str]
    """Posts that pass on or answer a post which the export does not name."""
    earliest: Earliest
    sources: tuple[str, ...]
    """Keys of the sources: the evidence of an answer that no post of the rumor gives."""

    @property
    def timed(self) -> list[Dated]:
        """The posts that have a time, earliest first."""
        return [post for post in self.posts.values() if post.posted_at is not None]

    @property
    def counted(self) -> list[Dated]:
        """The posts that have a time, each once: without later versions of one another."""
        return [post for post in self.timed if post.post not in self.versions]

    @property
    def start_us(self) -> int | None:
        """When the earliest captured post was there; null where none has a time."""
        return self.posts[self.earliest.members[0].post].posted_at if self.earliest.members else None


def spread_of(tables: Tables, rumor: Rumor, settings: FindingSettings) -> Spread:
    """Gather what the tables hold of the rumor's posts."""
    posts = dated_posts(tables.posts, rumor.posts)
    links = links_of(tables.edges, rumor.posts)
    versions = later_versions(tables.posts, rumor.posts)
    earliest = earliest_of(posts, links, versions, seed=settings.seed, draws=settings.draws)
    mentions = mentions_of(tables.posts, rumor.posts)
    pointing = _grouped(links, "child")
    return Spread(
        posts=posts,
        links=links,
        pointing=pointing,
        pointed_at=_grouped(links, "parent"),
        mentions=mentions,
        versions=versions,
        unnamed=_unnamed(posts, pointing, mentions),
        earliest=earliest,
        sources=tuple(tables.sources.source.to_pylist()) or ("no source",),
    )


def _unnamed(
    posts: Mapping[str, Dated], pointing: Mapping[str, object], mentions: Iterable[Mention]
) -> frozenset[str]:
    """Return the posts whose export says that they pass on or answer a post, but not which."""
    said = {mention.child for mention in mentions if mention.target is None}
    dangling = {key for key, post in posts.items() if post.kind != "post" and key not in pointing}
    return frozenset(said | dangling)


def _grouped(links: Iterable[Link], end: str) -> dict[str, tuple[Link, ...]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(getattr(link, end), []).append(link)
    return {key: tuple(group) for key, group in found.items()}
