"""The table that coordination network tools read and hand around: eight columns, of any platform.

Its ids are the platform's, and no column names that one: where an id's own clock agrees with its time the post is
of X. Seen: the example that comes with the QUT coordination network toolkit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.base.idtime import id_time
from tracker.base.keys import SERVER_TIMED
from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import PostRow, Reader, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.base.clock import Stated
    from tracker.ingest.reader import Row, Source

TABLE: Final = KnownTable(
    "the QUT network toolkit",
    needs=("message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp"),
    ids=("message_id",),
    parents=("repost_id", "reply_id"),
    texts=("message",),
)
_AGREES_US: Final = 2_000_000
"""How far the clock in an id of X may lie from a time to the second that was cut, not rounded."""


def parse(row: TableRow, now_us: int) -> Iterator[Row]:
    """Read one message; its time is in seconds, of 1970 or of no known beginning."""
    native_id, stated = row.id("message_id"), row.seconds("timestamp")
    platform = "x" if _is_of_x(native_id, stated, now_us) else "other"
    references = (
        *row.reference("repost", platform, "repost_id", scope="root" if platform == "x" else "unknown"),
        *row.reference("reply", platform, "reply_id"),
    )
    yield PostRow(
        platform=platform, native_id=native_id, record=row.record, stated=stated, server_timed=platform in SERVER_TIMED,
        account=row.name("user_id"), handle=row.name("username"), kind=kind_of(references), text=row.text("message"),
        references=references, flags=row.flags,
    )  # fmt: skip


def _is_of_x(native_id: str, stated: Stated, now_us: int) -> bool:
    inside = id_time("x", native_id, now_us=now_us).us
    return inside is not None and stated.us is not None and abs(inside - stated.us) <= _AGREES_US


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each row."""
    return TABLE.read(source, lambda row: parse(row, source.settings.now_us))


READER: Final = Reader(
    "qut_toolkit",
    platform="other",
    sniff=TABLE.sniff,
    read=read,
    title="QUT network toolkit: messages (CSV)",
    how_to_get="The table of messages that the QUT network toolkit and its kin take as input.",
    lacks="the platform, pictures, and often the beginning that its seconds are counted from",
)
