"""Accounts, lists and trends of X's API 1.1: they are no posts, and are named as what they are.

An account comes with its latest post inside, where it has one; that is a post, and is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.ingest import x
from tracker.ingest.fields import decoded_object, object_at, refuse
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.postcolumns import Block, rows_of
from tracker.ingest.reader import Match, Reader, Service, each
from tracker.ingest.x_posts import Statuses, check
from tracker.ingest.x_status import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_FORMS: Final = {
    "accounts": frozenset({"id_str", "screen_name", "followers_count", "friends_count"}),
    "lists": frozenset({"id_str", "slug", "member_count", "subscriber_count"}),
    "trends": frozenset({"trends", "as_of", "locations"}),
}


def sniff(source: Source) -> Match | None:
    """Claim accounts, lists and trends by the keys that each object has."""
    forms = (_form(value) for value in peek_objects(source.head))
    found = next((form for form in forms if form is not None), None)
    return None if found is None else Match(f"{found} of X API 1.1: they are no posts")


def _form(value: JsonObject) -> str | None:
    return next((form for form, keys in _FORMS.items() if keys <= value.keys()), None)


def read(source: Source) -> Iterator[Row]:
    """Yield what each record is, and the latest post of an account."""
    return each(json_records(source), _parse)


def _parse(record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    form = _form(value)
    if form is None:
        raise refuse("screen_name", value.get("screen_name"), "an account, a list or trends of X API 1.1")
    yield Service(record, f"X API 1.1 {form}: no posts")
    latest = object_at(value, "status") if form == "accounts" else None
    if latest is not None:
        author = {key: value.get(key) for key in ("id_str", "screen_name", "name", "protected")}
        status = x.typed(latest | {"user": author}, Status)
        check(status)
        yield from rows_of([Block(Statuses([(record, status)]).columns(), [])])


READER: Final = Reader(
    "x_accounts",
    platform="x",
    sniff=sniff,
    read=read,
    title="X API 1.1: accounts, lists, trends (no posts)",
    how_to_get="twarc 1 users, followers, listmembers, trends and their kin.",
    lacks="posts, but for the latest one of each account",
    verified=False,
)
