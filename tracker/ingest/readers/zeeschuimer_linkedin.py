"""LinkedIn posts as Zeeschuimer saw them.

There is no time but `2h`: the id of the activity tells it to the millisecond. Two posts that the site shows as one
(`urn:li:aggregate`) are named by the first. Fields that begin with `*` are what the extension put in the place of a
reference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.base.keys import post_key
from tracker.ingest.fields import at, count_at, first, text_at
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader, Reference, guarded, kind_of
from tracker.ingest.webobject import address, picture
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Row, Source

_ACTIVITY: Final = re.compile(r"urn:li:activity:(\d{16,20})", re.ASCII)
_NAMES: Final = (
    ("updateMetadata", "urn"),
    ("metadata", "backendUrn"),
    ("preDashEntityUrn",),
    ("entityUrn",),
    ("id",),
)
_SHARED: Final = (("*resharedUpdate",), ("resharedUpdate",))
_THUMBNAIL: Final = ("*videoPlayMetadata", "thumbnail")
_PLACES: Final = (
    ("image", ("images",)),
    ("image", ("imageComponent", "images")),
    ("video", _THUMBNAIL),
    ("video", ("linkedInVideoComponent", *_THUMBNAIL)),
    ("video", ("externalVideoComponent", *_THUMBNAIL)),
    ("card", ("articleComponent", "largeImage")),
)
_COUNTS: Final = ("*socialDetail", "*totalSocialActivityCounts")
_PROFILE: Final = re.compile(r"https?://(?:[\w-]+\.)?linkedin\.com/([^/?#]+/[^/?#]+)")


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one post, then the one that it shares."""
    yield _post(capture, capture.item, native_id, embedded=False)
    inner, number = _shared(capture.item)
    if number:
        yield from guarded(capture.record, _original(capture, inner, number))


def _original(capture: Capture, item: JsonObject, native_id: str) -> Iterator[Row]:
    yield _post(capture, item, native_id, embedded=True)


def _post(capture: Capture, item: JsonObject, native_id: str, *, embedded: bool) -> PostRow:
    text = text_at(item, "commentary", "text", "text") or None
    _, shared = _shared(item)
    kind = "quote" if text else "repost"
    references = (Reference(kind, post_key("linkedin", shared), "unknown"),) if shared else ()
    profile = _PROFILE.match(text_at(item, "actor", "navigationContext", "actionTarget") or "")
    return PostRow(
        platform="linkedin", native_id=native_id, record=capture.record, captured_us=capture.captured_us,
        account=text_at(item, "actor", "backendUrn"), handle=profile[1] if profile else None,
        name=text_at(item, "actor", "name", "text"), kind=kind_of(references), text=text,
        url=f"https://www.linkedin.com/feed/update/urn:li:activity:{native_id}", references=references,
        media=tuple(_media(item)), embedded=embedded,
        likes=_count(item, "numLikes", ("likes", "paging", "total")),
        reposts=_count(item, "numShares", ("totalShares",)),
        replies=_count(item, "numComments", ("comments", "paging", "total")), flags=_flags(item),
    )  # fmt: skip


def _number(item: Any, *others: str | None) -> str | None:
    named = [at(item, *path) for path in _NAMES]
    found = (_ACTIVITY.search(name) for name in (*named, *others) if isinstance(name, str))
    return next((match[1] for match in found if match), None)


def _shared(item: JsonObject) -> tuple[JsonObject, str | None]:
    inner = first(item, *_SHARED)
    return (inner, _number(inner)) if isinstance(inner, dict) else ({}, None)


def _count(item: JsonObject, key: str, old: tuple[str, ...]) -> int | None:
    found = count_at(item, *_COUNTS, key)
    return found if found is not None else count_at(item, "*socialDetail", *old)


def _flags(item: JsonObject) -> tuple[str, ...]:
    """Mark what is paid for: where others have their age (`2h`), no digit stands, in any language."""
    age = at(item, "actor", "subDescription", "text")
    promoted = isinstance(age, str) and age.strip() and not any(letter.isdigit() for letter in age)
    return ("promoted",) if promoted else ()


def _media(item: JsonObject) -> Iterator[MediaRow]:
    for kind, path in _PLACES:
        for vector in _vectors(at(item, "content", *path)):
            yield from _largest(vector, kind)


def _vectors(value: Any) -> Iterator[JsonObject]:
    """Yield the pictures inside a part of the content, however deep: each has a root and its sizes."""
    if isinstance(value, dict) and isinstance(value.get("artifacts"), list):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _vectors(inner)


def _largest(vector: JsonObject, kind: str) -> Iterator[MediaRow]:
    sizes = sorted(vector["artifacts"], key=lambda one: -(count_at(one, "width") or 0))
    root, rest = at(vector, "rootUrl") or "", at(sizes, 0, "fileIdentifyingUrlPathSegment")
    if isinstance(root, str) and isinstance(rest, str):
        yield from picture(address([root + rest], 0), kind, sizes[0])


MODULE: Final = Module(
    ("linkedin.com", "linkedin"), "linkedin", lambda capture: _number(capture.item, capture.item_id), parse
)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for LinkedIn."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every post, and the one that it shares."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_linkedin",
    platform="linkedin",
    sniff=sniff,
    read=read,
    title="LinkedIn posts seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="any stated time (the id has it), pictures themselves, who shared a post; no longer collected since 2026-06",
    verified=False,
)
