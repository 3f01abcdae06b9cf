"""Tables of YouTube Data Tools: lists of videos, and the comments of one video (CSV or tabs).

Times are of UTC: the tool writes what the API says, comments without the mark. Seen: its own source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import MediaRow, PostRow, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Match, Row, Source

VIDEOS: Final = KnownTable(
    "YouTube Data Tools (videos)", needs=("videoId", "publishedAt", "channelId", "videoTitle"), ids=("videoId",),
    texts=("videoTitle", "videoDescription"),
)  # fmt: skip
COMMENTS: Final = KnownTable(
    "YouTube Data Tools (comments)", needs=("id", "publishedAt", "authorName", "text", "isReply", "isReplyToName"),
    ids=("id",), texts=("text",),
)  # fmt: skip


def sniff(source: Source) -> Match | None:
    """Claim either table."""
    return VIDEOS.sniff(source) or COMMENTS.sniff(source)


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each video or comment."""
    if VIDEOS.sniff(source):
        return VIDEOS.read(source, parse_video)
    source.note("which video the comments stand under is not in the table")
    return COMMENTS.read(source, parse_comment)


def parse_video(row: TableRow) -> Iterator[Row]:
    """Read one video; its picture is the largest thumbnail."""
    native_id, poster = row.id("videoId"), row.name("thumbnail_maxres")
    url = f"https://www.youtube.com/watch?v={native_id}"
    yield PostRow(
        platform="youtube", native_id=native_id, record=row.record, stated=row.iso("publishedAt", is_utc=True),
        account=row.name("channelId"), name=row.text("channelTitle"), url=url, lang=row.name("defaultLanguage"),
        text="\n".join(filter(None, (row.text("videoTitle"), row.text("videoDescription")))) or None,
        media=(MediaRow(poster or url, "video", url=url),), likes=row.count("likeCount"),
        replies=row.count("commentCount"), views=row.count("viewCount"),
    )  # fmt: skip


def parse_comment(row: TableRow) -> Iterator[Row]:
    """Read one comment; an answer to another names that one, in a column of two names."""
    references = row.reference("reply", "youtube", "isReplyTo", "isReplyToId", scope="root")
    name = row.text("authorName")
    yield PostRow(
        platform="youtube", native_id=row.id("id"), record=row.record, stated=row.iso("publishedAt", is_utc=True),
        account=row.name("authorChannelId"), handle=name if name and name.startswith("@") else None, name=name,
        kind="reply", text=row.text("text"), references=references, likes=row.count("likeCount"),
        replies=row.count("replyCount"),
    )  # fmt: skip


READER: Final = Reader(
    "youtube_data_tools",
    platform="youtube",
    sniff=sniff,
    read=read,
    title="YouTube Data Tools: videos, comments",
    how_to_get="YouTube Data Tools: modules Video List and Video Info and Comments.",
    lacks="the videos themselves; which video the comments stand under; which answer an answer answers",
    verified=False,
)
