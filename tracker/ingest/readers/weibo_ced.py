"""Rumors on Weibo with their reposts, as the CED set holds them (Song et al., 2018, arXiv:1811.04175).

Seen: the public set, 3,387 posts. One file holds a post without its number, another the reposts of it; the number of
the post stands in the file names alone (`2601_85jBAr_1700757973.json`: count, short form, account). `parent` is the
immediate one, empty for the post itself. Times of reposts are those of Beijing. The set does not tell comments from
reposts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.base.clock import UNSTATED, parse_iso, parse_unix
from tracker.base.keys import post_key
from tracker.ingest import weibo
from tracker.ingest.fields import count_at, decoded_object, id_at, refuse, text_at
from tracker.ingest.peek import peek_objects
from tracker.ingest.reader import Match, PostRow, Reader, Reference, each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_NAME: Final = re.compile(r"_([0-9A-Za-z]{4,12})_(\d{4,12})\.json$", re.ASCII)
_ZONE: Final = "Asia/Shanghai"
_REPOST: Final = frozenset({"kids", "uid", "parent", "text", "mid", "date"})
_POST: Final = frozenset({"text", "user", "time", "reposts", "comments", "likes", "has_url"})


class _Named(NamedTuple):
    """What the name of a file says of the post."""

    number: str | None = None
    account: str | None = None


def sniff(source: Source) -> Match | None:
    """Claim the reposts by `mid`, `parent` and `kids`, the posts by their counts beside `has_url`."""
    for value in peek_objects(source.head)[:1]:
        if value.keys() >= _REPOST:
            return Match("reposts with `parent` and `kids`")
        if value.keys() >= _POST and not value.keys() & {"mid", "id"}:
            return Match("a post with `has_url` beside its counts")
    return None


def read(source: Source) -> Iterator[Row]:
    """Yield the post, or its reposts."""
    found = _NAME.search(source.name)
    named = _Named(weibo.mid(found[1]), found[2]) if found else _Named()
    if named.number is None:
        source.note("the file's name does not tell the post that these belong to")
    return each(source.elements(), lambda record: _parse(named, record))


def _parse(named: _Named, record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    yield _repost(named, record, value) if "mid" in value else _post(named, record, value)


def _post(named: _Named, record: Record, value: JsonObject) -> PostRow:
    seconds = id_at(value, "time")
    if seconds is None:
        raise refuse("time", None, "seconds since 1970")
    return PostRow(
        platform="weibo", native_id=named.number or "", record=record, stated=parse_unix(seconds, unit_s=1.0),
        account=named.account, text=text_at(value, "text") or None,
        url=weibo.address(named.account, named.number) if named.number else None,
        likes=count_at(value, "likes"), reposts=count_at(value, "reposts"), replies=count_at(value, "comments"),
    )  # fmt: skip


def _repost(named: _Named, record: Record, value: JsonObject) -> PostRow:
    short, parent, date = (text_at(value, key) for key in ("mid", "parent", "date"))
    number = weibo.mid(short or "")
    if number is None:
        raise refuse("mid", short, "the short form of a post's number")
    above = weibo.mid(parent) if parent else named.number
    account = id_at(value, "uid")
    return PostRow(
        platform="weibo", native_id=number, record=record, stated=parse_iso(date, zone=_ZONE) if date else UNSTATED,
        account=account, kind="repost", text=text_at(value, "text") or None, url=weibo.address(account, number),
        references=(Reference("repost", post_key("weibo", above) if above else None),),
    )  # fmt: skip


READER = Reader(
    "weibo_ced",
    platform="weibo",
    sniff=sniff,
    read=read,
    title="Weibo rumors with reposts (CED set)",
    how_to_get="github.com/thunlp/Chinese_Rumor_Dataset: the folder CED_Dataset, file names unchanged.",
    lacks="pictures; names; whether a repost was a comment",
)
