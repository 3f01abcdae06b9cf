"""What measures may look at."""

from __future__ import annotations

import msgspec

from tracker.findings.settings import FindingSettings
from tracker.tables.accounts import Accounts
from tracker.tables.cascades import Cascades
from tracker.tables.copies import Copies
from tracker.tables.edges import Edges
from tracker.tables.lineage import Lineage
from tracker.tables.media import Media
from tracker.tables.posts import Posts
from tracker.tables.queries import Queries
from tracker.tables.rejects import Rejects
from tracker.tables.sources import Sources


class Rumor(msgspec.Struct, frozen=True):
    """The posts that the questions are about."""

    basis: str
    """`picture`, `words` or `cascade`: how it was chosen."""
    chosen_by: str
    """In words: `--image fake.png`, `the picture with the most posts`, ..."""
    cluster: str | None
    also: tuple[str, ...]
    """Other clusters that the picture asked for matches."""
    root: str | None
    """Root of the cascade, where the basis is a cascade."""
    images: int
    """Distinct SHA-256 in the cluster."""
    posts: tuple[str, ...]
    """Captured posts that carry one of them, and their native reposts; sorted."""
    carriers: tuple[str, ...]
    """Those that carry the picture themselves; sorted."""
    variants: int
    same_words: tuple[str, ...]
    """Posts with the words but not the picture; sorted; in nothing else."""
    matched: bool
    """False when a picture or words were asked for and nothing matched."""
    choices: tuple[tuple[str, int, str], ...]
    """The ten largest clusters: cluster, posts, SHA-256 of the representative."""
    files: tuple[str, ...] = ()
    """SHA-256 (hex) of the pictures that make a post one of the rumor; sorted."""
    elsewhere: tuple[str, ...] = ()
    """Captured posts with a copy of the picture asked for outside the cluster; sorted; in nothing else."""
    before: tuple[str, ...] = ()
    """Posts that would be carriers but lie before `--since`; sorted; in nothing else."""
    after: tuple[str, ...] = ()
    """The same after `--until`."""
    excluded: int = 0
    """Captured posts with a picture that `--exclude` left out."""


class Tables(msgspec.Struct, frozen=True):
    """The tables of a case that come before the findings."""

    sources: Sources
    accounts: Accounts
    posts: Posts
    media: Media
    copies: Copies
    queries: Queries
    edges: Edges
    cascades: Cascades
    rejects: Rejects
    lineage: Lineage = msgspec.field(default_factory=Lineage.empty)


class Evidence(msgspec.Struct, frozen=True):
    """Everything a measure may take, by the type of its parameter."""

    tables: Tables
    rumor: Rumor
    settings: FindingSettings
