"""Mastodon: account archives, one tar.gz per account."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final

from tracker.testing.exports.printing import iso_seconds, json_bytes, tar_gz_bytes
from tracker.testing.story import CAPTURED, PlantedPost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tracker.testing.cast import Account

_PUBLIC: Final = "https://www.w3.org/ns/activitystreams#Public"
_MIME: Final = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


def write(posts: Sequence[PlantedPost], dice: Random) -> dict[str, bytes]:
    """Return the archive of every account that has a captured post."""
    del dice
    captured = [post for post in posts if post.fate == CAPTURED]
    owners = dict.fromkeys(post.account for post in captured)
    return {
        f"{one.handle}.tar.gz": _archive(one, [post for post in captured if post.account == one])
        for one in owners
    }


def _archive(owner: Account, posts: Sequence[PlantedPost]) -> bytes:
    address = f"https://{owner.host}/users/{owner.handle}"
    actor = {
        "@context": "https://www.w3.org/ns/activitystreams", "id": address, "type": "Person",
        "preferredUsername": owner.handle, "name": owner.name, "outbox": "outbox.json", "likes": "likes.json",
    }  # fmt: skip
    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams", "id": "outbox.json", "type": "OrderedCollection",
        "totalItems": len(posts), "orderedItems": [_activity(post, address) for post in posts],
    }  # fmt: skip
    members = {"actor.json": json_bytes(actor), "outbox.json": json_bytes(outbox)}
    return tar_gz_bytes(members | {_path(post): post.picture.content for post in posts if post.picture})


def _activity(post: PlantedPost, actor: str) -> dict[str, Any]:
    boost = post.kind == "repost" and post.parent is not None
    return {
        "id": post.native_id if boost else f"{post.native_id}/activity",
        "type": "Announce" if boost else "Create", "actor": actor,
        "published": iso_seconds(post.stated_us), "to": [_PUBLIC], "cc": [f"{actor}/followers"],
        "object": post.parent.native_id if boost and post.parent else _note(post, actor),
    }  # fmt: skip


def _note(post: PlantedPost, actor: str) -> dict[str, Any]:
    content = f"<p>{html.escape(post.text)}</p>"
    return {
        "id": post.native_id, "type": "Note", "summary": None,
        "inReplyTo": post.parent.native_id if post.parent else None, "published": iso_seconds(post.stated_us),
        "url": f"https://{post.account.host}/@{post.account.handle}/{post.short_id}", "attributedTo": actor,
        "to": [_PUBLIC], "cc": [f"{actor}/followers"], "sensitive": False, "content": content,
        "contentMap": {"en": content}, "attachment": [_attachment(post)] if post.picture else [], "tag": [],
    }  # fmt: skip


def _path(post: PlantedPost) -> str:
    name = post.picture.name if post.picture else ""
    number = post.short_id
    folders = "/".join(number[place : place + 3] for place in range(0, len(number), 3))
    return f"media_attachments/files/{folders}/original/{name}"


def _attachment(post: PlantedPost) -> dict[str, Any]:
    suffix = _path(post).rpartition(".")[2]
    return {
        "type": "Document",
        "mediaType": _MIME[suffix],
        "url": f"/{_path(post)}",
        "name": None,
        "blurhash": "U00000fQfQfQfQfQfQfQfQfQfQfQfQfQfQfQ",
    }
