"""Posts as columns: what the intake takes, made from rows or, by a fast reader, at once."""

from __future__ import annotations

from itertools import chain, compress, groupby, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.base.clock import UNSTATED, Stated
from tracker.base.errors import UnreadableError
from tracker.base.limits import MIB
from tracker.ingest.reader import PostRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tracker.ingest.reader import Record, Row

_FIELDS: Final = PostRow.__struct_fields__
_NO_DEFAULT: Final = len(_FIELDS) - len(PostRow.__struct_defaults__)
_DEFAULTS: Final = dict(zip(_FIELDS[_NO_DEFAULT:], PostRow.__struct_defaults__, strict=True))
_CONTENT: Final = (
    "account", "handle", "name", "kind", "text", "text_cut", "url", "lang", "edited_us", "indexed_us",
    "first_version", "references", "media", "flags", "server_timed", "home", "protected",
)  # fmt: skip

BLOCK_ROWS: Final = 2048
BLOCK_BYTES: Final = 8 * MIB
"""Rows, and bytes of raw records, that are held at once."""


class PostColumns:
    """Many posts: for each field of :class:`PostRow` a list with one value per post.

    Parameters
    ----------
    given
        The fields that differ from post to post, lists of one length; `native_id` and `record` among them.
        Fields that are left out have their default in every post. `stated_us` may stand for `stated`: moments
        to the second in a known zone, or None.

    """

    def __init__(self, given: dict[str, list[Any]]) -> None:
        self._given = given
        self._size = len(given["record"])

    @classmethod
    def of(cls, rows: Sequence[PostRow]) -> PostColumns:
        """Return rows as columns."""
        return cls({name: list(map(attrgetter(name), rows)) for name in _FIELDS})

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, name: str) -> list[Any]:
        found = self._given.get(name)
        if found is not None:
            return found
        if name == "stated" and "stated_us" in self._given:
            return [UNSTATED if us is None else Stated(us) for us in self._given["stated_us"]]
        return [_DEFAULTS[name]] * self._size

    def common(self, name: str) -> tuple[Any] | None:
        """Return the one value that all posts have in a field that is left out, as a tuple of one; else None."""
        return None if name in self._given else (_DEFAULTS[name],)

    def plainly_stated(self) -> list[int | None] | None:
        """Return the stated moments, where they are all that is stated."""
        return self._given.get("stated_us")

    def rows(self) -> Iterator[PostRow]:
        """Yield the posts one by one."""
        columns = [self[name] for name in _FIELDS]
        return (PostRow(*values) for values in zip(*columns, strict=True))

    @classmethod
    def joined(cls, parts: Sequence[PostColumns]) -> PostColumns:
        """Return posts of which the same fields are given as one."""
        return cls({name: [*chain.from_iterable(part[name] for part in parts)] for name in parts[0].layout})

    @property
    def layout(self) -> tuple[str, ...]:
        """The fields that are given."""
        return tuple(self._given)

    def kept(self, chosen: Sequence[bool]) -> PostColumns:
        """Return the posts for which `chosen` is true."""
        return PostColumns({name: list(compress(values, chosen)) for name, values in self._given.items()})

    def fetched(self, us: int | None) -> PostColumns:
        """Return the posts with the moment at which an archiver fetched them, where they state none themselves."""
        if us is None:
            return self
        captured = [us if found is None else found for found in self["captured_us"]]
        return PostColumns({**self._given, "captured_us": captured})

    def contents(self) -> Iterable[int]:
        """Return a digest of all that is said of each post, but for counters, captures and where it stands.

        It only lives in this process: it may differ between runs, and nothing that is written depends on it.
        Two records that say the same in columns of two kinds may have two digests: that costs a merge, no more.
        """
        names = [name for name in _CONTENT if name in self._given]
        stated = self._given.get("stated_us") or self["stated"]
        layout = repeat(hash(tuple(names)), len(self))
        return map(hash, zip(layout, stated, *(self[name] for name in names), strict=True))


class Block(NamedTuple):
    """Consecutive records of a source, read at once."""

    posts: PostColumns | None
    """Their posts, in the order of the records, the ones inside others after those."""
    others: list[Row]
    """What else they gave."""

    def records(self) -> list[Record]:
        """Return the record of each row."""
        return [*(self.posts["record"] if self.posts else ()), *(row.record for row in self.others)]


def joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield small blocks as large ones; what was read before a cut in the file is yielded, then it raises."""
    parts: list[Block] = []
    rows = size = 0
    try:
        for block in blocks:
            parts.append(block)
            records = block.records()
            rows += len(records)
            size += sum(len(record.raw) for record in records)
            if rows >= BLOCK_ROWS or size >= BLOCK_BYTES:
                yield from _joined(parts)
                parts, rows, size = [], 0, 0
    except UnreadableError:
        yield from _joined(parts)
        raise
    yield from _joined(parts)


def _joined(parts: list[Block]) -> Iterator[Block]:
    others = [row for part in parts for row in part.others]
    posts = [part.posts for part in parts if part.posts is not None]
    for _, alike in groupby(posts, key=lambda columns: columns.layout):
        yield Block(PostColumns.joined(list(alike)), others)
        others = []
    if others:
        yield Block(None, others)


def rows_of(blocks: Iterable[Block]) -> Iterator[Row]:
    """Yield the rows of blocks one by one, in the order of their records."""
    for block in blocks:
        rows: list[Row] = [*block.others, *(block.posts.rows() if block.posts else ())]
        yield from sorted(rows, key=lambda row: row.record.offset)


def blocks_of(rows: Iterator[Row], skipped: Sequence[Any]) -> Iterator[Block]:
    """Yield the rows of a reader as blocks; a block ends where the source has `skipped` a record.

    Rows before a cut in the file are yielded, then it raises.
    """
    gathered: list[PostRow] = []
    others: list[Row] = []
    size = 0
    try:
        for row in rows:
            if type(row) is PostRow:
                gathered.append(row)
            else:
                others.append(row)
            size += len(row.record.raw)
            if skipped or len(gathered) + len(others) >= BLOCK_ROWS or size >= BLOCK_BYTES:
                yield _block(gathered, others)
                gathered, others, size = [], [], 0
    except UnreadableError:
        yield _block(gathered, others)
        raise
    yield _block(gathered, others)


def _block(gathered: list[PostRow], others: list[Row]) -> Block:
    return Block(PostColumns.of(gathered) if gathered else None, others)
