"""What these archives do not tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tracker.base.clock import format_words
from tracker.base.keys import split_key
from tracker.findings.evidence import Rumor, Tables
from tracker.findings.gone import id_gaps, named_gone
from tracker.findings.measure import Finding, measure
from tracker.findings.pointing import missing_posts
from tracker.findings.settings import FindingSettings
from tracker.findings.shortfall import short_exports
from tracker.findings.spread import Spread
from tracker.findings.wording import EVIDENCE_LIMIT, moment

if TYPE_CHECKING:
    from tracker.tables.posts import Posts
    from tracker.tables.sources import Sources

Row = dict[str, Any]

_EXPORT_AGAIN: Final = "an export of the same span that holds them"
_NAMED: Final = 3
"""Files named in one sentence."""
_TABLES: Final = (".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".ndjson", ".parquet")
"""Ends of names of files that may hold posts: such files are named before read-me files."""
_FIRST_SIGHT: Final = "when another server or an archive first saw them"


@measure(asks="What is not known, how much of it, and what would settle it?")
def unknowns(spread: Spread, rumor: Rumor, tables: Tables, settings: FindingSettings) -> Iterator[Finding]:
    """List what is missing, each as a sentence with its count and what would settle it; never empty."""
    files = _true(pc.not_equal(tables.sources.format, ""))
    rows = [
        _row(
            "outside",
            files,
            "Only the one file that was read is known; posts outside it are not",
            "Only the {n} files that were read are known; posts outside them are not",
            "exports of other platforms, accounts and days",
        )
    ]
    found = [
        *_of_span(rumor, settings), _of_absent(spread, tables, settings), *_of_posts(spread),
        *_of_choice(rumor, settings), *_of_media(tables), *_of_gone(spread, tables.sources), *_of_sources(tables),
        _of_numbers(tables),
    ]  # fmt: skip
    rows += [row for row in found if row["count"]]
    yield Finding(
        name="unknowns",
        value=len(rows),
        unit="kinds",
        detail=rows,
        method="Counted from the tables of the case; each kind is listed when there is at least one.",
        evidence=(*spread.sources, *_named(rows))[:EVIDENCE_LIMIT],
        caveat="What nothing in these archives points at cannot be counted.",
    )


def _named(rows: Iterable[Row]) -> list[str]:
    """Return the posts that the rows name, each once; those that are not here first."""
    first = sorted(rows, key=lambda row: row["kind"] not in {"absent_posts", "tombstones", "without_content"})
    return list(dict.fromkeys(post for row in first for post in row.get("posts", ())))


def _row(kind: str, count: int, one: str, many: str, settle: str) -> Row:
    """Return one unknown; `one` and `many` are its sentence for one thing and for `{n}` of them."""
    told = one if count == 1 else many.format(n=f"{count:,}")
    return {"kind": kind, "what": told, "count": count, "settle": settle}


def _of(kind: str, posts: Iterable[str], one: str, many: str, settle: str) -> Row:
    """Return one unknown about posts, with their keys."""
    keys = sorted(posts)
    return {**_row(kind, len(keys), one, many, settle), "posts": keys[:EVIDENCE_LIMIT]}


def _of_span(rumor: Rumor, settings: FindingSettings) -> Iterator[Row]:
    thing = {"picture": "with the picture", "words": "with the words"}.get(rumor.basis, "of the chain")
    for kind, side, posts, bound in (
        ("before_span", "before", rumor.before, settings.since_us),
        ("after_span", "after", rumor.after, settings.until_us),
    ):
        option = "--since" if side == "before" else "--until"
        when = format_words(bound or 0)
        yield _row(
            kind,
            len(posts),
            f"1 post {thing} {side} {when} is in these archives and was left out by {option}",
            f"{{n}} posts {thing} {side} {when} are in these archives and were left out by {option}",
            f"running again without {option}",
        )


def _of_absent(spread: Spread, tables: Tables, settings: FindingSettings) -> Row:
    """Return the posts that the rumor's posts point at and that are not here; `missing` tells of the first of them."""
    told = _of(
        "absent_posts",
        {link.parent for link in spread.links if link.parent_absent},
        "1 post that the rumor's posts point at is not here",
        "{n} posts that the rumor's posts point at are not here",
        "an export that holds them, or an archived copy of their addresses",
    )
    found = missing_posts(spread, tables, settings.now_us)
    missing = [
        msgspec.structs.asdict(row) | {"low": moment(row.low), "high": moment(row.high)} for row in found
    ]  # fmt: skip
    return {**told, "missing": missing}


def _of_posts(spread: Spread) -> Iterator[Row]:
    posts = spread.posts.values()
    yield _of(
        "unnamed_parents",
        spread.unnamed,
        "1 of the rumor's posts passes on or answers a post without saying which",
        "{n} of the rumor's posts pass on or answer a post without saying which",
        "an export of another form (Telegram: HTML beside JSON)",
    )
    yield _of(
        "disputed_times",
        [post.post for post in posts if post.disputed],
        "1 of the rumor's posts states a time that other evidence contradicts",
        "{n} of the rumor's posts state a time that other evidence contradicts",
        _FIRST_SIGHT,
    )
    yield _of(
        "claims_alone",
        spread.earliest.unsupported,
        "1 post claims to be earlier on its author's word alone",
        "{n} posts claim to be earlier on their authors' word alone",
        _FIRST_SIGHT,
    )
    yield from _of_times(spread)


def _of_times(spread: Spread) -> Iterator[Row]:
    posts = spread.posts.values()
    tied = len(spread.earliest.members)
    yield _row(
        "ties",
        tied if tied > 1 else 0,
        "",
        "{n} posts tie for the earliest; their order is not known",
        _settling_ties(spread),
    )
    yield _of(
        "untimed",
        [post.post for post in posts if post.posted_at is None],
        "1 of the rumor's posts has no usable time",
        "{n} of the rumor's posts have no usable time",
        "an export that keeps times or ids",
    )
    yield _of(
        "zone_unknown",
        [post.post for post in posts if not post.zone_known],
        "1 of the rumor's posts has a time whose time zone is not stated",
        "{n} of the rumor's posts have a time whose time zone is not stated",
        "--tz with the zone of the export",
    )
    yield _of(
        "edited",
        [post.post for post in posts if post.edited_at is not None],
        "1 of the rumor's posts was edited; what it shows may have come then",
        "{n} of the rumor's posts were edited; what they show may have come then",
        "an earlier capture of the same posts",
    )


def _settling_ties(spread: Spread) -> str:
    """Return what would settle the order of the earliest posts; for those without a zone, the zone."""
    finer = "exports with finer times or with ids"
    known = [spread.posts[each.post].zone_known for each in spread.earliest.members]
    return finer if all(known) else f"--tz ZONE, the time zone of the exports that state none; else {finer}"


def _of_media(tables: Tables) -> Iterator[Row]:
    media = tables.media
    gone = pc.and_(pc.is_valid(media.missing_reason), pc.equal(media.type, "image"))
    yield _row(
        "missing_pictures",
        _true(gone),
        "1 picture that a post carries is not in the exports",
        "{n} pictures that posts carry are not in the exports",
        "exports with their media files",
    )
    yield _row(
        "videos",
        _true(pc.and_(pc.is_in(media.type, value_set=_texts("video", "gif")), pc.is_null(media.sha256))),
        "1 video has no still picture to compare",
        "{n} videos have no still picture to compare",
        "their poster frames, as pictures",
    )


def _of_gone(spread: Spread, sources: Sources) -> Iterator[Row]:
    """Return the posts that the exports name and do not hold; Telegram's are messages that it could not write."""
    named = named_gone(sources)
    unwritten = [key for key in named if split_key(key)[0] == "telegram"]
    gone = sorted(set(named) - set(unwritten))
    pointed_at = len({link.parent for link in spread.links if link.parent_absent} & set(gone))
    one, many = (
        (" (the rumor's posts point at it)", f" (the rumor's posts point at {pointed_at:,} of them)")
        if pointed_at
        else ("", "")
    )
    yield _of(
        "tombstones",
        gone,
        f"1 post that the exports name was deleted or withheld{one}",
        f"{{n}} posts that the exports name were deleted or withheld{many}",
        "an earlier capture",
    )
    yield _of(
        "without_content",
        unwritten,
        "1 Telegram message is named without its content",
        "{n} Telegram messages are named without their content",
        "the chat itself, or an export by a newer version of Telegram",
    )


def _of_sources(tables: Tables) -> Iterator[Row]:
    sources = tables.sources
    yield _of_removed(tables.posts)
    yield _row(
        "rejected",
        int(pc.sum(sources.rejected, min_count=0).as_py()),
        "1 record was not understood",
        "{n} records were not understood",
        "rejects.csv, a corrected export, or a newer version of this tool",
    )
    yield _of_stated(sources)
    yield _of_searches(sources)
    yield _of_files(
        "cut_off",
        _names(sources, pc.and_(pc.invert(sources.complete), pc.not_equal(sources.format, ""))),
        "1 file could not be read to its end",
        "{n} files could not be read to their end",
        "the same files, exported or copied again",
    )
    yield _of_files(
        "not_read",
        sorted(_names(sources, pc.equal(sources.format, "")), key=lambda name: not name.lower().endswith(_TABLES)),
        "1 file cannot be read here",
        "{n} files cannot be read here",
        "--format, or the export in another form; for a table --map created_at=COLUMN --map id=COLUMN",
    )


def _of_files(kind: str, names: Sequence[str], one: str, many: str, settle: str) -> Row:
    """Return one unknown about files; the first of them stand in its sentence."""
    row = _row(kind, len(names), one, many, settle)
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return {**row, "what": f"{row['what']}: {', '.join(names[:_NAMED])}{more}"}


def _names(sources: Sources, chosen: Any) -> list[str]:
    """Return the files as a reader of the report can find them: the input's name, or the path inside it.

    Where several inputs hold a file of one name, the input's name stands before it.
    """
    paths, members = (column.filter(chosen).to_pylist() for column in (sources.path, sources.member))
    often = Counter(members)
    return [
        (f"{path}/{member}" if often[member] > 1 else member) if member else path
        for path, member in zip(paths, members, strict=True)
    ]


def _of_searches(sources: Sources) -> Row:
    """Return the exports that are results of a search, with what was searched for."""
    asked = sorted(set(sources.query.drop_null().to_pylist()))
    words = ", ".join(f"\u201c{one}\u201d" for one in asked)
    escaped = words.replace("{", "{{").replace("}", "}}")
    return _row(
        "searches",
        _true(pc.is_valid(sources.query)),
        f"1 export is the result of a search ({words}): posts that this search does not match are not in it",
        f"{{n}} exports are results of searches ({escaped}): posts that these do not match are not in them",
        "exports of whole accounts or channels, or of other searches",
    )


def _of_removed(posts: Posts) -> Row:
    """Return the posts that are marked as removed; of many some words are here all the same, such as a title."""
    marked = ("deleted", "removed", "withheld")
    chosen = pa.array([any(flag in marked for flag in flags) for flags in posts.flags.to_pylist()], pa.bool_())
    keys, texts = (column.filter(chosen).to_pylist() for column in (posts.post, posts.text))
    words = dict(zip(keys, map(bool, texts), strict=True))
    worded = sum(words.values())
    one = "some of its words are still here" if worded else "its words are not here"
    whose = "each" if worded == len(words) else f"{worded:,} of them"
    many = f"some words of {whose} are still here" if worded else "their words are not here"
    return _of(
        "removed",
        words,
        f"1 post is marked as removed or deleted; {one}",
        f"{{n}} posts are marked as removed or deleted; {many}",
        _EXPORT_AGAIN,
    )


def _of_stated(sources: Sources) -> Row:
    """Return the exports that hold fewer records than they say themselves."""
    rows = short_exports(sources)
    held, stated = (f"{sum(row[name] for row in rows):,}" for name in ("records", "stated"))
    return _row(
        "fewer_than_stated",
        len(rows),
        f"1 export holds {held} of the {stated} records that it says it has",
        f"{{n}} exports hold {held} of the {stated} records that they say they have",
        "the same exports, asked for again",
    )


def _of_numbers(tables: Tables) -> Row:
    gaps = id_gaps(tables.posts)
    chats = "1 Telegram chat" if len(gaps) == 1 else f"{len(gaps):,} Telegram chats"
    return _row(
        "id_gaps",
        sum(gaps.values()),
        f"1 message number inside {chats} stands for no post here: deleted, not exported, or a notice of the chat",
        f"{{n}} message numbers inside {chats} stand for no post here: deleted, not exported, or notices of the chat",
        _EXPORT_AGAIN,
    )


def _of_choice(rumor: Rumor, settings: FindingSettings) -> Iterator[Row]:
    yield _row(
        "excluded",
        rumor.excluded or len(settings.exclude),
        *(
            (
                "1 post carries a picture that was left out by hand (--exclude)",
                "{n} posts carry pictures that were left out by hand (--exclude)",
            )
            if rumor.excluded
            else (
                "1 picture or group of copies was left out by hand (--exclude)",
                "{n} pictures or groups of copies were left out by hand (--exclude)",
            )
        ),
        "running again without --exclude",
    )
    yield _row(
        "same_words",
        len(rumor.same_words),
        "1 post has the words but not the picture; it is counted apart",
        "{n} posts have the words but not the picture; they are counted apart",
        "reading them",
    )
    yield _row(
        "also",
        len(rumor.also),
        "1 other group of copies matches the picture asked for too",
        "{n} other groups of copies match the picture asked for too",
        "looking at them side by side",
    )


def _true(mask: Any) -> int:
    return int(pc.sum(mask, min_count=0).as_py())


def _texts(*values: str) -> Any:
    return pa.array(values, pa.string())


MEASURE = unknowns
