"""One post of a web page of X: a node whose fields have stood in several places, 2020 to 2026.

Each field is read from where it stood in any of the layouts seen. A node of which nothing is known but its id is a
post still: the id holds the time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.base.clock import UNSTATED, Stated, parse_unix
from tracker.ingest import x
from tracker.ingest.drift import LAYOUT_UNKNOWN
from tracker.ingest.fields import at, count_at, first, refuse
from tracker.ingest.reader import BadRecordError, JsonObject, MediaRow, PostRow, Record, Reference, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_OWN_PAGE: Final = re.compile(r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/(\w{1,20})/status/(\d+)/", re.ASCII)
_USER: Final = ("core", "user_results", "result")
_NOTE: Final = ("note_tweet", "note_tweet_results", "result")


def post_of(
    record: Record, value: JsonObject, captured_us: int | None, *, embedded: bool, promoted: bool
) -> Iterator[PostRow]:
    """Yield the post that a node is; one without an id raises ``BadRecordError``."""
    native_id = _own_id(value)
    user = first(value, _USER, ("user",)) or {}
    references = _references(value, native_id)
    kind = kind_of([found for found in references if found.attribution == "platform"])
    original = _unwrapped(_original(value)) if kind == "repost" else None
    text, cut = _text(original) if original else _text(value)
    handle = _handle(value, user, native_id)
    counted = None if kind == "repost" else value
    stated = _stated(value)
    is_moved = text is None and stated.us is None
    yield PostRow(
        platform="x", native_id=native_id, record=record, stated=stated, captured_us=captured_us,
        first_version=_first_version(value, native_id),
        account=_first_text(value, (*_USER, "rest_id"), ("core", "user_results", "rest_id"),
                            ("legacy", "user_id_str"), ("user", "id_str")),
        handle=handle, name=_first_text(user, ("core", "name"), ("legacy", "name"), ("name",)),
        protected=first(user, ("privacy", "protected"), ("legacy", "protected"), ("protected",)) is True,
        kind=kind, text=text, text_cut=cut or (kind == "repost" and original is None and x.is_cut(text or "")),
        url=x.status_url(native_id, handle), lang=x.language(at(value, "legacy", "lang")),
        references=references, media=() if original else tuple(_media(value)), embedded=embedded,
        likes=count_at(counted, "legacy", "favorite_count"), reposts=count_at(counted, "legacy", "retweet_count"),
        replies=count_at(counted, "legacy", "reply_count"),
        views=count_at(first(counted, ("views", "count"), ("view_count_info", "count"), ("ext_views", "count"))),
        flags=(*_flags(value, promoted=promoted), *((LAYOUT_UNKNOWN,) if is_moved else ())),
    )  # fmt: skip


def _own_id(value: JsonObject) -> str:
    """Return the id of a post as text; `id` as a number was rounded by the browser and is never read."""
    for found in (value.get("rest_id"), at(value, "legacy", "id_str"), value.get("id_str"), value.get("id")):
        if (known := id_text(found)) is not None:
            return known
    raise refuse("rest_id", value.get("rest_id"), "the id of a post as digits")


def id_text(found: Any) -> str | None:
    """Return an id that stands as text; a number was rounded by the browser and is none."""
    return found if isinstance(found, str) and x.is_id(found) else None


def _first_text(value: Any, *paths: tuple[str | int, ...]) -> str | None:
    """Return the text at the first path that has one; anything else there is the work of a new layout."""
    return next((found for path in paths if isinstance(found := at(value, *path), str) and found), None)


def _stated(value: JsonObject) -> Stated:
    text = _first_text(value, ("legacy", "created_at"), ("created_at",))
    if text is not None:
        return x.stated(text)
    number = first(value, ("legacy", "created_at_ms"), ("details", "created_at_ms"), ("created_at_ms",))
    return parse_unix(number, unit_s=1e-3) if isinstance(number, int | str) else UNSTATED


def _text(value: JsonObject) -> tuple[str | None, bool]:
    """Return the fullest text, and whether it is cut; a long post's own text is not escaped."""
    note = _first_text(value, (*_NOTE, "text"))
    if note is not None:
        return note, False
    text = _first_text(value, ("legacy", "full_text"), ("legacy", "text"), ("details", "full_text"), ("full_text",))
    return (None if text is None else x.plain(text)), "note_tweet" in value


def _handle(value: JsonObject, user: Any, native_id: str) -> str | None:
    """Return the handle, from the author or else from the address of the post's own picture."""
    known = _first_text(user, ("core", "screen_name"), ("legacy", "screen_name"), ("screen_name",))
    if known is not None:
        return known
    pages = (at(entry, "expanded_url") for entry in _entries(value))
    matches = (_OWN_PAGE.match(page) for page in pages if isinstance(page, str))
    return next((match[1] for match in matches if match and match[2] == native_id), None)


def _original(value: JsonObject) -> Any:
    return first(
        value, ("legacy", "retweeted_status_result", "result"), ("retweeted_status_result", "result"),
        ("legacy", "repostedStatusResults", "result"),
    )  # fmt: skip


def _unwrapped(result: Any) -> JsonObject | None:
    """Return the post in a result; a restricted one stands a step deeper."""
    post = first(result, ("tweet",)) or result
    return post if isinstance(post, dict) else None


def _references(value: JsonObject, native_id: str) -> tuple[Reference, ...]:
    """Return what a post points at; a repost points at its root only, even where that one quotes."""
    original = _unwrapped(_original(value))
    root = _node_id(original) or id_text(at(value, "legacy", "retweeted_status_id_str"))
    if root is not None:
        return (Reference("repost", f"x:{root}", "root", account=_author(original) if original else None),)
    found = []
    if (quoted := quoted_id(value)) is not None:
        post = _unwrapped(at(value, "quoted_status_result", "result"))
        found.append(Reference("quote", f"x:{quoted}", account=_author(post) if post else None))
    if (answered := id_text(at(value, "legacy", "in_reply_to_status_id_str"))) is not None:
        account = _first_text(value, ("legacy", "in_reply_to_screen_name"))
        found.append(Reference("reply", f"x:{answered}", account=account))
    return (*found, *x.link_references(_links(value), native_id, found))


def quoted_id(value: JsonObject) -> str | None:
    """Return the id of the post that a node quotes, be that post there, named, or gone."""
    for result in (at(value, "quoted_status_result", "result"), at(value, "quotedRefResult", "result")):
        if (known := _node_id(_unwrapped(result))) is not None:
            return known
    return id_text(at(value, "legacy", "quoted_status_id_str"))


def _node_id(value: Any) -> str | None:
    return id_text(at(value, "rest_id")) or id_text(at(value, "legacy", "id_str"))


def _author(value: JsonObject) -> str | None:
    return _handle(value, first(value, _USER, ("user",)) or {}, _node_id(value) or "")


def _links(value: JsonObject) -> list[str]:
    entries = first(value, (*_NOTE, "entity_set", "urls"), ("legacy", "entities", "urls"))
    links = (at(entry, "expanded_url") for entry in (entries if isinstance(entries, list) else ()))
    return [link for link in links if isinstance(link, str)]


def _entries(value: JsonObject) -> list[Any]:
    """Return the media as the page gives them; `entities.media` holds only the first photo, so it comes last."""
    found = first(value, ("legacy", "extended_entities", "media"), ("legacy", "entities", "media"))
    return found if isinstance(found, list) else []


def _media(value: JsonObject) -> Iterator[MediaRow]:
    for entry in _entries(value):
        try:
            row = x.media_row(x.typed(entry, x.MediaEntry))
        except BadRecordError:
            row = None
        yield row or MediaRow(file="", missing_reason="the export gives no address")


def _first_version(value: JsonObject, native_id: str) -> str | None:
    """Return the id under which an edited post was first made."""
    found = first(
        value, ("edit_control", "initial_tweet_id"), ("edit_control", "edit_control_initial", "edit_tweet_ids", 0),
        ("edit_control", "edit_tweet_ids", 0),
    )  # fmt: skip
    version = id_text(found)
    return version if version != native_id else None


def _flags(value: JsonObject, *, promoted: bool) -> Iterator[str]:
    if promoted or value.get("promoted") is True:
        yield "promoted"
    if first(value, ("legacy", "possibly_sensitive"), ("possibly_sensitive",)) is True:
        yield "sensitive"
    if _first_text(value, ("legacy", "withheld_scope")) is not None:
        yield "withheld"
