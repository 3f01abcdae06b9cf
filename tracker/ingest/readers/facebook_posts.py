"""Facebook download: one's own posts, posts in groups, and comments (`your_posts_1.json` and its kin).

Seen: own posts of two accounts; groups and comments after public excerpts. File names are translated, so that the
content decides. Posts have no ids. What one shared of others is only told by the title, in the language of the
account: known languages make it a reshare of an unknown post, never an original.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.base.clock import parse_unix
from tracker.base.keys import url_key
from tracker.ingest import meta
from tracker.ingest.fields import at, decoded_object, id_at, refuse, text_at
from tracker.ingest.peek import peek_objects
from tracker.ingest.reader import Match, PostRow, Reader, Reference, Service, each, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Record, Row, Source

_LISTS: Final = ("group_posts_v2", "comments_v2", "group_comments_v2")
_SHARED: Final = re.compile(
    r"\b(?:shared|geteilt|compartió|a partagé|ha condiviso|compartilhou|partilhou|gedeeld|payla\u015ft\u0131|membagikan"
    r"|поделил(?:ся|ась))\b|udostępnił|共有",
    re.IGNORECASE,
)
_PROFILES: Final = ("profile_information/profile_information.json", "profile_information.json")


class _Account(NamedTuple):
    """Whose download it is."""

    source: Source
    handle: str | None
    name: str | None


def sniff(source: Source) -> Match | None:
    """Claim entries with `timestamp` whose `data` holds posts or comments, or that have attachments."""
    for value in peek_objects(source.head):
        listed = next((name for name in _LISTS if isinstance(value.get(name), list)), None)
        entry = at(value, listed, 0) if listed else value
        if _is_entry(entry):
            why = f"`{listed or 'timestamp'}` with posts or comments of a Facebook account"
            return Match(why, meta.profiles(source, *_PROFILES))
    return None


def _is_entry(entry: Any) -> bool:
    own = any(isinstance(part, dict) and ("post" in part or "comment" in part) for part in meta.list_in(entry, "data"))
    attached = any(isinstance(at(part, "data"), list) for part in meta.list_in(entry, "attachments"))
    return at(entry, "timestamp") is not None and (own or attached)


def read(source: Source) -> Iterator[Row]:
    """Yield the posts and comments; reactions are service."""
    told = meta.profile(source, *_PROFILES)
    address = at(told, "profile_v2", "profile_uri")
    handle = address.rstrip("/").rpartition("/")[2] if isinstance(address, str) else None
    name = at(told, "profile_v2", "name", "full_name")
    account = _Account(source, handle or None, meta.repaired(name) if isinstance(name, str) else None)
    path = next((key for key in _LISTS if key in source.keys()), None)  # noqa: SIM118 - not a mapping
    return each(
        source.elements(path) if path else source.elements(), lambda record: _parse(account, record)
    )


def _parse(account: _Account, record: Record) -> Iterator[Row]:
    value = decoded_object(record.raw)
    parts = [part for part in meta.list_in(value, "data") if isinstance(part, dict)]
    if any("reaction" in part for part in parts):
        yield Service(record, "reaction")
        return
    seconds = id_at(value, "timestamp")
    if seconds is None:
        raise refuse("timestamp", None, "seconds since 1970")
    attached = [part for group in meta.list_in(value, "attachments") for part in meta.list_in(group, "data")]
    comment = next((part["comment"] for part in parts if isinstance(part.get("comment"), dict)), None)
    text = meta.text_of(comment, "comment") or _words(parts, "post") or _words(attached, "text")
    links = [found for part in attached if (found := text_at(part, "external_context", "url"))]
    references = tuple(_references(value, text, links, is_comment=comment is not None))
    updated = next((id_at(part, "update_timestamp") for part in parts if "update_timestamp" in part), None)
    yield PostRow(
        platform="facebook", native_id="", record=record, stated=parse_unix(seconds, unit_s=1.0),
        edited_us=parse_unix(updated, unit_s=1.0).us if updated else None,
        handle=account.handle, name=meta.text_of(comment, "author") or account.name,
        kind=kind_of(references), text=text or "\n".join(links) or None, references=references,
        media=tuple(meta.pictures(account.source, [at(part, "media") for part in attached])),
    )  # fmt: skip


def _words(parts: list[Any], key: str) -> str | None:
    return "\n".join(filter(None, (meta.text_of(part, key) for part in parts))) or None


def _references(
    value: JsonObject, text: str | None, links: list[str], *, is_comment: bool
) -> Iterator[Reference]:
    """Yield what an entry answers, shares, or links to; Facebook names none of its own posts."""
    for key in dict.fromkeys(key for link in links if (key := url_key(link))):
        yield Reference("quote", key, attribution="explicit")
    if is_comment:
        yield Reference("reply")
    elif not links and _SHARED.search(meta.text_of(value, "title") or ""):
        yield Reference("quote" if text else "repost", scope="unknown")


READER = Reader(
    "facebook_posts",
    platform="facebook",
    sniff=sniff,
    read=read,
    title="Facebook download: posts and comments",
    how_to_get="Facebook: Settings, Download your information, JSON; give the whole zip or the file of the posts.",
    lacks="ids and addresses of posts, what was shared or answered, who could see it, posts of others",
)
