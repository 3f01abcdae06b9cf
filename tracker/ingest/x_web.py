"""What the web pages of X load: answers as trees, which are laid out anew several times a year.

The tree is walked, not followed along one path, so that a post is found wherever it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.ingest.fields import at, first
from tracker.ingest.reader import Absent, JsonObject, Record, Row, Service, guarded
from tracker.ingest.x_node import id_text, post_of, quoted_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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


def _rows_of(answer: Answer, record: Record, node: _Node) -> Iterator[Row]:
    value: JsonObject = node.value
    if value.get("__typename") in _GONE:
        reason = first(value, ("tombstone", "text", "text"), ("tombstone", "richText", "text"), ("reason",))
        yield _gone(record, node.named, reason if isinstance(reason, str) else "not shown by X")
    elif node.is_result and not value.get("result"):
        yield _gone(record, _named(node), "not shown by X")
    elif _is_old(node):
        user = answer.users.get(str(value.get("user_id_str")))
        yield from _posts(answer, record, node, {"legacy": value, "user": user, "ext_views": value.get("ext_views")})
    elif _is_post(value):
        yield from _posts(answer, record, node, value)


def _posts(answer: Answer, record: Record, node: _Node, value: JsonObject) -> list[Row]:
    found = post_of(record, value, answer.captured_us, embedded=node.embedded, promoted=node.promoted)
    return guarded(record, found)


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
            expected = quoted_id(value) if key == "quoted_status_result" else named
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
    return (id_text(node.value.get("rest_id")) if node.is_result else None) or node.named
