"""What the browser script twitter-web-exporter writes of the media of a post, in JSON and in the cells of its CSV.

The script saves the files of the media apart, in a zip, under names that hold the post's id, the kind of the
medium and its number: where such files lie in the same archive, they are found by these.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import structs

from tracker.ingest import x
from tracker.ingest.fields import at
from tracker.ingest.reader import MediaRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import PostRow, Source

POST_KEYS: Final = ("id", "created_at", "full_text", "screen_name", "in_reply_to", "retweeted_status", "quoted_status")
"""Keys that every post has, be their values null."""
ACCOUNT_KEYS: Final = ("id", "screen_name", "followers_count", "statuses_count", "followed_by", "can_dm")
MESSAGE_KEYS: Final = ("id", "time", "text", "sender", "recipient", "conversation_id", "conversation_type")

_TYPES: Final = {"photo": "image", "video": "video", "animated_gif": "gif"}
_SAVED: Final = re.compile(r"(?:.*[_/])?(\d{1,20})_(photo|video|animated_gif)_(\d)(?:_[^/]*)?\.\w+", re.ASCII)


class SavedMedia:
    """The files of media that lie in the archive of a post file, by what their names say."""

    def __init__(self, source: Source) -> None:
        self._members: dict[tuple[str, str, int], str] = {}
        for name in source.members:
            match = _SAVED.fullmatch(name)
            if match:
                self._members.setdefault((match[1], _TYPES[match[2]], int(match[3])), name)

    def attached(self, post: PostRow) -> PostRow:
        """Return a post with the files of its media, where they lie in the archive."""
        if not self._members:
            return post
        media = []
        for number, row in enumerate(post.media, 1):
            name = self._members.get((post.native_id, row.type, number))
            media.append(row if name is None else structs.replace(row, members=(name,)))
        return structs.replace(post, media=tuple(media))


def media_rows(entries: Any) -> Iterator[MediaRow]:
    """Yield the media of a post: a photo, or the poster frame of a film."""
    for entry in entries if isinstance(entries, list) else ():
        kind = at(entry, "type")
        address = at(entry, "original") if kind == "photo" else at(entry, "thumbnail") or at(entry, "original")
        if isinstance(address, str) and isinstance(kind, str):
            alt = at(entry, "ext_alt_text")
            yield MediaRow(
                x.picture_file(address), _TYPES.get(kind, "image"), url=address,
                alt=alt if isinstance(alt, str) else None,
            )  # fmt: skip
