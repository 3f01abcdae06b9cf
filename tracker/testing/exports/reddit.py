"""Reddit: dumps of submissions and of comments, one zstd frame each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import SECOND_US
from tracker.testing.exports.printing import json_lines, zstd_bytes
from tracker.testing.story import CAPTURED, DELETED, PlantedPost

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

MEDIA_HOST: Final = "https://i.media.example"


def write(posts: Sequence[PlantedPost], dice: Random) -> dict[str, bytes]:
    """Return `submissions.zst` and `comments.zst`, oldest first, and beside them the fetched pictures."""
    del dice
    captured = [post for post in posts if post.fate == CAPTURED]
    submissions = [_submission(post) for post in captured if post.kind != "reply"]
    comments = [_comment(post) for post in captured if post.kind == "reply"]
    files = {"submissions.zst": zstd_bytes(json_lines(submissions))}
    if comments:
        files["comments.zst"] = zstd_bytes(json_lines(comments))
    parents = [post.parent for post in captured if post.kind == "crosspost" and post.parent is not None]
    shown = [*captured, *(post for post in parents if post.fate != DELETED)]
    return files | {f"media/{post.picture.name}": post.picture.content for post in shown if post.picture}


def _common(post: PlantedPost) -> dict[str, Any]:
    thread = post.root.short_id
    return {
        "id": post.short_id, "author": post.account.handle, "author_fullname": post.account.account_id,
        "created_utc": post.stated_us // SECOND_US, "subreddit": post.place, "subreddit_id": "t5_example",
        "score": 1 + post.likes, "edited": False, "permalink": f"/r/{post.place}/comments/{thread}/_/",
        "retrieved_on": post.us // SECOND_US + 40 * 86400,
    }  # fmt: skip


def _submission(post: PlantedPost) -> dict[str, Any]:
    record = _common(post) | {
        "title": post.text, "selftext": "", "is_self": post.picture is None and post.kind != "crosspost",
        "num_comments": post.passed_on["reply"],
        "num_crossposts": post.passed_on["crosspost"], "is_video": False, "domain": f"self.{post.place}",
        "url": f"https://reddit.example/r/{post.place}/comments/{post.short_id}/_/",
    }  # fmt: skip
    if post.picture is not None:
        address = f"{MEDIA_HOST}/{post.picture.name}"
        record |= {
            "post_hint": "image",
            "domain": "i.media.example",
            "url": address,
            "url_overridden_by_dest": address,
        }
    if post.kind == "crosspost" and post.parent is not None:
        whole = [] if post.parent.fate == DELETED else [_submission(post.parent)]
        record |= {"crosspost_parent": post.parent.native_id, "crosspost_parent_list": whole}
    return record


def _comment(post: PlantedPost) -> dict[str, Any]:
    parent = post.parent.native_id if post.parent else None
    record = _common(post) | {
        "body": post.text,
        "link_id": post.root.native_id,
        "parent_id": parent,
        "controversiality": 0,
    }
    record["permalink"] += f"{post.short_id}/"
    return record
