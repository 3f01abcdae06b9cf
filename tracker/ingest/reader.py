"""What a reader is: one export format, in one file.

A reader claims a file by its content (`sniff`) and yields what it holds (`read`). It never opens a path,
never parses a time itself (`base.clock` does) and never drops a record: what it cannot read it yields as a
:class:`Reject`. The load stage does the rest: keys, merging, clocks, media files, counting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import msgspec

from tracker.base.clock import UNSTATED, Stated
from tracker.base.errors import UnreadableError
from tracker.base.plugins import discover

if TYPE_CHECKING:
    from typing import BinaryIO

    from tracker.ingest.postcolumns import Block  # noqa: TC004 - only named; that module stands on this one

RESHARE_KINDS: Final = ("repost", "crosspost", "forward", "quote", "reply")
"""Kinds of a reference, in the order in which the kept parent is chosen (contract)."""

MEDIA_APART: Final = "media_apart"
"""Flag of a record that holds one of its post's files only: other records hold the rest."""

FORWARDS_UNMARKED: Final = "forwards_unmarked"
"""Flag of a post whose export does not show whether it was forwarded: it may be somebody else's."""

Looked = TypeVar("Looked")

READERS_PACKAGE: Final = "tracker.ingest.readers"


class Record(msgspec.Struct, frozen=True, gc=False):
    """One raw record and where it stands in the decompressed member."""

    raw: bytes
    offset: int
    line: int | None = None

    @property
    def place(self) -> str:
        """Where it stands, in words: `line 812` or `bytes 1024-2048`."""
        return f"line {self.line}" if self.line else f"bytes {self.offset}-{self.offset + len(self.raw)}"


class Reference(msgspec.Struct, frozen=True, gc=False):
    """One thing a post points at."""

    kind: str
    """repost, quote, reply, crosspost or forward."""
    target: str | None = None
    """Key of the post pointed at (`x:123`); null where only its author is known."""
    scope: str = "immediate"
    """What the platform's pointer means: `root`, `immediate` or `unknown`."""
    attribution: str = "platform"
    """`platform` where the platform states it, `explicit` where the author's text does (a status link)."""
    account: str | None = None
    """Author of the target, as named here."""
    stated: Stated = UNSTATED
    """Time of the target, as stated here (a Telegram forward)."""
    loose: str | None = None
    """A target as written in the export that is not yet a key (`parent_id` of the generic post file):
    the load stage looks it up as contract section 6 says."""


class MediaRow(msgspec.Struct, frozen=True, gc=False):
    """One picture, video or card that a post carries."""

    file: str
    """Name as referenced in the export: a file name, a path, or an address."""
    type: str = "image"
    """image, video, gif or card."""
    members: tuple[str, ...] = ()
    """Paths inside the container at which the file may lie, best first: keys into the set of members that
    were seen, never paths to open. Empty: the load stage tries `file` beside the post file, in `media/`,
    and by its tail."""
    url: str | None = None
    alt: str | None = None
    width: int | None = None
    height: int | None = None
    platform_digest: str | None = None
    missing_reason: str | None = None
    """Why the export has no bytes, where the reader knows it."""


class PostRow(msgspec.Struct, frozen=True, gc=False):
    """One post as one record states it."""

    platform: str
    """Folded platform name (`base.keys.fold_platform`)."""
    native_id: str
    """The platform's id as text; empty where there is none (the key is then made from the raw record)."""
    record: Record
    stated: Stated = UNSTATED
    server_timed: bool = True
    """True where the platform's server set `stated` (class A); false where the author's program did (class C)."""
    home: bool = True
    """True where the post's own server made its id; false for a Mastodon post seen from another server."""
    indexed_us: int | None = None
    """When a third server saw it (Bluesky `indexedAt`)."""
    captured_us: int | None = None
    """When it was collected."""
    edited_us: int | None = None
    first_version: str | None = None
    """Native id of its first version, where it was edited into a new id (X)."""
    account: str | None = None
    """Stable id of the author."""
    handle: str | None = None
    """Handle exactly as the export gives it."""
    name: str | None = None
    protected: bool = False
    kind: str = "post"
    """post, repost, quote, reply, crosspost or forward."""
    text: str | None = None
    text_cut: bool = False
    url: str | None = None
    lang: str | None = None
    references: tuple[Reference, ...] = ()
    media: tuple[MediaRow, ...] = ()
    embedded: bool = False
    """True for an original that came inside another post's record."""
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    views: int | None = None
    flags: tuple[str, ...] = ()
    """Marks on the content: `promoted`, `removed`, `sensitive`, `deleted`, ..."""


class Reject(msgspec.Struct, frozen=True, gc=False):
    """A record that was not understood."""

    record: Record
    reason: str
    """What was expected and what was found, with the path: `$.created_utc: got "yesterday", expected ...`."""


class Service(msgspec.Struct, frozen=True, gc=False):
    """A line that is no post by design: a stream limit, a like, a follow, a system message."""

    record: Record
    what: str


class Absent(msgspec.Struct, frozen=True, gc=False):
    """A tombstone or an error that names a post which is not there."""

    record: Record
    target: str
    """Key of the post."""
    reason: str


Row = PostRow | Reject | Service | Absent


class ReadSettings(msgspec.Struct, frozen=True):
    """What the user said about an input that detection cannot know."""

    zone: str | None = None
    """tz database name of zone-less times (`--tz`)."""
    columns: Mapping[str, str] = {}
    """Field of the generic post file -> column of the export (`--map`)."""
    now_us: int = 0
    """The UTC day of the case's first load."""


class Source(Protocol):
    """One member of an input, as a reader sees it: bytes, never a path."""

    name: str
    """Path of the member inside its container, or the file's name: never proof of anything."""
    settings: ReadSettings
    beside: frozenset[str]
    """Names of the readers that read anything of the same input, as far as they are known."""

    @property
    def head(self) -> bytes:
        """The first 64 KiB, decompressed, without a byte-order mark."""
        ...

    @property
    def mark_length(self) -> int:
        """Bytes of the byte-order mark, which `open` and `head` leave out and offsets count."""
        ...

    @property
    def size(self) -> int | None:
        """Decompressed size in bytes, where it is known before reading."""
        ...

    @property
    def members(self) -> Sequence[str]:
        """Names of all members of the same container, sorted."""
        ...

    def sibling(self, name: str) -> Source | None:
        """Return another member of the same container, or None."""
        ...

    def open(self) -> BinaryIO:
        """Open the decompressed bytes as a stream, counted against the limits."""
        ...

    def lines(self) -> Iterator[Record]:
        """Yield each non-empty line, without its line end."""
        ...

    def elements(self, *path: str) -> Iterator[Record]:
        """Yield the raw bytes of each element of the JSON array at `path`, as a stream.

        A step is a key, or `*` for every element of an array: ``elements()`` walks a top-level array,
        ``elements("messages")`` the array under `messages`, ``elements("chats", "list", "*", "messages")``
        those of every chat. Bytes before the first `[` or `{` (an X archive's assignment) are skipped. A path
        that leads to a single object yields that object. A document cut off in the middle yields the
        elements before the cut, then raises ``UnreadableError``.
        """
        ...

    def keys(self) -> tuple[str, ...]:
        """Return the top-level keys of a JSON object document, as far as the first 64 KiB of values allow."""
        ...

    def note(self, sentence: str) -> None:
        """Add an irregularity or a remark to the source's notes."""
        ...

    def about(
        self, *, captured_us: int | None = None, query: str | None = None, stated: int | None = None
    ) -> None:
        """Record what the export says of itself."""
        ...


class Match(msgspec.Struct, frozen=True):
    """A claim on a file, with its reason."""

    why: str
    companions: tuple[str, ...] = ()
    """Members that this reader uses beside the file (an X archive's account.js): not reported as unread."""


class Reader(msgspec.Struct, frozen=True):
    """One export format.

    `sniff` must be certain: two claims on one file are an error that prints both reasons. `generic` readers
    are asked only when no other claims the file. `about` tells newcomers how to get such an export and
    what it lacks.
    """

    name: str
    platform: str
    sniff: Callable[[Source], Match | None]
    read: Callable[[Source], Iterator[Row]]
    title: str = ""
    how_to_get: str = ""
    lacks: str = ""
    generic: bool = False
    verified: bool = True
    """False until it was tried on a real file."""
    blocks: Callable[[Source], Iterator[Block]] | None = None
    """The same rows as columns, many records at once, where rows are too slow; `read` is made from it then
    (`postcolumns.rows_of`)."""


def readers() -> dict[str, Reader]:
    """Return every reader that is plugged in, by name."""
    return discover(READERS_PACKAGE, "READER", Reader, "tracker.readers")


class BadRecordError(ValueError):
    """A record cannot be read; its text is the reason that `rejects` shows. Raised and caught inside `ingest`."""


def each(records: Iterator[Record], parse: Callable[[Record], Iterator[Row]]) -> Iterator[Row]:
    """Parse record by record; what `parse` refuses with :class:`BadRecordError` becomes one :class:`Reject`.

    Rows that `parse` yields before it refuses are withdrawn, so that a record is never half loaded.
    """
    for record in records:
        try:
            rows = list(parse(record))
        except BadRecordError as refusal:
            rows = [Reject(record, str(refusal))]
        yield from rows


def until_cut(rows: Iterable[Looked]) -> Iterator[Looked]:
    """Yield what can be read, for a look ahead: that the file ends too early is said by who reads it."""
    try:
        yield from rows
    except UnreadableError:
        return


def guarded(record: Record, rows: Iterator[Row]) -> list[Row]:
    """Return the rows of one part of a record (a reply, an embedded original); refused, it is one :class:`Reject`."""
    try:
        return list(rows)
    except BadRecordError as refusal:
        return [Reject(record, str(refusal))]


def kind_of(references: Sequence[Reference]) -> str:
    """Return the kind of a post from what it points at: the first of :data:`RESHARE_KINDS`, else `post`."""
    kinds = {reference.kind for reference in references}
    return next((kind for kind in RESHARE_KINDS if kind in kinds), "post")


JsonObject = dict[str, Any]
