"""What TikTok's own object of a post says, in whatever export it comes.

`author` is an object in what the site loads later, and a plain handle in what stands in the page itself. The id
is made when the upload starts, seconds before `createTime`. A duet quotes the video that it shows beside itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.keys import post_key
from tracker.ingest.fields import at, count_at, first, id_at, list_at, text_at
from tracker.ingest.reader import MediaRow, PostRow, Record, Reference, kind_of
from tracker.ingest.webobject import address, moment, picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject

_COVERS: Final = (("cover",), ("originCover",), ("shareCover", -1), ("dynamicCover",))
"""Poster frames of a video, the still ones first."""


def post_row(record: Record, item: JsonObject, native_id: str, captured_us: int | None = None) -> PostRow:
    """Return the row of a video or photo post."""
    handle = text_at(item, "author", "uniqueId") if isinstance(item.get("author"), dict) else text_at(item, "author")
    references = tuple(_duet(item))
    shown = "photo" if at(item, "imagePost") else "video"
    counts = first(item, ("stats",), ("statsV2",))
    return PostRow(
        platform="tiktok", native_id=native_id, record=record, captured_us=captured_us,
        stated=moment(item, "createTime"),
        account=id_at(item, "author", "id") or id_at(item, "authorId"), handle=handle or None,
        name=text_at(item, "author", "nickname") or text_at(item, "nickname"),
        protected=at(item, "privateItem") is True, kind=kind_of(references), text=text_at(item, "desc") or None,
        url=f"https://www.tiktok.com/@{handle}/{shown}/{native_id}" if handle else None,
        lang=_language(item), references=references, media=tuple(_media(item)),
        likes=count_at(counts, "diggCount"), reposts=count_at(counts, "shareCount"),
        replies=count_at(counts, "commentCount"), views=count_at(counts, "playCount"),
        flags=("promoted",) if at(item, "isAd") is True else (),
    )  # fmt: skip


def _duet(item: JsonObject) -> Iterator[Reference]:
    original = id_at(item, "duetInfo", "duetFromId")
    if original and original != "0":
        yield Reference("quote", post_key("tiktok", original))


def _language(item: JsonObject) -> str | None:
    found = at(item, "textLanguage")
    return found if isinstance(found, str) and found not in {"", "un"} else None


def _media(item: JsonObject) -> Iterator[MediaRow]:
    pictures = list_at(item, "imagePost", "images")
    for image in pictures:
        size = {"width": at(image, "imageWidth"), "height": at(image, "imageHeight")}
        yield from picture(address(image, "imageURL", "urlList", 0), size=size)
    video = at(item, "video")
    if video and not pictures:
        yield from picture(_cover(video), "video", size=video)


def _cover(video: Any) -> str | None:
    """Return the address of a still, else of the video itself: a page gives it empty where it has expired."""
    places = (*_COVERS, ("downloadAddr",), ("playAddr",))
    return next((found for place in places if (found := address(video, *place))), None)
