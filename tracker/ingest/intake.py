"""Rows of the readers, taken in batch by batch: keyed, counted, and put on the spool unless all is known already.

In memory stay only the keys, a digest of what was said, and the counters. A record that says of a post what
another record said already is merged at once; one that says something else becomes another row of the spool,
and `ingest.merge` makes one of them.
"""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tracker.base.keys import post_key, unnamed_id
from tracker.base.limits import REJECT_HEAD
from tracker.base.words import printable_bytes
from tracker.ingest.accounts import AccountBook
from tracker.ingest.clocks import MISSING
from tracker.ingest.drift import salvaged
from tracker.ingest.links import LinkBook, Nodes, as_array
from tracker.ingest.postcolumns import PostColumns, blocks_of
from tracker.ingest.reader import Absent, Reject, Row, Service
from tracker.ingest.source import Skipped
from tracker.ingest.spool import Kept, Spool, batch_of
from tracker.tables.rejects import Rejects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from tracker.base.limits import Limits
    from tracker.ingest.attach import Attached
    from tracker.ingest.detect import Claim
    from tracker.ingest.reader import Record
    from tracker.tables.store import TableWriter

COUNTERS: Final = ("likes", "reposts", "replies", "views")
_BIG: Final = 2**63
_REJECTS_BATCH: Final = 10_000
_MOST_SAID: Final = 100
_FIRST_SAID: Final = 3
"""Kinds of service lines and reasons of rejects that a message names."""


@dataclass
class Tally:
    """What came of one source."""

    key: str
    path: str
    member: str
    accepted: int = 0
    rejected: int = 0
    service: int = 0
    absent: int = 0
    moved: int = 0
    """Records of which only the id could be read; they are among the accepted."""
    said: dict[str, int] = field(default_factory=dict)
    """How often each kind of service line, tombstone and reject came, for messages."""
    gone: set[str] = field(default_factory=set)
    """Keys of the posts that tombstones and errors name."""

    @property
    def records(self) -> int:
        """Posts as the source holds them."""
        return self.accepted + self.rejected

    def saw(self, what: str) -> None:
        """Count a kind of line that is no post."""
        if what in self.said or len(self.said) < _MOST_SAID:
            self.said[what] = self.said.get(what, 0) + 1

    def instead(self) -> str:
        """Return what was found instead of posts, the most frequent first."""
        most = sorted(self.said.items(), key=lambda item: (-item[1], item[0]))[:_FIRST_SAID]
        return ", ".join(f"{count} x {what}" for what, count in most)


class Counters:
    """What the platform counted, at the latest reading, and the earliest capture; one entry per post."""

    def __init__(self) -> None:
        self.columns: tuple[array[int], ...] = tuple(array("q") for _ in COUNTERS)
        self.read_us: array[int] = array("q")
        self.captured_us: array[int] = array("q")

    def take(self, posts: list[int], rows: PostColumns) -> None:
        """Enter the readings of posts, new ones in the order of their numbers; `posts` names one for each row."""
        numbers = np.array(posts, np.int64)
        counts = [_numbers(rows, name) for name in COUNTERS]
        captured = _numbers(rows, "captured_us")
        latest = np.maximum.accumulate(np.concatenate(([len(self.read_us) - 1], numbers[:-1])))
        new = numbers > latest
        for column, values in zip((*self.columns, self.read_us, self.captured_us),
                                  (*counts, captured, captured), strict=True):  # fmt: skip
            column.frombytes(values[new].tobytes())
        for place in np.flatnonzero(~new & self._tells(numbers, captured, counts)).tolist():
            self._update(posts[place], int(captured[place]), [int(column[place]) for column in counts])

    def _tells(
        self, posts: NDArray[np.int64], captured: NDArray[np.int64], counts: list[NDArray[np.int64]]
    ) -> NDArray[np.bool_]:
        """Tell which readings may change what is known; what changes nothing now never will, as it only grows."""
        first, read = as_array(self.captured_us)[posts], as_array(self.read_us)[posts]
        known = [as_array(column)[posts] for column in self.columns]
        earlier = (captured != MISSING) & ((first == MISSING) | (captured < first))
        given = np.maximum.reduce(counts) != MISSING
        later = (captured > read) | (np.maximum.reduce(known) == MISSING)
        more = np.logical_or.reduce([count > was for count, was in zip(counts, known, strict=True)])
        return np.asarray(earlier | (given & (later | ((captured == read) & more))))

    def _update(self, post: int, captured: int, counts: list[int]) -> None:
        """Keep the later reading of two; of one moment, the higher counts: the order is of no matter."""
        if captured != MISSING and (self.captured_us[post] == MISSING or captured < self.captured_us[post]):
            self.captured_us[post] = captured
        if max(counts) == MISSING:
            return
        later = captured > self.read_us[post] or all(column[post] == MISSING for column in self.columns)
        if not later and captured < self.read_us[post]:
            return
        for column, count in zip(self.columns, counts, strict=True):
            if later or count > column[post]:
                column[post] = count
        self.read_us[post] = captured


def _numbers(rows: PostColumns, name: str) -> NDArray[np.int64]:
    """Return the numbers of a field, MISSING where there is none or 64 bits do not hold it."""
    if rows.common(name) is not None:
        return np.full(len(rows), MISSING, np.int64)
    values = [MISSING if value is None else value for value in rows[name]]
    try:
        return np.array(values, np.int64)
    except OverflowError:
        return np.array([value if -_BIG < value < _BIG else MISSING for value in values], np.int64)


class Intake:
    """Takes the rows of all sources.

    Parameters
    ----------
    limits
        Upper bounds of texts, names and ids.
    folder
        Where the spool lies.
    rejects
        Where rejected records are written.
    attached
        Finds the media files.

    """

    def __init__(self, limits: Limits, folder: Path, rejects: TableWriter, attached: Attached) -> None:
        self._limits = limits
        self.attached = attached
        self.nodes = Nodes(limits.max_id + 64)
        self.links = LinkBook(self.nodes)
        self.counters = Counters()
        self.spool = Spool(folder / "rows.arrow")
        self.node: array[int] = array("q")
        """Node of each post."""
        self.extra_sources: dict[int, set[int]] = {}
        self.accounts = AccountBook()
        self._content: array[int] = array("q")
        self._own: array[int] = array("b")
        """1 where a record of the post's own was spooled, not only one inside another's."""
        self._first_source: array[int] = array("q")
        self.versions: dict[int, set[int]] = {}
        """Of posts with several rows on the spool: the digests of what each says."""
        self.tallies: list[Tally] = []
        self._rejects_writer = rejects
        self._rejects: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return len(self.node)

    def source(self, tally: Tally, claim: Claim, progress: Callable[[], None]) -> None:
        """Take all rows of a source; what its own reading skipped is rejected."""
        self.tallies.append(tally)
        read_ahead = claim.reader.blocks
        source = claim.source
        last: set[int] = set()
        for block in read_ahead(source) if read_ahead else blocks_of(claim.reader.read(source), source.skipped):
            known = set() if block.posts is None else {record.offset for record in block.posts["record"]}
            left, saved = salvaged(block.others, known | last, claim.reader.platform, source.settings.now_us)
            others: list[Row | Skipped] = [*left, *source.skipped]
            source.skipped.clear()
            self._others(sorted(others, key=_offset) if read_ahead else others, tally)
            for posts in (block.posts, PostColumns.of(saved) if saved else None):
                if posts is not None:
                    self._posts(posts.fetched(claim.container.fetched_us(source.name)), claim)
            tally.moved += len(saved)
            last = {max(known)} if known else last
            progress()

    def finish_source(self, claim: Claim) -> None:
        """End a source, also one that broke off."""
        tally = self.tallies[-1]
        self._others(claim.source.skipped, tally)
        claim.source.skipped.clear()
        if tally.moved:
            claim.source.note(f"of {tally.moved} records only the id could be read: their layout is not known yet")

    def close(self) -> None:
        """Write what waits."""
        self.spool.close()
        self._write_rejects()

    def _posts(self, rows: PostColumns, claim: Claim) -> None:
        source = len(self.tallies) - 1
        self.tallies[source].accepted += len(rows)
        nodes = self.nodes.numbers(_keys(rows))
        contents = list(rows.contents())
        posts, kept = [], []
        for node, content, embedded in zip(nodes, contents, rows["embedded"], strict=True):
            post = self.nodes.post[node]
            new = post < 0
            if new:
                post = self._new(node, content, source, embedded=embedded)
            elif source != self._first_source[post]:
                self.extra_sources.setdefault(post, {self._first_source[post]}).add(source)
            posts.append(post)
            kept.append(new or self._says_more(post, content, embedded=embedded))
        self.counters.take(posts, rows)
        if not all(kept):
            posts, contents = list(compress(posts, kept)), list(compress(contents, kept))
            nodes, rows = list(compress(nodes, kept)), rows.kept(kept)
        if posts:
            self._spool(Kept(rows, posts, contents, source), nodes, claim)

    def _new(self, node: int, content: int, source: int, *, embedded: bool) -> int:
        post = len(self.node)
        self.nodes.post[node] = post
        self.node.append(node)
        self._content.append(content)
        self._own.append(0 if embedded else 1)
        self._first_source.append(source)
        return post

    def _says_more(self, post: int, content: int, *, embedded: bool) -> bool:
        """Tell whether a further record of a post must be kept: other content, or the first of its own."""
        known = self.versions.get(post)
        upgrade = not embedded and not self._own[post]
        if not upgrade and (content == self._content[post] if known is None else content in known):
            return False
        if known is None:
            known = self.versions[post] = {self._content[post]}
        if upgrade:
            self._own[post] = 1
        known.add(content)
        return True

    def _spool(self, kept: Kept, nodes: list[int], claim: Claim) -> None:
        rows = kept.rows
        links = [
            self.links.add(post, node, platform, references) if references else ()
            for post, node, platform, references in zip(
                kept.posts, nodes, rows["platform"], rows["references"], strict=True
            )
        ]
        number = self.attached.number
        places = [number(claim.container, claim.source.name, media) if media else () for media in rows["media"]]
        personas = self.accounts.personas(rows["platform"], rows["account"], rows["handle"])
        self.spool.write(batch_of(kept, personas, links, places, self._limits))

    def _others(self, rows: Iterable[Row | Skipped], tally: Tally) -> None:
        for row in rows:
            if isinstance(row, Skipped):
                self._reject(tally, row, row.head, row.length, row.sha256, row.reason)
            elif isinstance(row, Reject):
                record = row.record
                self._reject(tally, record, record.raw[:REJECT_HEAD], len(record.raw),
                             hashlib.sha256(record.raw).digest(), row.reason)  # fmt: skip
            elif isinstance(row, Service):
                tally.service += 1
                tally.saw(row.what)
            elif isinstance(row, Absent):
                tally.absent += 1
                tally.gone.add(row.target)
                tally.saw(row.reason)

    def _reject(
        self, tally: Tally, place: Record | Skipped, head: bytes, length: int, sha256: bytes, reason: str
    ) -> None:
        tally.rejected += 1
        tally.saw(f"rejected: {reason[:80]}")
        self._rejects.append({
            "source": tally.key, "path": tally.path, "member": tally.member, "line": place.line,
            "offset": place.offset, "length": length, "reason": reason, "head": printable_bytes(head),
            "sha256": sha256,
        })  # fmt: skip
        if len(self._rejects) >= _REJECTS_BATCH:
            self._write_rejects()

    def _write_rejects(self) -> None:
        if self._rejects:
            for row in self._rejects:
                row["reason"] = row["reason"].encode("utf-8", "replace").decode("utf-8")
            self._rejects_writer.write(Rejects.from_rows(self._rejects))
            self._rejects = []


def _keys(rows: PostColumns) -> list[str]:
    return [
        post_key(platform, native_id or unnamed_id(record.raw))
        for platform, native_id, record in zip(rows["platform"], rows["native_id"], rows["record"], strict=True)
    ]


def _offset(row: Row | Skipped) -> int:
    return row.offset if isinstance(row, Skipped) else row.record.offset
