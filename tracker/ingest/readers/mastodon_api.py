"""Answers of Mastodon's API and its relatives: timelines, searches, threads, single statuses, notifications.

Seen: answers of Mastodon 4.5 recorded one per line. Pleroma, Akkoma, Truth Social and Gab answer in the same
form. Times count as set by a server only where the post's own server answered: another one repeats a claim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base import jsontext
from tracker.ingest.fields import at, got, id_at, text_at
from tracker.ingest.mastodon import Answered, is_status, rows_of
from tracker.ingest.pages import is_one_value
from tracker.ingest.peek import peek
from tracker.ingest.reader import BadRecordError, Match, Reader, Service, each, guarded, until_cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Record, Row, Source

_HOLDERS: Final = ("ancestors", "descendants", "statuses")
"""Lists of statuses inside an answer: a thread, a search."""
_TOOL_KEYS: Final = frozenset({"category", "subcategory", "_type"})
"""What tools that save one file per picture add to a status: theirs is another format."""


def sniff(source: Source) -> Match | None:
    """Claim statuses, lists of them, and the answers that hold them."""
    if any(_TOOL_KEYS & value.keys() for value in _statuses(peek(source.head))):
        return None
    found = next(_statuses(peek(source.head)), None)
    return None if found is None else Match("statuses with `uri`, `reblogs_count` and `account`")


def read(source: Source) -> Iterator[Row]:
    """Yield every status, and the originals inside it."""
    answered = Answered(uris=_addresses(source))
    return each(_records(source), lambda record: _rows(record, answered))


def _records(source: Source) -> Iterator[Record]:
    if not is_one_value(source):
        yield from source.lines()
        return
    holders = [name for name in _HOLDERS if name in source.keys()]  # noqa: SIM118 - not a mapping
    if not holders:
        yield from source.elements()
    for name in holders:
        yield from source.elements(name)


def _addresses(source: Source) -> dict[str, str]:
    """Return the address of every status in the file by its id: replies name only the id."""
    found: dict[str, str] = {}
    for record in until_cut(_records(source)):
        try:
            values = [_decoded(record)]
        except BadRecordError:
            continue
        for status in _statuses(values):
            for one in (status, at(status, "reblog")):
                number, uri = at(one, "id"), at(one, "uri")
                if isinstance(number, str) and isinstance(uri, str):
                    found[number] = uri if found.get(number, uri) == uri else ""
    return found


def _rows(record: Record, answered: Answered) -> Iterator[Row]:
    value = _decoded(record)
    found = list(_statuses([value]))
    if not found:
        yield _unread(record, value)
    elif found[0] is value:
        yield from rows_of(record, found[0], answered)
    else:
        for status in found:
            yield from guarded(record, rows_of(record, status, answered))


def _decoded(record: Record) -> Any:
    try:
        return jsontext.decode(record.raw)
    except ValueError as failure:
        raise BadRecordError(str(failure)) from failure


def _unread(record: Record, value: Any) -> Row:
    """Return what an answer without any status is; a status that lost its keys is refused."""
    if isinstance(value, dict) and id_at(value, "id") and ("content" in value or "reblogs_count" in value):
        raise BadRecordError(f"`$`: got the keys {got(sorted(value))}, expected a status")
    if not isinstance(value, dict | list):
        raise BadRecordError(f"`$`: got {got(value)}, expected an answer of the API")
    return Service(record, f"an answer without any status: {text_at(value, 'error') or 'other objects'}")


def _statuses(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield the statuses of answers: the value itself, a list, or what a thread, search or notification holds."""
    for value in values:
        lists = value if isinstance(value, list) else [value]
        for one in lists:
            if is_status(one):
                yield one
            elif isinstance(one, dict):
                inner = [part for name in _HOLDERS if isinstance(part := one.get(name), list)]
                held = [status for part in inner for status in part]
                yield from filter(is_status, [*held, one.get("status")])


READER = Reader(
    "mastodon_api",
    platform="mastodon",
    sniff=sniff,
    read=read,
    title="Mastodon API answers",
    how_to_get="Save the answers of a server's API: a timeline, search, thread or status; whole or one per line.",
    lacks="pictures themselves; who boosted a boost; the time of posts of other servers is what those claim",
)
