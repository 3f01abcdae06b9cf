"""X: pages of API v2, lines of API v1.1, personal archives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import DAY_US
from tracker.testing.exports.printing import iso_seconds, json_bytes, json_lines, x_time, zip_bytes
from tracker.testing.story import CAPTURED, DELETED, PlantedPost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

MEDIA_HOST: Final = "https://pbs.media.example/media"
_PAGE: Final = 100
_CUT: Final = 140
"""Characters of a repost's text."""
_REFERENCE: Final = {"repost": "retweeted", "quote": "quoted", "reply": "replied_to"}


def write_v2(posts: Sequence[PlantedPost], dice: Random) -> dict[str, bytes]:
    """Return pages as a collector saves them, newest first, and beside them the pictures that it fetched."""
    del dice
    captured = [post for post in reversed(posts) if post.fate == CAPTURED]
    pages = [_page(captured[start : start + _PAGE]) for start in range(0, len(captured), _PAGE)]
    return {"pages.jsonl": json_lines(pages), **_pictures(_with_originals(captured))}


def _with_originals(posts: Sequence[PlantedPost]) -> list[PlantedPost]:
    parents = [post.parent for post in posts if post.parent is not None and post.parent.fate != DELETED]
    return list(dict.fromkeys([*posts, *parents]))


def _pictures(posts: Sequence[PlantedPost]) -> dict[str, bytes]:
    return {f"media/{post.picture.name}": post.picture.content for post in posts if post.picture}


def _page(posts: Sequence[PlantedPost]) -> dict[str, Any]:
    everyone = _with_originals(posts)
    originals = everyone[len(posts) :]
    gone = dict.fromkeys(
        post.parent for post in posts if post.parent is not None and post.parent.fate == DELETED
    )
    accounts = dict.fromkeys(post.account for post in everyone)
    pictures = {post.picture.name: post for post in everyone if post.picture}
    ids = sorted(int(post.native_id) for post in posts)
    return {
        "data": [_v2(post) for post in posts],
        "includes": {
            "users": [{"id": one.account_id, "username": one.handle, "name": one.name} for one in accounts],
            "tweets": [_v2(post) for post in originals],
            "media": [_v2_media(post) for post in pictures.values()],
        },
        "errors": [_v2_error(post) for post in gone if post is not None],
        "meta": {"newest_id": str(ids[-1]), "oldest_id": str(ids[0]), "result_count": len(posts)},
        "__twarc": {
            "url": "https://api.example/2/tweets/search/all?query=orbit", "version": "2.14.0",
            "retrieved_at": iso_seconds(max(post.us for post in posts) + 9 * DAY_US, "+00:00"),
        },
    }  # fmt: skip


def _v2(post: PlantedPost) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": post.native_id, "text": _cut_text(post), "author_id": post.account.account_id,
        "created_at": iso_seconds(post.stated_us, ".000Z"), "conversation_id": post.root.native_id,
        "lang": "en", "edit_history_tweet_ids": [post.native_id],
        "public_metrics": {
            "retweet_count": post.passed_on["repost"], "reply_count": post.passed_on["reply"],
            "like_count": post.likes, "quote_count": post.passed_on["quote"],
        },
    }  # fmt: skip
    if post.parent is not None:
        record["referenced_tweets"] = [{"type": _REFERENCE[post.kind], "id": post.parent.native_id}]
    if post.picture is not None:
        record["attachments"] = {"media_keys": [_media_key(post)]}
    return record


def _media_key(post: PlantedPost) -> str:
    return f"3_{int(post.picture.sha256[:15], 16)}" if post.picture else ""


def _v2_media(post: PlantedPost) -> dict[str, Any]:
    name = post.picture.name if post.picture else ""
    return {"media_key": _media_key(post), "type": "photo", "url": f"{MEDIA_HOST}/{name}"}


def _v2_error(post: PlantedPost) -> dict[str, str]:
    return {
        "resource_type": "tweet", "parameter": "referenced_tweets.id", "resource_id": post.native_id,
        "value": post.native_id, "title": "Not Found Error",
        "detail": f"Could not find tweet with referenced_tweets.id: [{post.native_id}].",
        "type": "https://api.example/2/problems/resource-not-found",
    }  # fmt: skip


def _cut_text(post: PlantedPost) -> str:
    if post.kind != "repost" or post.parent is None:
        return post.text
    words = f"RT @{post.parent.account.handle}: {post.parent.text}"
    return words if len(words) <= _CUT else words[: _CUT - 1] + "…"


def write_v1(posts: Sequence[PlantedPost], dice: Random) -> dict[str, bytes]:
    """Return one post per line with its original inside; reposts of a deleted post are gone with it."""
    captured = [post for post in posts if post.fate == CAPTURED and not _vanished(post)]
    lines = [_v1(post) for post in captured]
    dice.shuffle(lines)
    return {"posts.jsonl": json_lines(lines), **_pictures(_with_originals(captured))}


def _vanished(post: PlantedPost) -> bool:
    return post.kind == "repost" and post.parent is not None and post.parent.fate == DELETED


def _v1(post: PlantedPost, *, outer: bool = True) -> dict[str, Any]:
    record: dict[str, Any] = {
        "created_at": x_time(post.stated_us), "id": int(post.native_id), "id_str": post.native_id,
        "full_text": _cut_text(post), "truncated": False, "lang": "en",
        "user": _v1_user(post), "entities": {"hashtags": [], "urls": [], "user_mentions": []},
        "retweet_count": post.passed_on["repost"], "favorite_count": post.likes,
        "is_quote_status": post.kind == "quote",
    }  # fmt: skip
    if post.picture is not None:
        media = _v1_media(post)
        record["entities"]["media"] = [media]
        record["extended_entities"] = {"media": [media]}
    if post.parent is not None:
        record |= _v1_parent(post, post.parent, outer=outer)
    return record


def _v1_user(post: PlantedPost) -> dict[str, Any]:
    one = post.account
    return {
        "id": int(one.account_id),
        "id_str": one.account_id,
        "name": one.name,
        "screen_name": one.handle,
        "protected": False,
        "followers_count": 120,
    }


def _v1_media(post: PlantedPost) -> dict[str, Any]:
    key, name = _media_key(post)[2:], post.picture.name if post.picture else ""
    media: dict[str, Any] = {
        "id": int(key), "id_str": key, "type": "photo", "media_url_https": f"{MEDIA_HOST}/{name}",
        "expanded_url": f"https://x.example/{post.account.handle}/status/{post.native_id}/photo/1",
    }  # fmt: skip
    if post.kind == "repost" and post.parent is not None:
        media["source_status_id_str"] = post.parent.native_id
    return media


def _v1_parent(post: PlantedPost, parent: PlantedPost, *, outer: bool) -> dict[str, Any]:
    whole = {} if parent.fate == DELETED or not outer else _v1(parent, outer=False)
    match post.kind:
        case "repost":
            return {"retweeted_status": whole} if whole else {}
        case "quote":
            named = {"quoted_status_id": int(parent.native_id), "quoted_status_id_str": parent.native_id}
            return named | ({"quoted_status": whole} if whole else {})
        case _:
            return {
                "in_reply_to_status_id_str": parent.native_id,
                "in_reply_to_user_id_str": parent.account.account_id,
                "in_reply_to_screen_name": parent.account.handle,
            }  # fmt: skip


def write_archive(posts: Sequence[PlantedPost], dice: Random) -> dict[str, bytes]:
    """Return the personal archive of the account that posted most of the captured posts."""
    del dice
    captured = [post for post in reversed(posts) if post.fate == CAPTURED]
    owners = [post.account for post in captured]
    owner = max(dict.fromkeys(owners), key=owners.count)
    own = [post for post in captured if post.account == owner]
    tweets = [{"tweet": _archived(post)} for post in own]
    config = {
        "userInfo": {"accountId": owner.account_id, "userName": owner.handle, "displayName": owner.name},
        "dataTypes": {
            "account": {"files": [_part("account", 1)]},
            "tweets": {"mediaDirectory": "data/tweets_media", "files": [_part("tweets", len(tweets))]},
        },
    }
    account = {"username": owner.handle, "accountId": owner.account_id, "accountDisplayName": owner.name}
    members = {
        "data/manifest.js": b"window.__THAR_CONFIG = " + json_bytes(config, 2),
        "data/account.js": b"window.YTD.account.part0 = " + json_bytes([{"account": account}], 2),
        "data/tweets.js": b"window.YTD.tweets.part0 = " + json_bytes(tweets, 2),
    }
    for post in own:
        if post.picture is not None:
            members[f"data/tweets_media/{post.native_id}-{post.picture.name}"] = post.picture.content
    return {f"{owner.handle}.zip": zip_bytes(members)}


def _part(name: str, count: int) -> dict[str, str]:
    return {"fileName": f"data/{name}.js", "globalName": f"YTD.{name}.part0", "count": str(count)}


def _archived(post: PlantedPost) -> dict[str, Any]:
    record: dict[str, Any] = {
        "edit_info": {"initial": {"editTweetIds": [post.native_id], "isEditEligible": False}},
        "retweeted": False, "favorite_count": str(post.likes),
        "retweet_count": str(post.passed_on["repost"]), "truncated": False, "lang": "en",
        "id_str": post.native_id, "id": post.native_id, "created_at": x_time(post.stated_us),
        "full_text": _cut_text(post).replace("&", "&amp;"),
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": _quoted_url(post)},
    }  # fmt: skip
    if post.picture is not None:
        media = {key: str(value) for key, value in _v1_media(post).items()}
        record["entities"]["media"] = [media]
        record["extended_entities"] = {"media": [media]}
    if post.kind == "reply" and post.parent is not None:
        record |= _v1_parent(post, post.parent, outer=False)
    return record


def _quoted_url(post: PlantedPost) -> list[dict[str, str]]:
    if post.kind != "quote" or post.parent is None:
        return []
    return [{"expanded_url": f"https://x.com/{post.parent.account.handle}/status/{post.parent.native_id}"}]
