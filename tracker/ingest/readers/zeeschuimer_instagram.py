"""Instagram posts and reels as Zeeschuimer saw them, in the three forms that the site has used.

The item list (`code`, `taken_at`), the old graph (`shortcode`, `edge_*`), and since 2026 the form of overview
pages (`XIGPolaris...`), which has no time: the id tells when its upload began.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED
from tracker.ingest import instagram
from tracker.ingest.fields import at, count_at, first, id_at, text_at
from tracker.ingest.reader import Match, PostRow, Reader
from tracker.ingest.webobject import moment
from tracker.ingest.zeeschuimer import HOW_TO_GET, Capture, Module, claim
from tracker.ingest.zeeschuimer import read as read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.base.clock import Stated
    from tracker.ingest.reader import JsonObject, Row, Source

_TIMES: Final = ("taken_at", "taken_at_timestamp")
_LIKES: Final = (("like_count",), ("edge_media_preview_like", "count"), ("edge_liked_by", "count"))
_REPLIES: Final = (("comment_count",), ("edge_media_preview_comment", "count"), ("edge_media_to_comment", "count"))
_VIEWS: Final = (("play_count",), ("view_count",), ("video_view_count",))
_AD: Final = "https://www.facebook.com/ads/"


def parse(capture: Capture, native_id: str) -> Iterator[Row]:
    """Yield one post or reel."""
    item, author = capture.item, instagram.author(capture.item)
    hidden = at(item, "like_and_view_counts_disabled") is True
    yield PostRow(
        platform="instagram", native_id=native_id, record=capture.record, captured_us=capture.captured_us,
        stated=_stated(item), account=id_at(author, "pk") or id_at(author, "id"),
        handle=text_at(author, "username"), name=text_at(author, "full_name") or None,
        protected=at(author, "is_private") is True, text=instagram.caption(item) or None,
        url=f"https://www.instagram.com/p/{native_id}/", media=tuple(instagram.media(item)),
        likes=None if hidden else _count(item, _LIKES), replies=_count(item, _REPLIES),
        views=_count(item, _VIEWS), flags=("promoted",) if _is_ad(item) else (),
    )  # fmt: skip


def _stated(item: JsonObject) -> Stated:
    found = (moment(item, key) for key in _TIMES)
    return next((stated for stated in found if stated.us is not None), UNSTATED)


def _count(item: JsonObject, paths: tuple[tuple[str, ...], ...]) -> int | None:
    return next((found for path in paths if (found := count_at(item, *path)) is not None), None)


def _is_ad(item: JsonObject) -> bool:
    link: Any = first(item, ("link",))
    return at(item, "product_type") == "ad" or (isinstance(link, str) and link.startswith(_AD))


MODULE: Final = Module(
    ("instagram.com", "instagram"),
    "instagram",
    lambda capture: instagram.post_code(capture.item, capture.item_id),
    parse,
)


def sniff(source: Source) -> Match | None:
    """Claim items of the module for Instagram."""
    return claim(source, MODULE)


def read(source: Source) -> Iterator[Row]:
    """Yield every post and reel."""
    return read_items(source, MODULE)


READER = Reader(
    "zeeschuimer_instagram",
    platform="instagram",
    sniff=sniff,
    read=read,
    title="Instagram posts seen with Zeeschuimer",
    how_to_get=HOW_TO_GET,
    lacks="pictures themselves (their addresses expire), reposts, comments; from overview pages the time and counts",
    verified=False,
)
