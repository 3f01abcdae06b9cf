"""What the collector snscrape writes of platforms other than X: one object per post, a few fields each.

No counts but Instagram's and Weibo's, and no parents but those that are written here. Posts of Facebook and
VKontakte are known by the address alone; what the collector could not read it leaves out in silence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tracker.base.clock import DAY_US, SECOND_US, UNSTATED, Stated, parse_iso, parse_x
from tracker.base.keys import post_key, split_key, url_key
from tracker.ingest.fields import at, count_at, id_at, list_at, refuse, text_at
from tracker.ingest.reader import MediaRow, PostRow, Record, Reference, Row, guarded
from tracker.ingest.x import link_references

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracker.ingest.reader import JsonObject

_SHORTCODE: Final = re.compile(r"https?://(?:www\.)?instagram\.com/(?:p|reel|tv)/([\w-]{5,40})", re.ASCII)
_WALL: Final = re.compile(r"https?://(?:\w+\.)?vk\.com/wall(-?\d+_\d+)", re.ASCII)
_FACEBOOK: Final = re.compile(
    r"https?://(?:\w+\.)?facebook\.com/.*?"
    r"(?:/posts/|/photos/[^?]*?/|/videos/|/permalink/|story_fbid=|fbid=)(\w+)",
    re.ASCII,
)
_FACEBOOK_NAME: Final = re.compile(
    r"https?://(?:\w+\.)?facebook\.com/([\w.-]+)/(?:posts|photos|videos|notes)/", re.ASCII
)


def telegram(record: Record, value: JsonObject) -> Iterator[Row]:
    """Yield a post of a public channel, as the channel's web page shows it."""
    address = _address(value)
    platform, native_id = split_key(url_key(address) or "")
    if platform != "telegram":
        raise refuse("url", address, "the address of a post of a channel (`https://t.me/s/NAME/NUMBER`)")
    links = [link for link in list_at(value, "outlinks") if isinstance(link, str)]
    preview = at(value, "linkPreview", "image")
    yield PostRow(
        platform="telegram", native_id=native_id, record=record, stated=_stated(value),
        handle=native_id.partition("/")[0], text=text_at(value, "content"), url=address,
        references=tuple(found for found in link_references(links, "", ()) if found.target != f"telegram:{native_id}"),
        media=(MediaRow(preview, "card", url=preview),) if isinstance(preview, str) else (),
    )  # fmt: skip


def submission(record: Record, value: JsonObject) -> Iterator[Row]:
    """Yield a submission to Reddit."""
    link, parts = text_at(value, "link"), (text_at(value, "title"), text_at(value, "selftext"))
    is_picture = link is not None and urlsplit(link).hostname in {"i.redd.it", "i.imgur.com"}
    yield _reddit(
        record, value, "t3_", text="\n\n".join(part for part in parts if part) or None,
        media=(MediaRow(link, url=link),) if link is not None and is_picture else (),
    )  # fmt: skip


def comment(record: Record, value: JsonObject) -> Iterator[Row]:
    """Yield a comment on Reddit."""
    parent = text_at(value, "parentId")
    references = (Reference("reply", post_key("reddit", parent)),) if parent and parent[:3] in {"t1_", "t3_"} else ()
    yield _reddit(record, value, "t1_", kind="reply", text=text_at(value, "body"), references=references)


def _reddit(record: Record, value: JsonObject, prefix: str, **more: Any) -> PostRow:
    native_id, author = id_at(value, "id") or "", text_at(value, "author")
    if not native_id.startswith(prefix):
        raise refuse("id", native_id, f"an id of the form `{prefix}...`")
    return PostRow(
        platform="reddit", native_id=native_id, record=record, stated=_stated(value),
        handle=None if author == "[deleted]" else author, url=_address(value), **more,
    )  # fmt: skip


def facebook(record: Record, value: JsonObject) -> Iterator[Row]:
    """Yield a post of a page or group on Facebook, known by its address."""
    address = text_at(value, "cleanUrl") or text_at(value, "dirtyUrl") or _address(value)
    match, name = _FACEBOOK.match(address), _FACEBOOK_NAME.match(address)
    links = [link for link in list_at(value, "outlinks") if isinstance(link, str)]
    yield PostRow(
        platform="facebook", native_id=match[1] if match else address, record=record, stated=_stated(value),
        handle=name[1] if name else None, text=text_at(value, "content"), url=address,
        references=tuple(link_references(links, "", ())),
    )  # fmt: skip


def instagram(record: Record, value: JsonObject) -> Iterator[Row]:
    """Yield a post on Instagram."""
    address, picture = _address(value), text_at(value, "displayUrl") or text_at(value, "thumbnailUrl")
    match = _SHORTCODE.match(address)
    if match is None:
        raise refuse("url", address, "the address of a post (`https://www.instagram.com/p/CODE/`)")
    kind = "video" if at(value, "isVideo") is True else "image"
    yield PostRow(
        platform="instagram", native_id=match[1], record=record, stated=_stated(value),
        handle=text_at(value, "username"), text=text_at(value, "content"), url=address,
        media=(MediaRow(picture, kind, url=picture),) if picture else (),
        likes=count_at(value, "likes"), replies=count_at(value, "comments"),
    )  # fmt: skip


def mastodon(record: Record, value: JsonObject, *, embedded: bool = False) -> Iterator[Row]:
    """Yield a post on Mastodon, known by its address; its time is what its author's server says."""
    parts = (text_at(value, "spoilerText"), text_at(value, "text"))
    files = [(at(entry, "url"), at(entry, "name")) for entry in list_at(value, "attachments")]
    account = text_at(value, "user", "account")
    yield PostRow(
        platform="mastodon", native_id=_address(value), record=record, stated=_stated(value), server_timed=False,
        handle=account, name=text_at(value, "user", "displayName"), embedded=embedded,
        text="\n\n".join(part for part in parts if part) or None, url=_address(value),
        media=tuple(MediaRow(url, url=url, alt=alt if isinstance(alt, str) else None)
                    for url, alt in files if isinstance(url, str)),
    )  # fmt: skip


def boost(record: Record, value: JsonObject) -> Iterator[Row]:
    """Yield a boost on Mastodon, which has neither an id nor a time here, and the post that it passes on."""
    toot = at(value, "toot")
    address = at(toot, "url")
    if not isinstance(toot, dict) or not isinstance(address, str):
        raise refuse("toot", toot, "the post that is boosted, with its address")
    original = text_at(toot, "user", "account")
    yield PostRow(
        platform="mastodon", native_id="", record=record, server_timed=False, kind="repost",
        handle=text_at(value, "user", "account"), name=text_at(value, "user", "displayName"),
        references=(Reference("repost", post_key("mastodon", address), "root", account=original),),
    )  # fmt: skip
    yield from guarded(record, mastodon(record, toot, embedded=True))


def vkontakte(record: Record, value: JsonObject, *, embedded: bool = False) -> Iterator[Row]:
    """Yield a post on VKontakte and the post that it passes on."""
    address, original = _address(value), at(value, "quotedPost")
    match = _WALL.match(address)
    if match is None:
        raise refuse("url", address, "the address of a post (`https://vk.com/wallNUMBER_NUMBER`)")
    text = text_at(value, "content")
    passed_on = _WALL.match(str(at(original, "url")))
    kind = ("quote" if text else "repost") if passed_on else "post"
    yield PostRow(
        platform="vkontakte", native_id=match[1], record=record, stated=_stated(value),
        account=match[1].partition("_")[0], kind=kind, text=text, url=address, embedded=embedded,
        references=(Reference(kind, f"vkontakte:{passed_on[1]}", "unknown"),) if passed_on else (),
        media=tuple(_vk_media(value)),
    )  # fmt: skip
    if isinstance(original, dict) and not embedded:
        yield from guarded(record, vkontakte(record, original, embedded=True))


def _vk_media(value: JsonObject) -> Iterator[MediaRow]:
    for photo in list_at(value, "photos"):
        variants = [one for one in list_at(photo, "variants") if isinstance(at(one, "url"), str)]
        best = max(variants, key=lambda one: count_at(one, "width") or 0, default=None)
        if best is not None:
            size = (count_at(best, "width"), count_at(best, "height"))
            yield MediaRow(best["url"], url=best["url"], width=size[0], height=size[1])
    poster = at(value, "video", "thumbUrl")
    if isinstance(poster, str):
        yield MediaRow(poster, "video", url=poster)


def weibo(record: Record, value: JsonObject, *, embedded: bool = False) -> Iterator[Row]:
    """Yield a post on Weibo and the post that it passes on; a time such as `5 minutes ago` is none."""
    native_id, written, original = id_at(value, "id"), text_at(value, "createdAt"), at(value, "repostedPost")
    if native_id is None:
        raise refuse("id", None, "the number of a post")
    root = id_at(original, "id")
    pictures = [url for url in list_at(value, "pictures") if isinstance(url, str)]
    yield PostRow(
        platform="weibo", native_id=native_id, record=record, stated=_weibo_time(written),
        account=id_at(value, "user", "uid"), handle=text_at(value, "user", "screenname"),
        kind="repost" if root else "post", text=text_at(value, "text"), url=_address(value), embedded=embedded,
        references=(Reference("repost", post_key("weibo", root), "root"),) if root else (),
        media=tuple(MediaRow(url, url=url) for url in pictures), likes=count_at(value, "likesCount"),
        reposts=count_at(value, "repostsCount"), replies=count_at(value, "commentsCount"),
    )  # fmt: skip
    if isinstance(original, dict) and root and not embedded:
        yield from guarded(record, weibo(record, original, embedded=True))


def _weibo_time(written: str | None) -> Stated:
    """Return the time of a post; what is only a day, or told from the collector's own time, is no instant."""
    if written is None:
        return UNSTATED
    stated = parse_x(written)
    return stated if stated.us is not None else Stated(None, DAY_US / SECOND_US, zone_known=False, raw=written)


POSTS: Final[dict[str, Callable[[Record, JsonObject], Iterator[Row]]]] = {
    "telegram.TelegramPost": telegram,
    "reddit.Submission": submission,
    "reddit.Comment": comment,
    "facebook.FacebookPost": facebook,
    "instagram.InstagramPost": instagram,
    "mastodon.Toot": mastodon,
    "mastodon.Boost": boost,
    "vkontakte.VKontaktePost": vkontakte,
    "weibo.Post": weibo,
}
"""The types of posts that the collector names, without `snscrape.modules.`, and how each is read."""


def _address(value: JsonObject) -> str:
    address = text_at(value, "url")
    if not address:
        raise refuse("url", address, "the address of the post")
    return address


def _stated(value: JsonObject) -> Stated:
    written = text_at(value, "date")
    return parse_iso(written) if written else UNSTATED
