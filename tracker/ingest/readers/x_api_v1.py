"""X (Twitter) API 1.1 statuses: twarc 1, hydrators, stream collectors; one per line, or an array.

Repost and quote come with the whole original inside, which is a post of its own here. `id` is never read
where `id_str` is there: JavaScript tools round it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import UNSET

from tracker.base.clock import parse_x
from tracker.base.jsontext import JsonTextError, decode
from tracker.ingest import x
from tracker.ingest.decoded import decoded_groups
from tracker.ingest.fields import got
from tracker.ingest.peek import peek_objects
from tracker.ingest.postcolumns import Block, joined, rows_of
from tracker.ingest.reader import Absent, BadRecordError, Match, Reader, Record, Reject, Row, Service, Source
from tracker.ingest.x_posts import Statuses, check
from tracker.ingest.x_status import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_THIS_FORMAT: Final = ("verb", "objectType", "rawContent", "_type", "rest_id", "legacy")
_NOISE: Final = frozenset({
    "limit", "disconnect", "warning", "scrub_geo", "status_withheld", "user_withheld", "friends", "event",
    "for_user", "control", "direct_message",
})  # fmt: skip
"""First keys of the lines that a stream puts between posts."""


def sniff(source: Source) -> Match | None:
    """Claim statuses by `id_str` beside a text and a time; other tools' forms are not it."""
    if any(_is_status(value) for value in peek_objects(source.head)):
        return Match("has `id_str` beside `text` or `full_text` and a `created_at` of API 1.1")
    return None


def _is_status(value: dict[str, Any]) -> bool:
    text = value.get("full_text", value.get("text"))
    created_at = value.get("created_at")
    return (
        isinstance(value.get("id_str"), str)
        and isinstance(text, str)
        and isinstance(created_at, str)
        and parse_x(created_at).us is not None
        and not any(key in value for key in _NOT_THIS_FORMAT)
    )


def read(source: Source) -> Iterator[Row]:
    """Yield every status, and every original inside one, as a post."""
    return rows_of(blocks(source))


def blocks(source: Source) -> Iterator[Block]:
    """Yield the statuses as columns, some thousand records at once."""
    return joined(_block(records, values) for records, values in decoded_groups(source, Status))


def _block(records: list[Record], values: list[Any]) -> Block:
    """Return what decoded records hold: all the statuses of a record, or the reason why none."""
    statuses: list[tuple[Record, Status]] = []
    others: list[Row] = []
    for record, value in zip(records, values, strict=True):
        if type(value) is Status and (value.id_str is not UNSET or value.id is not UNSET):
            statuses.append((record, value))
            continue
        try:
            found = _told(record, value)
        except BadRecordError as refusal:
            found = Reject(record, str(refusal))
        if isinstance(found, Status):
            statuses.append((record, found))
        else:
            others.append(found)
    posts = Statuses(statuses)
    if not posts.are_sound():
        posts = Statuses(_sound(statuses, others))
    return Block(posts.columns() if len(posts) else None, others)


def _sound(statuses: list[tuple[Record, Status]], others: list[Row]) -> Iterator[tuple[Record, Status]]:
    for record, status in statuses:
        try:
            check(status)
        except BadRecordError as refusal:
            others.append(Reject(record, str(refusal)))
        else:
            yield record, status


def _told(record: Record, value: Any) -> Status | Row:
    """Return the status in a record, or what a line that is no status says."""
    if isinstance(value, JsonTextError):
        raise BadRecordError(str(value))
    if isinstance(value, Status):
        value = decode(record.raw)
    if not isinstance(value, dict):
        raise BadRecordError(f"`$`: got {got(value)}, expected a status as an object")
    if "id_str" not in value and "id" not in value:
        return _between(record, value)
    return x.typed(value, Status)


def _between(record: Record, value: dict[str, Any]) -> Row:
    """Return what a line that is no status says."""
    deleted = value.get("delete")
    if isinstance(deleted, dict):
        status = deleted.get("status")
        target = status.get("id_str") if isinstance(status, dict) else None
        if isinstance(target, str) and x.is_id(target):
            return Absent(record, f"x:{target}", "deleted, says the stream")
        return Service(record, "a deletion that names no post")
    for key in value:
        if key in _NOISE:
            return Service(record, f"stream message `{key}`")
    raise BadRecordError("`$.id_str`: missing, expected the id of a status as text")


READER: Final = Reader(
    name="x_api_v1",
    platform="x",
    sniff=sniff,
    read=read,
    title="X (Twitter) API 1.1: statuses as JSON lines or an array",
    how_to_get="Collected by twarc 1, hydrators or stream recorders while the API 1.1 was open.",
    lacks="The parent of a repost: X names its root only. Posts deleted before the collection.",
    blocks=blocks,
)
