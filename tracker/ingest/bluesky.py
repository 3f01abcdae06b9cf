"""What Bluesky's own records say, in whatever export they come: references, pictures, addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.base.keys import post_key
from tracker.ingest.fields import at, count_at, first, text_at
from tracker.ingest.reader import MediaRow, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject

_URI: Final = re.compile(r"at://([^/\s]+)/([A-Za-z0-9.-]+)/([A-Za-z0-9._~:-]+)")
_POSTS: Final = "app.bsky.feed.post"
_FULL_SIZE: Final = "https://cdn.bsky.app/img/feed_fullsize/plain"
_ENDINGS: Final = ("", ".jpg", ".jpeg", ".png", ".webp", ".gif")
"""Blobs are saved under their content id, some tools add an ending."""


def owner_of(uri: str) -> str | None:
    """Return the DID in a record's address."""
    match = _URI.fullmatch(uri)
    return match[1] if match and match[1].startswith("did:") else None


def web_address(uri: str) -> str | None:
    """Return where a browser shows a post.

    >>> web_address("at://did:plc:a/app.bsky.feed.post/3kaheyt6vpc22")
    'https://bsky.app/profile/did:plc:a/post/3kaheyt6vpc22'
    """
    match = _URI.fullmatch(uri)
    if match is None or match[2] != _POSTS:
        return None
    return f"https://bsky.app/profile/{match[1]}/post/{match[3]}"


def language(record: JsonObject) -> str | None:
    """Return the first language that the author's program stated."""
    found = at(record, "langs", 0)
    return found if isinstance(found, str) else None


def references(record: JsonObject) -> Iterator[Reference]:
    """Yield what a post's own record points at: the quoted post, and the post it answers (never the root)."""
    quoted = first(record, ("embed", "record", "record", "uri"), ("embed", "record", "uri"))
    answered = text_at(record, "reply", "parent", "uri")
    for kind, uri in (("quote", quoted), ("reply", answered)):
        match = _URI.fullmatch(uri) if isinstance(uri, str) else None
        if match is not None and match[2] == _POSTS:
            yield Reference(kind, post_key("bluesky", match[0]), account=owner_of(match[0]))


def quoted_views(view: JsonObject) -> Iterator[JsonObject]:
    """Yield the quoted posts that a hydrated embed holds; one of a quoted post stands in its `embeds`."""
    for embed in (at(view, "embed"), at(view, "embeds", 0)):
        found = first(embed, ("record", "record"), ("record",))
        if isinstance(found, dict) and isinstance(found.get("uri"), str):
            yield found


def media(view: JsonObject, record: JsonObject, uri: str, folder: str) -> Iterator[MediaRow]:
    """Yield the pictures of a post by content id, with the address of the full size.

    `folder` is where the post file stands, with its slash: blobs may lie there or in `media/` beside it.
    """
    shown = first(view, ("embed",), ("embeds", 0))
    owned, hydrated = _parts(at(record, "embed")), _parts(shown)
    pictures, views = _images(owned), _images(hydrated)
    for number in range(max(len(pictures), len(views))):
        yield _picture(at(pictures, number), at(views, number), uri, folder)
    yield from _video_and_card(owned, hydrated, folder)


def _parts(embed: Any) -> list[JsonObject]:
    """Return an embed's parts that carry media; `media` is a list where other clients wrote it."""
    carried = at(embed, "media")
    parts = carried if isinstance(carried, list) else [carried or embed]
    return [part for part in parts if isinstance(part, dict)]


def _images(parts: list[JsonObject]) -> list[Any]:
    lists = (at(part, "images") for part in parts)
    return [image for images in lists if isinstance(images, list) for image in images]


def _picture(image: Any, shown: Any, uri: str, folder: str) -> MediaRow:
    cid = _cid(at(image, "image"))
    address = at(shown, "fullsize")
    if not isinstance(address, str):
        address = f"{_FULL_SIZE}/{owner_of(uri)}/{cid}@jpeg" if cid and owner_of(uri) else None
    size = first(shown, ("aspectRatio",)) or at(image, "aspectRatio")
    return MediaRow(
        cid or address or "", "image", _members(cid, folder), url=address,
        alt=(text_at(image, "alt") or text_at(shown, "alt")) or None, width=count_at(size, "width") or None,
        height=count_at(size, "height") or None, platform_digest=cid,
    )  # fmt: skip


def _video_and_card(owned: list[JsonObject], hydrated: list[JsonObject], folder: str) -> Iterator[MediaRow]:
    both = [*owned, *hydrated]
    cid = next((found for part in both if (found := _cid(at(part, "video")) or at(part, "cid"))), None)
    poster = next((found for part in both if isinstance(found := at(part, "thumbnail"), str)), None)
    if isinstance(cid, str):
        yield MediaRow(cid, "video", _members(cid, folder), url=poster, platform_digest=cid)
    card = next((found for part in reversed(both) if isinstance(found := at(part, "external"), dict)), None)
    thumb = at(card, "thumb")
    if isinstance(thumb, str):
        yield MediaRow(thumb, "card", url=thumb)
    elif (blob := _cid(thumb)) is not None:
        yield MediaRow(blob, "card", _members(blob, folder), platform_digest=blob)


def _cid(blob: Any) -> str | None:
    """Return the content id of a blob, in the protocol's form, a Python client's, or the old one."""
    found = first(blob, ("ref", "$link"), ("ref", "link"), ("cid",))
    return found if isinstance(found, str) and found else None


def _members(cid: str | None, folder: str) -> tuple[str, ...]:
    if not cid:
        return ()
    return tuple(f"{folder}{place}{cid}{ending}" for ending in _ENDINGS for place in ("", "media/", "blobs/"))
