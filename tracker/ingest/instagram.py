"""What the web objects of Instagram and Threads have in common: ids, pictures, authors.

A post's short code is its number in base 64, so either gives the other; the code is the id used here, because
every export and every address has it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.ingest.fields import at, first, list_at, text_at
from tracker.ingest.webobject import address, picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, MediaRow

_NUMBER: Final = re.compile(r"(\d{15,20})(?:_\d+)?", re.ASCII)
_CODE: Final = re.compile(r"([A-Za-z0-9_-]{5,11})[A-Za-z0-9_-]*")
"""A number of 64 bits has at most 11 letters; what follows is the key to a private account's post."""
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VIDEO: Final = 2
"""`media_type` of a video; 1 is a picture, 8 a carousel of both."""
_STILLS: Final = (
    ("image_versions2", "candidates", 0, "url"),
    ("display_uri",),
    ("display_url",),
    ("thumbnail_src",),
    ("thumbnail_url",),
)
_VIDEOS: Final = (("video_versions", 0, "url"), ("video_url",))


def code_of(number: Any) -> str | None:
    """Return the short code of a post's number (`pk`, `pk_author`); None where it is no such number.

    >>> code_of("2384288897814875714"), code_of("7")
    ('CEWsh68Kc5C', None)
    """
    match = _NUMBER.fullmatch(str(number)) if isinstance(number, str | int) else None
    if match is None:
        return None
    rest, code = int(match[1]), ""
    while rest:
        rest, letter = divmod(rest, len(_ALPHABET))
        code = _ALPHABET[letter] + code
    return code


def post_code(item: JsonObject, *others: str | None) -> str | None:
    """Return the short code of a post: by its number, as it stands, or from an id noted elsewhere.

    The number comes first: of a story in a highlight the stated code is another post's, and that of a private
    account's post has a key behind it.
    """
    stated = first(item, ("code",), ("shortcode",))
    if (found := code_of(at(item, "pk"))) is not None:
        return found
    if isinstance(stated, str) and (match := _CODE.fullmatch(stated)):
        return match[1]
    return next((code for other in (at(item, "id"), *others) if (code := code_of(other))), None)


def caption(item: JsonObject) -> str | None:
    """Return the words under a post, in the present form or in that of the old graph."""
    found = text_at(item, "caption", "text") if isinstance(at(item, "caption"), dict) else None
    return found or text_at(item, "edge_media_to_caption", "edges", 0, "node", "text")


def author(item: JsonObject) -> JsonObject:
    """Return the author: `user` says more than `owner`."""
    found = first(item, ("user",), ("owner",))
    return found if isinstance(found, dict) else {}


def media(item: JsonObject) -> Iterator[MediaRow]:
    """Yield the pictures of a post, and its videos by their poster frames; a carousel's in its order."""
    old = [at(edge, "node") for edge in list_at(item, "edge_sidecar_to_children", "edges")]
    for part in list_at(item, "carousel_media") or old or [item]:
        places = (*_STILLS, *_VIDEOS)
        shown = next((found for place in places if (found := address(part, *place))), None)
        size = {
            "width": first(part, ("original_width",), ("dimensions", "width")),
            "height": first(part, ("original_height",), ("dimensions", "height")),
        }
        words = at(part, "accessibility_caption")
        alt = words if isinstance(words, str) else None
        yield from picture(shown, "video" if _is_video(part) else "image", size, alt)


def _is_video(part: Any) -> bool:
    name = at(part, "__typename")
    if at(part, "media_type") == _VIDEO or at(part, "is_video") is True:
        return True
    return bool(at(part, "video_versions")) or (isinstance(name, str) and "Video" in name)
