"""yt-dlp `.info.json` beside a video, or what `-j` and `-J` print: one video of any site, with its comments.

`id` is on some sites the video's and not the post's: the post is named by its address where that is of a known
form. Without a `timestamp` only the day is known. On Bluesky the time is when a server saw the post.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.base.clock import SECOND_US, UNSTATED, Stated, parse_iso
from tracker.base.keys import PLATFORMS, SERVER_TIMED, fold_platform, post_key, split_key, url_key
from tracker.ingest.companions import beside
from tracker.ingest.fields import at, count_at, decoded_object, id_at, list_at, refuse, text_at
from tracker.ingest.peek import json_records, peek_objects
from tracker.ingest.reader import Match, MediaRow, PostRow, Reader, Reference, Service, each, guarded
from tracker.ingest.webobject import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_SITE_NAME: Final = 4
"""Letters from which a site's name is not the beginning of another's."""
_STILLS: Final = ("jpg", "webp", "png", "image")
_LISTS: Final = frozenset({"playlist", "multi_video"})
_AGO: Final = re.compile(r"\d+ (second|minute|hour|day|week|month|year)s? ago", re.ASCII)
_UNITS_S: Final = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 7 * 86_400, "month": 31 * 86_400,
    "year": 366 * 86_400,
}  # fmt: skip
_TITLED: Final = frozenset({"x", "tiktok", "instagram", "bluesky", "facebook", "threads", "telegram"})
"""Sites whose posts have no title: the tool makes one from the words."""


class _Author(NamedTuple):
    """Under which keys a site's author stands."""

    account: str = ""
    handle: str = "uploader_id"
    name: str = "uploader"


_AUTHORS: Final = {
    "x": _Author("channel_id"),
    "youtube": _Author("channel_id"),
    "bluesky": _Author("channel_id"),
    "tiktok": _Author("uploader_id", "uploader", "channel"),
    "instagram": _Author("uploader_id", "channel"),
    "facebook": _Author("uploader_id", ""),
    "reddit": _Author("", "uploader", ""),
    "telegram": _Author("", "channel_id", "channel"),
}


def sniff(source: Source) -> Match | None:
    """Claim objects that name the tool's extractor beside the page's address, or begin with their encodings."""
    for value in peek_objects(source.head):
        if isinstance(value.get("extractor_key"), str) and ("webpage_url" in value or "entries" in value):
            return Match("`extractor_key` beside `webpage_url`")
        if "id" in value and "title" in value and at(value, "formats", 0, "format_id") is not None:
            return Match("`formats` with `format_id` beside `id` and `title`")  # their list may fill the head
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield every video and its comments."""
    return each(json_records(source), lambda record: _rows(source, record, decoded_object(record.raw)))


def _rows(source: Source, record: Record, value: JsonObject) -> Iterator[Row]:
    if text_at(value, "_type") not in _LISTS:
        yield from _video(source, record, value)
        return
    entries = [entry for entry in list_at(value, "entries") if entry is not None]
    if not entries:
        yield Service(record, "what is said of a whole list of videos: no post")
    for entry in entries:
        yield from guarded(record, _rows(source, record, entry))


def _video(source: Source, record: Record, value: JsonObject) -> Iterator[Row]:
    platform, native_id = _identity(value)
    author = _AUTHORS.get(platform, _Author())
    captured_us = moment(value, "epoch").us
    stated = _stated(value)
    is_seen = platform == "bluesky"
    yield PostRow(
        platform=platform, native_id=native_id, record=record, server_timed=platform in SERVER_TIMED,
        stated=UNSTATED if is_seen else stated, indexed_us=stated.us if is_seen else None,
        captured_us=captured_us, account=_known(value, author.account), handle=_known(value, author.handle),
        name=_known(value, author.name), text=_text(value, platform), url=text_at(value, "webpage_url"),
        media=tuple(_media(source, value)), likes=count_at(value, "like_count"),
        reposts=count_at(value, "repost_count"), replies=count_at(value, "comment_count"),
        views=count_at(value, "view_count"),
    )  # fmt: skip
    for comment in list_at(value, "comments"):
        yield from guarded(record, _comment(record, comment, platform, native_id, captured_us))


def _identity(value: JsonObject) -> tuple[str, str]:
    """Return platform and native id: by the page's address, else as the tool names them."""
    platform = _platform(text_at(value, "extractor_key") or text_at(value, "ie_key") or "")
    address = text_at(value, "webpage_url") or text_at(value, "url") or ""
    key, did = url_key(address), id_at(value, "channel_id")
    if key is not None:
        return split_key(key)
    if platform == "bluesky" and did and did.startswith("did:"):
        return platform, f"at://{did}/app.bsky.feed.post/{address.rstrip('/').rpartition('/')[2]}"
    native_id = id_at(value, "id")
    if not native_id:
        raise refuse("id", None, "the id of a video")
    return platform, native_id


def _platform(extractor: str) -> str:
    """Return the platform of an extractor: a site may have several (`FacebookReel`)."""
    name = extractor.lower()
    known = (site for site in PLATFORMS if len(site) >= _SITE_NAME and name.startswith(site))
    return "other" if name == "generic" else fold_platform(next(known, name))


def _known(value: JsonObject, key: str) -> str | None:
    return id_at(value, key) if key else None


def _stated(value: JsonObject) -> Stated:
    """Return the time of posting, else the day in UTC (`20260302`)."""
    stated, day = moment(value, "timestamp"), text_at(value, "upload_date")
    if stated.us is not None or not day:
        return stated
    return parse_iso(f"{day[:4]}-{day[4:6]}-{day[6:]}", zone="UTC")


def _text(value: JsonObject, platform: str) -> str | None:
    title = text_at(value, "alt_title") or text_at(value, "title")
    words = text_at(value, "description")
    if platform in _TITLED:
        return words or title
    return "\n\n".join(dict.fromkeys(part for part in (title, words) if part)) or None


def _media(source: Source, value: JsonObject) -> Iterator[MediaRow]:
    """Yield the video: by its still picture where one was saved too."""
    ending, still = text_at(value, "ext") or "mp4", text_at(value, "thumbnail")
    stem = _stem(source, value, ending)
    if stem or still:
        members = tuple(f"{stem}.{name}" for name in (*_STILLS, ending)) if stem else ()
        yield MediaRow(
            f"{stem.rpartition('/')[2]}.{ending}" if stem else still or "", "video", members, url=still,
            width=count_at(value, "width") or None, height=count_at(value, "height") or None,
        )  # fmt: skip


def _stem(source: Source, value: JsonObject, ending: str) -> str | None:
    """Return the path of the files that belong together, without their endings."""
    if source.name.endswith(".info.json"):
        return source.name.removesuffix(".info.json")
    made = text_at(value, "_filename") or text_at(value, "filename")
    return beside(source, made.rpartition("/")[2].removesuffix(f".{ending}")) if made else None


def _comment(record: Record, comment: Any, platform: str, video: str, captured_us: int | None) -> Iterator[Row]:
    native_id, parent = id_at(comment, "id"), id_at(comment, "parent")
    if not native_id:
        raise refuse("comments.id", None, "the id of a comment")
    answered = parent if parent and parent != "root" else video
    is_estimate = platform == "youtube"
    yield PostRow(
        platform=platform, native_id=native_id, record=record,
        server_timed=platform in SERVER_TIMED and not is_estimate,
        stated=_estimate(comment) if is_estimate else moment(comment, "timestamp"), captured_us=captured_us,
        account=id_at(comment, "author_id"), handle=text_at(comment, "author"), kind="reply",
        text=text_at(comment, "text") or None,
        references=(Reference("reply", post_key(platform, answered)),), embedded=True,
        likes=count_at(comment, "like_count"),
    )  # fmt: skip


def _estimate(comment: Any) -> Stated:
    """Return when a comment of YouTube was written: the tool counts back from `3 weeks ago`, and rounds.

    Where the words are not kept or in another language, how coarse it is nobody knows, and so the time.
    """
    words, counted = text_at(comment, "_time_text"), moment(comment, "timestamp")
    match = _AGO.search(words or "")
    if match is None or counted.us is None:
        return UNSTATED
    unit_s = _UNITS_S[match[1]]
    return Stated(counted.us - unit_s * SECOND_US, 2.0 * unit_s, raw=words)


READER = Reader(
    "yt_dlp",
    platform="other",
    sniff=sniff,
    read=read,
    title="yt-dlp metadata (.info.json)",
    how_to_get="yt-dlp --write-info-json --write-thumbnail ADDRESS; give the folder.",
    lacks="who else posted the video; on many sites the exact time; comments where they were not asked for",
    verified=False,
)
