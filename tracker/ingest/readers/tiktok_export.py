"""TikTok's download of one's own data (`user_data_tiktok.json`): the account's own posts, and nothing else of it.

What was watched, liked, searched, commented and written to others is not read. Of a post the site gives a time in
UTC and an address, often one that fetches the video and does not hold its id: then the record itself names it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.base.clock import parse_iso
from tracker.ingest.fields import at, count_at, decoded_object, refuse, text_at
from tracker.ingest.peek import peek_objects
from tracker.ingest.reader import BadRecordError, Match, MediaRow, PostRow, Reader, each, until_cut
from tracker.ingest.webobject import address, picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_SECTIONS: Final = frozenset({
    "Activity", "Your Activity", "Ads and data", "App Settings", "Comment", "Direct Message", "Direct Messages",
    "Likes and Favorites", "Post", "Profile", "Profile And Settings", "Tiktok Live", "Tiktok Shop", "Video",
})  # fmt: skip
_LISTS: Final = re.compile(
    rb'"(?:VideoList|FavoriteEffectsList|FavoriteVideoList|ItemFavoriteList|CommentsList|ChatHistory'
    rb'|AdInterestCategories|OffTikTokActivityDataList|DataPartnerList|FansList|ProfileMap)"\s*:'
)
_POSTS: Final = (
    ("Post", "Posts", "VideoList"),
    ("Video", "Videos", "VideoList"),
    ("Activity", "Videos", "VideoList"),
)
_DELETED: Final = (("Post", "Recently Deleted Posts", "PostList"), ("Video", "Recently Deleted Videos", "VideoList"))
_PROFILES: Final = (
    ("Profile And Settings", "Profile Info", "ProfileMap"),
    ("Profile", "Profile Information", "ProfileMap"),
    ("Profile", "Profile Info", "ProfileMap"),
)
_ID: Final = re.compile(r"/(?:video|photo)/(\d{15,20})", re.ASCII)
_NOTHING: Final = frozenset({"", "N/A", "None"})
_OPEN: Final = ("everyone", "public")


class _Owner(NamedTuple):
    """Whose posts these are, and whether they stand in the list of what was deleted."""

    handle: str | None
    is_deleted: bool = False

    def parse(self, record: Record) -> Iterator[Row]:
        item = decoded_object(record.raw)
        when = _words(item, "Date") or _words(item, "date")
        if when is None:
            raise refuse("Date", at(item, "Date"), "the time of the post")
        link = address(item, "Link") or address(item, "link")
        found = _ID.search(link or "")
        seen_by = (_words(item, "WhoCanView") or _OPEN[0]).lower()
        hidden = not any(word in seen_by for word in _OPEN)
        flags = (*(("deleted",) if self.is_deleted else ()), *(("not_public",) if hidden else ()))
        yield PostRow(
            platform="tiktok", native_id=found[1] if found else "", record=record,
            stated=parse_iso(when, zone="UTC"), handle=self.handle, protected=hidden, text=_words(item, "Title"),
            url=f"https://www.tiktok.com/@{self.handle}/video/{found[1]}" if found and self.handle else None,
            media=tuple(_media(item, None if found else link)), likes=count_at(item, "Likes"), flags=flags,
        )  # fmt: skip


def sniff(source: Source) -> Match | None:
    """Claim an object with the sections of TikTok's download and one of their lists."""
    for value in peek_objects(source.head)[:1]:
        sections = sorted(_SECTIONS & value.keys())
        if sections and _LISTS.search(source.head):
            return Match(f"the sections {', '.join(sections)} of TikTok's own download")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield the account's posts, and those that it has deleted lately."""
    handle = _handle(source)
    source.note("what the account watched, liked, searched, commented and wrote to others is not read")
    for paths, is_deleted in ((_POSTS, False), (_DELETED, True)):
        for path in paths:
            yield from each(source.elements(*path), _Owner(handle, is_deleted).parse)


def _handle(source: Source) -> str | None:
    for path in _PROFILES:
        for record in until_cut(source.elements(*path)):
            try:
                return _words(decoded_object(record.raw), "userName")
            except BadRecordError:
                continue
    return None


def _words(item: JsonObject, key: str) -> str | None:
    found = text_at(item, key)
    return None if found is None or found in _NOTHING else found


def _media(item: Any, link: str | None) -> Iterator[MediaRow]:
    """Yield the video by its cover, else by the address that fetches it; that of its page shows nothing."""
    yield from picture(address(item, "CoverImage") or link, "video", alt=_words(item, "AlternateText"))


READER = Reader(
    "tiktok_export",
    platform="tiktok",
    sniff=sniff,
    read=read,
    title="TikTok's download of one's own data (JSON)",
    how_to_get="TikTok: Settings, Account, Download your data; JSON. The file is user_data_tiktok.json.",
    lacks="the ids of most posts, what others posted, shares; watch history, comments and messages are not read",
    verified=False,
)
