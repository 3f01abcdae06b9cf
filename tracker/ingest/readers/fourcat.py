"""Tables that 4CAT makes of its datasets (CSV), for every platform it knows.

`unix_timestamp` is the time; `timestamp` is what the clock of the 4CAT server showed. Seen: the columns, in 4CAT's
own source (`map_item` of each data source).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.base.clock import UNSTATED, Stated, parse_unix
from tracker.base.keys import SERVER_TIMED, fold_platform, post_key, url_key
from tracker.base.words import plain_text
from tracker.ingest import x
from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import MediaRow, PostRow, Reader, Reference, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Row, Source

TABLE: Final = KnownTable(
    "4CAT", needs=("id", "body", "timestamp", "thread_id|unix_timestamp"), ids=("id",), parents=("quote_tweet_id",),
    texts=("body", "subject"),
)  # fmt: skip
_TOLD_BY: Final = (
    ("is_retweet", "x"), ("author_forwarded_from_name", "telegram"), ("tiktok_url", "tiktok"),
    ("is_comment_on_comment", "tiktok"), ("subreddit", "reddit"), ("image_md5", "4chan"),
    ("replied_to_post", "bluesky"), ("parent_post_url", "tumblr"), ("in_reply_to_comment_id", "vkontakte"),
)  # fmt: skip
"""Columns that one platform's table alone has; the others' rows hold addresses of their platform."""
_ADDRESSES: Final = ("url", "link", "post_url", "tiktok_url", "comment_url", "collected_from_url")
_HOST: Final = re.compile(r"https?://(?:www\.)?([^/?#:]+)", re.ASCII)
_SHOWN: Final = ("images", "image_urls", "image_url", "media_urls", "media_url", "image_file", "photos")
_VIDEOS: Final = ("videos", "video_urls", "video_url")
_POSTERS: Final = ("thumbnail_url", "video_thumbs", "video_thumb_urls", "video_thumb_url", "video_thumbnail")
_BETWEEN: Final = re.compile(r",\s*(?=https?://)")
_HANDLES: Final[dict[str, tuple[str, ...]]] = {"telegram": ("author_username",), "4chan": ()}
_SIGNED: Final[dict[str, tuple[str, ...]]] = {"4chan": ("author",)}
"""Where `author` is a number, or a name with which anybody may sign: no handle."""
_NAMES: Final = ("author_fullname", "author_full", "author_display_name", "author_name")
_HTML: Final = frozenset({"truthsocial", "gab"})


def parse(row: TableRow) -> Iterator[Row]:
    """Read one item of a dataset."""
    platform = _platform(row)
    references, text = tuple(_references(row, platform)), _text(row, platform)
    yield PostRow(
        platform=platform, native_id=_native_id(row, platform), record=row.record, stated=_stated(row),
        server_timed=platform in SERVER_TIMED, kind=kind_of(references), text=text,
        text_cut=platform == "x" and x.is_cut(text or ""),
        account=row.name("author" if platform == "telegram" else "author_id", "account_id"),
        handle=row.name(*_HANDLES.get(platform, ("author", "author_username", "username"))),
        name=row.text(*_NAMES, *_SIGNED.get(platform, ())),
        url=row.name(*_ADDRESSES[:-1]), references=references, media=tuple(_media(row)), flags=row.flags,
        edited_us=row.seconds("unix_timestamp_edited").us, lang=x.language(row.name("language_guess")),
        likes=row.count("like_count", "likes", "num_likes"), views=row.count("impression_count", "views", "plays"),
        reposts=row.count("retweet_count", "repost_count", "reposts", "shares"),
        replies=row.count("reply_count", "replies", "comments", "num_comments"),
    )  # fmt: skip


def _platform(row: TableRow) -> str:
    told = next((platform for column, platform in _TOLD_BY if column in row.cells), None)
    hosts = (_HOST.match(row.name(column) or "") for column in _ADDRESSES)
    host = next((match[1] for match in hosts if match), None)
    return told or fold_platform(host and host.removesuffix(".com"))


def _native_id(row: TableRow, platform: str) -> str:
    """Return the id as the platform's own exports have it: `chat/7` for Telegram, `t1_abc` for Reddit."""
    own, thread = row.id("id"), row.name("thread_id") or ""
    if platform == "telegram" and own.startswith(f"{thread}-"):
        return f"{thread}/{own[len(thread) + 1:]}"
    if platform == "reddit" and "_" not in own:
        return f"t3_{own}" if own == thread or not thread else f"t1_{own}"
    return own


def _stated(row: TableRow) -> Stated:
    """Return the time; 0 stands where the platform's page showed none.

    The wall clock of the server is read only from tables that have nothing else.
    """
    cell = row.name("unix_timestamp" if "unix_timestamp" in row.cells else "timestamp") or ""
    if cell.replace(".", "", 1).isdecimal():
        return parse_unix(cell, unit_s=1.0) if cell.strip("0.") else UNSTATED
    return UNSTATED if "unix_timestamp" in row.cells else row.iso("timestamp", "created_at")


def _text(row: TableRow, platform: str) -> str | None:
    words = [cell for cell in (row.text("subject"), row.text("body")) if cell]
    text = "\n".join(dict.fromkeys(words))
    said = x.repost_handle(text) if platform == "x" else None
    text = text.removeprefix(f"RT @{said}: ") if said else text
    return (plain_text(text) if platform in _HTML else text) or None


def _references(row: TableRow, platform: str) -> Iterator[Reference]:
    if platform == "x":
        yield from _on_x(row)
    elif platform == "telegram":
        yield from _in_chat(row)
    elif platform == "bluesky":
        for kind, column in (("quote", "quoted_post"), ("reply", "replied_to_post")):
            if address := row.name(column):
                key = url_key(address)
                yield Reference(kind, key) if key else Reference(kind, loose=address)
    elif row.name("parent_post_url"):
        yield Reference("repost", loose=row.name("parent_post_url"))
    elif row.name("post_id") and "is_comment_on_comment" in row.cells:
        yield Reference("reply", post_key(platform, row.name("post_id") or ""), "root")
    elif platform in {"reddit", "4chan"} and row.name("thread_id") not in {None, row.name("id")}:
        yield Reference("reply", post_key(platform, row.name("thread_id") or ""), "root")


def _on_x(row: TableRow) -> Iterator[Reference]:
    """Yield what a post of X points at: of a repost only whose it is, of a reply only the conversation is told."""
    if row.says("is_retweet"):
        yield Reference("repost", None, "root", account=row.name("retweeted_user"))
        return
    if row.says("is_quote_tweet"):
        account = row.name("quote_author", "quoted_user")
        found = row.reference("quote", "x", "quote_tweet_id", account=account)
        yield from found or (Reference("quote", None, account=account),)
    if row.says("is_reply") and row.name("thread_id") not in {None, row.name("id")}:
        yield from row.reference("reply", "x", "thread_id", scope="root")


def _in_chat(row: TableRow) -> Iterator[Reference]:
    source = row.name("author_forwarded_from_username", "author_forwarded_from_name", "author_forwarded_from_id")
    if source:
        yield Reference("forward", None, "root", account=source, stated=row.seconds("unix_timestamp_forwarded_from"))
    if (answered := row.name("reply_to")) and (chat := row.name("thread_id")):
        yield Reference("reply", post_key("telegram", f"{chat}/{answered}"))


def _media(row: TableRow) -> Iterator[MediaRow]:
    """Yield pictures, and each video by its poster frame where there is one."""
    for address in _parts(row, _SHOWN):
        yield MediaRow(address, url=address if "://" in address else None, platform_digest=row.name("image_md5"))
    posters = _parts(row, _POSTERS)
    for number, address in enumerate(_parts(row, _VIDEOS)):
        yield MediaRow(posters[number] if number < len(posters) else address, "video", url=address)


def _parts(row: TableRow, columns: tuple[str, ...]) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(row.name(*columns) or "") if part.strip()]


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each row."""
    return TABLE.read(source, parse)


READER: Final = Reader(
    "fourcat",
    platform="other",
    sniff=TABLE.sniff,
    read=read,
    title="4CAT dataset (CSV)",
    how_to_get="4CAT: a dataset's page, Download CSV.",
    lacks="pictures themselves; on X the id of a reposted post, and which post of a conversation is answered",
    verified=False,
)
