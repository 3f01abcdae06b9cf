"""What the web pages of X load: posts as nodes of a tree, which is laid out anew several times a year.

The tree is walked, not followed along one path, and each field is read from where it stood in any of the layouts
seen (2020 to 2026). A node of which nothing is known but its id is a post still: the id holds the time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.base.clock import UNSTATED, Stated, parse_unix
from tracker.ingest import x
from tracker.ingest.fields import at, count_at, first, refuse
from tracker.ingest.reader import (
    Absent,
    BadRecordError,
    JsonObject,
    MediaRow,
    PostRow,
    Record,
    Reference,
    Row,
    Service,
    guarded,
    kind_of,
)
from tracker.ingest.zeeschuimer import LAYOUT_UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tracker.ingest.reader import Source

_POST_MARK: Final = re.compile(rb'"__typename"\s*:\s*"(?:Tweet|TweetWithVisibilityResults|TimelineTweet)"')
"""A key and value that only an answer of X's web pages has: inside a text its quotation marks are escaped."""
_PAGE_MARK: Final = re.compile(rb'"__typename"\s*:\s*"Timeline(?:Timeline[A-Z]\w*|User|Trend)"')
"""The same for any page of a timeline, one of accounts among them."""
_ACCOUNT_MARKS: Final = tuple(
    re.compile(mark) for mark in (rb'"__typename"\s*:\s*"User"', rb'"rest_id"\s*:\s*"\d+"', rb'"screen_name"\s*:')
)
"""Keys that an answer about accounts alone has; other sites have one or the other."""

_OLD_MARK: Final = re.compile(rb'"globalObjects"\s*:\s*\{\s*"(?:tweets|users)"\s*:')
"""How pages of before 2023 begin: all posts and all accounts beside each other, by their ids."""

_GONE: Final = ("TweetTombstone", "TweetUnavailable")
_RESULTS: Final = frozenset({"tweet_results", "quoted_status_result", "retweeted_status_result"})
_ENTRY: Final = re.compile(r"(?:.*-)?tweet-(\d{1,20})", re.ASCII)
_OWN_PAGE: Final = re.compile(r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/(\w{1,20})/status/(\d+)/", re.ASCII)
_USER: Final = ("core", "user_results", "result")
_NOTE: Final = ("note_tweet", "note_tweet_results", "result")


class Answer(NamedTuple):
    """What the posts of one answer share."""

    record: Record
    captured_us: int | None = None
    spans: Sequence[tuple[int, int]] = ()
    """Where each object stands in the record, for posts with bytes of their own; empty: all share the record."""
    users: Mapping[str, Any] = {}
    """Accounts by id, where a page names them once for all of its posts."""

    def part(self, number: int) -> Record:
        """Return the bytes of the object of that number."""
        if not self.spans:
            return self.record
        start, end = self.spans[number]
        return Record(self.record.raw[start:end], self.record.offset + start, self.record.line)


class _Node(NamedTuple):
    """A value of the tree, with what is said of it further up."""

    value: Any
    named: str | None = None
    """Id of the post that should stand here."""
    embedded: bool = False
    promoted: bool = False
    is_part: bool = False
    """True for the part of a post that has the form of an older page's post."""
    is_result: bool = False
    """True for what a post is wrapped in: empty, it says that the post is not to be had."""


def is_answer(head: bytes) -> bool:
    """Tell whether what a file begins with is an answer of X's web pages, to whatever was asked."""
    if any(mark.search(head) for mark in (_POST_MARK, _PAGE_MARK, _OLD_MARK)):
        return True
    return all(mark.search(head) for mark in _ACCOUNT_MARKS)


def rows_in(answer: Answer, value: Any) -> Iterator[Row]:
    """Yield each post in the tree as often as it stands there, and what the tree says is gone.

    The same post stands in several places of one answer; merging keeps what each of them says.
    """
    users = at(value, "globalObjects", "users")
    answer = answer._replace(users=users if isinstance(users, dict) else {})
    waiting = [_Node(value)]
    number = 0
    while waiting:
        node = waiting.pop()
        if isinstance(node.value, dict):
            yield from _rows_of(answer, answer.part(number), node)
            number += 1
        waiting.extend(reversed(list(_children(node))))


def noting_moved(source: Source, rows: Iterable[Row]) -> Iterator[Row]:
    """Pass rows on; where of some posts only the id could be read, note how many."""
    moved = 0
    for row in rows:
        moved += isinstance(row, PostRow) and LAYOUT_UNKNOWN in row.flags
        yield row
    if moved:
        source.note(f"of {moved} posts only the id could be read: X has changed the layout of its pages")


def _rows_of(answer: Answer, record: Record, node: _Node) -> Iterator[Row]:
    value: JsonObject = node.value
    if value.get("__typename") in _GONE:
        reason = first(value, ("tombstone", "text", "text"), ("tombstone", "richText", "text"), ("reason",))
        yield _gone(record, node.named, reason if isinstance(reason, str) else "not shown by X")
    elif node.is_result and not value.get("result"):
        yield _gone(record, _named(node), "not shown by X")
    elif _is_old(node):
        user = answer.users.get(str(value.get("user_id_str")))
        whole = node._replace(value={"legacy": value, "user": user, "ext_views": value.get("ext_views")})
        yield from guarded(record, _post(answer, record, whole))
    elif _is_post(value):
        yield from guarded(record, _post(answer, record, node))


def _gone(record: Record, target: str | None, reason: str) -> Row:
    if target is None:
        return Service(record, "a mark for a post that is gone, without its id")
    return Absent(record, f"x:{target}", reason)


def _is_post(value: JsonObject) -> bool:
    """Tell whether an object is a post: of a name, or of a form; a bare id is only a reference."""
    if value.get("__typename") == "Tweet":
        return len(value) > 2 or "rest_id" not in value  # noqa: PLR2004 - the name and the id
    if isinstance(at(value, "legacy", "full_text"), str):
        return True
    return "rest_id" in value and "edit_control" in value


def _is_old(node: _Node) -> bool:
    """Tell whether an object is a post of an older page, which stands alone and names its author by number."""
    keys = ("id_str", "full_text", "user_id_str")
    return not node.is_part and all(isinstance(node.value.get(key), str) for key in keys)


def _children(node: _Node) -> Iterator[_Node]:
    """Yield the values inside a value, each with what is known of the post that it should hold."""
    value = node.value
    if isinstance(value, list):
        yield from (_Node(item, None, node.embedded, node.promoted) for item in value)
    elif isinstance(value, dict):
        is_post = _is_post(value)
        named = None if is_post else _named(node)
        promoted = not is_post and (node.promoted or "promotedMetadata" in value or "promoted_metadata" in value)
        for key, item in value.items():
            expected = _quoted_id(value) if key == "quoted_status_result" else named
            if key == "legacy" and is_post:
                yield _Node(item, None, embedded=True, is_part=True)
            else:
                yield _Node(item, expected, node.embedded or is_post, promoted, is_result=key in _RESULTS)


def _named(node: _Node) -> str | None:
    """Return the id of the post that an entry of a page, or what wraps a post, says to hold."""
    entry = first(node.value, ("entryId",), ("entry_id",))
    if isinstance(entry, str):
        match = _ENTRY.fullmatch(entry)
        return match[1] if match else None
    return (_id(node.value.get("rest_id")) if node.is_result else None) or node.named


def _post(answer: Answer, record: Record, node: _Node) -> Iterator[PostRow]:
    value: JsonObject = node.value
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
        platform="x", native_id=native_id, record=record, stated=stated, captured_us=answer.captured_us,
        first_version=_first_version(value, native_id),
        account=_first_text(value, (*_USER, "rest_id"), ("core", "user_results", "rest_id"),
                            ("legacy", "user_id_str"), ("user", "id_str")),
        handle=handle, name=_first_text(user, ("core", "name"), ("legacy", "name"), ("name",)),
        protected=first(user, ("privacy", "protected"), ("legacy", "protected"), ("protected",)) is True,
        kind=kind, text=text, text_cut=cut or (kind == "repost" and original is None and x.is_cut(text or "")),
        url=x.status_url(native_id, handle), lang=x.language(at(value, "legacy", "lang")),
        references=references, media=() if original else tuple(_media(value)), embedded=node.embedded,
        likes=count_at(counted, "legacy", "favorite_count"), reposts=count_at(counted, "legacy", "retweet_count"),
        replies=count_at(counted, "legacy", "reply_count"),
        views=count_at(first(counted, ("views", "count"), ("view_count_info", "count"), ("ext_views", "count"))),
        flags=(*_flags(value, promoted=node.promoted), *((LAYOUT_UNKNOWN,) if is_moved else ())),
    )  # fmt: skip


def _own_id(value: JsonObject) -> str:
    """Return the id of a post as text; `id` as a number was rounded by the browser and is never read."""
    for found in (value.get("rest_id"), at(value, "legacy", "id_str"), value.get("id_str"), value.get("id")):
        if (known := _id(found)) is not None:
            return known
    raise refuse("rest_id", value.get("rest_id"), "the id of a post as digits")


def _id(found: Any) -> str | None:
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
    root = _known_id(original) or _id(at(value, "legacy", "retweeted_status_id_str"))
    if root is not None:
        return (Reference("repost", f"x:{root}", "root", account=_author(original) if original else None),)
    found = []
    if (quoted := _quoted_id(value)) is not None:
        post = _unwrapped(at(value, "quoted_status_result", "result"))
        found.append(Reference("quote", f"x:{quoted}", account=_author(post) if post else None))
    if (answered := _id(at(value, "legacy", "in_reply_to_status_id_str"))) is not None:
        account = _first_text(value, ("legacy", "in_reply_to_screen_name"))
        found.append(Reference("reply", f"x:{answered}", account=account))
    return (*found, *x.link_references(_links(value), native_id, found))


def _quoted_id(value: JsonObject) -> str | None:
    for result in (at(value, "quoted_status_result", "result"), at(value, "quotedRefResult", "result")):
        if (known := _known_id(_unwrapped(result))) is not None:
            return known
    return _id(at(value, "legacy", "quoted_status_id_str"))


def _known_id(value: Any) -> str | None:
    return _id(at(value, "rest_id")) or _id(at(value, "legacy", "id_str"))


def _author(value: JsonObject) -> str | None:
    return _handle(value, first(value, _USER, ("user",)) or {}, _known_id(value) or "")


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
    version = _id(found)
    return version if version != native_id else None


def _flags(value: JsonObject, *, promoted: bool) -> Iterator[str]:
    if promoted or value.get("promoted") is True:
        yield "promoted"
    if first(value, ("legacy", "possibly_sensitive"), ("possibly_sensitive",)) is True:
        yield "sensitive"
    if _first_text(value, ("legacy", "withheld_scope")) is not None:
        yield "withheld"
