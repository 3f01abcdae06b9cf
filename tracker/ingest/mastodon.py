"""What a status of Mastodon's API says, in whatever export it comes; its relatives answer in the same form.

Known relatives: Pleroma and Akkoma (`pleroma`), and two that are one server each, so that their own ids name a
post: Truth Social and Gab. Ids in an answer are those of the server that answered; only the `uri` names a post
everywhere, and only the post's own server knows its time at first hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

from tracker.base.clock import UNSTATED, parse_iso
from tracker.base.keys import post_key
from tracker.base.words import plain_text
from tracker.ingest.fields import at, count_at, first, id_at, list_at, refuse, text_at
from tracker.ingest.reader import MediaRow, PostRow, Record, Reference, Service, guarded, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.ingest.reader import JsonObject, Row

_ONE_SERVER: Final = {"truthsocial.com": "truthsocial", "gab.com": "gab"}
_TYPES: Final = {"image": "image", "gifv": "gif", "video": "video", "tv": "video", "unknown": "image"}
_STILL: Final = frozenset({"image", "unknown", "tv"})
"""Types whose `url` leads to a still picture."""
_UNIQUE_DIGITS: Final = 15
"""A status id of so many signs holds a time and chance (from 2017 on): no two servers share one."""


class Answered(msgspec.Struct, frozen=True):
    """What is known of the answer around a status."""

    platform: str | None = None
    """Where the export says which site it is of; else the status's own address tells."""
    captured_us: int | None = None
    is_text: bool = False
    """True where `content` of the outer status is text already, and no HTML."""
    uris: Mapping[str, str] = {}
    """Status id on the answering server -> address of the post, for what replies point at."""


def is_status(value: Any) -> bool:
    """Tell whether an object is a status as the API gives it, or gives it back after its deletion."""
    keys = ("uri", "account", "reblogs_count", "created_at")
    return isinstance(value, dict) and all(key in value for key in keys) and ("content" in value or "text" in value)


def rows_of(record: Record, status: JsonObject, answered: Answered) -> Iterator[Row]:
    """Yield a status, then the originals inside it: what it boosts, quotes, or answers."""
    yield from _status(record, status, answered, embedded=False)
    waiting = _inside(status)
    answered = msgspec.structs.replace(answered, is_text=False)
    while waiting:
        inner = waiting.pop()
        yield from guarded(record, _status(record, inner, answered, embedded=True))
        waiting.extend(_inside(inner))


def _inside(status: JsonObject) -> list[JsonObject]:
    """Return the originals inside a status, the last one first."""
    found = (at(status, "in_reply_to"), _quoted(status), at(status, "reblog"))
    return [inner for inner in found if isinstance(inner, dict) and ("content" in inner or "uri" in inner)]


def _quoted(status: JsonObject) -> Any:
    """Return the quoted status: as Mastodon gives it since 4.4, or as its relatives do."""
    found = first(status, ("quote", "quoted_status"), ("quote",), ("pleroma", "quote"))
    return found if isinstance(found, dict) and ("uri" in found or "content" in found) else None


def _status(record: Record, status: JsonObject, answered: Answered, *, embedded: bool) -> Iterator[Row]:
    if text_at(status, "visibility") == "direct":
        yield Service(record, "direct message: not read")
    else:
        yield _post(record, status, answered, embedded=embedded)


def _post(record: Record, status: JsonObject, answered: Answered, *, embedded: bool) -> PostRow:
    platform, native_id = _identity(status, answered.platform)
    acct = text_at(status, "account", "acct") or text_at(status, "account", "username")
    home = platform != "mastodon" or (acct is not None and "@" not in acct)
    created, edited = text_at(status, "created_at"), text_at(status, "edited_at")
    references = tuple(_references(status, platform, answered, home=home))
    kind, hidden = kind_of(references), text_at(status, "visibility") == "private"
    return PostRow(
        platform=platform, native_id=native_id, record=record, server_timed=home, home=home,
        stated=parse_iso(created) if created else UNSTATED, captured_us=answered.captured_us,
        edited_us=parse_iso(edited).us if edited else None, account=_account(status, platform),
        handle=acct, name=text_at(status, "account", "display_name") or None, protected=hidden, kind=kind,
        text=None if kind == "repost" else _text(status, is_text=answered.is_text),
        url=text_at(status, "url"), lang=text_at(status, "language"), references=references,
        media=() if kind == "repost" else tuple(_media(status)), embedded=embedded,
        likes=count_at(status, "favourites_count"), reposts=count_at(status, "reblogs_count"),
        replies=count_at(status, "replies_count"), flags=tuple(_flags(status, hidden=hidden, embedded=embedded)),
    )  # fmt: skip


def _identity(status: JsonObject, platform: str | None) -> tuple[str, str]:
    uri, number = text_at(status, "uri") or "", id_at(status, "id")
    platform = platform or _ONE_SERVER.get(_host(uri or text_at(status, "url") or ""), "mastodon")
    native_id = uri or number if platform == "mastodon" else number
    if not native_id:
        raise refuse("uri" if platform == "mastodon" else "id", None, "the address or the id of the post")
    return platform, native_id


def _account(status: JsonObject, platform: str) -> str | None:
    """Return the author's address, as archives name it; on a site that is one server, the author's id."""
    if platform != "mastodon":
        return id_at(status, "account", "id")
    stated = text_at(status, "account", "uri")
    owner, found, _ = (text_at(status, "uri") or "").partition("/statuses/")
    return stated or (owner if found else text_at(status, "account", "url"))


def _text(status: JsonObject, *, is_text: bool) -> str | None:
    """Return content warning and words; a deleted status is given back as its author typed it."""
    content = text_at(status, "content")
    words = text_at(status, "text") if content is None else content if is_text else plain_text(content)
    return "\n\n".join(part for part in (text_at(status, "spoiler_text"), words) if part) or None


def _flags(status: JsonObject, *, hidden: bool, embedded: bool) -> Iterator[str]:
    if "content" not in status and not embedded:
        yield "deleted"
    if hidden:
        yield "not_public"
    if at(status, "sensitive") is True:
        yield "sensitive"


def _references(status: JsonObject, platform: str, answered: Answered, *, home: bool) -> Iterator[Reference]:
    boosted, quoted = at(status, "reblog"), _quoted(status)
    if boosted is not None:
        yield Reference("repost", _key_of(boosted, platform), "root", account=_account(boosted, platform))
        return
    if quoted is not None:
        yield Reference("quote", _key_of(quoted, platform), account=_account(quoted, platform))
    elif target := _shallow_quote(status, platform, answered):
        yield Reference("quote", target)
    answer = id_at(status, "in_reply_to_id")
    if answer:
        target = _answered_key(status, answer, platform, answered, home=home)
        yield Reference("reply", target, account=_answered_account(status, platform, target))


def _key_of(status: Any, platform: str) -> str:
    if not isinstance(status, dict):
        raise refuse("reblog", status, "the post that is passed on")
    return post_key(*_identity(status, None if platform == "mastodon" else platform))


def _shallow_quote(status: JsonObject, platform: str, answered: Answered) -> str | None:
    """Return the key of a quoted post that is only named."""
    address = first(status, ("quote_uri",), ("pleroma", "quote_url"), ("quote_url",))
    if platform == "mastodon" and isinstance(address, str) and address:
        return post_key("mastodon", address)
    number = first(status, ("quote", "quoted_status_id"), ("quote_id",), ("pleroma", "quote_id"))
    return _key_by_number(str(number), platform, answered) if isinstance(number, str | int) else None


def _key_by_number(number: str, platform: str, answered: Answered) -> str | None:
    """Return the key of a post by its id on the answering server; None where that may name several."""
    if platform != "mastodon":
        return post_key(platform, number)
    uri = answered.uris.get(number)
    return post_key("mastodon", uri or number) if uri or len(number) >= _UNIQUE_DIGITS else None


def _answered_key(status: JsonObject, number: str, platform: str, answered: Answered, *, home: bool) -> str | None:
    """Return the key of the post that is answered; of one's own on one's own server the address is known."""
    own, uri = id_at(status, "id"), text_at(status, "uri") or ""
    by_self = id_at(status, "in_reply_to_account_id") == id_at(status, "account", "id")
    if platform == "mastodon" and home and by_self and own and uri.endswith(f"/{own}"):
        return post_key("mastodon", uri.removesuffix(own) + number)
    return _key_by_number(number, platform, answered)


def _answered_account(status: JsonObject, platform: str, target: str | None) -> str | None:
    """Return the author of the post that is answered, from its address, else from the mentions."""
    number = id_at(status, "in_reply_to_account_id")
    if number is None or platform != "mastodon":
        return number
    owner, found, _ = (target or "").removeprefix("mastodon:").partition("/statuses/")
    if found:
        return owner
    if number == id_at(status, "account", "id"):
        return _account(status, platform)
    mentions = list_at(status, "mentions")
    return next((text_at(one, "url") for one in mentions if id_at(one, "id") == number), None)


def _media(status: JsonObject) -> Iterator[MediaRow]:
    for attachment in list_at(status, "media_attachments"):
        stated = text_at(attachment, "type") or "unknown"
        kind = _TYPES.get(stated)
        still = () if stated in _STILL else (("preview_url",), ("preview_remote_url",))
        places = (*still, ("url",), ("remote_url",), ("preview_url",))
        address = next((found for place in places if (found := text_at(attachment, *place))), None)
        if kind and address:
            size = at(attachment, "meta", "original")
            yield MediaRow(
                address, kind, url=address, alt=text_at(attachment, "description"),
                width=count_at(size, "width") or None, height=count_at(size, "height") or None,
            )  # fmt: skip
    shown = text_at(status, "card", "image")
    if shown:
        yield MediaRow(shown, "card", url=shown)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
