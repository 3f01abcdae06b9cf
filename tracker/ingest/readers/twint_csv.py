"""Posts of X as twint wrote them until 2021 (CSV, or tabs).

Its times are of the wall clock of whoever ran it, and its zone that of the day it ran: they are times without a
zone here, and the ids tell the rest. Seen: twint's own source, of two versions that mean two things by
`retweet_id`: the original's, or that of a repost of the row's post.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.base.clock import UNSTATED, Stated, parse_iso, parse_unix
from tracker.base.keys import post_key, url_key
from tracker.ingest import x
from tracker.ingest.known_csv import KnownTable, TableRow
from tracker.ingest.reader import MediaRow, Reader, Reference
from tracker.ingest.x_tables import x_post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import Row, Source

TABLE: Final = KnownTable(
    "twint", needs=("id", "conversation_id", "created_at", "timezone", "username", "tweet"), ids=("id",),
    parents=("conversation_id", "retweet_id"), texts=("tweet",), platform="x",
)  # fmt: skip
_ADDRESS: Final = re.compile(r"https?://[^\s,\]'\"]+")

_WALL_CLOCK: Final = len("2021-01-31 23:59:59")


def parse(row: TableRow) -> Iterator[Row]:
    """Read one post, and who reposted it where the row holds the original; a poster frame stands for its video."""
    native_id = row.id("id", url=row.name("link"))
    repost_id = _later_id(row, native_id)
    if repost_id is not None:
        reference = Reference("repost", post_key("x", native_id), "root", account=row.name("username"))
        yield x_post(row, repost_id, UNSTATED, [reference], account=row.name("user_rt_id"), handle=row.name("user_rt"))
    yield x_post(
        row, native_id, _stated(row), () if repost_id else _references(row, native_id), handle=row.name("username"),
        account=row.name("user_id"), name=row.text("name"), text=row.text("tweet"), embedded=repost_id is not None,
        links=_ADDRESS.findall(row.text("urls") or ""), lang=x.language(row.name("language")),
        media=tuple(_media(row)), likes=row.count("likes_count"), reposts=row.count("retweets_count"),
        replies=row.count("replies_count"),
    )  # fmt: skip


def _later_id(row: TableRow, native_id: str) -> str | None:
    """Return the id of a repost whose original the row holds: versions before 2021 gave the later id second."""
    found = row.name("retweet_id")
    if not x.is_id(found) or not x.is_id(native_id) or found is None:
        return None
    return found if int(found) > int(native_id) else None


def _stated(row: TableRow) -> Stated:
    """Return the time: thousandths since 1970 in old tables, else date and time of a wall clock."""
    created, day, time = row.name("created_at"), row.name("date"), row.name("time")
    if created and created.isdecimal():
        return parse_unix(created)
    zone = "UTC" if created and created.endswith((" UTC", " GMT")) else row.zone
    if day and time:
        return parse_iso(f"{day} {time}", zone=zone)
    return parse_iso(created[:_WALL_CLOCK], zone=zone) if created else UNSTATED


def _references(row: TableRow, native_id: str) -> Iterator[Reference]:
    if row.says("retweet"):
        found = row.reference("repost", "x", "retweet_id", scope="root", account=row.name("user_rt_id"))
        yield from found or (Reference("repost", None, "root"),)
        return
    quoted = url_key(row.name("quote_url") or "")
    if quoted:
        yield Reference("quote", quoted)
    if row.name("conversation_id") not in {None, native_id}:
        yield from row.reference("reply", "x", "conversation_id", scope="root")


def _media(row: TableRow) -> Iterator[MediaRow]:
    for address in _ADDRESS.findall(row.text("photos") or ""):
        yield MediaRow(address, url=address)
    poster = row.name("thumbnail")
    if row.says("video") and poster and poster not in (row.text("photos") or ""):
        yield MediaRow(poster, "video", url=poster)


def read(source: Source) -> Iterator[Row]:
    """Yield a post for each row."""
    return TABLE.read(source, parse)


READER: Final = Reader(
    "twint_csv",
    platform="x",
    sniff=TABLE.sniff,
    read=read,
    title="twint: posts of X (CSV)",
    how_to_get="No longer: twint stopped working in 2021. Tables that it made before are read.",
    lacks="the zone of its times, which post of a conversation a reply answers, pictures themselves",
    verified=False,
)
