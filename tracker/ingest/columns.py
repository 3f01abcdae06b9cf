"""Which column of a table holds which field of a post: known names, other names, or what the user said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tracker.base.words import one_line
from tracker.ingest.fields import got

if TYPE_CHECKING:
    from collections.abc import Sequence

OTHER_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "id": ("post_id", "native_id", "id_str", "tweet_id", "tweetid", "status_id", "message_id", "msg_id",
           "comment_id", "video_id", "uri"),
    "platform": ("network", "site", "source_platform"),
    "author": ("username", "user_name", "user", "handle", "screen_name", "user_screen_name", "author_name",
               "account", "from_user", "user_id", "author_id"),
    "created_at": ("posted_at", "timestamp", "time", "date", "datetime", "created", "published_at",
                   "published", "post_created", "created_time", "created_utc", "tweet_time", "timestamp_utc",
                   "claimed_at"),
    "text": ("body", "content", "message", "full_text", "tweet_text", "tweet", "caption", "description"),
    "url": ("link", "permalink", "post_url", "tweet_url", "uri"),
    "parent_id": ("parent", "parent_ref", "in_reply_to_id", "in_reply_to", "is_reply_to"),
    "reshare_kind": ("reshare_type", "kind", "post_type"),
    "media": ("image", "images", "media_files", "media_urls", "photo", "photos", "picture", "pictures",
              "image_url", "file", "files", "attachments"),
    "lang": ("language",),
    "likes": ("like_count", "favorite_count", "favourites_count", "favorites"),
    "reposts": ("repost_count", "retweet_count", "retweets", "shares", "share_count", "reblogs_count"),
    "indexed_at": ("indexed", "indexed_at_utc"),
    "edited_at": ("edited", "updated_at"),
}  # fmt: skip
"""Fields of the generic post file, and the other names that are taken for each, best first."""

FIELDS: Final = tuple(OTHER_NAMES)
EXAMPLES: Final = 3
"""Rows that are shown beside a guess."""
_SHOWN: Final = 40
_LETTERS: Final = re.compile(r"[^a-z0-9]+")


class Guess(msgspec.Struct, frozen=True):
    """Which column is taken for which field."""

    columns: Mapping[str, str]
    """Field -> column; a field that no column holds is missing."""
    examples: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_usable(self) -> bool:
        """True where a post can be named (`id` or `url`) and dated (`created_at`)."""
        return "created_at" in self.columns and ("id" in self.columns or "url" in self.columns)

    @property
    def is_plain(self) -> bool:
        """True where every field has its own name, so that nothing was guessed."""
        return all(field == column for field, column in self.columns.items())

    def value(self, row: Mapping[str, Any], field: str) -> Any:
        """Return what a row holds for a field (under its own name where no column was taken), or None."""
        return row.get(self.columns.get(field, field))

    def __str__(self) -> str:
        """Return the guess as one line with its example rows, for a person to check."""
        pairs = ", ".join(f"{field} = {one_line(column, _SHOWN)}" for field, column in self.columns.items())
        rows = "; ".join(f"({self._example(row)})" for row in self.examples)
        return f"columns taken: {pairs}; first rows: {rows or 'none'}"

    def _example(self, row: Mapping[str, Any]) -> str:
        return ", ".join(_shown(self.value(row, field)) for field in self.columns)


def _shown(value: Any) -> str:
    return one_line(value if isinstance(value, str) else got(value), _SHOWN)


def guess(names: Sequence[str], rows: Sequence[Mapping[str, Any]], said: Mapping[str, str]) -> Guess:
    """Return which of `names` is taken for which field; what the user `said` (field -> column) comes first.

    >>> str(guess(["Post ID", "Datum"], [{"Post ID": "7", "Datum": "1.5.2026"}], {"created_at": "Datum"}))
    'columns taken: id = Post ID, created_at = Datum; first rows: (7, 1.5.2026)'
    """
    columns: dict[str, str] = {}
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(_fold(name), name)
    taken = {column for column in said.values() if column in names}
    for field in FIELDS:
        found = said.get(field)
        if found not in taken:
            wanted = (folded.get(_fold(name)) for name in (field, *OTHER_NAMES[field]))
            found = next((name for name in wanted if name is not None and name not in taken), None)
        if found is not None:
            columns[field] = found
            taken.add(found)
    return Guess(columns, tuple(rows[:EXAMPLES]))


def _fold(name: str) -> str:
    return _LETTERS.sub("", name.strip().lower())
