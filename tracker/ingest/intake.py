"""Rows of the readers, taken in one by one: keyed, counted, and put on the spool unless all is known already.

In memory stay only the keys, a digest of what was said, and the counters. A record that says of a post what
another record said already is merged at once; one that says something else becomes another row of the spool,
and `ingest.merge` makes one of them.
"""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tracker.base.keys import post_key, unnamed_id
from tracker.base.limits import REJECT_HEAD
from tracker.base.words import printable_bytes
from tracker.ingest.accounts import AccountBook
from tracker.ingest.clocks import MISSING
from tracker.ingest.links import LinkBook, Nodes
from tracker.ingest.reader import Absent, PostRow, Record, Reject, Row, Service
from tracker.ingest.spool import BATCH, Drafted, Spool, batch_of
from tracker.tables.rejects import Rejects

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.base.limits import Limits
    from tracker.ingest.attach import Attached
    from tracker.ingest.detect import Claim
    from tracker.ingest.source import Skipped
    from tracker.tables.store import TableWriter

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
    said: dict[str, int] = field(default_factory=dict)
    """How often each kind of service line, tombstone and reject came, for messages."""

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
        self.columns: tuple[array[int], ...] = tuple(array("q") for _ in range(4))
        self.read_us: array[int] = array("q")
        self.captured_us: array[int] = array("q")
        self._waiting: list[tuple[int, PostRow]] = []

    def extend(self, rows: list[PostRow]) -> None:
        """Begin the counters of new posts, in their order; then enter the readings that waited for them."""
        counts = (
            [row.likes for row in rows], [row.reposts for row in rows], [row.replies for row in rows],
            [row.views for row in rows],
        )  # fmt: skip
        for column, values in zip(self.columns, counts, strict=True):
            column.extend([MISSING if value is None else _count(value) for value in values])
        captured = [MISSING if row.captured_us is None else row.captured_us for row in rows]
        self.read_us.extend(captured)
        self.captured_us.extend(captured)
        for post, row in self._waiting:
            self._update(post, row)
        self._waiting.clear()

    def update(self, post: int, row: PostRow) -> None:
        """Enter a further reading of a post."""
        if post < len(self.read_us):
            self._update(post, row)
        else:
            self._waiting.append((post, row))

    def _update(self, post: int, row: PostRow) -> None:
        """Keep the later reading of two; of one moment, the higher counts: the order is of no matter."""
        captured = MISSING if row.captured_us is None else row.captured_us
        if captured != MISSING and (self.captured_us[post] == MISSING or captured < self.captured_us[post]):
            self.captured_us[post] = captured
        counts = (_count(row.likes), _count(row.reposts), _count(row.replies), _count(row.views))
        if max(counts) == MISSING:
            return
        later = captured > self.read_us[post] or all(column[post] == MISSING for column in self.columns)
        if not later and captured < self.read_us[post]:
            return
        for column, count in zip(self.columns, counts, strict=True):
            if later or count > column[post]:
                column[post] = count
        self.read_us[post] = captured


def _count(value: int | None) -> int:
    return MISSING if value is None or not -_BIG < value < _BIG else value


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
        self._draft: list[Drafted] = []
        self._new_rows: list[PostRow] = []
        """First rows of posts whose counters have not begun."""
        self._rejects_writer = rejects
        self._rejects: list[dict[str, Any]] = []
        self._record: Record | None = None
        self._digest = b""

    def __len__(self) -> int:
        return len(self.node)

    def source(self, tally: Tally, claim: Claim, progress: Callable[[], None]) -> None:
        """Take all rows of a source; what its own reading skipped is rejected."""
        self.tallies.append(tally)
        number = len(self.tallies) - 1
        source = claim.source
        for row in claim.reader.read(source):
            if type(row) is PostRow:
                self._post(row, number, tally, claim)
            else:
                self._other(row, tally)
            if source.skipped:
                self._skipped(source.skipped, tally)
            if len(self._draft) >= BATCH:
                self._flush()
                progress()

    def finish_source(self, claim: Claim) -> None:
        """End a source, also one that broke off."""
        self._skipped(claim.source.skipped, self.tallies[-1])
        self._record = None
        self._flush()

    def close(self) -> None:
        """Write what waits."""
        self._flush()
        self.spool.close()
        self._write_rejects()

    def _post(self, row: PostRow, source: int, tally: Tally, claim: Claim) -> None:
        tally.accepted += 1
        key = post_key(row.platform, row.native_id or unnamed_id(row.record.raw))
        node = self.nodes.number(key)
        content = _content_of(row)
        post = self.nodes.post[node]
        if post < 0:
            post = self._new(node, row, content, source)
        else:
            self.counters.update(post, row)
            if source != self._first_source[post]:
                self.extra_sources.setdefault(post, {self._first_source[post]}).add(source)
            if not self._says_more(post, row, content):
                return
        self._append(post, node, row, content, source, claim)

    def _new(self, node: int, row: PostRow, content: int, source: int) -> int:
        post = len(self.node)
        self.nodes.post[node] = post
        self.node.append(node)
        self._new_rows.append(row)
        self._content.append(content)
        self._own.append(0 if row.embedded else 1)
        self._first_source.append(source)
        return post

    def _says_more(self, post: int, row: PostRow, content: int) -> bool:
        """Tell whether a further record of a post must be kept: other content, or the first of its own."""
        known = self.versions.get(post)
        if known is None:
            known = {self._content[post]}
        upgrade = not row.embedded and not self._own[post]
        if content in known and not upgrade:
            return False
        if upgrade:
            self._own[post] = 1
        known.add(content)
        self.versions[post] = known
        return True

    def _append(self, post: int, node: int, row: PostRow, content: int, source: int, claim: Claim) -> None:
        links = self.links.add(post, node, row.platform, row.references) if row.references else ()
        places: tuple[int, ...] = ()
        if row.media:
            places = self.attached.number(claim.container, claim.source.name, row.media)
        self._draft.append(
            Drafted(
                row,
                post,
                content,
                source,
                self._sha256(row.record),
                self.accounts.persona(row),
                links,
                places,
            )
        )

    def _sha256(self, record: Record) -> bytes:
        """Return the digest of a record; posts inside one record follow one another."""
        if record is not self._record:
            self._record, self._digest = record, hashlib.sha256(record.raw).digest()
        return self._digest

    def _flush(self) -> None:
        self.counters.extend(self._new_rows)
        self._new_rows = []
        if self._draft:
            self.spool.write(batch_of(self._draft, self._limits))
            self._draft = []

    def _other(self, row: Row, tally: Tally) -> None:
        if isinstance(row, Reject):
            record = row.record
            self._reject(tally, record, record.raw[:REJECT_HEAD], len(record.raw),
                         hashlib.sha256(record.raw).digest(), row.reason)  # fmt: skip
        elif isinstance(row, Service):
            tally.service += 1
            tally.saw(row.what)
        elif isinstance(row, Absent):
            tally.absent += 1
            tally.saw(row.reason)

    def _skipped(self, skipped: list[Skipped], tally: Tally) -> None:
        for one in skipped:
            self._reject(tally, one, one.head, one.length, one.sha256, one.reason)
        skipped.clear()

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


def _content_of(row: PostRow) -> int:
    """Return a digest of all that a record says of its post, but for counters, captures and where it stands.

    It only lives in this process: it may differ between runs, and nothing that is written depends on it.
    """
    return hash((
        row.stated, row.account, row.handle, row.name, row.kind, row.text, row.text_cut, row.url, row.lang,
        row.edited_us, row.indexed_us, row.first_version, row.references, row.media, row.flags,
        row.server_timed, row.home, row.protected,
    ))  # fmt: skip
