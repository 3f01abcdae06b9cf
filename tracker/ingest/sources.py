"""The rows of the `sources` table: what was read, what was not, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.base.clock import to_datetime
from tracker.base.words import visible
from tracker.ingest.intake import Tally

if TYPE_CHECKING:
    from tracker.base.files import Opened
    from tracker.ingest.detect import Claim, Detected
    from tracker.ingest.publish import Published


@dataclass
class SourceRow:
    """One file or member of an input."""

    opened: Opened
    given: str
    tally: Tally
    format: str
    why: str
    claim: Claim | None = None

    def cells(self, numbers: dict[int, int], published: Published) -> dict[str, Any]:
        """Return the row's cells, now that all is counted. Checks posts + merged + rejected = records."""
        tally, number = self.tally, numbers.get(id(self.tally), -1)
        posts = published.per_source.get(number, 0)
        merged = tally.accepted - posts
        if merged < 0:
            message = f"{tally.path}: {posts} posts kept of {tally.accepted} records taken in"
            raise AssertionError(message)
        size, sha256 = self._file()
        source = self.claim.source if self.claim is not None else None
        captured_us = source.captured_us if source is not None else None
        return {
            "source": tally.key, "input": self.given, "path": tally.path, "member": tally.member,
            "format": self.format, "why": self.why, "size": size, "sha256": sha256,
            "records": tally.records, "posts": posts, "merged": merged, "rejected": tally.rejected,
            "service": tally.service, "absent": tally.absent, "gone": sorted(tally.gone),
            "stated": source.stated if source is not None else None,
            "first": _moment(published.first_us.get(number)), "last": _moment(published.last_us.get(number)),
            "captured_at": _moment(captured_us), "query": source.query if source is not None else None,
            "complete": source.complete if source is not None else False, "notes": " | ".join(self._notes()),
        }  # fmt: skip

    def _file(self) -> tuple[int | None, bytes | None]:
        """Return size and digest of the file on disk that holds the member."""
        if self.opened.kind != "folder":
            return self.opened.digest_of("")
        return self.opened.digest_below(self.tally.member)

    def _notes(self) -> list[str]:
        if self.claim is None:
            return []
        return [
            *dict.fromkeys(visible(note) for note in (*self.claim.container.notes, *self.claim.source.notes))
        ]


def _moment(us: int | None) -> Any:
    return None if us is None else to_datetime(us)


def source_rows(opened: Opened, given: str, detected: Detected, before: int) -> list[SourceRow]:
    """Return one row per member that is claimed or not read, by name; keys go on from `before`."""
    found: list[tuple[str, str, str, Claim | None]]
    found = [(claim.member, claim.reader.name, claim.match.why, claim) for claim in detected.claims]
    found += [(unread.member, "", unread.why, None) for unread in detected.unread]
    found.sort(key=lambda row: (row[0], row[1], row[2]))
    return [
        SourceRow(
            opened, given, Tally(f"s{before + number}", opened.name, _storable(member)), name, why, claim
        )
        for number, (member, name, why, claim) in enumerate(found, 1)
    ]


def _storable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
