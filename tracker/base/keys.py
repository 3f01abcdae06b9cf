"""How posts and accounts are named: `platform:native id`, always text."""

from __future__ import annotations

import hashlib
import re
from typing import Final

PLATFORMS: Final = {
    "twitter": "x", "x": "x", "x.com": "x", "twitter.com": "x", "tweet": "x",
    "reddit": "reddit", "reddit.com": "reddit",
    "bluesky": "bluesky", "bsky": "bluesky", "bsky.app": "bluesky", "atproto": "bluesky",
    "mastodon": "mastodon", "fediverse": "mastodon",
    "telegram": "telegram", "t.me": "telegram", "tg": "telegram",
    "facebook": "facebook", "facebook.com": "facebook", "fb": "facebook",
    "instagram": "instagram", "instagram.com": "instagram", "ig": "instagram",
    "messenger": "messenger", "messenger.com": "messenger",
    "threads": "threads", "threads.net": "threads", "threads.com": "threads",
    "tiktok": "tiktok", "tiktok.com": "tiktok", "douyin": "douyin",
    "linkedin": "linkedin", "linkedin.com": "linkedin",
    "youtube": "youtube", "youtube.com": "youtube", "yt": "youtube",
    "weibo": "weibo", "weibo.com": "weibo",
    "discord": "discord", "whatsapp": "whatsapp", "4chan": "4chan", "4chan.org": "4chan",
    "truthsocial": "truthsocial", "truthsocial.com": "truthsocial", "truth": "truthsocial",
    "gab": "gab", "gab.com": "gab", "9gag": "9gag", "imgur": "imgur", "pinterest": "pinterest",
    "xiaohongshu": "xiaohongshu", "vk": "vkontakte", "vkontakte": "vkontakte", "other": "other",
}  # fmt: skip
"""Every spelling of a platform that is folded, and what it is folded to."""

SERVER_TIMED: Final = frozenset({
    "x", "reddit", "telegram", "facebook", "instagram", "threads", "tiktok", "douyin", "linkedin", "youtube",
    "weibo", "discord", "4chan", "whatsapp", "truthsocial", "gab", "9gag", "imgur", "pinterest", "xiaohongshu",
    "vkontakte", "messenger",
})  # fmt: skip
"""Platforms whose own server sets a post's time; on others it is the author's program that states it."""

_NAME: Final = re.compile(r"[^a-z0-9._+-]+")
_REDDIT_ID: Final = re.compile(r"(?:t[13]_)?[0-9a-z]{1,13}")
_URLS: Final = (
    ("x", "/status", re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?:[^/?#]+|i/web)/status(?:es)?/(\d+)")),
    ("reddit", "/comments/", re.compile(r"https?://(?:\w+\.)?reddit\.com/(?:r|user|u)/[^/]+/comments/(\w+)(?:/[^/?#]*/(\w+))?")),
    ("reddit", "redd.it/", re.compile(r"https?://redd\.it/(\w+)")),
    ("bluesky", "at://", re.compile(r"(at://did:[a-z0-9:%._-]+/[a-zA-Z0-9.-]+/[A-Za-z0-9._~:-]+)")),
    ("bluesky", "bsky.app/", re.compile(r"https?://bsky\.app/profile/(did:[a-z0-9:%._-]+)/post/([a-z0-9]+)")),
    ("telegram", "t.me/", re.compile(r"https?://t\.me/(?:s/)?(?:c/)?(\w+)/(\d+)")),
    ("tiktok", "tiktok.com/", re.compile(r"https?://(?:www\.)?tiktok\.com/@[^/]+/(?:video|photo)/(\d+)")),
    ("youtube", "youtu", re.compile(r"https?://(?:www\.)?(?:youtube\.com/watch\?v=|youtu\.be/)([\w-]{11})")),
    ("facebook", "facebook.com/", re.compile(r"https?://(?:www\.|m\.|web\.)?facebook\.com/(?:permalink\.php\?story_fbid=|(?:groups/)?[^/?#]+/(?:posts|permalink)/(?:[^/?#]+/)?)(\d+|pfbid\w+)")),
    ("instagram", "instagram.com/", re.compile(
        r"https?://(?:www\.)?instagram\.com/(?:[\w.]+/)?(?:p|reels?|tv)/([\w-]{5,11})", re.ASCII
    )),
    ("threads", "threads.", re.compile(
        r"https?://(?:www\.)?threads\.(?:net|com)/@[^/]+/post/([\w-]{8,12})(?:[/?#]|$)", re.ASCII
    )),
    ("linkedin", "activity", re.compile(
        r"https?://(?:\w+\.)?linkedin\.com/(?:feed/update/urn:li:|posts/[^/?#]*-)activity[:-](\d{16,20})",
        re.ASCII,
    )),
    ("truthsocial", "truthsocial.com/", re.compile(
        r"https?://truthsocial\.com/@[^/]+/(?:posts/)?(\d{17,19})", re.ASCII
    )),
    ("mastodon", "/statuses/", re.compile(r"(https?://[^/\s]+/(?:users|ap/users)/[^/\s]+/statuses/\d+)")),
)  # fmt: skip
"""Platform, what every such address holds (looked for first: most links lead elsewhere), and the form."""


def fold_platform(name: str | None) -> str:
    """Return the platform's one name: `Twitter` is `x`, a missing one is `other`.

    >>> fold_platform("Twitter"), fold_platform(None), fold_platform("My Forum")
    ('x', 'other', 'my-forum')
    """
    lowered = (name or "").strip().lower()
    folded = _NAME.sub("-", lowered).strip("-")[:64].strip("-")
    return PLATFORMS.get(lowered) or PLATFORMS.get(folded) or folded or "other"


def post_key(platform: str, native_id: str) -> str:
    """Return the key of a post; `platform` is already folded.

    >>> post_key("x", "1893567890123456789"), post_key("reddit", "abc12")
    ('x:1893567890123456789', 'reddit:t3_abc12')
    """
    if platform == "reddit" and "_" not in native_id and _REDDIT_ID.fullmatch(native_id):
        native_id = f"t3_{native_id}"
    return f"{platform}:{native_id}"


def split_key(key: str) -> tuple[str, str]:
    """Return platform and native id of a post's key."""
    platform, _, native_id = key.partition(":")
    return platform, native_id


def is_key(text: str) -> bool:
    """Tell whether a reference is already a key: a known platform, a colon, and more."""
    platform, colon, rest = text.partition(":")
    return bool(colon and rest) and platform in SERVER_TIMED | {"bluesky", "mastodon", "other"}


def may_be_key(text: str) -> bool:
    """Tell whether a text has the form of a key, of an unknown platform too; an address has not.

    >>> may_be_key("my-forum:102"), may_be_key("https://forum.example/102"), may_be_key("Twitter:18")
    (True, False, False)
    """
    platform, _, rest = text.partition(":")
    return bool(platform and rest) and fold_platform(platform) == platform and not rest.startswith("//")


def url_key(url: str) -> str | None:
    """Return the key of the post that an address names, where its form is known.

    >>> url_key("https://twitter.com/a_example/status/1893567890123456789?s=20")
    'x:1893567890123456789'
    """
    for platform, part, form in _URLS:
        match = form.match(url) if part in url else None
        if match is not None:
            return post_key(platform, _native(platform, match))
    return None


def _native(platform: str, match: re.Match[str]) -> str:
    groups = [group for group in match.groups() if group]
    if platform == "reddit":
        return f"t1_{groups[1]}" if len(groups) > 1 else f"t3_{groups[0]}"
    if platform == "bluesky" and len(groups) > 1:
        return f"at://{groups[0]}/app.bsky.feed.post/{groups[1]}"
    return "/".join(groups)


def account_key(platform: str, account_id: str | None, handle: str | None) -> str | None:
    """Return the key of an account: by its stable id, else by its handle."""
    if account_id:
        return f"{platform}:{account_id}"
    return f"{platform}:@{handle.lower()}" if handle else None


def unnamed_id(raw: bytes) -> str:
    """Return the native id of a record that has none: the first 16 hex digits of its SHA-256."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()[:16]}"
