"""What the browser extension Zeeschuimer writes around every item that it saw, whatever the site.

One object per line: `nav_index`, `item_id`, `timestamp_collected` (milliseconds, when the page was first seen),
`last_updated`, `source_platform` (the name of the extension's module), `source_platform_url`, `source_url`,
`user_agent`, and `data`: the site's own object. Exports of before 2022 have no `timestamp_collected`.
What was uploaded to 4CAT comes back with the site's own keys first and the rest under `__import_meta`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from tracker.ingest.drift import LAYOUT_UNKNOWN
from tracker.ingest.fields import at, decoded_object, got, id_at, object_at, refuse
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import BadRecordError, JsonObject, Match, PostRow, Record, Reject, Row
from tracker.ingest.webobject import moment

if TYPE_CHECKING:
    from tracker.ingest.reader import Source

HOW_TO_GET: Final = "Install the browser extension Zeeschuimer, browse the site, export the items as .ndjson."

_NOTED_BY_4CAT: Final = "__import_meta"
_NAVIGATION: Final = ("nav_index", "item_id", "timestamp_collected")


class Capture(msgspec.Struct, frozen=True, gc=False):
    """One item that the extension saw."""

    record: Record
    item: JsonObject
    """The site's own object."""
    item_id: str | None
    """Its id as the extension noted it: for some sites with more around it (`urn:li:...`, `id_author`)."""
    captured_us: int | None
    """When the page was loaded, by the clock of the person who browsed."""


class Module(msgspec.Struct, frozen=True):
    """How the items of one module of the extension are read."""

    names: tuple[str, ...]
    """What `source_platform` says, in any version of the extension."""
    platform: str
    native_id: Callable[[Capture], str | None]
    """Finds the post's id in an item, or in the id that the extension noted."""
    parse: Callable[[Capture, str], Iterator[Row]]
    """Yields the rows of an item, given its id; what it refuses still gives a post with that id."""


def claim(source: Source, module: Module) -> Match | None:
    """Claim a file whose first item this module of the extension wrote."""
    for value in map(_unfolded, peek_objects(source.head)):
        if is_envelope(value):
            name = value["source_platform"]
            return Match(f"Zeeschuimer items of {name}") if name in module.names else None
    return None


def is_envelope(value: JsonObject) -> bool:
    """Tell whether an object is an item with what the extension notes beside it."""
    noted = any(key in value for key in _NAVIGATION)
    return noted and isinstance(value.get("source_platform"), str) and isinstance(value.get("data"), dict)


def _unfolded(value: JsonObject) -> JsonObject:
    """Return an item in the extension's own form: 4CAT keeps what was noted beside the site's own keys."""
    noted = value.get(_NOTED_BY_4CAT)
    if not isinstance(noted, dict):
        return value
    return noted | {"data": {key: held for key, held in value.items() if key != _NOTED_BY_4CAT}}


def read(source: Source, module: Module) -> Iterator[Row]:
    """Yield the rows of every item; of one whose layout has moved at least the post's id."""
    moved: list[str] = []
    for record in json_records(source):
        try:
            capture = _opened(record, module)
            native_id = module.native_id(capture)
            if not native_id:
                raise refuse("item_id", capture.item_id, "the id of a post")
        except BadRecordError as refusal:
            yield Reject(record, str(refusal))
            continue
        try:
            rows = list(module.parse(capture, native_id))
        except BadRecordError as refusal:
            moved.append(str(refusal))
            rows = [_id_only(capture, module, native_id)]
        yield from rows
    if moved:
        source.note(f"{len(moved)} items have a layout that is not known; only their id is read ({moved[0]})")


def _opened(record: Record, module: Module) -> Capture:
    value = _unfolded(decoded_object(record.raw))
    name, item = at(value, "source_platform"), object_at(value, "data")
    if name not in module.names:
        raise refuse("source_platform", name, f"{got(module.names[0])}, as in the other items of this file")
    if item is None:
        raise refuse("data", None, "the site's own object")
    try:
        item_id = id_at(value, "item_id")
    except BadRecordError:
        item_id = None
    return Capture(record, item, item_id, moment(value, "timestamp_collected", unit_s=1e-3).us)


def _id_only(capture: Capture, module: Module, native_id: str) -> PostRow:
    return PostRow(
        platform=module.platform, native_id=native_id, record=capture.record,
        captured_us=capture.captured_us, flags=(LAYOUT_UNKNOWN,),
    )  # fmt: skip


def item_id(capture: Capture, *keys: str) -> str | None:
    """Return the id under the first of several keys of an item, else the one that the extension noted."""
    for key in keys:
        found = id_at(capture.item, key)
        if found is not None:
            return found
    return capture.item_id
