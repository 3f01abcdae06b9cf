"""What stands in a Bluesky repository: each record has an address, and some are posts or reposts.

Streams and repositories give records as the author's program wrote them: nothing is hydrated, nobody has a
handle, and `createdAt` is a claim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.base.clock import UNSTATED, Stated, parse_iso
from tracker.base.keys import post_key
from tracker.ingest import bluesky
from tracker.ingest.fields import at, refuse, text_at
from tracker.ingest.reader import Absent, PostRow, Reference, Service, kind_of

if TYPE_CHECKING:
    from tracker.ingest.reader import JsonObject, Record, Row

_POST: Final = "app.bsky.feed.post"
_REPOST: Final = "app.bsky.feed.repost"
POSTED: Final = frozenset({_POST, _REPOST})
"""Collections whose records are posts here; all others (likes, follows, profiles, ...) are none."""


class Entry(NamedTuple):
    """Where a record stands, and when it was seen."""

    did: str
    collection: str
    rkey: str
    """Its key in the collection; empty where nothing tells."""
    seen_us: int | None = None
    """When a service saw it."""
    is_update: bool = False
    """Whether it replaced an earlier record of the same address."""

    @property
    def uri(self) -> str:
        """The record's address; empty where nothing tells its key."""
        return f"at://{self.did}/{self.collection}/{self.rkey}" if self.rkey else ""


def written(record: Record, entry: Entry, value: Any, folder: str) -> Row:
    """Return the row of a record that was written: a post, a repost, or no post by design.

    `folder` is where the export stands: blobs may lie there or in `media/` beside it.
    """
    if entry.collection not in POSTED:
        return Service(record, f"{entry.collection}, no post")
    if not isinstance(value, dict):
        raise refuse("record", value, "the record of a post")
    return _repost(record, entry, value) if entry.collection == _REPOST else _post(record, entry, value, folder)


def removed(record: Record, entry: Entry) -> Row:
    """Return the row of a record that was deleted: a post that is gone, or no post by design."""
    if entry.collection in POSTED:
        return Absent(record, post_key("bluesky", entry.uri), "deleted, says the stream")
    return Service(record, f"{entry.collection}, deleted")


def _post(record: Record, entry: Entry, value: JsonObject, folder: str) -> PostRow:
    references = tuple(bluesky.references(value))
    return PostRow(
        platform="bluesky", native_id=entry.uri, record=record, stated=_created(value), server_timed=False,
        indexed_us=entry.seen_us, edited_us=entry.seen_us if entry.is_update else None, account=entry.did,
        kind=kind_of(references), text=text_at(value, "text"), url=bluesky.web_address(entry.uri),
        lang=bluesky.language(value), references=references,
        media=tuple(bluesky.media({}, value, entry.uri, folder)),
    )  # fmt: skip


def _repost(record: Record, entry: Entry, value: JsonObject) -> PostRow:
    return PostRow(
        platform="bluesky", native_id=entry.uri, record=record, stated=_created(value), server_timed=False,
        indexed_us=entry.seen_us, account=entry.did, kind="repost", references=tuple(_reposted(value)),
    )  # fmt: skip


def _reposted(value: JsonObject) -> list[Reference]:
    """Return what a repost passes on, and the repost through which its author saw it, where that is told."""
    found = []
    for name, scope in (("subject", "root"), ("via", "immediate")):
        uri = text_at(value, name, "uri")
        if uri is not None and uri.startswith("at://"):
            found.append(Reference("repost", post_key("bluesky", uri), scope, account=bluesky.owner_of(uri)))
    if text_at(value, "subject", "uri") is None:
        raise refuse("subject.uri", at(value, "subject"), "the `at://` address of the post passed on")
    return found


def _created(value: JsonObject) -> Stated:
    created = text_at(value, "createdAt")
    return parse_iso(created) if created else UNSTATED
