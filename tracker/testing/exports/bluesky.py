"""Bluesky: feed pages as the API gives them, reposts with their reason."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any, Final

from tracker.testing.exports.printing import iso_millis, json_bytes
from tracker.testing.story import CAPTURED, DELETED, PlantedPost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tracker.testing.cast import Account

MEDIA_HOST: Final = "https://cdn.media.example/img/feed_fullsize/plain"
_MIME: Final = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


def write(posts: Sequence[PlantedPost], dice: Random) -> dict[str, bytes]:
    """Return `feed.json`, newest first, and the blobs under their content ids in `media/`."""
    del dice
    captured = [post for post in reversed(posts) if post.fate == CAPTURED]
    items = [_item(post) for post in captured if not _vanished(post)]
    parents = [post.parent for post in captured if post.parent is not None and post.parent.fate != DELETED]
    pictures = [post.picture for post in [*captured, *parents] if post.picture]
    return {
        "feed.json": json_bytes({"feed": items}, 1),
        **{f"media/{cid(one.content)}": one.content for one in pictures},
    }


def _vanished(post: PlantedPost) -> bool:
    return post.kind == "repost" and post.parent is not None and post.parent.fate == DELETED


def cid(content: bytes) -> str:
    """Return the content id of a blob: CIDv1, raw, SHA-256, in base32."""
    digest = b"\x01\x55\x12\x20" + hashlib.sha256(content).digest()
    return "b" + base64.b32encode(digest).decode().lower().rstrip("=")


def _record_cid(post: PlantedPost) -> str:
    digest = b"\x01\x71\x12\x20" + hashlib.sha256(post.native_id.encode()).digest()
    return "b" + base64.b32encode(digest).decode().lower().rstrip("=")


def _item(post: PlantedPost) -> dict[str, Any]:
    if post.kind == "repost" and post.parent is not None:
        by = _author(post.account)
        reason = {
            "$type": "app.bsky.feed.defs#reasonRepost",
            "by": by,
            "uri": post.native_id,
            "cid": _record_cid(post),
            "indexedAt": iso_millis(post.indexed_us),
        }
        return {"post": _view(post.parent), "reason": reason}
    return {"post": _view(post)}


def _author(account: Account) -> dict[str, str]:
    return {"did": account.account_id, "handle": account.handle, "displayName": account.name}


def _view(post: PlantedPost) -> dict[str, Any]:
    view: dict[str, Any] = {
        "uri": post.native_id, "cid": _record_cid(post),
        "author": _author(post.account),
        "record": _record(post), "replyCount": post.passed_on["reply"],
        "repostCount": post.passed_on["repost"], "likeCount": post.likes,
        "quoteCount": post.passed_on["quote"],
        "indexedAt": iso_millis(post.indexed_us), "labels": [],
    }  # fmt: skip
    shown = _shown(post)
    return view | ({"embed": shown} if shown else {})


def _record(post: PlantedPost) -> dict[str, Any]:
    record: dict[str, Any] = {
        "$type": "app.bsky.feed.post",
        "createdAt": iso_millis(post.stated_us),
        "langs": ["en"],
        "text": post.text,
    }
    if post.kind == "reply" and post.parent is not None:
        record["reply"] = {"parent": _named(post.parent), "root": _named(post.root)}
    quoted = (
        {"$type": "app.bsky.embed.record", "record": _named(post.parent)}
        if post.kind == "quote" and post.parent
        else {}
    )
    images = {"$type": "app.bsky.embed.images", "images": [_blob(post)]} if post.picture else {}
    if quoted and images:
        record["embed"] = {"$type": "app.bsky.embed.recordWithMedia", "media": images, "record": quoted}
    elif quoted or images:
        record["embed"] = quoted or images
    return record


def _named(post: PlantedPost) -> dict[str, str]:
    return {"uri": post.native_id, "cid": _record_cid(post)}


def _blob(post: PlantedPost) -> dict[str, Any]:
    content, name = (post.picture.content, post.picture.name) if post.picture else (b"", "")
    blob = {
        "$type": "blob",
        "ref": {"$link": cid(content)},
        "mimeType": _MIME[name.rpartition(".")[2]],
        "size": len(content),
    }
    return {"alt": "", "image": blob}


def _shown(post: PlantedPost) -> dict[str, Any]:
    """Return the hydrated embed: addresses of pictures, and the whole quoted post."""
    images: dict[str, Any] = {}
    if post.picture is not None:
        address = f"{MEDIA_HOST}/{post.account.account_id}/{cid(post.picture.content)}@jpeg"
        thumb = address.replace("fullsize", "thumbnail")
        images = {
            "$type": "app.bsky.embed.images#view",
            "images": [{"thumb": thumb, "fullsize": address, "alt": ""}],
        }
    quoted = (
        {"$type": "app.bsky.embed.record#view", "record": _quoted(post.parent)}
        if post.kind == "quote" and post.parent
        else {}
    )
    if quoted and images:
        return {"$type": "app.bsky.embed.recordWithMedia#view", "media": images, "record": quoted}
    return quoted or images


def _quoted(post: PlantedPost) -> dict[str, Any]:
    if post.fate == DELETED:
        return {"$type": "app.bsky.embed.record#viewNotFound", "uri": post.native_id, "notFound": True}
    view = _view(post)
    embeds = [view["embed"]] if "embed" in view else []
    return {
        "$type": "app.bsky.embed.record#viewRecord",
        "uri": view["uri"],
        "cid": view["cid"],
        "author": view["author"],
        "value": view["record"],
        "indexedAt": view["indexedAt"],
        "embeds": embeds,
        "labels": [],
    }
