"""What these archives do not tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyarrow.compute as pc

from tracker.findings.evidence import Rumor, Tables
from tracker.findings.measure import Finding, measure
from tracker.findings.settings import FindingSettings
from tracker.findings.spread import Spread

Row = dict[str, Any]

_EXPORT_AGAIN: Final = "an export of the same span that holds them"


@measure(asks="What is not known, how much of it, and what would settle it?")
def unknowns(spread: Spread, rumor: Rumor, tables: Tables, settings: FindingSettings) -> Iterator[Finding]:
    """List what is missing, each with its count and what would settle it; never empty."""
    rows = [
        _row(
            "outside",
            "Files that were read; posts outside them are not known",
            len(spread.sources),
            "exports of other platforms, accounts and days",
        )
    ]
    found = [*_of_posts(spread), *_of_media(tables), *_of_sources(tables), *_of_choice(rumor, settings)]
    rows += [row for row in found if row["count"]]
    yield Finding(
        name="unknowns",
        value=len(rows),
        unit="kinds",
        detail=rows,
        method="Counted from the tables of the case; each kind is listed when there is at least one.",
        evidence=spread.sources,
        caveat="What nothing in these archives points at cannot be counted.",
    )


def _row(kind: str, what: str, count: int, settle: str) -> Row:
    return {"kind": kind, "what": what, "count": count, "settle": settle}


def _of_posts(spread: Spread) -> Iterator[Row]:
    missing = {link.parent for link in spread.links if link.parent_absent}
    yield _row(
        "absent_posts",
        "Posts that posts of the rumor point at but that are not here",
        len(missing),
        "an export that holds them, or an archived copy of their addresses",
    )
    unnamed = len(spread.unnamed)
    yield _row(
        "unnamed_parents",
        "Posts passed on here without saying which post",
        unnamed,
        "an export of another form (Telegram: HTML beside JSON)",
    )
    posts = spread.posts.values()
    yield _row(
        "disputed_times",
        "Posts of the rumor whose stated time is contradicted",
        sum(post.disputed for post in posts),
        "when another server or an archive first saw them",
    )
    yield _row(
        "claims_alone",
        "Posts that claim to be earlier on their author's word alone",
        len(spread.earliest.unsupported),
        "when another server or an archive first saw them",
    )
    yield _row(
        "ties",
        "Posts that tie for the earliest",
        len(spread.earliest.members) if len(spread.earliest.members) > 1 else 0,
        "exports with finer times or with ids",
    )
    yield _row(
        "untimed",
        "Posts of the rumor without a usable time",
        sum(post.posted_at is None for post in posts),
        "an export that keeps times or ids",
    )
    yield _row(
        "zone_unknown",
        "Posts of the rumor whose time zone is not stated",
        sum("zone_unknown" in post.time_flags for post in posts),
        "--tz with the zone of the export",
    )
    yield _row(
        "edited",
        "Posts of the rumor that were edited; the picture may have come then",
        sum(post.edited_at is not None for post in posts),
        "an earlier capture of the same posts",
    )


def _of_media(tables: Tables) -> Iterator[Row]:
    media = tables.media
    gone = pc.and_(pc.is_valid(media.missing_reason), pc.equal(media.type, "image"))
    yield _row(
        "missing_pictures",
        "Pictures that posts carry but the exports do not hold",
        _true(gone),
        "exports with their media files",
    )
    yield _row(
        "videos",
        "Videos without a still picture to compare",
        _true(pc.and_(pc.is_in(media.type, value_set=_texts("video", "gif")), pc.is_null(media.sha256))),
        "their poster frames, as pictures",
    )


def _of_sources(tables: Tables) -> Iterator[Row]:
    sources = tables.sources
    yield _row(
        "rejected",
        "Records that were not understood",
        int(pc.sum(sources.rejected, min_count=0).as_py()),
        "rejects.csv, a corrected export, or a newer version of this tool",
    )
    yield _row(
        "cut_off",
        "Files that could not be read to their end",
        _true(pc.and_(pc.invert(sources.complete), pc.not_equal(sources.format, ""))),
        "the same files, exported or copied again",
    )
    yield _row(
        "not_read",
        "Files that nothing here can read",
        _true(pc.equal(sources.format, "")),
        "--format, or the export in another form",
    )
    yield _row(
        "tombstones",
        "Deleted or withheld posts that the exports name",
        int(pc.sum(sources.absent, min_count=0).as_py()),
        "an earlier capture",
    )
    marked = ("deleted", "removed", "withheld")
    yield _row(
        "removed",
        "Posts here whose content was removed",
        sum(any(flag in marked for flag in flags) for flags in tables.posts.flags.to_pylist()),
        _EXPORT_AGAIN,
    )


def _of_choice(rumor: Rumor, settings: FindingSettings) -> Iterator[Row]:
    yield _row(
        "excluded",
        "Clusters or files left out by hand (--exclude)",
        len(settings.exclude),
        "running again without --exclude",
    )
    yield _row(
        "same_words",
        "Posts with the words but without the picture; counted apart",
        len(rumor.same_words),
        "reading them",
    )
    yield _row(
        "also",
        "Other clusters that the picture asked for matches too",
        len(rumor.also),
        "looking at them side by side",
    )


def _true(mask: Any) -> int:
    return int(pc.sum(mask, min_count=0).as_py())


def _texts(*values: str) -> Any:
    import pyarrow as pa

    return pa.array(values, pa.string())


MEASURE = unknowns
