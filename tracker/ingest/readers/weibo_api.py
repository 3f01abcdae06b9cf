"""Weibo's own JSON: posts of its pages, its mobile pages and its open interface; bare, in pages, one per line.

Seen: timelines of the open interface of 2018; the pages after public records. `retweeted_status` is the ROOT of a chain
of reposts, never the post that was seen; who passed it on stands in the text (`//@name:`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED, parse_x
from tracker.base.keys import post_key
from tracker.base.words import plain_text
from tracker.ingest import weibo
from tracker.ingest.fields import at, count_at, decoded_object, first, id_at, list_at, object_at, refuse, text_at
from tracker.ingest.pages import is_one_value
from tracker.ingest.peek import peek_objects
from tracker.ingest.reader import (
    Absent,
    Match,
    MediaRow,
    PostRow,
    Reader,
    Reference,
    Row,
    Service,
    each,
    guarded,
    kind_of,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Source

_PAGES: Final = (("statuses",), ("data", "list"), ("data", "statuses"), ("data", "cards"), ("reposts",))
_GONE: Final = ("1", 1, True)
_LOOKED_AT: Final = 20  # cards of a mobile page: advertisements may come first


def sniff(source: Source) -> Match | None:
    """Claim posts with `reposts_count` and `attitudes_count` or `mblogid`, bare or in pages."""
    for value in peek_objects(source.head):
        pages = [found for path in _PAGES if isinstance(found := at(value, *path), list)]
        held = [post for page in pages for post in page[:_LOOKED_AT]]
        if any(_is_post(post) or _is_post(at(post, "mblog")) for post in (value, *held)):
            return Match("posts with `mblogid` or `attitudes_count`")
    return None


def _is_post(value: Any) -> bool:
    if not isinstance(value, dict) or not ("text" in value or "text_raw" in value):
        return False
    named = "mblogid" in value or "bid" in value or "mid" in value
    return named and ("attitudes_count" in value or "reposts_count" in value)


def read(source: Source) -> Iterator[Row]:
    """Yield the posts, and the originals inside their reposts."""
    if not is_one_value(source):
        return each(source.lines(), _parse)
    values = peek_objects(source.head)[:1]
    path = next((path for path in _PAGES for value in values if isinstance(at(value, *path), list)), ())
    return each(source.elements(*path), _parse)


def _parse(record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    page = next((held for path in _PAGES if isinstance(held := at(value, *path), list)), [value])
    for entry in page:
        if at(entry, "card_type") is not None and at(entry, "mblog") is None:
            yield Service(record, "card of a mobile page that is no post")
        else:
            yield from guarded(record, _post(record, at(entry, "mblog") or entry, embedded=False))


def _post(record: Record, post: Any, *, embedded: bool) -> Iterator[Row]:
    number = id_at(post, "idstr") or id_at(post, "mid") or _from_short(post) or id_at(post, "id")
    if number is None:
        raise refuse("mid", None, "the number of a post")
    user, root = object_at(post, "user"), object_at(post, "retweeted_status")
    if embedded and (user is None or at(post, "deleted") in _GONE):
        yield Absent(record, post_key("weibo", number), "deleted, or not shown to everybody")
        return
    account = id_at(user, "idstr") or id_at(user, "id")
    created = text_at(post, "created_at")
    references = tuple(_references(root))
    yield PostRow(
        platform="weibo", native_id=number, record=record, stated=parse_x(created) if created else UNSTATED,
        account=account, handle=text_at(user, "screen_name"), kind=kind_of(references), text=_text(post),
        text_cut=at(post, "isLongText") is True and at(post, "longText") is None,
        url=weibo.address(account, number), references=references, media=tuple(_media(post)), embedded=embedded,
        likes=count_at(post, "attitudes_count"), reposts=count_at(post, "reposts_count"),
        replies=count_at(post, "comments_count"),
    )  # fmt: skip
    if root is not None:
        yield from guarded(record, _post(record, root, embedded=True))


def _from_short(post: Any) -> str | None:
    short = first(post, ("mblogid",), ("bid",))
    return weibo.mid(short) if isinstance(short, str) else None


def _references(root: JsonObject | None) -> Iterator[Reference]:
    if root is not None:
        number = id_at(root, "idstr") or id_at(root, "mid") or _from_short(root) or id_at(root, "id")
        account = id_at(root, "user", "idstr") or id_at(root, "user", "id")
        yield Reference("repost", post_key("weibo", number) if number else None, "root", account=account)


def _text(post: JsonObject) -> str | None:
    long = text_at(post, "longText", "longTextContent")
    if long is not None:
        return plain_text(long) or None
    plain = text_at(post, "text_raw")
    return (plain if plain is not None else plain_text(text_at(post, "text") or "")) or None


def _media(post: JsonObject) -> Iterator[MediaRow]:
    """Yield the pictures in their order, or the preview of a video."""
    infos = at(post, "pic_infos")
    named = [at(infos, number) for number in list_at(post, "pic_ids") if isinstance(number, str)]
    for picture in [info for info in named if info is not None] or _listed(post):
        shown = first(picture, ("largest",), ("original",), ("large",)) or picture
        url = text_at(shown, "url") or (text_at(shown, "thumbnail_pic") or "").replace("/thumbnail/", "/large/")
        size = at(shown, "geo") or shown
        if url:
            yield MediaRow(url, "image", url=url, width=count_at(size, "width"), height=count_at(size, "height"))
    preview = first(post, ("page_info", "page_pic", "url"), ("page_info", "page_pic"))
    if isinstance(preview, str) and at(post, "page_info", "media_info") is not None:
        yield MediaRow(preview, "video", url=preview)


def _listed(post: JsonObject) -> list[Any]:
    """Return the pictures of a mobile page or of the open interface, which gives the smallest size of each."""
    found = first(post, ("pics",), ("pic_urls",))
    return [picture for picture in found if isinstance(picture, dict)] if isinstance(found, list) else []


READER = Reader(
    "weibo_api",
    platform="weibo",
    sniff=sniff,
    read=read,
    title="Weibo posts as JSON",
    how_to_get="Save the answers of weibo.com or m.weibo.cn (developer tools), whole or one post per line.",
    lacks="who reposted from whom below the root; pictures themselves; times of mobile pages are often partial",
)
