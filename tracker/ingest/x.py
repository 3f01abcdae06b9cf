"""What every export of X has in common: the old status form, its media, its links, its `RT @`.

The typed structs name only the fields that are read; the rest of a record is skipped. `msgspec.convert`
checks them and says the path of what is not as expected.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from tracker.base.clock import UNSTATED, Stated, parse_x
from tracker.base.keys import url_key
from tracker.ingest.reader import BadRecordError, MediaRow, Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOT_LANGUAGES: Final = frozenset({"und", "qme", "zxx", "qht", "qam", "qct", "qst", "art"})
"""What X writes into `lang` where a post has no words of any language."""

_REPOST: Final = re.compile(r"RT @(\w{1,20}): ", re.ASCII)
_HANDLE: Final = re.compile(r"\w{1,20}", re.ASCII)
_TYPES: Final = {"photo": "image", "video": "video", "animated_gif": "gif"}
_CUT_SIGN: Final = "\u2026"
_ID_DIGITS: Final = 20
_SIZED: Final = re.compile(r"(https?://pbs\.twimg\.com/[\w/-]+)\?(?:.*&)?format=(\w+)", re.ASCII)
_PIXELS: Final = re.compile(r"[1-9]\d{0,5}", re.ASCII)

Typed = TypeVar("Typed")


class Link(msgspec.Struct, frozen=True, gc=False):
    """A link of the text, with where it leads."""

    expanded_url: str | None = None


class Size(msgspec.Struct, frozen=True, gc=False):
    """The size of the uploaded picture."""

    width: Any = None
    height: Any = None


class Variant(msgspec.Struct, frozen=True, gc=False):
    """One encoding of a video."""

    url: str | None = None


class VideoInfo(msgspec.Struct, frozen=True, gc=False):
    """The encodings of a video."""

    variants: list[Variant] | None = None


class MediaEntry(msgspec.Struct, frozen=True, gc=False):
    """One picture or video of a status; `media_url_https` of a video is its poster frame."""

    type: str | None = None
    media_url_https: str | None = None
    media_url: str | None = None
    ext_alt_text: str | None = None
    original_info: Size | None = None
    video_info: VideoInfo | None = None
    source_status_id_str: str | None = None

    @property
    def address(self) -> str | None:
        """Where the picture, or a video's poster frame, lies."""
        return self.media_url_https or self.media_url

    @property
    def addresses(self) -> list[str]:
        """Every address of this entry, the picture's first: their last parts are names in an archive."""
        variants = (self.video_info.variants if self.video_info else None) or []
        return [url for url in (self.address, *(variant.url for variant in variants)) if url]


class Entities(msgspec.Struct, frozen=True, gc=False):
    """What X found inside a text."""

    urls: list[Link] | None = None
    media: list[MediaEntry] | None = None


def typed(value: Any, kind: type[Typed]) -> Typed:
    """Return a decoded value as a typed struct; ``BadRecordError`` names the path of what is wrong."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as failure:
        what, _, path = str(failure).partition(" - at ")
        raise BadRecordError(f"{path or '`$`'}: {what.replace('Expected', 'expected')}") from None


def plain(text: str) -> str:
    """Return a text without the HTML escapes of X (`&amp;`, `&lt;`, `&gt;`), undone once."""
    return html.unescape(text) if "&" in text else text


def repost_handle(text: str) -> str | None:
    """Return who is reposted by a text of the form `RT @handle: ...`.

    >>> repost_handle("RT @a_example: look"), repost_handle("no RT @a_example: look")
    ('a_example', None)
    """
    match = _REPOST.match(text)
    return match[1] if match else None


def is_cut(text: str) -> bool:
    """Tell whether a text ends in the sign that X puts where it cut."""
    return text.endswith(_CUT_SIGN)


def language(value: Any) -> str | None:
    """Return the language; the marks for `no language` are unknown."""
    return value if isinstance(value, str) and value not in NOT_LANGUAGES else None


def status_url(status_id: str, handle: str | None) -> str:
    """Return the address of a post; it works without the handle too.

    >>> status_url("20", "a_example"), status_url("20", None)
    ('https://x.com/a_example/status/20', 'https://x.com/i/web/status/20')
    """
    owner = handle if handle and _HANDLE.fullmatch(handle) else "i/web"
    return f"https://x.com/{owner}/status/{status_id}"


def is_id(text: str | None) -> bool:
    """Tell whether a text is the id of a post: digits, and at most as many as a 64-bit number has."""
    return text is not None and len(text) <= _ID_DIGITS and text.isdigit() and text.isascii()


def are_ids(texts: Sequence[str]) -> bool:
    """Tell whether each of several texts is the id of a post; none may be empty."""
    together = "".join(texts)
    return not texts or (max(map(len, texts)) <= _ID_DIGITS and together.isdigit() and together.isascii())


def stated(text: str | None) -> Stated:
    """Return the time of the form `Wed Oct 10 20:19:24 +0000 2018`; a missing one is unknown."""
    return parse_x(text) if text else UNSTATED


def media_row(entry: MediaEntry, members: tuple[str, ...] = ()) -> MediaRow | None:
    """Return the row of a media entry; None where it has no address. `members`: where an archive keeps it."""
    addresses = entry.addresses
    if not addresses:
        return None
    size = entry.original_info or Size()
    return MediaRow(
        file=addresses[0],
        type=_TYPES.get(entry.type or "photo", "image"),
        members=members,
        url=addresses[0],
        alt=entry.ext_alt_text,
        width=_length(size.width),
        height=_length(size.height),
    )


def picture_file(address: str) -> str:
    """Return the address of a picture without the size that it asks for: its last part is what the file is called.

    >>> picture_file("https://pbs.twimg.com/media/AbC-1?format=jpg&name=orig")
    'https://pbs.twimg.com/media/AbC-1.jpg'
    >>> picture_file("https://pbs.twimg.com/ext_tw_video_thumb/1/pu/img/AbC.jpg?name=thumb")
    'https://pbs.twimg.com/ext_tw_video_thumb/1/pu/img/AbC.jpg'
    """
    sized = _SIZED.match(address)
    return f"{sized[1]}.{sized[2]}" if sized else address.partition("?name=")[0]


def media_rows(entries: Iterable[MediaEntry] | None) -> tuple[MediaRow, ...]:
    """Return the rows of all media entries that have an address."""
    return tuple(row for row in map(media_row, entries) if row is not None) if entries else ()


def _length(value: Any) -> int | None:
    return int(value) if value is not None and _PIXELS.fullmatch(str(value)) else None


def addresses(links: Iterable[Link] | None) -> list[str]:
    """Return where links lead."""
    return [link.expanded_url for link in links or () if link.expanded_url]


def link_references(
    addresses: Iterable[str], own_id: str, known: Iterable[Reference]
) -> list[Reference]:
    """Return an explicit quote for each post, of any platform, that a link of the text leads to, once.

    Links to the post itself and to what `known` refers to already are left out.
    """
    keys = [key for key in map(url_key, addresses) if key is not None]
    if not keys:
        return []
    seen = {f"x:{own_id}", *(reference.target for reference in known)}
    return [
        Reference("quote", key, attribution="explicit") for key in dict.fromkeys(keys) if key not in seen
    ]
