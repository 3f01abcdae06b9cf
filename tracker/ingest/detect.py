"""Which reader knows a file, and why: by its content, certain or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from tracker.base.containers import Container, Unread, is_media
from tracker.base.errors import AmbiguousFormatError, UnknownFormatError, UnreadableError, UsageError
from tracker.base.words import did_you_mean
from tracker.ingest.delimited import has_header
from tracker.ingest.reader import Match, Reader, ReadSettings
from tracker.ingest.source import MemberSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.base.errors import InputError
    from tracker.base.files import Opened

_LOOKED_AT: Final = 100
"""Members of an input without any known one that are read to say what is wrong with it."""
_MOST_SEEN: Final = 3
"""Reasons that a refusal names."""
_FEW: Final = 12
"""Readers that a refusal names one by one."""
_UNKNOWN: Final = "no reader knows it"
_A_TABLE: Final = "a table whose columns are not known"
_MAPPED: Final = "--map created_at=COLUMN --map id=COLUMN"
_A_PAGE: Final = "a web page, which is no post"
_PAGE: Final = (b"<!doctype html", b"<html")
_PAGE_WITHIN: Final = 1024
"""Bytes in which a web page shows itself."""


@dataclass(frozen=True)
class Claim:
    """A member and the reader that reads it."""

    container: Container
    member: str
    """Path inside the input; empty for a single file."""
    reader: Reader
    match: Match
    source: MemberSource


@dataclass(frozen=True)
class Detected:
    """What an input holds."""

    claims: tuple[Claim, ...]
    """In the order of the containers and of their members."""
    unread: tuple[Unread, ...]
    """What was seen and is not read; media and companions are not among them."""


def detect(
    opened: Opened, readers: Mapping[str, Reader], settings: ReadSettings, format_name: str | None = None
) -> Detected:
    """Find the reader of every member of an input.

    Parameters
    ----------
    opened
        The input.
    readers
        Every reader, by name.
    settings
        What the user said about the input.
    format_name
        The reader that the user named (`--format`); it reads the members that it claims, and where it claims
        none, all that are no media.

    Raises ``UsageError`` for a `format_name` that does not exist, ``AmbiguousFormatError`` where two readers
    claim one member, ``UnknownFormatError`` where nothing in the input is known.

    """
    asked = readers if format_name is None else {format_name: reader_called(format_name, readers)}
    claims: list[Claim] = []
    unknown: dict[MemberSource, str] = {}
    for container in opened.containers:
        for name in container.names:
            source = MemberSource(container, name, settings)
            found = _claim(opened, source, asked.values())
            if found is not None:
                claims.append(found)
            elif not is_media(source.head):
                unknown[source] = _why_unknown(source)
            source.forget()
    if format_name is not None and not claims:
        claims = [_forced(opened, source, asked[format_name]) for source in unknown]
        unknown = {}
    if not claims:
        raise _unknown(opened, readers, unknown)
    companions = {claim.container.prefix + name for claim in claims for name in claim.match.companions}
    claims = [
        one
        for one in claims
        if not (one.reader.generic and one.container.prefix + one.source.name in companions)
    ]
    formats = frozenset(claim.reader.name for claim in claims)
    for claim in claims:
        claim.source.beside = formats
    left = [Unread(source.container.prefix + source.name, why) for source, why in unknown.items()]
    return Detected(tuple(claims), (*(one for one in left if one.member not in companions), *opened.unread))


def reader_called(name: str, readers: Mapping[str, Reader]) -> Reader:
    """Return the reader of that name. Raises ``UsageError`` with the nearest known name."""
    found = readers.get(name)
    if found is None:
        raise UsageError(
            f'no reader called "{name}".{did_you_mean(name, readers)}',
            where="--format",
            fix="all: tracker formats",
        )
    return found


def _claim(opened: Opened, source: MemberSource, readers: Iterable[Reader]) -> Claim | None:
    asked = sorted(readers, key=lambda reader: reader.name)
    for generic in (False, True):
        found = [
            (reader, match)
            for reader in asked
            if reader.generic is generic and (match := _sniff(reader, source))
        ]
        if len(found) > 1:
            reasons = "; ".join(f"{reader.name}: {match.why}" for reader, match in found)
            raise AmbiguousFormatError(
                f"{len(found)} readers claim it ({reasons})", where=_where(opened, source),
                fix=f"say which with --format, for example --format {found[0][0].name}",
            )  # fmt: skip
        if found:
            return Claim(source.container, _member(opened, source), *found[0], source)
    return None


def _sniff(reader: Reader, source: MemberSource) -> Match | None:
    """Ask one reader; a file too damaged to look at is claimed by none."""
    if not source.head or is_media(source.head):
        return None
    try:
        return reader.sniff(source)
    except UnreadableError:
        return None


def _forced(opened: Opened, source: MemberSource, reader: Reader) -> Claim:
    return Claim(source.container, _member(opened, source), reader, Match("named with --format"), source)


def _member(opened: Opened, source: MemberSource) -> str:
    return "" if opened.kind == "file" else source.container.prefix + source.name


def _where(opened: Opened, source: MemberSource) -> str:
    member = _member(opened, source)
    return f"{opened.name}: {member}" if member else opened.name


def _unknown(
    opened: Opened, readers: Mapping[str, Reader], unknown: Mapping[MemberSource, str]
) -> InputError:
    """Return the refusal of an input in which nothing is known: damaged, or of no known form."""
    damage = next((found for source in islice(unknown, _LOOKED_AT) if (found := source.damage())), None)
    if damage is not None:
        return UnreadableError(
            f"{damage}; no reader knows what is left", where=str(opened.path), fix="download or copy it again"
        )
    known = ", ".join(sorted(readers)) if len(readers) <= _FEW else f"{len(readers)} formats"
    what = "no reader knows this file" if opened.kind == "file" else "no reader knows any file in it"
    told = [*(why for why in unknown.values() if why != _UNKNOWN), *(unread.why for unread in opened.unread)]
    seen = list(dict.fromkeys(told))[:_MOST_SEEN]
    mapped = f"say which columns hold time and id: {_MAPPED}; " if _A_TABLE in told else ""
    return UnknownFormatError(
        what + (f" ({'; '.join(seen)})" if seen else ""), where=str(opened.path),
        fix=f"{mapped}known are {known}; how to get each: tracker formats",
    )  # fmt: skip


def _why_unknown(source: MemberSource) -> str:
    if _is_page(source.head):
        return _A_PAGE
    told = "; ".join(source.notes)
    return told or (_A_TABLE if has_header(source) else _UNKNOWN)


def _is_page(head: bytes) -> bool:
    return head[:_PAGE_WITHIN].lstrip().lower().startswith(_PAGE)
